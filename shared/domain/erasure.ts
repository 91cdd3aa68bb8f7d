import { withoutQuotes } from './case.ts';
import type { Case, Head } from './case.ts';
import { personKey } from './ids.ts';
import type { InboundMessage } from './message.ts';
import { isSendable } from './outgoing.ts';
import type { Outgoing } from './outgoing.ts';
import type { PublicDecision } from './public-item.ts';

/** One line of the ledger: who was erased, by a key that tells nobody, and until when what they wrote is gone. */
export interface Erasure {
  person: string;
  channel: string;
  at: number;
  /** What was found each time that it was applied, the latest last. */
  done: ErasureCount[];
}
export interface ErasureCount { at: number; messages: number; cases: number; threads: number; objects: number }

/** Under which a person is in the ledger. An address is the same person whichever door it came through. */
export function erasedKey(idKey: string, channel: string, externalId: string): string {
  return personKey(idKey, externalId.includes('@') ? 'address' : channel, externalId);
}

/** Under which the writer of a message would be in the ledger; undefined: nobody who could be there. */
export function writerKey(idKey: string, { channel, author, keep, platform }: InboundMessage): string | undefined {
  if (author.id === '' || platform?.ours) return undefined;
  return keep ? author.id : erasedKey(idKey, channel, author.id);
}

/** Who of the ledger an id as we keep it belongs to; undefined: nobody who was erased. Where a platform lets us keep nobody's id, the key of it lies there. */
export function erasedBy(idKey: string, ledger: Map<string, Erasure>, channel: string, id: string): Erasure | undefined {
  if (id === '') return undefined;
  const kept = ledger.get(id);
  return (kept?.channel === channel ? kept : undefined) ?? ledger.get(erasedKey(idKey, channel, id));
}

interface Kept { direction: 'in' | 'out'; message: InboundMessage; plan: Outgoing | null; decision?: PublicDecision; revised?: { what: 'edited' | 'removed'; at: number } }

/** What stays of a message: its keys, its times, that somebody wrote, and how what we sent fared. */
export function erasedMessage<S extends Kept>(stored: S, at: number): S {
  const { message } = stored;
  const { id, channel, inbox, visibility, conversation, receivedAt, language } = message;
  const emptied: InboundMessage = {
    schema: 1, id, channel, inbox, deliveryId: '', visibility, ...(conversation === undefined ? {} : { conversation }), at: message.at, receivedAt, language,
    author: stored.direction === 'in' ? { id: '', name: null } : message.author,
    subject: '', text: '', textKey: null, replyText: '', htmlKey: null, attachments: [], raw: { key: '', size: 0 }, sender: { machine: message.sender.machine, evidence: [] }, repairs: [],
    mail: message.mail && { messageId: null, fingerprint: '', inReplyTo: [], references: [], recipients: [], envelopeFrom: '', authenticated: false, caseNumbers: [] },
  };
  return { ...stored, message: emptied, plan: stored.plan && erasedPlan(stored.plan), revised: { what: 'removed', at }, ...(stored.decision ? { decision: { ...stored.decision, evidence: [] } } : {}) };
}

// That it went out, under which id and by which way, stays: the proof of it is on the case.
function erasedPlan(outgoing: Outgoing): Outgoing {
  if (!isSendable(outgoing)) return outgoing;
  const nobody = { to: '', inReplyTo: null, references: [], ...(outgoing.plan.route ? { route: { ...outgoing.plan.route, to: '' } } : {}) };
  if (outgoing.kind === 'acknowledgement') return { ...outgoing, plan: { ...outgoing.plan, ...nobody, name: null, subject: null } };
  const { attachment: _, files: _files, ...plan } = outgoing.plan;
  return { ...outgoing, plan: { ...plan, ...nobody, subject: '', text: '' } };
}

/** Nothing of it tells any more who wrote or what. */
export function isErased({ message, direction }: Pick<Kept, 'message' | 'direction'>): boolean {
  return message.text === '' && message.subject === '' && message.raw.key === '' && message.attachments.length === 0 && message.platform === undefined && (direction === 'out' || message.author.id === '');
}

/** The bucket's objects that hold a message or parts of it. */
export function objectsOf({ raw, textKey, htmlKey, attachments }: InboundMessage): string[] {
  return [raw.key, textKey, htmlKey, ...attachments.map(({ key }) => key)].filter((key): key is string => Boolean(key));
}

/** What stays of a case: number, times, state, who worked on it. `alone`: nobody else is on it, so that it is over. */
export function erasedCase(item: Case, at: number, alone: boolean): Case {
  const { urgency, unansweredSince, ...rest } = item;
  return {
    ...rest, subject: '', customer: { id: '', name: null }, contact: null, ...(urgency ? { urgency: withoutQuotes(urgency) } : {}),
    // Nobody begins to write to them after that.
    ...(item.acknowledgement?.state === 'planned' ? { acknowledgement: { ...item.acknowledgement, state: 'suppressed' as const, reason: 'optedOut', changedAt: at } } : {}),
    ...(alone && item.status !== 'closed' ? { status: 'closed' as const, resolvedAt: item.resolvedAt ?? at, snoozedUntil: null } : unansweredSince == null ? {} : { unansweredSince }),
  };
}

/** A case on which nobody waits any more, unless it has heard of somebody who has written since these heads were read. */
export function withoutWait(item: Case, staying: { thread: string; head: Pick<Head, 'v' | 'joined'> }[]): Case {
  const hasHeard = staying.some(({ thread, head }) => (head.joined ? item.hvs?.[thread] ?? 0 : item.hv) > head.v);
  const { unansweredSince: _since, ...rest } = item;
  return hasHeard ? item : rest;
}

/** A case that nobody is on any more, whoever had opened it: it is over. */
export function closedCase({ unansweredSince: _since, ...item }: Case, at: number): Case {
  return { ...item, ...(item.status === 'closed' ? {} : { status: 'closed' as const, resolvedAt: item.resolvedAt ?? at, snoozedUntil: null }) };
}

/** The head without these people; null when none of them is on it. Who writes again begins anew. */
export function erasedHead(head: Head, people: Set<string>, at: number): Head | null {
  const participants = head.participants.filter((id) => !people.has(id));
  if (participants.length === head.participants.length) return null;
  const closes = participants.length === 0 && head.status !== 'closed';
  return { ...head, v: head.v + 1, participants, about: null, ...(closes ? { status: 'closed' as const, resolvedAt: head.resolvedAt ?? at, waitingSince: null } : {}) };
}
