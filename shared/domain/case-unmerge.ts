import { isGraver } from './case.ts';
import type { Case, Head, Priority } from './case.ts';
import { changedFields, defined, joined, withVersions } from './case-merge.ts';
import type { Changed, MergeEvent, MergeRefusal, MergeWrites, UnmergeEvent } from './case-merge.ts';
import { isOver } from './lifecycle.ts';
import type { OwnStory } from './own-story.ts';

/** What is undone, and all that it is decided on. */
export interface Unmerging {
  merge: MergeEvent;
  from: Case;
  into: Case;
  /** The numbers of all that goes with `from`: what had been merged into it before. */
  fromWhole: ReadonlySet<string>;
  /** The heads of both cases' threads. */
  heads: Map<string, Head>;
  /** Both cases by their own messages and events. */
  stories: { from: OwnStory; into: OwnStory };
  /** All merges into `into` and their undoing, in that order, this one among them; `item`: what was merged, where that still holds. */
  before: { event: MergeEvent | UnmergeEvent; item?: Case }[];
  /** By when whoever waits since then, or is to hear nothing more, is answered. */
  dueBy: (since: number, priority: Priority) => number;
  id: string;
  at: number;
  by: string;
}

/** Fields that people change too: what they changed meanwhile stays. */
const KEPT = ['priority', 'assignee', 'contact', 'promise'] as const;

// A store keeps no order of fields, and nothing of what is not there.
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? Object.entries(value).filter(([, one]) => one !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, plain(one)]) : value ?? null;
};
const same = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));
const least = (values: (number | null | undefined)[]): number | null => { const known = values.filter((value) => typeof value === 'number'); return known.length > 0 ? Math.min(...known) : null; };
const most = (values: (number | null | undefined)[]): number | null => { const known = values.filter((value) => typeof value === 'number'); return known.length > 0 ? Math.max(...known) : null; };

/** The merges since `into` last stood alone, with what was undone among them. */
function run(before: Unmerging['before']): Unmerging['before'] {
  const holding = new Set<string>();
  let since = 0;
  before.forEach(({ event }, place) => {
    if (event.kind === 'unmerged') holding.delete(event.merge);
    else {
      if (holding.size === 0) since = place;
      holding.add(event.id);
    }
  });
  return before.slice(since);
}

/** `into` as it was alone, as it would be with what is still merged into it, and which of its fields people changed meanwhile. */
function without({ merge, into, before }: Unmerging): { alone: Case; restored: Case; joinedAt: number } {
  const events = run(before);
  const asWritten = events.map(({ event }) => event);
  const changes = (field: keyof Changed): boolean => asWritten.some((event, place) => !same(event.intoAfter[field], asWritten[place + 1] ? asWritten[place + 1]!.intoBefore[field] : changedFields(into)[field]));
  const { lastAnsweredAt: _last, dueAt: _due, unansweredSince: _since, resolvedAt: _resolved, snoozedUntil: _until, ...rest } = into;
  const alone: Case = { ...rest, ...(asWritten[0] ?? merge).intoBefore };
  const again = events.reduce((item, { event, item: part }) => (event.kind === 'merged' && event.id !== merge.id && part ? joined({ ...part, status: event.fromStatus }, item, event.waits) : item), alone);
  const kept = Object.fromEntries(KEPT.map((field) => [field, changes(field) ? into[field] : again[field]]));
  return { alone, joinedAt: (asWritten[0] ?? merge).at, restored: { ...again, ...kept, threads: into.threads } };
}

/** A case as its own threads have it: who waits there since when, and what it was left in. `last`: as it last was by itself, at `joinedAt`. */
function byItself(item: Case, heads: Head[], story: OwnStory, { last, joinedAt, at, dueBy }: { last: Case; joinedAt: number; at: number; dueBy: Unmerging['dueBy'] }): Case {
  const since = least(heads.map(({ waitingSince }) => waitingSince));
  const answered = most(heads.map(({ lastOutAt }) => lastOutAt));
  const left = since !== null ? (story.status === 'waiting_on_customer' ? 'open' : story.status)
    // One answer to somebody with several threads stands in one of them.
    : (story.status === 'new' || story.status === 'open') && answered !== null && !story.stays ? 'waiting_on_customer' : story.status;
  const status = left === 'snoozed' && story.until === null ? 'open' : left;
  const known = last.dueAt ?? last.promise.dueAt;
  const dueAt = since !== null ? (since === (last.unansweredSince ?? null) && item.priority === last.priority && (story.reopenedAt ?? 0) <= joinedAt ? known : dueBy(story.reopenedAt ?? since, item.priority))
    : answered !== null && answered !== (last.lastAnsweredAt ?? last.answeredAt) ? dueBy(answered, 'low') : known;
  const { snoozedUntil: _until, resolvedAt: _resolved, lastAnsweredAt: _last, unansweredSince: _since, ...rest } = item;
  return {
    ...rest, status, ...(last.dueAt === undefined && dueAt === last.promise.dueAt ? {} : { dueAt }), answeredAt: least([item.answeredAt, story.answeredAt]) ?? answered,
    ...defined({ lastAnsweredAt: answered ?? last.lastAnsweredAt, unansweredSince: since ?? undefined, snoozedUntil: status === 'snoozed' ? story.until! : undefined, resolvedAt: isOver(status) ? story.resolvedAt ?? last.resolvedAt ?? at : undefined }),
  };
}

/**
 * Undoes a merge: heads go back to the case they came from, with what arrived meanwhile, and so do threads that began
 * beside them. Each case is then what its own threads and its own history make of it, however many others were merged
 * and parted in between; `into` keeps what somebody has set on it since.
 */
export function unmergeCases(given: Unmerging): MergeWrites<UnmergeEvent> | { refused: MergeRefusal } {
  const { merge, from, into, fromWhole, heads, stories, id, at, by } = given;
  if (from.mergedInto !== merge.into || from.number !== merge.from || into.number !== merge.into) return { refused: 'notMerged' };
  if (into.mergedInto !== null) return { refused: 'undoLaterFirst' };
  if ([...merge.heads.map(({ thread }) => thread), ...into.threads].some((thread) => !heads.has(thread))) return { refused: 'headsMissing' };
  const known = new Map(merge.heads.map(({ thread, before }) => [thread, before]));
  const goes = new Map([...new Set([...merge.heads.map(({ thread }) => thread), ...into.threads])].flatMap((thread) => {
    const head = heads.get(thread)!;
    // A newer case may have begun on it meanwhile: it is that one's.
    return head.case === into.number && (known.has(thread) || (head.of && fromWhole.has(head.of.case))) ? [[thread, head] as const] : [];
  }));
  const begun = [...goes.keys()].filter((thread) => !known.has(thread));
  const gone = new Set([...merge.intoAfter.threads.filter((thread) => !merge.intoBefore.threads.includes(thread)), ...begun]);
  const { alone, restored, joinedAt } = without(given);
  const threads = into.threads.filter((thread) => !gone.has(thread));
  const left = Object.fromEntries(Object.entries(into.hvs ?? {}).filter(([thread]) => !gone.has(thread)));
  const { hvs: _hvs, ...rest } = restored;
  const stay = threads.flatMap((thread) => { const head = heads.get(thread); return head?.case === into.number && !goes.has(thread) ? [{ thread, head }] : []; });
  const backs = [...goes].map(([thread, head]) => {
    const { joined: _joined, of, ...bare } = head;
    const before = known.get(thread) ?? { case: from.number, joined: true as const, ...(of && of.case !== from.number ? { of } : {}) };
    return { thread, expected: head.v, head: { ...bare, ...before, v: head.v + 1, movedBy: null } };
  });
  // What its customer wrote meanwhile may have been graver than all before.
  const graver = backs.flatMap(({ head: { waitingSince, priority } }) => (priority && waitingSince !== null && waitingSince !== from.unansweredSince && isGraver(priority, from.priority) ? [priority] : []))
    .reduce((gravest, priority) => (isGraver(priority, gravest) ? priority : gravest), from.priority);
  const fromAfter = byItself({ ...from, priority: graver, mergedInto: null, threads: [...from.threads, ...begun.filter((thread) => !from.threads.includes(thread))] }, backs.map(({ head }) => head), stories.from, { ...given, last: from, joinedAt: merge.at });
  const intoAfter = byItself({ ...rest, threads, ...(Object.keys(left).length > 0 ? { hvs: left } : {}) }, stay.map(({ head }) => head), stories.into, { ...given, last: alone, joinedAt });
  const endOf = ({ status, resolvedAt = null }: Case): Pick<Head, 'status' | 'resolvedAt'> => ({ status, resolvedAt: isOver(status) ? resolvedAt : null });
  const back = backs.map((one) => ({ ...one, head: { ...one.head, ...endOf(fromAfter) } }));
  const own = intoAfter.status === into.status ? [] : stay.map(({ thread, head }) => ({ thread, expected: head.v, head: { ...head, v: head.v + 1, ...endOf(intoAfter) } }));
  return {
    from: withVersions(fromAfter, back), into: withVersions(intoAfter, own), heads: [...back, ...own],
    event: { kind: 'unmerged', id, at, by, merge: merge.id, from: merge.from, into: merge.into, intoBefore: changedFields(into), intoAfter: changedFields(intoAfter) }, warnings: [],
  };
}
