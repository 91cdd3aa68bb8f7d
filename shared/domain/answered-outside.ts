import type { CaseMove, CaseStatus, Head } from './case.ts';

/** What an answer that was given elsewhere changes; null: nothing. */
export interface OutsideAnswer { head: Head | null; expected: number; move: CaseMove | null }

interface Answered { head: Head; thread: string; id: string; at: number; dueAt: number; /** The other threads of its case. */ others?: { thread: string; head: Head }[] }

/**
 * One of us answered on the platform itself, or through another tool: the clock stops, a planned acknowledgement is
 * superseded, and the case waits for the customer. An answer older than the customer's last word leaves that word
 * unanswered, and whoever wrote in another thread of the case waits on: the answer does not stand there.
 */
export function placeOutsideAnswer({ head, thread, id, at, dueAt, others = [] }: Answered): OutsideAnswer {
  const mine = head.movedBy === id;
  if (!mine && head.lastOutAt !== null && head.lastOutAt >= at) return { head: null, expected: head.v, move: null };
  const answers = mine ? head.waitingSince === null : at >= head.lastInAt;
  const waiting = others.flatMap(({ head: { waitingSince } }) => (waitingSince === null ? [] : [waitingSince]));
  const status = answers ? statusAfter(head.status, waiting.length > 0) : head.status;
  const next: Head = mine ? head : {
    ...head, v: head.v + 1, movedBy: id, lastOutAt: at,
    ...(answers ? { lastId: id } : {}),
    waitingSince: answers ? null : head.waitingSince, status,
  };
  const settled = !answers ? {} : waiting.length > 0 ? { unansweredSince: Math.min(...waiting) } : { dueAt, unansweredSince: null };
  return {
    head: mine ? null : next, expected: head.v,
    move: { status, hv: next.v, answeredAt: at, ...settled, ...(head.joined ? { thread } : {}), ...(others.length > 0 ? { over: versionsOf(others) } : {}) },
  };
}

function statusAfter(status: CaseStatus, waits: boolean): CaseStatus {
  if (status !== 'new' && status !== 'open' && status !== 'waiting_on_customer' && status !== 'snoozed') return status;
  return waits ? 'open' : 'waiting_on_customer';
}

function versionsOf(others: { thread: string; head: Head }[]): NonNullable<CaseMove['over']> {
  const first = others.find(({ head }) => !head.joined);
  return { ...(first ? { hv: first.head.v } : {}), hvs: Object.fromEntries(others.flatMap(({ thread, head }) => (head.joined ? [[thread, head.v] as const] : []))) };
}
