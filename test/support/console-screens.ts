import type { CannedReply, TeamMember, TeamUnit } from '../../shared/api-shapes/desk.ts';
import type { AlertView, CountPoint, MentionRow } from '../../shared/api-shapes/figures.ts';
import { nowPanel, todayPanel } from '../../shared/domain/kpi.ts';
import type { CaseFigures } from '../../shared/domain/kpi.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { dayOfCases } from './console-cases.ts';
import { incidentHandlers } from './console-incidents.ts';
import { periodScreens } from './console-period.ts';
import { postScreens } from './console-posts.ts';
import { Answer } from './console-server.ts';
import { ledgerScreens } from './console-ledger.ts';
import type { Handlers } from './console-server.ts';
import { deskWorld } from './console-world.ts';
import type { World } from './console-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const series = (now: number): CountPoint[] => Array.from({ length: 48 }, (_, index) => ({ at: now - (47 - index) * 15 * MINUTE, count: index > 42 ? 40 + index : 6 + (index % 5), low: 3, high: 14 }));

const alertOf = (now: number): AlertView => ({
  id: 'A1', kind: 'spike', state: 'open', channel: null, since: now - 40 * MINUTE, endedAt: null, mutedUntil: null, by: null, spike: { severity: 7, count: 340, minutes: 40, usual: 26, low: 18, high: 34, times: 13 },
  channels: [{ channel: 'x', count: 240 }, { channel: 'facebook', count: 80 }, { channel: 'instagram', count: 20 }], authors: 281, reach: 410_000, negative: 0.72, terms: ['אפליקציה', 'קורסת', 'login'],
  posts: [{ channel: 'x', author: 'noa_k', text: 'האפליקציה של @brand קורסת לכולם?', language: 'he', link: 'https://x.com/noa_k/status/1', at: now - 38 * MINUTE }], cases: ['482-109-379'], series: { minutes: 15, points: series(now) },
});

/** The rest of the API in memory: what the lead and the administrator look at. */
export function screenHandlers(now: number): Handlers {
  const alerts = [alertOf(now), { id: 'A2', kind: 'silence', state: 'open', channel: 'facebook', since: now - 3 * HOUR, endedAt: null, mutedUntil: null, by: null, usualPerHour: 40 } satisfies AlertView];
  const act = (id: string | undefined, change: Partial<AlertView>): AlertView => {
    const alert = alerts.find((one) => one.id === id);
    if (!alert) throw new Answer(404, { error: { key: 'notFound', values: {} } });
    return Object.assign(alert, change);
  };
  const mentions: MentionRow[] = [
    { thread: 'T1', id: 'M1', channel: 'x', at: now - 4 * MINUTE, author: { id: '5', name: 'maya' }, text: 'איזה שירות מעולה @brand', language: 'he', decision: { is: 'mention', reason: 'praise', evidence: ['מעולה'], borderline: false }, link: 'https://x.com/maya/status/9', post: null, case: null },
    { thread: 'T2', id: 'M2', channel: 'instagram', at: now - 9 * MINUTE, author: { id: '6', name: 'guy.l' }, text: 'nice, but where is my parcel lol', language: 'en', decision: { is: 'mention', reason: 'joke', evidence: ['lol'], borderline: true }, link: null, post: 'P1', case: null },
  ];
  const figures: CaseFigures[] = [...dayOfCases(now).values()].map(({ case: item }) => ({
    number: item.number, channel: item.channel, status: item.status, assignee: item.assignee, mergedInto: null, openedAt: item.openedAt, firstInAt: item.openedAt, firstAnsweredAt: item.unansweredSince === null ? item.openedAt + 2 * HOUR : null,
    unansweredSince: item.unansweredSince ?? null, dueAt: item.dueAt, openedByAgent: false, answersAt: item.status === 'open' ? [now - 10 * MINUTE] : [], promises: [{ madeAt: item.openedAt, dueAt: item.dueAt, answeredAt: item.status === 'open' ? now - 10 * MINUTE : null }],
  }));
  let canned: CannedReply[] = [{ id: 'c1', shortcut: 'refund', title: 'החזר כספי', he: 'ההחזר יגיע עד 5 ימי עסקים.', en: 'The refund arrives within 5 business days.' }, { id: 'c2', shortcut: 'courier', title: 'בדיקה מול השליח', he: 'בדקנו מול חברת המשלוחים.', en: 'We have asked the courier.' }];
  let members: TeamMember[] = [
    { id: 'local-agent', name: 'דנה', roles: ['admin'], skills: [], languages: ['he', 'en'], presence: 'here', capacity: 20, open: 1, lastBusyAt: null },
    { id: 'yossi', name: 'יוסי ברק', roles: ['agent'], skills: ['facebook'], languages: ['he'], presence: 'away', capacity: 15, open: 4, lastBusyAt: null },
  ];
  let teams: TeamUnit[] = [{ id: 'returns', name: 'החזרים', topics: ['delivery'], channels: [] }];
  let settings = DEFAULT_SETTINGS;
  let [topics, tags] = [[{ id: 'delivery', he: 'משלוחים', en: 'Delivery' }], ['דחוף', 'vip']];
  let [version, fault]: [number, typeof settings.incident] = [1, null];
  const { ledgerRows, stuck } = ledgerScreens(now);
  const freed = new Set<string>();
  const free = (id: string): { id: string } => {
    if (freed.has(id)) throw new Answer(404, { error: { key: 'notFound', values: {} } });
    freed.add(id);
    return { id };
  };
  const over = (given: string): string => {
    if (given !== String(version)) throw new Answer(409, { error: { key: 'changedMeanwhile', values: {} }, version: String(version), changed: [] });
    return String(++version);
  };
  return {
    'GET /figures/now': () => ({ ...nowPanel(figures, now), at: now, agents: { here: 1, break: 0, away: 1 }, mentions: [{ channel: null, minutes: 15, points: series(now) }], openAlerts: 2 }),
    'GET /figures/today': () => ({ ...todayPanel(figures, settings.calendar, now), timeZone: settings.calendar.timeZone }),
    ...periodScreens(now),
    'GET /alerts': () => ({ alerts }),
    'POST /alerts/:id/acknowledge': ({ path }) => act(path['id'], { state: 'acknowledged', by: 'דנה' }),
    'POST /alerts/:id/mute': ({ path, body }) => act(path['id'], { state: 'muted', mutedUntil: body.until }),
    'POST /alerts/:id/notASpike': ({ path }) => act(path['id'], { state: 'notASpike', endedAt: now }),
    'GET /mentions': ({ query }) => ({ mentions: mentions.filter((row) => (query['only'] ? row.decision?.borderline : true) && (query['channel'] ? row.channel === query['channel'] : true)), next: null }),
    'POST /mentions/:thread/:id/promote': ({ path }) => {
      mentions.find(({ id }) => id === path['id'])!.case = '482-109-379';
      return { number: '482-109-379' };
    },
    ...postScreens(now),
    'GET /contacts/:id': ({ path }) => ({
      id: path['id']!, name: 'נועה לוי', cases: [...dayOfCases(now).values()].slice(0, 2).map((view) => view.case), events: [{ kind: 'merged', id: 'E1', at: now - 9 * HOUR, by: 'דנה', from: 'K7', into: 'K1' }],
      identities: [{ channel: 'email', externalId: 'noa@customer.example', contact: 'K1', name: 'נועה לוי', address: { value: 'noa@customer.example', verified: true }, phone: null }, { channel: 'facebook', externalId: '10071', contact: 'K1', name: 'Noa Levi', address: null, phone: null }],
      suggestions: [{ contact: 'K9', name: 'נועה לוי', because: ['samePhone', 'sameName'] }],
    }),
    'POST /contacts/merge': () => ({ id: 'E2' }),
    'POST /contacts/unmerge': () => ({ id: 'E3' }),
    'GET /channels': () => ({ channels: [
      { channel: 'email', connected: true, checkedAt: now - 3 * MINUTE, accounts: [{ inbox: 'care@company.example', lastEventAt: now - 6 * MINUTE, fetchedAt: null }], findings: [], documentation: 'https://docs.aws.amazon.com/ses/latest/dg/quotas.html' },
      { channel: 'facebook', connected: false, checkedAt: now - 3 * MINUTE, accounts: [{ inbox: 'PAGE1', name: 'Brand', lastEventAt: now - 5 * HOUR, fetchedAt: now - 5 * HOUR }], findings: [{ key: 'tokenDead', values: { account: 'PAGE1' } }], documentation: 'https://developers.facebook.com/docs/pages-api/webhooks-for-pages' },
      { channel: 'x', connected: true, checkedAt: now - 3 * MINUTE, accounts: [], findings: [{ key: 'tokenEnds', values: { days: '2' } }], documentation: 'https://docs.x.com/x-api/webhooks/introduction' },
      { channel: 'linkedin', connected: null, checkedAt: null, accounts: [], findings: [], documentation: 'https://learn.microsoft.com/en-us/linkedin/marketing/' },
    ], stuck: 2 }),
    'GET /ledger': ({ query }) => ({ from: '2026-11-20', to: '2026-11-22', rows: ledgerRows.slice(0, query['days'] === '7' ? 4 : 5) }),
    'GET /stuck': () => ({ stuck: stuck.filter(({ id }) => !freed.has(id)), total: stuck.length - freed.size }),
    'POST /stuck/:queue/:id/retry': ({ path }) => free(path['id']!),
    'POST /stuck/:queue/:id/keep': ({ path }) => free(path['id']!),
    'GET /settings': () => ({ settings, topics, tags, version: String(version) }),
    'PUT /settings': ({ body }) => {
      over(body.version);
      ({ settings, topics, tags } = body);
      return { settings, topics, tags, version: String(version) };
    },
    'GET /canned': () => ({ canned, version: String(version) }),
    'PUT /canned': ({ body }) => { over(body.version); canned = body.canned; return { canned, version: String(version) }; },
    'GET /team': () => ({ members, teams, version: String(version) }),
    'PUT /team': ({ body }) => { over(body.version); ({ members, teams = teams } = body); return { members, teams, version: String(version) }; },
    'GET /known-fault': () => ({ fault, version: String(version) }),
    'PUT /known-fault': ({ body }) => { over(body.version); fault = body.fault; return { fault, version: String(version) }; },
    'GET /templates/preview': ({ query }) => ({ templates: [{ key: 'acknowledgement', channel: 'email', language: query['language'] === 'en' ? 'en' : 'he', subject: query['language'] === 'en' ? 'We have your message, case 482-109-379' : 'פנייתך התקבלה, מספר 482-109-379', text: '', html: query['language'] === 'en' ? '<p>We have received your message.</p>' : '<p dir="rtl">קיבלנו את פנייתך.</p>' }, { key: 'private', channel: 'facebook', language: 'he', subject: null, text: 'שלום, זו הודעה אוטומטית מצוות השירות של החברה.', html: null }] }),
  };
}

/** The desk with all that the lead and the administrator look at. */
export function deskWithScreens(now: number): World {
  const world = deskWorld(now);
  Object.assign(world.handlers, screenHandlers(now));
  Object.assign(world.handlers, incidentHandlers(now, world));
  return world;
}
