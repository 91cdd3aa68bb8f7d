import { isSafeRecipient } from './addresses.ts';
import { showCaseNumber } from './case-number.ts';
import type { Case, Head, Sending } from './case.ts';
import type { InboundMessage, SuppressReason } from './message.ts';
import type { AcknowledgementPlan, Outgoing } from './outgoing.ts';
import type { AnswerPromise } from './promise.ts';
import { clip } from './subject.ts';

/** Machines' mail is kept whole in quarantine; these reasons alone leave a message on a case. */
const STAYS_OUT_OF_QUARANTINE = new Set<SuppressReason>(['noAddress']);

/** Why a message belongs into quarantine, or null when it belongs to a case. */
export function quarantineReason(message: InboundMessage): SuppressReason | null {
  const { machine } = message.sender;
  return machine && !STAYS_OUT_OF_QUARANTINE.has(machine) ? machine : null;
}

/**
 * May this message be the one that its case's acknowledgement answers? Null: yes. Decided before anything is written;
 * caps are counted later, where it is handed over. `hold`: what the caller knows against it.
 */
export function whyNotAcknowledged(message: InboundMessage, head: Pick<Head, 'ackBy' | 'lastOutAt'> | null, hold: SuppressReason | null = null): SuppressReason | null {
  if (message.sender.machine) return message.sender.machine;
  // An address with letters beyond ASCII before its @ is lawful (RFC 6531), and the mail service hands nothing over to it.
  if (message.author.id === '' || (message.mail && !isSafeRecipient(message.author.id))) return 'noAddress';
  if (message.platform ? !message.platform.automatic : message.visibility === 'public') return 'channelForbids';
  if (head?.ackBy && head.ackBy !== message.id) return 'joinedCase';
  if (head?.ackBy === null && head.lastOutAt !== null) return 'answered';
  return hold;
}

/** Is it certain that the author wrote this? A platform vouches for its members, a link for whoever was mailed it, nobody for an address that was typed into a form. */
export function isVouchedFor(message: InboundMessage): boolean {
  if (message.by) return true;
  return message.mail ? message.mail.authenticated : message.platform !== undefined;
}

/** The id of a case's only acknowledgement: whoever plans it again plans the same one. */
export function acknowledgementId(caseNumber: string): string {
  return `ack-${showCaseNumber(caseNumber)}`;
}

/** A sending that nobody has begun. */
export function plannedSending(id: string, now: number, words?: string): Sending {
  return { id, state: 'planned', attempt: 0, leaseUntil: null, startedAt: null, providerId: null, reason: null, changedAt: now, sentAt: null, ...(words === undefined ? {} : { words }) };
}

/** What the acknowledgement will say. Nothing that an unauthenticated sender wrote gets into it. */
export function planAcknowledgement(message: InboundMessage, item: Pick<Case, 'number' | 'language'>, thread: string, promise: AnswerPromise, now: number): Outgoing {
  const vouched = isVouchedFor(message);
  const plan: AcknowledgementPlan = {
    caseNumber: item.number,
    language: item.language,
    to: message.author.id,
    name: vouched ? message.author.name : null,
    subject: vouched && message.subject !== '' ? clip(message.subject, 400) : null,
    dueAt: promise.dueAt,
    opensAt: promise.opensAt,
    awayReason: promise.awayReason?.[item.language] ?? null,
    // An id is the sender's own text too.
    inReplyTo: vouched ? (message.mail?.messageId ?? null) : null,
    references: vouched && message.mail?.messageId ? message.mail.references.slice(-8) : [],
    from: message.inbox,
    authenticated: vouched,
    ...(message.platform?.automatic ? { route: message.platform.automatic, answersAt: message.at } : {}),
  };
  return { schema: 1, kind: 'acknowledgement', id: acknowledgementId(item.number), channel: message.channel, thread, plannedAt: now, plan };
}
