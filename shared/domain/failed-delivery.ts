import { providerIdOf } from './ids.ts';
import type { InboundMessage } from './message.ts';
import type { Outgoing } from './outgoing.ts';

/** What is remembered of a mail of ours. */
interface OwnMail { thread: string; case: string; own: boolean; reply?: string }

/**
 * The news for the outbox that a mail of ours will not arrive, or that its reader complained about it; null when the report is about nothing of ours, or about
 * something that may still arrive. Only a report's own ids count: whoever invents one says nothing about any mail.
 * `reported`: the identity keys of `message.mail.report.about`, in its order.
 */
export function reportPlan(message: InboundMessage, reported: string[], identities: Map<string, OwnMail>, now: number): Outgoing | null {
  const report = message.mail?.report;
  if (!report?.final) return null;
  for (const [place, key] of reported.entries()) {
    const ours = identities.get(key);
    const providerId = providerIdOf(report.about[place] ?? '');
    if (!ours?.own || ours.case === '' || providerId === '') continue;
    const complained = message.sender.machine === 'feedbackReport';
    const reason = [report.status, report.diagnostic].filter((part) => part !== null).join(': ') || (complained ? 'complaint' : 'undelivered');
    return {
      schema: 1, kind: 'report', id: `report-${message.id}`, channel: message.channel, thread: ours.thread, plannedAt: now,
      plan: { caseNumber: ours.case, reply: ours.reply ?? null, providerId, reason, ...(complained ? { state: 'complained' as const } : {}) },
    };
  }
  return null;
}
