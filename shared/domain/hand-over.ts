import type { Head } from './case.ts';
import { isOver } from './lifecycle.ts';

/** Which case a further thread joins: the one that was asked for, or what the thread that it comes `from` was merged into meanwhile. */
export const joinsCase = (from: Head | undefined, caseNumber: string): string => (from?.of ? from.case : caseNumber);

/**
 * The head of the private thread that a case moves to: what its customer writes there joins the case, gets no second
 * acknowledgement, and moves the case by versions of its own. Null: that thread has an open case of its own already.
 */
export function joinedHead({ there, from, caseNumber, participant, now }: { there: Head | undefined; from: Head | undefined; caseNumber: string; participant: string; now: number }): Head | null {
  const number = joinsCase(from, caseNumber);
  if (there && (there.case === number || (there.status !== 'resolved' && there.status !== 'closed'))) return null;
  return {
    v: (there?.v ?? 0) + 1, case: number, openedBy: 'handOver', ackBy: from?.ackBy ?? null,
    prev: there ? { case: there.case, openedBy: there.openedBy, ackBy: there.ackBy } : null,
    movedBy: null, status: from?.case === number ? from.status : 'open', resolvedAt: null, lastInAt: 0, lastOutAt: now, waitingSince: null,
    participants: [participant], joined: true, ...(from?.of ? { of: from.of } : {}), about: null,
  };
}

/**
 * The head of the form's thread that a reference leads to. A person has written to this customer already, so nothing is
 * acknowledged any more; a case that was thought to be done is put back to work.
 */
export function referredHead({ from, caseNumber, participant, now }: { from: Head | undefined; caseNumber: string; participant: string; now: number }): Head {
  const head = joinedHead({ there: undefined, from, caseNumber, participant, now })!;
  return { ...head, status: isOver(head.status) ? 'open' : head.status };
}
