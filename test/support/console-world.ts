import type { CaseView, QuarantineRow } from '../../shared/api-shapes.ts';
import type { Queues } from '../../shared/api-shapes/desk.ts';
import type { Routes } from '../../shared/api-shapes/routes.ts';
import { dayOfCases, entry } from './console-cases.ts';
import { Answer } from './console-server.ts';
import type { Handlers } from './console-server.ts';

const stale = (view: CaseView, changed: { field: string; now: string | number | null }[]): Answer => new Answer(409, { error: { key: 'changedMeanwhile', values: {} }, version: view.version, changed });

export interface World { handlers: Handlers; cases: Map<string, CaseView>; quarantine: QuarantineRow[]; /** Somebody else acts on the case. */ elsewhere: (number: string, change: Partial<CaseView['case']>) => void }

/** An API of one day in memory, as far as the inbox needs it: it refuses what is stale and remembers what was done. */
export function deskWorld(now: number): World {
  const cases = dayOfCases(now);
  const quarantine: QuarantineRow[] = [
    { id: 'q'.repeat(22), channel: 'email', reason: 'outOfOffice', evidence: ['auto-submitted: auto-replied'], at: now - 3_600_000, from: { id: 'gil@partner.example', name: 'גיל שחר' }, subject: 'מענה אוטומטי: בחופשה', text: 'אחזור ב-1 בדצמבר.', relatedTo: null },
    { id: 'r'.repeat(22), channel: 'email', reason: 'bounce', evidence: ['multipart/report'], at: now - 7_200_000, from: { id: 'mailer-daemon@mx.example', name: null }, subject: 'Undelivered Mail', text: 'The mail could not be delivered.', relatedTo: null },
  ];
  let changes = 1;
  const latest: string[] = [];
  const touch = (number: string): void => { changes++; latest.push(number); };
  const find = (number: string): CaseView => {
    const view = cases.get(number);
    if (!view) throw new Answer(404, { error: { key: 'notFound', values: {} } });
    return view;
  };
  const raise = (view: CaseView): void => { view.version = `${Number.parseFloat(view.version ?? '1') + 1}.0`; touch(view.case.number); };
  const inQueue = (queue: string, { case: item }: CaseView): boolean => {
    const open = !['resolved', 'closed', 'spam'].includes(item.status);
    if (queue === 'mine') return open && item.assignee === 'local-agent';
    if (queue === 'unassigned') return open && item.assignee === null;
    if (queue === 'soon') return open && item.unansweredSince !== null && item.dueAt >= now && item.dueAt - now <= 1_800_000;
    if (queue === 'breached') return open && item.unansweredSince !== null && item.dueAt < now;
    if (queue === 'waiting') return item.status === 'waiting_on_customer';
    if (queue === 'snoozed' || queue === 'resolved' || queue === 'spam') return item.status === queue;
    return queue === 'tagged' ? item.number === '482-109-379' : open;
  };
  const queues = (): Queues => {
    const counts = Object.fromEntries(['open', 'mine', 'unassigned', 'tagged', 'soon', 'breached', 'waiting', 'snoozed', 'resolved', 'spam'].map((queue) => [queue, [...cases.values()].filter((view) => inQueue(queue, view)).length])) as Queues['counts'];
    const channels = [...new Set([...cases.values()].map((view) => view.case.channel))].sort();
    return { counts, quarantine: quarantine.length, nextDueAt: now + 1_080_000, channels: channels.map((channel) => ({ channel, open: [...cases.values()].filter((view) => view.case.channel === channel && inQueue('open', view)).length })) };
  };
  const handlers: Handlers = {
    'GET /me': () => ({ id: 'local-agent', name: 'דנה', roles: ['admin'], routes: Object.keys(handlers) }),
    'GET /queues': queues,
    'GET /changes': ({ query }) => {
      if (query['since'] === String(changes)) throw new Answer(304);
      const viewers = Object.fromEntries([...cases.values()].filter((view) => (view.viewers ?? []).length > 0).map((view) => [view.case.number, view.viewers!]));
      return { since: String(changes), cases: latest.splice(0), queues: queues(), viewers, alerts: 2 };
    },
    'GET /cases': ({ query }) => {
      const found = [...cases.values()].filter((view) => (query['channel'] ? view.case.channel === query['channel'] : true) && inQueue(query['queue'] ?? 'open', view)).map((view) => view.case).sort((a, b) => a.dueAt - b.dueAt);
      const from = Number(query['after'] ?? 0);
      return { cases: found.slice(from, from + 30), next: from + 30 < found.length ? String(from + 30) : null, timeZone: 'Asia/Jerusalem', total: found.length };
    },
    'GET /cases/:number': ({ path }) => find(path['number']!),
    'PATCH /cases/:number': ({ path, body }) => {
      const view = find(path['number']!);
      const { version, until, ...wanted } = body;
      if (version !== view.version) throw stale(view, [{ field: 'status', now: view.case.status }]);
      Object.assign(view.case, wanted, until ? { snoozedUntil: until } : {}, wanted.status === 'resolved' ? { unansweredSince: null } : {});
      view.events = [...view.events, { at: now, what: wanted.status ?? 'assigned', by: 'local-agent', byName: 'דנה' }];
      raise(view);
      return { case: view.case, version: view.version ?? '', warnings: [] };
    },
    'POST /cases/:number/replies': ({ path, body }) => {
      const view = find(path['number']!);
      if (body.version !== view.version) throw new Answer(409, { error: { key: 'answeredMeanwhile', values: { agent: 'יוסי ברק', seconds: '12' } }, version: view.version, changed: [] });
      view.entries = [...view.entries, entry(`out-${body.key}`, { at: now, direction: 'out', author: { id: 'local-agent', name: 'דנה' }, text: body.text, ways: [], sending: { state: 'planned', reason: null, attempt: 0, changedAt: now }, visibility: body.via === 'public' ? 'public' : 'private' })];
      view.case.status = body.after === 'resolve' ? 'resolved' : 'waiting_on_customer';
      view.case.unansweredSince = null;
      raise(view);
      return { id: `out-${body.key}`, state: 'planned', version: view.version! };
    },
    'POST /cases/:number/notes': ({ path, body }) => {
      const view = find(path['number']!);
      const note = { id: body.key, at: now, by: { id: 'local-agent', name: 'דנה' }, text: body.text, mentions: body.mentions, ...(body.files ? { files: body.files.map(({ key, name, type = '', size = 0 }) => ({ id: `note-482109379.${key}.0`, name, type, size })) } : {}) };
      view.notes = [...(view.notes ?? []), note];
      touch(view.case.number);
      return note;
    },
    'GET /cases/:number/entries/:id/html': () => ({ html: '<h2>ההזמנה</h2><p style="color:#900">ORD-2026-55431 לא הגיעה</p><img src="https://tracker.example/p.gif" alt=""><a href="https://evil.example/login">company.example</a><script>parent.postMessage({link:"https://evil.example"},"*")</script>' }),
    'PUT /cases/:number/presence': () => ({ viewers: [] }),
    'POST /cases/:number/merge': ({ path, body }) => {
      const warnings = body.confirmed ? [] : ['otherCustomer'];
      if (body.confirmed) {
        Object.assign(find(path['number']!).case, { mergedInto: body.into, status: 'closed' });
        const [from, into] = [find(path['number']!), find(body.into)];
        Object.assign(into, { merged: [{ id: 'M1', from: path['number']!, at: now, by: 'דנה' }], notes: [...(into.notes ?? []), ...(from.notes ?? []).map((note) => ({ ...note, of: path['number']! }))] });
      }
      return { into: body.into, warnings };
    },
    'POST /cases/:number/unmerge': ({ path }) => {
      const view = find(path['number']!);
      const from = view.merged![0]!.from;
      Object.assign(view, { merged: [] });
      Object.assign(find(from).case, { mergedInto: null, status: 'open' });
      return { from };
    },
    'POST /cases/bulk': ({ body }) => {
      for (const number of body.numbers) if (body.act.kind === 'status') Object.assign(find(number).case, { status: body.act.status });
      body.numbers.forEach(touch);
      return { done: body.numbers, refused: [] };
    },
    'POST /answers/preview': ({ body }) => ({ going: [{ channel: 'email', via: 'reply', count: body.numbers.length - 1 }], cannot: [{ number: body.numbers.at(-1)!, reason: 'windowClosed' }], sample: { number: body.numbers[0]!, text: body.text.replace('{number}', body.numbers[0]!) } }),
    'POST /answers': ({ body }) => ({ done: body.numbers.slice(0, -1), refused: [{ number: body.numbers.at(-1)!, key: 'windowClosed' }] }),
    'GET /quarantine': () => ({ messages: quarantine, next: null }),
    'POST /quarantine/:id/release': ({ path }) => {
      const at = quarantine.findIndex(({ id }) => id === path['id']);
      if (at < 0) throw new Answer(404, { error: { key: 'notFound', values: {} } });
      quarantine.splice(at, 1);
      changes++;
      return { number: '538-142-907' } satisfies Routes['POST /quarantine/:id/release']['answer'];
    },
    'GET /search': ({ query }) => ({ hits: [...cases.values()].filter((view) => `${view.case.customer.name} ${view.case.subject} ${view.entries.map(({ text }) => text).join(' ')}`.includes(query['q']!)).slice(0, 8).map((view) => ({ kind: 'case' as const, id: view.case.number, title: view.case.customer.name ?? '', excerpt: view.case.subject, channel: view.case.channel, status: view.case.status, at: view.case.openedAt })) }),
  };
  const elsewhere: World['elsewhere'] = (number, change) => {
    const view = find(number);
    Object.assign(view.case, change);
    raise(view);
  };
  return { handlers, cases, quarantine, elsewhere };
}
