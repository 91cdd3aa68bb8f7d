import type { CaseView } from '../../shared/api-shapes.ts';
import type { CaseGroup, SavedView } from '../../shared/api-shapes/desk.ts';
import { Answer } from './console-server.ts';
import type { Handlers } from './console-server.ts';
import { deskWithScreens } from './console-screens.ts';
import type { World } from './console-world.ts';

const HOUR = 3_600_000;
const PRIORITY = { urgent: 0, high: 1, normal: 2, low: 3 };

export interface Day { handlers: Handlers; views: () => SavedView[]; /** Somebody else saves a view. */ elsewhere: (view: SavedView) => void }

/** Teams, saved views, availability, the morning and the end of the day, over the cases of a desk. */
export function dayHandlers(now: number, { cases, handlers: desk }: World): Day {
  let views: SavedView[] = [{ id: 'v1', name: 'משלוחים דחופים', filter: { queue: 'open', topic: 'delivery' }, shared: true, by: 'yossi', byName: 'יוסי ברק' }];
  let version = 1;
  const all = (): CaseView['case'][] => [...cases.values()].map((view) => view.case);
  const group = (found: CaseView['case'][]): CaseGroup => ({ count: found.length, cases: found.slice(0, 5) });
  const open = (): CaseView['case'][] => all().filter(({ status }) => !['resolved', 'closed', 'spam'].includes(status)).sort((a, b) => a.dueAt - b.dueAt);
  const inTeam = (team: string): CaseView['case'][] => open().filter((item) => item.team === team);
  const narrowed = (item: CaseView['case'], query: Record<string, string>): boolean => (['topic', 'priority', 'team', 'assignee'] as const).every((name) => !query[name] || (query[name] === 'none' ? !item[name] : item[name] === (query[name] === 'me' ? 'local-agent' : query[name])))
    && (query['tags'] ?? '').split(',').filter(Boolean).every((tag) => item.tags?.includes(decodeURIComponent(tag)));
  const me = { presence: 'here' as 'here' | 'break' | 'away', presenceUntil: null as number | null };
  const { 'GET /me': who, 'GET /queues': queues, 'GET /cases': list, 'GET /changes': changes } = desk;
  const withTeams = async (asked: Parameters<NonNullable<typeof queues>>[0]) => ({
    ...await queues!(asked), teams: [{ id: 'returns', name: 'החזרים', open: inTeam('returns').length, unassigned: 0 }],
    views: views.map(({ id, filter }) => ({ id, count: open().filter((item) => narrowed(item, { topic: filter.topic ?? '', priority: filter.priority ?? '' })).length })),
  });
  const handlers: Handlers = {
    'GET /me': async (asked) => ({ ...await who!(asked), ...me }),
    'PUT /me/presence': ({ body }) => {
      Object.assign(me, { presence: body.presence, presenceUntil: body.presence === 'here' ? null : (body.until ?? now + HOUR / 2) });
      return { presence: me.presence, until: me.presenceUntil };
    },
    'GET /queues': withTeams,
    'GET /changes': async (asked) => ({ ...await changes!(asked), queues: await withTeams({ path: {}, query: {}, body: undefined }) }),
    'GET /cases': async (asked) => {
      if (!['topic', 'priority', 'team', 'assignee', 'tags'].some((name) => asked.query[name])) return list!(asked);
      const rows = open().filter((item) => narrowed(item, asked.query));
      return { cases: rows, next: null, timeZone: 'Asia/Jerusalem', total: rows.length };
    },
    'GET /views': () => ({ views, version: String(version) }),
    'PUT /views': ({ body }) => {
      if (body.version !== String(version)) throw new Answer(409, { error: { key: 'changedMeanwhile', values: {} } });
      views = body.views;
      version++;
      return { views, version: String(version) };
    },
    'GET /since-i-left': ({ query }) => {
      const since = query['since'] ? Number(query['since']) : now - 15 * HOUR;
      const opened = open().filter(({ openedAt }) => openedAt >= since);
      const urgent = open().filter(({ priority }) => PRIORITY[priority] === 0);
      const counted = (found: CaseView['case'][]) => ({ count: found.length, urgent: found.filter(({ priority }) => PRIORITY[priority] === 0).length, numbers: found.map(({ number }) => number) });
      return {
        since, because: query['since'] ? 'asked' : 'closed', now, done: 3, wroteAgain: group(open().slice(0, 2)), urgent: group(urgent), mine: group(open().filter(({ assignee }) => assignee === 'local-agent')), late: group(open().filter(({ dueAt }) => dueAt < now)),
        opened: { count: opened.length, byTopic: [{ topic: null, ...counted(opened) }, { topic: 'delivery', ...counted(urgent) }], byChannel: [...Map.groupBy(opened, ({ channel }) => channel)].map(([channel, found]) => ({ channel, ...counted(found) })) },
      };
    },
    'GET /before-closing': () => ({
      now, closesAt: now + 2 * HOUR, opensAt: now + 44 * HOUR, unassigned: group(open().filter(({ assignee }) => assignee === null)), late: group(open().filter(({ dueAt }) => dueAt < now)), beforeClosing: group(open().filter(({ dueAt }) => dueAt >= now && dueAt < now + 2 * HOUR)),
      whileClosed: group(open().filter(({ dueAt }) => dueAt >= now + 2 * HOUR)), afterOpening: group([]), told: [{ priority: 'urgent', dueAt: now + HOUR, when: { he: 'היום עד 13:00', en: '13:00 today' } }, { priority: 'normal', dueAt: now + 48 * HOUR, when: { he: 'יום ראשון עד 12:00', en: '12:00 on Sunday' } }],
      away: { opensAt: now + 44 * HOUR, when: { he: 'יום ראשון', en: 'Sunday' }, reason: { he: 'ערב חג', en: 'holiday eve' } }, toldAfterClosing: { dueAt: now + 50 * HOUR, when: { he: 'יום ראשון עד 14:00', en: '14:00 on Sunday' } },
      onCall: [{ who: 'תמר לב', phone: '054-5550199', from: '2026-11-20', to: '2026-11-22' }], urgentPhone: '1-800-555-019',
    }),
  };
  return { handlers: Object.assign(desk, handlers), views: () => views, elsewhere: (view) => { views = [...views, view]; version++; } };
}

/** Every route that the console asks, over one desk. */
export function wholeConsole(now: number): World & { day: Day } {
  const world = deskWithScreens(now);
  return { ...world, day: dayHandlers(now, world) };
}
