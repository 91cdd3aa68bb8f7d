import type { AlertRecord, StepKind } from '../domain/alert.ts';
import { clip, oneLine } from '../domain/subject.ts';
import { ALERT_TEXTS, channelName, clockTime, type AlertContext, type AlertLines, type Post } from './alert-lines.ts';

const POST_CHARACTERS = 300;
const LINE = 600;

// https://docs.slack.dev/reference/block-kit/blocks: header 150 characters, section 3000, ten elements of a context.
const HEADER = 150;
const SECTION = 3_000;

// https://docs.slack.dev/messaging/formatting-message-text#escaping
const escapeSlack = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const slackLink = (address: string, name: string): string => `<${address.replace(/[<>|\s]/g, encodeURIComponent)}|${escapeSlack(name)}>`;

const plain = (text: string, most = SECTION): object => ({ type: 'plain_text', text: clip(text, most), emoji: false });
const marked = (text: string): object => ({ type: 'mrkdwn', text: clip(text, SECTION), verbatim: true });
const linkOf = ({ link }: Post): string | null => (link && /^https?:\/\//.test(link) ? link : null);

function whence({ channel, at }: Post, { settings, now }: AlertContext): string {
  const language = settings.alertLanguage;
  return `${channelName(channel, language)}, ${clockTime(at, now, language, settings.calendar.timeZone)}`;
}

/** For a Slack incoming webhook. What customers wrote is plain text there: no mark-up of theirs comes to life. */
export function slackAlert(lines: AlertLines, context: AlertContext): { text: string; blocks: object[]; unfurl_links: boolean; unfurl_media: boolean } {
  const texts = ALERT_TEXTS[context.settings.alertLanguage];
  const body = [lines.first, lines.where, lines.who, ...lines.details].filter((line) => line !== null).map((line) => escapeSlack(line)).join('\n');
  return {
    text: clip(lines.subject, SECTION), unfurl_links: false, unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(lines.subject, HEADER) },
      ...(body === '' ? [] : [{ type: 'section', text: marked(body) }]),
      ...context.posts.flatMap((post) => {
        const link = linkOf(post);
        return [
          { type: 'section', text: plain(clip(oneLine(post.text), POST_CHARACTERS)) },
          { type: 'context', elements: [marked(link ? slackLink(link, `${whence(post, context)}, ${texts.post}`) : escapeSlack(whence(post, context)))] },
        ];
      }),
      ...(lines.actions.length > 0 ? [{ type: 'context', elements: lines.actions.map(({ name, link }) => marked(slackLink(link, name))) }] : []),
    ],
  };
}

// A TextBlock reads Markdown, a TextRun does not: what is not ours goes into runs.
// https://adaptivecards.io/explorer/TextRun.html
const run = (text: string, more: object = {}): object => ({ type: 'TextRun', text, ...more });
const paragraph = (inlines: object[], more: object = {}): object => ({ type: 'RichTextBlock', inlines, ...more });

/** For a Teams webhook of the Workflows app: an Adaptive Card as the only attachment of a message, far below its 28 KB. */
export function teamsAlert(lines: AlertLines, context: AlertContext): object {
  const language = context.settings.alertLanguage;
  const side = { horizontalAlignment: language === 'he' ? 'Right' : 'Left' };
  return {
    type: 'message',
    attachments: [{
      contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.5', rtl: language === 'he', lang: language, fallbackText: clip(lines.subject, HEADER), msteams: { width: 'Full' },
        body: [
          paragraph([run(clip(lines.subject, LINE), { size: 'Large', weight: 'Bolder' })], side),
          ...[lines.first, lines.where, lines.who, ...lines.details].filter((line) => line !== null).map((line) => paragraph([run(clip(line, LINE))], side)),
          ...context.posts.map((post) => {
            const link = linkOf(post);
            return paragraph([run(`${clip(oneLine(post.text), POST_CHARACTERS)} `), run(whence(post, context), { isSubtle: true, ...(link ? { selectAction: { type: 'Action.OpenUrl', url: link } } : {}) })], { ...side, separator: true });
          }),
        ],
        actions: lines.actions.map(({ name, link }) => ({ type: 'Action.OpenUrl', title: name, url: link })),
      },
    }],
  };
}

/** For a topic: what programs sort by, beside the words. */
export function topicFacts(record: AlertRecord, kind: StepKind): Record<string, string> {
  return { alert: record.id, kind: record.kind, step: kind, brand: record.brand === '' ? '-' : record.brand, severity: String(record.facts?.severity ?? 0) };
}
