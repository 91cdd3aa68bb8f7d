import type { Case } from '../domain/case.ts';
import { happeningsOf, runClocks, targetsFor } from '../domain/clocks.ts';
import type { CaseClocks, Happening, ToldPromise } from '../domain/clocks.ts';
import type { Settings } from '../domain/settings.ts';
import type { CaseEvent } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { SYSTEM } from './desk.ts';

const HANDED_OVER = new Set(['sent', 'delivered', 'bounced', 'complained']);
const NOT_REACHED = new Set(['failed', 'bounced', 'suppressed']);

// The time that stood in the acknowledgement, not the case's own, which moves on with what comes later; and what the form's page said.
function toldOf(item: Case, messages: StoredMessage[]): ToldPromise[] {
  const told = messages.flatMap(({ plan, message, receivedAt }): ToldPromise[] => {
    if (message.reserved) return [{ at: receivedAt, dueAt: message.reserved.dueAt }];
    if (plan?.kind !== 'acknowledgement' || plan.plan.caseNumber !== item.number || !item.acknowledgement || !HANDED_OVER.has(item.acknowledgement.state)) return [];
    return [{ at: item.acknowledgement.sentAt ?? item.acknowledgement.changedAt, dueAt: plan.plan.dueAt }];
  });
  return [...told, ...(item.promise.renewed && !item.promise.renewed.onPage ? [item.promise.renewed] : [])];
}

/** Nobody's words: a machine wrote them. Who merely has no address is a person. */
export const isMachine = ({ sender }: Pick<StoredMessage['message'], 'sender'>): boolean => sender.machine !== null && sender.machine !== 'noAddress';
/** It is not known to have failed. */
export const reached = ({ sending }: Pick<StoredMessage, 'sending'>): boolean => sending === null || !NOT_REACHED.has(sending.state);

/** A case's clocks, by its whole story. */
export function clocksOf({ item, messages, events, settings, now }: { item: Case; messages: StoredMessage[]; events: CaseEvent[]; settings: Settings; now: number }): { clocks: CaseClocks; happenings: Happening[] } {
  const happenings = happeningsOf(
    messages.map(({ direction, at, receivedAt, message, agent, notice, sending }) => ({
      direction, at, receivedAt, machine: isMachine(message),
      // What many are told at once answers nobody's question.
      person: direction === 'out' && agent !== SYSTEM.id && notice === undefined,
      reached: reached({ sending }),
    })),
    // What was merged into another and is a case of its own again was not over meanwhile: its customer waited there.
    events.filter(({ merge }) => !(merge?.kind === 'merged' && merge.from === item.number && item.mergedInto === null)).map(({ what, at, to }) => ({ what, at, ...(to === undefined || to === 'new' ? {} : { to }) })), toldOf(item, messages),
  );
  return { happenings, clocks: runClocks({ happenings, targets: targetsFor(settings, item.priority), calendar: settings.calendar, now }) };
}
