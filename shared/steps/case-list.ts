import type { CaseList } from '../api-shapes.ts';
import type { CasesQuery, QueueName, Queues } from '../api-shapes/desk.ts';
import { breachAt } from '../domain/breach.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { CaseStatus } from '../domain/case.ts';
import type { NowCase } from '../domain/kpi.ts';
import { isNarrowedTo } from '../domain/views.ts';
import type { Narrowing } from '../domain/views.ts';
import { Invalid } from '../errors.ts';
import type { CasePlace, DeskStore } from '../ports/desk.ts';
import type { Incidents } from '../ports/incidents.ts';
import type { Documents } from '../ports/office.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import { listRow } from './case-row.ts';
import type { NameOf } from './case-row.ts';
import { withCustomerNames } from './customer-name.ts';
import type { NamingDeps } from './customer-name.ts';
import { teamsOf } from './people.ts';
import { savedFilters } from './views.ts';

export interface ListDeps extends NamingDeps { store: DeskStore; settings: ReadSettings; documents: Documents; incidents: Pick<Incidents, 'open'>; now: Clock; nameOf: () => Promise<NameOf> }

const OVER: Partial<Record<QueueName, CaseStatus[]>> = { resolved: ['resolved', 'closed'], spam: ['spam'] };
/** Beyond this a count is not worth its reading. */
const COUNTED = 1000;

/** When something is due there; null: nobody waits, or not now. */
export const dueNow = (place: CasePlace): number | null => (place.unansweredSince === null || place.status === 'waiting_on_customer' ? null : place.dueAt);

/** What the figures of this moment ask of a case, under the number that people read. */
export function nowCase(place: CasePlace): NowCase {
  return {
    number: showCaseNumber(place.number), channel: place.channel, status: place.status, assignee: place.assignee, mergedInto: null, openedAt: place.openedAt, firstInAt: place.openedAt,
    firstAnsweredAt: place.answeredAt, unansweredSince: place.unansweredSince, dueAt: dueNow(place),
  };
}

function belongs(queue: QueueName, place: CasePlace, { agent, named, now }: { agent: string; named: Set<string>; now: number }): boolean {
  const due = dueNow(place);
  switch (queue) {
    case 'open': return true;
    case 'mine': return place.assignee === agent;
    case 'unassigned': return place.assignee === null;
    case 'tagged': return named.has(place.number);
    case 'soon': case 'breached': return due !== null && place.status !== 'snoozed' && breachAt(due, now).state === queue;
    case 'waiting': return place.status === 'waiting_on_customer';
    case 'snoozed': return place.status === 'snoozed';
    default: return false;
  }
}

type Key = [number, number, string];
const LAST = Number.MAX_SAFE_INTEGER;

// Whoever waits for us comes first, then whom we wait for, then what sleeps.
const KEYS: Record<NonNullable<CasesQuery['sort']>, (place: CasePlace) => Key> = {
  due: (place) => [place.status === 'snoozed' ? 2 : dueNow(place) === null ? 1 : 0, place.dueAt, place.number],
  waiting: (place) => [0, place.status === 'snoozed' ? LAST : place.unansweredSince ?? LAST, place.number],
  newest: (place) => [0, -place.openedAt, place.number],
};

const compare = (a: Key, b: Key): number => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
const cursorOf = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url');

function readCursor(after: string): Key | undefined {
  try {
    const key: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    return Array.isArray(key) && key.length === 3 && typeof key[0] === 'number' && typeof key[1] === 'number' && typeof key[2] === 'string' ? key as Key : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** With what each is part of, of these incidents: it is looked up by incident, since few cases are part of any. */
async function withIncidents(store: DeskStore, board: CasePlace[], ids: string[]): Promise<(CasePlace & { incident: string | null })[]> {
  const linked = new Map((await Promise.all([...new Set(ids)].map(async (id) => (await store.linkedTo(id)).map((number) => [number, id] as const)))).flat());
  return board.map((place) => ({ ...place, incident: linked.get(place.number) ?? null }));
}

export interface ListQuery extends Narrowing { queue: QueueName; sort: NonNullable<CasesQuery['sort']>; after?: string; limit: number; agent: string }

/** Where a page of what is over, or of what was filtered, ends: a time and whose it is. */
export const PLACE = /^\d{4}-\d\d-\d\dT[\d:.]+Z#./;

/** One page of a queue. Throws Invalid for a cursor that is none. */
export async function listCases(deps: ListDeps, query: ListQuery): Promise<CaseList> {
  const { queue, limit, after } = query;
  const zone = (await deps.settings()).calendar.timeZone;
  const looker = { id: query.agent, teams: query.team === 'mine' ? (await teamsOf(deps)).of(query.agent) : [] };
  const over = OVER[queue];
  if (over) return { ...(await listOver(deps, over, query, looker)), timeZone: zone };
  const named = queue === 'tagged' ? new Set(await deps.store.namedIn(query.agent)) : new Set<string>();
  const wanted = (await withIncidents(deps.store, await deps.store.board(), query.incident ? [query.incident] : [])).filter((place) => isNarrowedTo(query, place, looker) && belongs(queue, place, { agent: query.agent, named, now: deps.now() }));
  const key = KEYS[query.sort];
  const from = after === undefined ? undefined : readCursor(after);
  if (after !== undefined && !from) throw new Invalid(['after']);
  const rest = wanted.map((place) => ({ place, key: key(place) })).filter((one) => !from || compare(one.key, from) > 0).sort((a, b) => compare(a.key, b.key));
  const page = rest.slice(0, limit);
  const [lines, nameOf] = await Promise.all([deps.store.lines(page.map(({ place }) => place.number)), deps.nameOf()]);
  return { cases: await withCustomerNames(deps, lines.map((line) => listRow(line, nameOf))), next: rest.length > limit ? cursorOf(page.at(-1)!.key) : null, total: wanted.length, timeZone: zone };
}

async function listOver({ store, nameOf, contacts }: ListDeps, statuses: CaseStatus[], query: ListQuery, looker: { id: string; teams: string[] }): Promise<Omit<CaseList, 'timeZone'>> {
  const { after, limit } = query;
  if (after !== undefined && !PLACE.test(after)) throw new Invalid(['after']);
  const found: CaseList['cases'] = [];
  const names = await nameOf();
  let next = after ?? null;
  // Pages that hold nothing of it are read over, but not for ever.
  for (let pages = 0; pages < 10; pages++) {
    const page = await store.over(statuses, limit, next ?? undefined);
    const lines = await store.lines(page.numbers);
    found.push(...lines.filter(({ item }) => item.mergedInto === null && isNarrowedTo(query, { ...item, team: item.team ?? null, tags: item.tags ?? [], incident: item.incident?.id ?? null }, looker)).map((line) => listRow(line, names)));
    next = page.next;
    if (next === null || found.length >= limit) break;
  }
  return { cases: await withCustomerNames({ contacts }, found), next };
}

/** How many cases stand in each queue; of what is over, up to about a thousand. */
export async function countQueues(deps: ListDeps, agent: string): Promise<Queues> {
  const now = deps.now();
  const [{ teams, of }, views, { incidents }, places, named, resolved, closed, spam, filtered] = await Promise.all([
    teamsOf(deps), savedFilters(deps, agent), deps.incidents.open(), deps.store.board(), deps.store.namedIn(agent), deps.store.count('resolved', COUNTED), deps.store.count('closed', COUNTED), deps.store.count('spam', COUNTED), deps.store.quarantined(COUNTED),
  ]);
  const board = await withIncidents(deps.store, places, [...incidents.map(({ id }) => id), ...views.flatMap(({ filter }) => filter.incident ?? [])]);
  const about = { agent, named: new Set(named), now };
  const count = (queue: QueueName): number => board.filter((place) => belongs(queue, place, about)).length;
  const looker = { id: agent, teams: of(agent) };
  const inView = ({ queue, ...filter }: Narrowing & { queue: QueueName }): number => board.filter((place) => belongs(queue, place, about) && isNarrowedTo(filter, place, looker)).length;
  const due = board.map(dueNow).filter((at) => at !== null);
  const channels = [...new Set(board.map(({ channel }) => channel))].sort();
  return {
    counts: {
      open: board.length, mine: count('mine'), unassigned: count('unassigned'), tagged: count('tagged'), soon: count('soon'), breached: count('breached'), waiting: count('waiting'), snoozed: count('snoozed'),
      resolved: resolved + closed, spam,
    },
    quarantine: filtered, channels: channels.map((channel) => ({ channel, open: board.filter((place) => place.channel === channel).length })),
    nextDueAt: due.reduce<number | null>((first, at) => (first === null || at < first ? at : first), null),
    teams: teams.map(({ id, name }) => { const own = board.filter(({ team }) => team === id); return { id, name, open: own.length, unassigned: own.filter(({ assignee }) => assignee === null).length }; }),
    incidents: incidents.toSorted((a, b) => b.openedAt - a.openedAt).map(({ id, title, told }) => ({ id, title, told, open: board.filter((place) => place.incident === id).length })),
    views: views.map(({ id, filter }) => ({ id, count: OVER[filter.queue] ? null : inView(filter) })),
  };
}
