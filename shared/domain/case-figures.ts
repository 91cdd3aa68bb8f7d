import { dueOn } from './breach.ts';
import { dueAtOf } from './case.ts';
import type { Case } from './case.ts';
import type { CaseClocks, Happening } from './clocks.ts';
import type { CaseFigures, NowCase } from './kpi.ts';

/** What the figures ask of a case, from its whole story. */
export function figuresOf(item: Case, happenings: Happening[], clocks: CaseClocks): CaseFigures {
  const firstInAt = clocks.resolution?.startedAt ?? null;
  const answersAt = happenings.filter((one) => one.kind === 'outbound' && one.by === 'person' && one.reached).map(({ at }) => at).sort((a, b) => a - b);
  return {
    number: item.number, channel: item.channel, status: item.status, assignee: item.assignee, mergedInto: item.mergedInto, openedAt: item.openedAt, firstInAt,
    firstAnsweredAt: answersAt.find((at) => firstInAt === null || at >= firstInAt) ?? null, openedByAgent: clocks.firstResponse === null && answersAt.length > 0,
    answersAt, unansweredSince: clocks.unansweredSince, dueAt: dueOn(clocks), promises: clocks.promises,
  };
}

/** The same for this moment, from the case item alone. Nobody answered it: its customer waits since it was opened. */
export function nowCaseOf(item: Case): NowCase {
  const since = item.unansweredSince === undefined ? (item.answeredAt === null ? item.openedAt : null) : item.unansweredSince;
  return {
    number: item.number, channel: item.channel, status: item.status, assignee: item.assignee, mergedInto: item.mergedInto, openedAt: item.openedAt, firstInAt: item.openedAt,
    firstAnsweredAt: item.answeredAt, unansweredSince: since, dueAt: since === null || item.status === 'waiting_on_customer' ? null : dueAtOf(item),
  };
}
