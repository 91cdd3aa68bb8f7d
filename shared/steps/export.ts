import { showCaseNumber } from '../domain/case-number.ts';
import { ownerOf } from '../domain/case-merge.ts';
import type { Case, Sending } from '../domain/case.ts';
import { isSendable } from '../domain/outgoing.ts';
import type { StoredMessage } from '../ports.ts';

/** What `npm run export` writes, one JSON object a line. Times are ISO, numbers as customers read them. */

const HANDED_OVER = new Set(['sent', 'delivered', 'bounced', 'complained']);
const iso = (at: number | null | undefined): string | null => (at == null ? null : new Date(at).toISOString());
const shown = (number: string | null): string | null => (number ? showCaseNumber(number) : null);

export interface MessageLine {
  messageId: string | null;
  channel: string;
  inbox: string;
  externalId: string;
  from: string;
  subject: string;
  text: string;
  replyText: string;
  attachments: { filename: string | null; size: number }[];
  visibility: 'private' | 'public';
  /** On a platform: what it answers, by the platform's own id. */
  parent: string | null;
  /** Why a public item is a case or a mention. */
  decision: string | null;
  /** Changed or taken back by its writer. */
  revised: string | null;
  caseNumber: string | null;
  acknowledged: boolean;
  suppressedBecause: string | null;
  threadedBy: string | null;
  relatedTo: string | null;
  repairs: string[];
  evidence: string[];
  writtenAt: string | null;
  receivedAt: string | null;
  storedAt: string | null;
  acknowledgedAt: string | null;
}

/** One customer message. `text` is whole: the caller brings what was too long to be stored inline. */
export function messageLine(stored: StoredMessage, item: Case | undefined, text: string): MessageLine {
  const { message } = stored;
  const sending = stored.plan?.kind === 'acknowledgement' ? (item?.acknowledgement ?? null) : null;
  const acknowledged = sending !== null && HANDED_OVER.has(sending.state);
  return {
    messageId: message.mail?.messageId ?? null, channel: message.channel, inbox: message.inbox, externalId: message.deliveryId, from: message.author.id,
    subject: message.subject, text, replyText: message.replyText, attachments: message.attachments.map(({ name, size }) => ({ filename: name, size })),
    visibility: message.visibility, parent: message.platform?.parent ?? null, decision: stored.decision?.reason ?? null, revised: stored.revised?.what ?? null,
    caseNumber: shown(ownerOf(stored)), acknowledged, suppressedBecause: acknowledged ? null : whyNot(stored, item, sending),
    threadedBy: stored.threadedBy, relatedTo: shown(stored.relatedTo), repairs: message.repairs, evidence: message.sender.evidence,
    writtenAt: iso(stored.at), receivedAt: iso(stored.receivedAt), storedAt: iso(stored.storedAt), acknowledgedAt: acknowledged ? iso(sending.sentAt ?? sending.changedAt) : null,
  };
}

// Who joined a case that was never acknowledged was not acknowledged for that case's reason.
function whyNot(stored: StoredMessage, item: Case | undefined, sending: Sending | null): string | null {
  if (stored.suppressedBecause === 'joinedCase') return reasonOf(item?.acknowledgement ?? null) ?? 'joinedCase';
  return stored.suppressedBecause ?? reasonOf(sending);
}

function reasonOf(sending: Sending | null): string | null {
  return sending && (sending.state === 'suppressed' || sending.state === 'failed') ? sending.reason : null;
}

export interface OutgoingLine {
  id: string;
  kind: string;
  channel: string;
  to: string;
  caseNumber: string | null;
  state: string;
  reason: string | null;
  attempts: number;
  providerMessageId: string | null;
  at: string | null;
  raw: string | null;
}

/** What a message caused to be sent: its acknowledgement, or itself when it is an agent's, or was answered elsewhere. */
export function outgoingLine(stored: StoredMessage, item: Case | undefined, rawOf: (providerId: string) => string | null): OutgoingLine | undefined {
  const { plan, message } = stored;
  if (!plan && stored.direction === 'out') {
    return {
      id: stored.id, kind: 'outside', channel: message.channel, to: '', caseNumber: shown(ownerOf(stored)), state: 'sent', reason: null, attempts: 0,
      providerMessageId: message.platform?.nativeId ?? null, at: iso(stored.at), raw: message.text,
    };
  }
  if (!plan || !isSendable(plan)) return undefined;
  const sending = plan.kind === 'reply' ? stored.sending : item?.acknowledgement;
  if (!sending) return undefined;
  return {
    id: plan.id, kind: plan.kind, channel: plan.channel, to: plan.plan.to, caseNumber: shown(plan.plan.caseNumber), state: sending.state, reason: sending.reason,
    attempts: sending.attempt, providerMessageId: sending.providerId, at: iso(sending.sentAt ?? sending.changedAt), raw: sending.providerId ? rawOf(sending.providerId) : null,
  };
}

export function caseLine(item: Case): object {
  const { number, hv: _hv, schema: _schema, promise, openedAt, answeredAt, acknowledgement, relatedTo, mergedInto, ...rest } = item;
  return {
    caseNumber: showCaseNumber(number), ...rest, openedAt: iso(openedAt), answeredAt: iso(answeredAt), relatedTo: shown(relatedTo), mergedInto: shown(mergedInto),
    promise: { dueAt: iso(promise.dueAt), opensAt: iso(promise.opensAt) },
    acknowledgement: acknowledgement && { ...acknowledgement, leaseUntil: undefined, startedAt: iso(acknowledgement.startedAt), changedAt: iso(acknowledgement.changedAt), sentAt: iso(acknowledgement.sentAt) },
  };
}
