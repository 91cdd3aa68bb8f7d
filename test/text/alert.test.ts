import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { AlertFacts, AlertRecord, StepKind } from '../../shared/domain/alert.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { newRecord } from '../../shared/steps/raise.ts';
import { en } from '../../shared/text/alert-en.ts';
import { he } from '../../shared/text/alert-he.ts';
import { renderAlert, type RenderedAlert } from '../../shared/text/alert.ts';
import type { Post } from '../../shared/text/alert-lines.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const MINUTE = 60_000;
const facts = (fields: Partial<AlertFacts> = {}): AlertFacts => ({
  at: SUNDAY_MORNING, count: 48, minutes: 15, usual: 2, low: 0, high: 5, times: 24, slot: 20, quarter: 48, severity: 7, atLeast: false, learning: false, authors: 41, negative: 0.62, reach: null,
  bars: [{ channel: 'facebook', counts: [0, 1, 0, 2, 14, 20], usual: 1.4 }, { channel: 'x', counts: [0, 0, 1, 0, 6, 8], usual: 0.3 }], from: SUNDAY_MORNING - 60 * MINUTE,
  words: ['האפליקציה', 'תשלום', 'crash'], refs: [], cases: ['482109379', '135792468'], ...fields,
});
const channel = (name: string) => ({ channel: name, series: `mentions/main/${name}/`, since: SUNDAY_MORNING - 12 * MINUTE, rarity: 20, count: 20, minutes: 15, usual: 1, low: 0, high: 3, endedAt: null });
const record = (fields: Partial<AlertRecord> = {}): AlertRecord => newRecord('mentions/main/', SUNDAY_MORNING, { brand: 'main', since: SUNDAY_MORNING - 12 * MINUTE, channels: [channel('facebook'), channel('x')], facts: facts(), peak: 60, ...fields });
const HOSTILE = '<script>alert(1)</script> *bold* [link](https://evil.example) <!channel> & "quoted"';
const posts: Post[] = [
  { channel: 'x', author: 'דנה לוי', text: 'האפליקציה קרסה לי באמצע תשלום', link: 'https://x.com/i/web/status/1', at: SUNDAY_MORNING, language: 'he' },
  { channel: 'facebook', author: '<b>Eve</b>', text: HOSTILE, link: 'javascript:alert(1)', at: SUNDAY_MORNING, language: 'en' },
];
function render(language: Settings['alertLanguage'], change: Partial<AlertRecord> = {}, kind: StepKind = 'begins', settings: Partial<Settings> = {}): RenderedAlert {
  return renderAlert(record(change), kind, { settings: { ...DEFAULT_SETTINGS, alertLanguage: language, ...settings }, console: 'https://console.company.example', posts, now: SUNDAY_MORNING });
}

describe('the first two lines of an alert', () => {
  it.each<[string, Settings['alertLanguage'], Partial<AlertRecord>, StepKind, string, string]>([
    ['a rise', 'he', {}, 'begins', 'זינוק באזכורים: פי 24 מהרגיל, מאז 09:48', '48 אזכורים ב-15 הדקות האחרונות. בשעה כזו ביום ראשון נספרים בדרך כלל 0 עד 5.'],
    ['a rise', 'en', {}, 'begins', 'Mentions up 24x since 09:48', '48 mentions in the last 15 minutes. At this hour on a Sunday it is usually 0 to 5.'],
    ['a rise of twice', 'he', { facts: facts({ times: 2, count: 2, minutes: 60 }) }, 'begins', 'זינוק באזכורים: פי שניים מהרגיל, מאז 09:48', 'שני אזכורים בשעה האחרונה. בשעה כזו ביום ראשון נספרים בדרך כלל 0 עד 5.'],
    ['the first week', 'he', { facts: facts({ learning: true, usual: 0, times: 48 }) }, 'begins', 'זינוק באזכורים: 48 אזכורים ב-15 הדקות האחרונות, מאז 09:48', '48 אזכורים ב-15 הדקות האחרונות. בשבוע הראשון עוד נלמד כמה רגיל כאן.'],
    ['a capped platform', 'en', { facts: facts({ atLeast: true }) }, 'begins', 'Mentions up 24x since 09:48', 'at least 48 mentions in the last 15 minutes. At this hour on a Sunday it is usually 0 to 5.'],
    ['messages', 'he', { direct: true }, 'begins', 'זינוק בפניות: פי 24 מהרגיל, מאז 09:48', '48 פניות ב-15 הדקות האחרונות. בשעה כזו ביום ראשון נספרים בדרך כלל 0 עד 5.'],
    ['a campaign', 'he', { kind: 'campaign' }, 'begins', 'ייתכן שמדובר בפעילות מתואמת: פי 24 אזכורים מהרגיל, מאז 09:48', '48 אזכורים ב-15 הדקות האחרונות. בשעה כזו ביום ראשון נספרים בדרך כלל 0 עד 5.'],
    ['growth', 'en', {}, 'grows', 'Still growing: 24x', '48 mentions in the last 15 minutes. At this hour on a Sunday it is usually 0 to 5.'],
    ['a further channel', 'he', {}, 'joins', 'הזינוק הגיע גם ל־פייסבוק, X', '48 אזכורים ב-15 הדקות האחרונות. בשעה כזו ביום ראשון נספרים בדרך כלל 0 עד 5.'],
    ['a turn of mood', 'en', {}, 'turns', 'The mood is turning: 62% negative', '48 mentions in the last 15 minutes. At this hour on a Sunday it is usually 0 to 5.'],
    ['the end', 'he', { endedAt: SUNDAY_MORNING + 120 * MINUTE }, 'over', 'חזרה לשגרה: הזינוק נמשך שעתיים, שיא של 60 אזכורים ברבע שעה', 'הזינוק החל ב-09:48 והסתיים. אין צורך בפעולה.'],
    ['the end', 'en', { endedAt: SUNDAY_MORNING + 18 * MINUTE }, 'over', 'Back to normal: it lasted 30 minutes, peak 60 mentions in 15 minutes', 'It began at 09:48 and is over. Nothing needs to be done.'],
    ['silence', 'he', { kind: 'silence', facts: null, channels: [], silence: { channel: 'facebook', usualPerHour: 12.4 } }, 'begins', 'שקט חריג: דבר לא התקבל מ־פייסבוק מאז 09:48', 'שקט חריג: דבר לא התקבל מ־פייסבוק מאז 09:48 (בדרך כלל כ-12 בשעה). ייתכן שהחיבור נותק.'],
  ])('say of %s in %s what it is', (_what, language, change, kind, subject, first) => {
    const { text, subject: own } = render(language, change, kind);
    expect([own, ...text.split('\n').slice(0, 2)]).toEqual([subject, subject, first]);
  });

  it('name the brand where there are several, and the topic', () => {
    const brands = [{ id: 'main', name: { he: 'בית קפה', en: 'Cafe' }, inboxes: [] }, { id: 'b', name: { he: 'ב', en: 'B' }, inboxes: [] }];
    const watchedTopics = [{ id: 'app', name: { he: 'אפליקציה', en: 'The app' }, words: { he: [], en: [] }, tags: [] }];
    expect(render('he', { topic: 'app' }, 'begins', { brands, watchedTopics }).subject).toBe('בית קפה, אפליקציה: זינוק באזכורים: פי 24 מהרגיל, מאז 09:48');
  });
});

describe('the texts of alerts', () => {
  it('are the same in both languages, and every placeholder of one is in the other', () => {
    const holders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
    expect(Object.keys(en)).toEqual(Object.keys(he));
    const differing = Object.keys(he).filter((key) => JSON.stringify(holders(he[key as keyof typeof he])) !== JSON.stringify(holders(en[key as keyof typeof he])));
    // Hebrew has words of its own for one and two.
    expect(differing).toEqual(['messageOne', 'messageTwo']);
  });

  it('hold what a decision needs: where, who, words, mood, cases, posts, what to press', () => {
    const { text } = render('he');
    for (const part of ['איפה, בשעה האחרונה: פייסבוק 37, X 15', '41 כותבים שונים', 'מילים בולטות: האפליקציה, תשלום, crash', 'סנטימנט: 62% שליליים', 'פניות פתוחות בנושא: 482-109-379, 135-792-468', 'X: האפליקציה קרסה לי באמצע תשלום', 'בטיפולי:\nhttps://console.company.example/#/alerts/']) expect(text).toContain(part);
  });

  it.each(['he', 'en'] as const)('never write out a placeholder in %s', (language) => {
    for (const kind of ['begins', 'grows', 'joins', 'turns', 'over'] as const) {
      const { text, html, slack, teams } = render(language, kind === 'over' ? { endedAt: SUNDAY_MORNING } : {}, kind);
      expect(`${text}${html}${JSON.stringify([slack, teams])}`).not.toMatch(/\{[a-z]+\}|undefined|NaN/i);
    }
  });
});

describe('the mail', () => {
  const { html } = render('he');

  it('shows bars as cells that are coloured and numbered, a row for each channel, without pictures', () => {
    expect(html).not.toMatch(/<img|background-image|<svg|url\(/);
    const rows = html.match(/<tr><th scope="row".*?<\/tr>/gs)!;
    expect(rows).toHaveLength(2);
    expect([...rows[0].matchAll(/<td[^>]*bgcolor="(#\w+)"[^>]*>(\d+)<\/td>/g)].map(([, , count]) => Number(count))).toEqual([0, 1, 0, 2, 14, 20]);
    expect(rows[0]).toContain('bgcolor="#9f1d12"');
  });

  it('says its direction on every block, and gives each post its own', () => {
    expect(html).toMatch(/<html lang="he" dir="rtl">/);
    for (const tag of html.match(/<(?:div|table|th|td)\b[^>]*>/g)!) expect(tag).toMatch(/dir="|style="(?:width|padding:6px)|display:none|bgcolor=/);
  });

  it('never lets what a customer wrote become mark-up, or a link that is none', () => {
    expect(html).not.toMatch(/<script|<b>Eve|javascript:/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('is a campaign’s own, in English too', () => {
    const campaign = render('en', { kind: 'campaign' });
    expect(campaign.text).toContain('Most posts come from few accounts: possibly coordinated');
    expect(campaign.html).toMatch(/<html lang="en" dir="ltr">/);
  });
});

// https://docs.slack.dev/reference/block-kit/blocks (read 2026-11): what each block may hold, and how much.
const plainText = (most: number) => z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const mrkdwn = z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(3_000), verbatim: z.boolean().optional() });
const SlackMessage = z.strictObject({
  text: z.string().min(1).max(40_000), unfurl_links: z.boolean(), unfurl_media: z.boolean(),
  blocks: z.array(z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('header'), text: plainText(150) }),
    z.strictObject({ type: z.literal('section'), text: z.union([plainText(3_000), mrkdwn]) }),
    z.strictObject({ type: z.literal('context'), elements: z.array(z.union([plainText(3_000), mrkdwn])).min(1).max(10) }),
  ])).min(1).max(50),
});

// https://adaptivecards.io/explorer and https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
const OpenUrl = z.strictObject({ type: z.literal('Action.OpenUrl'), url: z.url(), title: z.string().optional() });
const TextRun = z.strictObject({ type: z.literal('TextRun'), text: z.string().min(1), size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(), weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(), isSubtle: z.boolean().optional(), selectAction: OpenUrl.optional() });
const TeamsMessage = z.strictObject({
  type: z.literal('message'),
  attachments: z.array(z.strictObject({
    contentType: z.literal('application/vnd.microsoft.card.adaptive'), contentUrl: z.null(),
    content: z.strictObject({
      $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'), type: z.literal('AdaptiveCard'), version: z.literal('1.5'), rtl: z.boolean(), lang: z.string(), fallbackText: z.string(), msteams: z.strictObject({ width: z.literal('Full') }),
      body: z.array(z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(TextRun).min(1), horizontalAlignment: z.enum(['Left', 'Center', 'Right']).optional(), separator: z.boolean().optional() })).min(1),
      actions: z.array(OpenUrl),
    }),
  })).length(1),
});
const TEAMS_BYTES = 28 * 1024;

describe.each(['he', 'en'] as const)('what Slack and Teams get in %s', (language) => {
  const long = 'מאוד '.repeat(2_000);
  const all = [render(language), render(language, { topic: 'app', facts: facts({ words: Array<string>(6).fill(long) }) }, 'grows', { watchedTopics: [{ id: 'app', name: { he: long, en: long }, words: { he: [], en: [] }, tags: [] }] }), render(language, { endedAt: SUNDAY_MORNING }, 'over')];

  it('keeps to the documented shape and limits', () => {
    for (const { slack, teams } of all) {
      expect(SlackMessage.safeParse(slack).error?.issues).toBeUndefined();
      expect(Buffer.byteLength(JSON.stringify(teams))).toBeLessThan(TEAMS_BYTES);
      expect(TeamsMessage.safeParse(teams).error?.issues).toBeUndefined();
    }
  });

  it('brings no mark-up of a customer to life', () => {
    const { blocks } = all[0]!.slack as { blocks: { text?: { type: string; text: string } }[] };
    expect(blocks.find(({ text }) => text?.text.includes('<!channel>'))?.text?.type).toBe('plain_text');
    expect(JSON.stringify(all[0]!.teams)).not.toContain('"TextBlock"');
    expect(JSON.stringify([all[0]!.slack, all[0]!.teams])).not.toContain('javascript:');
  });
});
