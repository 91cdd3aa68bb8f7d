import { takesByAnswering } from '../domain/assignment.ts';
import { dueAtOf } from '../domain/case.ts';
import type { Case, CaseStatus } from '../domain/case.ts';
import { withVersions } from '../domain/case-merge.ts';
import { isOver } from '../domain/lifecycle.ts';
import { promiseFor } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import type { HeadWrite } from '../ports/desk.ts';
import { changedHeads, nextAct } from './desk.ts';
import type { ReadThread } from './desk.ts';
import type { ReplyAct } from './desk-reply.ts';

function statusAfter(status: CaseStatus, after: ReplyAct['after']): CaseStatus {
  if (after === 'resolve') return 'resolved';
  if (after !== 'stay') return 'waiting_on_customer';
  return status === 'new' || status === 'snoozed' ? 'open' : status;
}

interface Answered { item: Case; threads: ReadThread[]; /** Threads of customers whom it does not reach. */ others: ReadThread[]; here: ReadThread; id: string; settings: Settings; now: number }

/** What an answer makes of its case and its heads. A notice to many makes nothing of them: what its customer asked is as unanswered, and as due, as before. */
export function effectOf({ item, threads, others, here, id, settings, now }: Answered, act: Pick<ReplyAct, 'agent' | 'after' | 'toMany' | 'notice'>): { after: Case; heads: HeadWrite[]; takes: boolean } {
  if (act.notice !== undefined) return { after: { ...item, acts: nextAct(item) }, heads: [], takes: false };
  // Whom it does not reach is not answered by it: what they wait for stays due.
  const waiting = others.flatMap(({ head }) => (head?.case === item.number && head.waitingSince !== null ? [head.waitingSince] : []));
  const waitsOn = waiting.length > 0;
  const status = statusAfter(item.status, waitsOn ? 'stay' : act.after);
  const dueAt = waitsOn ? dueAtOf(item) : promiseFor({ settings, at: now, priority: 'low' }).dueAt;
  const takes = takesByAnswering(item, { byProduct: act.agent.actor === 'system', toMany: act.toMany ?? false }, settings.assignment);
  const unreached = new Set(others);
  const moved = { status, movedBy: null, resolvedAt: isOver(status) ? now : null };
  // On a case that the thread has left behind, the answer says nothing about the case of today.
  const answered = [...changedHeads(item, threads.filter((one) => !unreached.has(one)), () => ({ lastOutAt: now, waitingSince: null, ...moved })), ...changedHeads(item, others, () => moved)]
    .map((write) => (write.thread === here.thread ? { ...write, head: { ...write.head, lastId: id } } : write));
  const heads = answered.some(({ thread }) => thread === here.thread) ? answered : [...answered, { thread: here.thread, expected: here.head!.v, head: { ...here.head!, v: here.head!.v + 1 } }];
  const after: Case = withVersions({ ...item, ...(takes ? { assignee: act.agent.id } : {}), status, dueAt, unansweredSince: waitsOn ? Math.min(...waiting) : null, answeredAt: item.answeredAt ?? now, lastAnsweredAt: now, resolvedAt: isOver(status) ? now : undefined, snoozedUntil: undefined, acts: nextAct(item) }, heads);
  return { after, heads, takes };
}
