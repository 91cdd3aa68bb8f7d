import { dueAtOf } from './case.ts';
import type { Case, CaseStatus, Head, Priority } from './case.ts';
import { isOver } from './lifecycle.ts';

/** What one thread's head said before a merge. */
type HeadBefore = Pick<Head, 'case' | 'openedBy' | 'ackBy' | 'prev' | 'status' | 'resolvedAt' | 'joined' | 'of'>;
/** Those of a case's fields that a merge changes. */
export type Changed = Pick<Case, 'status' | 'priority' | 'threads' | 'answeredAt' | 'lastAnsweredAt' | 'promise' | 'assignee' | 'contact' | 'dueAt' | 'unansweredSince' | 'resolvedAt' | 'snoozedUntil'>;

/** All that is needed to undo it. */
export interface MergeEvent {
  kind: 'merged';
  id: string;
  at: number;
  by: string;
  from: string;
  into: string;
  fromStatus: CaseStatus;
  /** Its customer waited then. */
  waits: boolean;
  heads: { thread: string; before: HeadBefore }[];
  intoBefore: Changed;
  intoAfter: Changed;
}

export interface UnmergeEvent { kind: 'unmerged'; id: string; at: number; by: string; merge: string; from: string; into: string; intoBefore: Changed; intoAfter: Changed }

export type MergeRefusal = 'sameCase' | 'alreadyMerged' | 'targetMerged' | 'isSpam' | 'headsMissing' | 'notMerged' | 'undoLaterFirst';
/** What an agent confirms first: an answer to the one would show the other's words. */
export type MergeWarning = 'otherCustomer' | 'otherLanguage' | 'otherInbox';

/** What is to be written, in one transaction: both cases over the versions they were read at, each head over `expected`, the event. */
export interface MergeWrites<E> { from: Case; into: Case; heads: { thread: string; head: Head; expected: number }[]; event: E; warnings: MergeWarning[] }

const PRIORITIES: Priority[] = ['low', 'normal', 'high', 'urgent'];

export function changedFields({ status, priority, threads, answeredAt, lastAnsweredAt, promise, assignee, contact, dueAt, unansweredSince, resolvedAt, snoozedUntil }: Case): Changed {
  return { status, priority, threads, answeredAt, promise, assignee, contact, ...defined({ lastAnsweredAt, dueAt, unansweredSince, resolvedAt, snoozedUntil }) };
}

/** Without what is not there. */
export const defined = <T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

function warningsOf(from: Case, into: Case): MergeWarning[] {
  const samePerson = (from.contact !== null && from.contact === into.contact) || from.customer.id === into.customer.id;
  return [...(samePerson ? [] : ['otherCustomer' as const]), ...(from.language === into.language ? [] : ['otherLanguage' as const]), ...(from.inbox === into.inbox ? [] : ['otherInbox' as const])];
}

// Whoever waits in the one waits in both: the earlier promise holds, and what was put aside is taken up again.
export function joined(from: Case, into: Case, waits: boolean): Case {
  const answered = [from.answeredAt, into.answeredAt].filter((at) => at !== null);
  const since = [from.unansweredSince, into.unansweredSince].filter((at) => typeof at === 'number');
  const earlier = waits && (dueAtOf(from) < dueAtOf(into) || isOver(into.status) || typeof into.unansweredSince !== 'number');
  const { snoozedUntil, ...rest } = into;
  const status = waits && into.status !== 'new' ? 'open' : into.status;
  return {
    ...rest, ...(status === 'snoozed' && snoozedUntil !== undefined ? { snoozedUntil } : {}), status,
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
    from: { ...withoutSnooze(from), mergedInto: into.number, status: 'closed', resolvedAt: at },
    into: withVersions(after, all),
    heads: all,
    event: {
      kind: 'merged', id, at, by, from: from.number, into: into.number, fromStatus: from.status, waits,
      heads: moving.map(({ thread, head }) => ({ thread, before: { case: head.case, openedBy: head.openedBy, ackBy: head.ackBy, prev: head.prev, status: head.status, resolvedAt: head.resolvedAt, ...(head.joined ? { joined: true as const } : {}), ...(head.of ? { of: head.of } : {}) } })),
      intoBefore: changedFields(into), intoAfter: changedFields(after),
    },
    warnings: warningsOf(from, into),
  };
}

const withoutSnooze = ({ snoozedUntil: _until, ...item }: Case): Case => item;

/** A case notes up to which version of each of its heads it has heard. */
export function withVersions(item: Case, heads: { thread: string; head: Head }[]): Case {
  const further = heads.filter(({ head }) => head.joined);
  const first = heads.filter(({ head }) => !head.joined).map(({ head }) => head.v);
  const hvs = Object.fromEntries([...Object.entries(item.hvs ?? {}), ...further.map(({ thread, head }) => [thread, head.v] as const)]);
  return { ...item, hv: Math.max(item.hv, ...first), ...(Object.keys(hvs).length > 0 ? { hvs } : {}) };
}

/** What is stored on this thread, under its head's case, belongs to another one where a merge has joined the two. */
export function ownerOn(head: Pick<Head, 'case' | 'of'> | undefined, number: string): { of?: string } {
  return head?.of && head.case === number && head.of.case !== number ? { of: head.of.case } : {};
}

/** The case that a stored message belongs to, whatever that was merged into. */
export const ownerOf = (message: { case: string | null; of?: string }): string | null => (message.case === null ? null : message.of ?? message.case);

/** Whether a stored message is shown on a case: it lies in one of its threads, and belongs to it or to one that is merged into it now (`whole`: their numbers). */
export function isShownOn(item: Pick<Case, 'threads'>, message: { thread: string; case: string | null; of?: string }, whole: ReadonlySet<string>): boolean {
  const owner = ownerOf(message);
  return owner !== null && whole.has(owner) && item.threads.includes(message.thread);
}
