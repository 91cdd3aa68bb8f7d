import type { Case, Head } from '../../shared/domain/case.ts';
import { SUNDAY_MORNING } from './make.ts';

/** A case as stored, of a thread `t-<number>`. */
export function someCase(number: string, fields: Partial<Case> = {}): Case {
  return {
    number, status: 'new', channel: 'email', inbox: 'care@company.example', assignee: null, priority: 'normal', topic: null, contact: null, subject: 'My order', language: 'he',
    customer: { id: 'dana@example.org', name: 'Dana' }, openedBy: `opener-${number}`, openedAt: SUNDAY_MORNING, threads: [`t-${number}`], acknowledgement: null, suppressedBecause: null,
    promise: { dueAt: SUNDAY_MORNING + 3_600_000, opensAt: null }, answeredAt: null, relatedTo: null, hv: 1, mergedInto: null, schema: 1, ...fields,
  };
}

/** The head of a case's thread, its customer waiting. */
export function headOf(item: Case, fields: Partial<Head> = {}): Head {
  return {
    v: item.hv, case: item.number, openedBy: item.openedBy, ackBy: item.openedBy, prev: null, movedBy: null, status: item.status, resolvedAt: null, lastInAt: item.openedAt, lastOutAt: null,
    waitingSince: item.openedAt, participants: [item.customer.id], about: null, ...fields,
  };
}
