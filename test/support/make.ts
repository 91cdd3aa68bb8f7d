import type { GivenIncident } from '../../shared/domain/incident.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { AcknowledgementPlan, Outgoing } from '../../shared/domain/outgoing.ts';
import { deriveKey, keyedId, mailId } from '../../shared/domain/ids.ts';

/** Builders for tests: a test names only the fields that matter to it. */

export const KEYS = { id: deriveKey('test-key', 'id'), address: deriveKey('test-key', 'address'), number: deriveKey('test-key', 'number') };
/** Sunday 22 November 2026, 10:00 in Israel: opening hours. */
export const SUNDAY_MORNING = Date.parse('2026-11-22T08:00:00Z');

let counter = 0;

type MailFields = Partial<Omit<InboundMessage, 'mail'>> & { mail?: Partial<NonNullable<InboundMessage['mail']>>; from?: string };

/** A customer's mail as it lies on `inbound`. */
export function mail({ mail: facts = {}, from = 'dana@example.org', ...fields }: MailFields = {}): InboundMessage {
  const n = ++counter;
  const messageId = facts.messageId === undefined ? `<m${n}@example.org>` : facts.messageId;
  const deliveryId = fields.deliveryId ?? `delivery-${n}`;
  const fingerprint = facts.fingerprint ?? `fingerprint-of-${messageId ?? n}`;
  return {
    schema: 1, id: mailId(KEYS.id, { messageId, fingerprint, deliveryId }), channel: 'email', inbox: 'care@company.example', deliveryId, visibility: 'private',
    at: SUNDAY_MORNING, receivedAt: SUNDAY_MORNING, author: { id: from, name: 'Dana' }, subject: 'My order', text: 'Where is my order?', textKey: null, replyText: 'Where is my order?',
    htmlKey: null, language: 'en', attachments: [], raw: { key: `raw/${deliveryId}`, size: 1000 }, sender: { machine: null, evidence: [] }, repairs: [], ...fields,
    mail: { inReplyTo: [], references: [], recipients: ['care@company.example'], envelopeFrom: from, authenticated: true, caseNumbers: [], ...facts, messageId, fingerprint },
  };
}

/** A private message of a platform that names its conversation. */
export function privateMessage(conversation: string, fields: Partial<InboundMessage> = {}): InboundMessage {
  const n = ++counter;
  return { ...mail(), id: keyedId(KEYS.id, 'messenger', String(n)), channel: 'messenger', conversation, mail: null, author: { id: `person-of-${conversation}`, name: null }, ...fields };
}

/** What a lead writes down of an outage. */
export function incident(fields: Partial<GivenIncident> = {}): GivenIncident {
  return { title: { he: 'האפליקציה אינה עולה', en: 'The app does not start' }, what: { he: 'אפליקציה', en: 'the app' }, nextUpdateAt: SUNDAY_MORNING + 7_200_000, words: { he: ['אפליקציה', 'לא עולה'], en: ['app'] }, told: false, ...fields };
}

export function acknowledgementPlan(fields: Partial<AcknowledgementPlan> = {}): AcknowledgementPlan {
  return {
    caseNumber: '482109379', language: 'en', to: 'dana@example.org', name: 'Dana', subject: 'My order', dueAt: SUNDAY_MORNING, opensAt: null, awayReason: null,
    inReplyTo: '<m@example.org>', references: [], from: 'care@company.example', authenticated: true, ...fields,
  };
}

export function acknowledgement(fields: Partial<AcknowledgementPlan> = {}): Extract<Outgoing, { kind: 'acknowledgement' }> {
  const plan = acknowledgementPlan(fields);
  return { schema: 1, kind: 'acknowledgement', id: `ack-${plan.caseNumber}`, channel: 'email', thread: 'thread-1', plannedAt: SUNDAY_MORNING, plan };
}
