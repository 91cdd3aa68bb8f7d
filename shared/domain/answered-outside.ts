import type { CaseMove, Head } from './case.ts';

/** What an answer that was given elsewhere changes; null: nothing. */
export interface OutsideAnswer { head: Head | null; expected: number; move: CaseMove | null }

/**
 * One of us answered on the platform itself, or through another tool: the clock stops, a planned acknowledgement is
 * superseded, and the case waits for the customer. An answer older than the customer's last word leaves that word unanswered.
 */
export function placeOutsideAnswer({ head, thread, id, at, dueAt }: { head: Head; thread: string; id: string; at: number; dueAt: number }): OutsideAnswer {
  const mine = head.movedBy === id;
  if (!mine && head.lastOutAt !== null && head.lastOutAt >= at) return { head: null, expected: head.v, move: null };
  const answers = at >= head.lastInAt;
  const open = head.status === 'new' || head.status === 'open' || head.status === 'waiting_on_customer' || head.status === 'snoozed';
  const next: Head = mine ? head : {
    ...head, v: head.v + 1, movedBy: id, lastOutAt: at,
    ...(answers ? { lastId: id } : {}),
    waitingSince: answers ? null : head.waitingSince, status: answers && open ? 'waiting_on_customer' : head.status,
  };
  return {
    head: mine ? null : next, expected: head.v,
    move: { status: next.status, hv: next.v, answeredAt: at, ...(next.waitingSince === null ? { dueAt, unansweredSince: null } : {}), ...(head.joined ? { thread } : {}) },
  };
}
