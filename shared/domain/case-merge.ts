import { dueAtOf } from './case.ts';
import type { Case, CaseStatus, Head, Priority } from './case.ts';

/** What one thread's head said before a merge. */
type HeadBefore = Pick<Head, 'case' | 'openedBy' | 'ackBy' | 'prev' | 'status' | 'resolvedAt' | 'joined' | 'of'>;
/** Those of a case's fields that a merge changes. */
type Changed = Pick<Case, 'status' | 'priority' | 'threads' | 'answeredAt' | 'promise' | 'assignee' | 'contact' | 'dueAt' | 'unansweredSince' | 'resolvedAt'>;

/** All that is needed to undo it. */
export interface MergeEvent {
  kind: 'merged';
  id: string;
  at: number;
  by: string;
  from: string;
  into: string;
  fromStatus: CaseStatus;
  heads: { thread: string; before: HeadBefore }[];
  intoBefore: Changed;
  intoAfter: Changed;
}

export type MergeRefusal = 'sameCase' | 'alreadyMerged' | 'targetMerged' | 'isSpam' | 'headsMissing' | 'notMerged' | 'undoLaterFirst';
/** What an agent confirms first: an answer to the one would show the other's words. */
export type MergeWarning = 'otherCustomer' | 'otherLanguage' | 'otherInbox';

/** What is to be written, in one transaction: both cases over the versions they were read at, each head over `expected`, the event. */
export interface MergeWrites<E> { from: Case; into: Case; heads: { thread: string; head: Head; expected: number }[]; event: E; warnings: MergeWarning[] }

const PRIORITIES: Priority[] = ['low', 'normal', 'high', 'urgent'];
const isOver = (status: CaseStatus): boolean => status === 'resolved' || status === 'closed' || status === 'spam';

function changedFields({ status, priority, threads, answeredAt, promise, assignee, contact, dueAt, unansweredSince, resolvedAt }: Case): Changed {
  return { status, priority, threads, answeredAt, promise, assignee, contact, ...(dueAt === undefined ? {} : { dueAt }), ...(unansweredSince === undefined ? {} : { unansweredSince }), ...(resolvedAt === undefined ? {} : { resolvedAt }) };
}

function warningsOf(from: Case, into: Case): MergeWarning[] {
  const samePerson = (from.contact !== null && from.contact === into.contact) || from.customer.id === into.customer.id;
  return [...(samePerson ? [] : ['otherCustomer' as const]), ...(from.language === into.language ? [] : ['otherLanguage' as const]), ...(from.inbox === into.inbox ? [] : ['otherInbox' as const])];
}

// Whoever waits in the one waits in both: the earlier promise holds, and what was put aside is taken up again.
function joined(from: Case, into: Case, waits: boolean): Case {
  const answered = [from.answeredAt, into.answeredAt].filter((at) => at !== null);
  const since = [from.unansweredSince, into.unansweredSince].filter((at) => typeof at === 'number');
  const earlier = waits && (dueAtOf(from) < dueAtOf(into) || isOver(into.status) || typeof into.unansweredSince !== 'number');
  return {
    ...into,
    status: waits && (isOver(into.status) || into.status === 'waiting_on_customer' || into.status === 'snoozed') ? 'open' : into.status,
    priority: PRIORITIES[Math.max(PRIORITIES.indexOf(into.priority), isOver(from.status) ? 0 : PRIORITIES.indexOf(from.priority))]!,
    threads: [...into.threads, ...from.threads.filter((thread) => !into.threads.includes(thread))],
    answeredAt: answered.length === 0 ? null : Math.min(...answered),
    promise: waits && (from.promise.dueAt < into.promise.dueAt || isOver(into.status)) ? from.promise : into.promise,
    ...(earlier ? { dueAt: dueAtOf(from) } : {}), ...(waits && since.length > 0 ? { unansweredSince: Math.min(...since) } : {}), ...(waits && isOver(into.status) ? { resolvedAt: null } : {}),
    assignee: into.assignee ?? from.assignee,
    contact: into.contact ?? from.contact,
  };
}

/**
 * Two cases that are one matter. Every head of `from` points at `into` from now on; what was stored keeps the number it
 * was stored under. An opener of `from` that died half-way still finds its case, in `prev`.
 */
export function mergeCases({ from, into, heads, id, at, by }: { from: Case; into: Case; heads: Map<string, Head>; id: string; at: number; by: string }): MergeWrites<MergeEvent> | { refused: MergeRefusal } {
  if (from.number === into.number) return { refused: 'sameCase' };
  if (from.mergedInto !== null) return { refused: 'alreadyMerged' };
  if (into.mergedInto !== null) return { refused: 'targetMerged' };
  if (from.status === 'spam' || into.status === 'spam') return { refused: 'isSpam' };
  const intoHead = into.threads.map((thread) => heads.get(thread)).find((head) => head?.case === into.number);
  // A thread that has moved on to a newer case stays with that one.
  const moving = from.threads.flatMap((thread) => { const head = heads.get(thread); return head?.case === from.number ? [{ thread, head }] : []; });
  if (from.threads.some((thread) => !heads.has(thread))) return { refused: 'headsMissing' };
  const waits = moving.some(({ head }) => head.waitingSince !== null);
  const after = joined(from, into, waits);
  const moved = moving.map(({ thread, head }) => ({
    thread, expected: head.v,
    head: {
      ...head, v: head.v + 1, case: into.number, openedBy: id, ackBy: intoHead?.ackBy ?? head.ackBy, prev: { case: from.number, openedBy: head.openedBy, ackBy: head.ackBy },
      movedBy: null, status: after.status, resolvedAt: isOver(after.status) ? (head.resolvedAt ?? intoHead?.resolvedAt ?? at) : null, joined: true as const, of: head.of ?? { case: from.number, openedBy: head.openedBy },
    },
  }));
  // The threads of `into` itself hear of a case that is open again.
  const own = after.status === into.status ? [] : into.threads.flatMap((thread) => {
    const head = heads.get(thread);
    return head?.case === into.number ? [{ thread, expected: head.v, head: { ...head, v: head.v + 1, status: after.status, resolvedAt: null } }] : [];
  });
  const all = [...moved, ...own];
  return {
    from: { ...from, mergedInto: into.number, status: 'closed', resolvedAt: at },
    into: withVersions(after, all),
    heads: all,
    event: {
      kind: 'merged', id, at, by, from: from.number, into: into.number, fromStatus: from.status,
      heads: moving.map(({ thread, head }) => ({ thread, before: { case: head.case, openedBy: head.openedBy, ackBy: head.ackBy, prev: head.prev, status: head.status, resolvedAt: head.resolvedAt, ...(head.joined ? { joined: true as const } : {}), ...(head.of ? { of: head.of } : {}) } })),
      intoBefore: changedFields(into), intoAfter: changedFields(after),
    },
    warnings: warningsOf(from, into),
  };
}

/** A case notes up to which version of each of its heads it has heard. */
export function withVersions(item: Case, heads: { thread: string; head: Head }[]): Case {
  const further = heads.filter(({ head }) => head.joined);
  const first = heads.filter(({ head }) => !head.joined).map(({ head }) => head.v);
  const hvs = Object.fromEntries([...Object.entries(item.hvs ?? {}), ...further.map(({ thread, head }) => [thread, head.v] as const)]);
  return { ...item, hv: Math.max(item.hv, ...first), ...(Object.keys(hvs).length > 0 ? { hvs } : {}) };
}

export interface UnmergeEvent { kind: 'unmerged'; id: string; at: number; by: string; merge: string; from: string; into: string }

const defined = <T extends object>(given: T): T => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
const resolvedOf = ({ resolvedAt }: Case, over: boolean): Pick<Case, 'resolvedAt'> => ({ resolvedAt: over ? (resolvedAt ?? null) : undefined });

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Undoes a merge: heads go back to the case they came from, with what arrived meanwhile, and `into` gets back each field
 * that nobody changed since.
 */
export function unmergeCases({ merge, from, into, heads, id, at, by }: { merge: MergeEvent; from: Case; into: Case; heads: Map<string, Head>; id: string; at: number; by: string }): MergeWrites<UnmergeEvent> | { refused: MergeRefusal } {
  if (from.mergedInto !== merge.into || from.number !== merge.from || into.number !== merge.into) return { refused: 'notMerged' };
  if (into.mergedInto !== null) return { refused: 'undoLaterFirst' };
  if (merge.heads.some(({ thread }) => !heads.has(thread))) return { refused: 'headsMissing' };
  const back = merge.heads.flatMap(({ thread, before }) => {
    const head = heads.get(thread)!;
    // A newer case began on this thread meanwhile: it is that one's.
    if (head.case !== merge.into) return [];
    const status = head.waitingSince !== null && (isOver(before.status) || before.status === 'waiting_on_customer' || before.status === 'snoozed') ? 'open' as const : before.status;
    const { joined: _joined, of: _of, ...rest } = head;
    return [{ thread, expected: head.v, head: { ...rest, ...before, v: head.v + 1, movedBy: null, status, resolvedAt: status === before.status ? before.resolvedAt : null } }];
  });
  const gone = new Set(merge.heads.map(({ thread }) => thread).filter((thread) => !merge.intoBefore.threads.includes(thread)));
  const now = changedFields(into);
  const kept = Object.fromEntries((Object.keys(now) as (keyof Changed)[]).filter((field) => field !== 'threads' && same(now[field], merge.intoAfter[field])).map((field) => [field, merge.intoBefore[field]]));
  const reopened = back.find(({ head, thread }) => head.status !== merge.heads.find((one) => one.thread === thread)?.before.status);
  const { hvs, ...without } = into;
  const left = Object.fromEntries(Object.entries(hvs ?? {}).filter(([thread]) => !gone.has(thread)));
  const restored: Case = { ...defined({ ...without, ...kept }), threads: into.threads.filter((thread) => !gone.has(thread)), ...(Object.keys(left).length > 0 ? { hvs: left } : {}) };
  const waits = restored.threads.some((thread) => { const head = heads.get(thread); return head?.case === into.number && head.waitingSince !== null; });
  const status = waits && restored.status !== 'new' ? 'open' : restored.status;
  const own = status === into.status ? [] : restored.threads.flatMap((thread) => {
    const head = heads.get(thread);
    return head?.case === into.number ? [{ thread, expected: head.v, head: { ...head, v: head.v + 1, status, resolvedAt: isOver(status) ? (head.resolvedAt ?? at) : null } }] : [];
  });
  return {
    from: withVersions({ ...from, mergedInto: null, status: reopened ? 'open' : merge.fromStatus, ...resolvedOf(from, !reopened && isOver(merge.fromStatus)) }, back),
    into: withVersions({ ...restored, status }, own),
    heads: [...back, ...own],
    event: { kind: 'unmerged', id, at, by, merge: merge.id, from: merge.from, into: merge.into },
    warnings: [],
  };
}

/**
 * Whether a stored message is shown on a case: it lies in one of its threads, under its number or under one that a merge,
 * undone or not, has ever joined with it there.
 */
export function isShownOn(item: Pick<Case, 'number' | 'threads'>, message: { thread: string; case: string | null }, merges: Pick<MergeEvent, 'from' | 'into' | 'heads'>[]): boolean {
  if (!item.threads.includes(message.thread) || message.case === null) return false;
  const numbers = new Set([item.number]);
  for (let grew = true; grew;) {
    const before = numbers.size;
    for (const merge of merges) {
      if (merge.heads.some(({ thread }) => thread === message.thread) && (numbers.has(merge.from) || numbers.has(merge.into))) numbers.add(merge.from).add(merge.into);
    }
    grew = numbers.size > before;
  }
  return numbers.has(message.case);
}
