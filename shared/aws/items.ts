import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { dueAtOf } from '../domain/case.ts';
import type { Case, CaseStatus, Head } from '../domain/case.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { InboundMessage } from '../domain/message.ts';
import { MODERATED } from '../domain/moderation.ts';
import type { PublicDecision } from '../domain/public-item.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { withoutContent, withoutOriginal } from '../domain/retention.ts';
import type { MailIdentity, StoredMessage } from '../ports.ts';

/** The items of the one table, and their keys. Times are attributes, never part of a key. */
export type Item = Record<string, unknown>;
export interface Key { pk: string; sk: string }

/** Readers accept this schema and the one before. */
const SCHEMA = 1;
const SHARDS = 8;
const DAY_SECONDS = 86_400;

export const messageKey = (thread: string, id: string): Key => ({ pk: `T#${thread}`, sk: `M#${id}` });
export const headKey = (thread: string): Key => ({ pk: `T#${thread}`, sk: 'H' });
export const caseKey = (number: string): Key => ({ pk: `C#${number}`, sk: 'C' });
export const eventKey = (number: string, at: number, id: string): Key => ({ pk: `C#${number}`, sk: `E#${new Date(at).toISOString()}#${id}` });
export const noteKey = (number: string, at: number, id: string): Key => ({ pk: `C#${number}`, sk: `N#${new Date(at).toISOString()}#${id}` });
/** That a colleague is named in a note; found again by who it is. */
export const namedKey = (number: string, agent: string): Key => ({ pk: `C#${number}`, sk: `@#${agent}` });
export const namedOwner = (agent: string): string => `@${agent}`;
/** That a case is part of an incident; found again by which one. */
export const linkKey = (number: string, incident: string): Key => ({ pk: `C#${number}`, sk: `L#${incident}` });
export const linkOwner = (incident: string): string => `!incident.${incident}`;
/** An answer that waits for approval; found over all cases while it does. */
export const waitingKey = (number: string, id: string): Key => ({ pk: `C#${number}`, sk: `W#${id}` });
export const WAITING_OWNER = '!approval';
export const identityKey = (key: string): Key => ({ pk: `I#${key}`, sk: 'I' });
/** Objects that are to be removed, by the message that brought them; it stands in the queue of what is to be swept. */
export const leftObjectsKey = (id: string, object: string): Key => ({ pk: `X#${id}`, sk: object });

export function leftObjectsItem(id: string, objects: string[], now: number): Item {
  return { ...leftObjectsKey(id, objects[0]!), objects, queue: queueOf('expiring', id), due: dueOf(now, id) };
}

/** Of somebody who was erased lately: what they wrote before may still lie in a queue. */
export const erasedKey = (person: string): Key => ({ pk: `R#${person}`, sk: 'R' });
export const deliveryKey = (id: string): Key => ({ pk: `D#${id}`, sk: 'D' });
/** How far the bucket has been compared with what became of its mails. */
export const walkKey: Key = { pk: 'D#', sk: 'W' };
export const numbersKey: Key = { pk: 'N#', sk: 'N' };
export const optOutKey = (person: string): Key => ({ pk: `P#${person}`, sk: 'O' });
export const openingsKey = (post: string, minute: number): Key => ({ pk: `W#${post}`, sk: String(minute) });
export const lookUpKey = (channel: string, id: string): Key => ({ pk: `U#${channel}`, sk: id });

/** What its platform lets us keep for hours only is swept out of it then; if nobody sweeps, the table drops the whole of it a day later. */
export function lookUpItem(channel: string, id: string, message: InboundMessage): Item {
  const { keep } = message;
  return { ...lookUpKey(channel, id), message: JSON.stringify(message), ...(keep ? { expiresAt: Math.ceil(keep.profile / 1000) + DAY_SECONDS, queue: queueOf('expiring', id), due: dueOf(keep.profile, id) } : {}) };
}

export const cursorKey = (channel: string, inbox: string): Key => ({ pk: `Y#${channel}#${inbox}`, sk: 'Y' });
/** Ids of what was written in one hour. */
export const heldKey = (channel: string, inbox: string, hour: number): Key => ({ pk: `Y#${channel}#${inbox}`, sk: `A#${new Date(hour).toISOString().slice(0, 13)}` });
export const pauseKey = (channel: string): Key => ({ pk: `Y#${channel}`, sk: 'S' });
export const lastEventKey = (channel: string, inbox: string): Key => ({ pk: `Y#${channel}#${inbox}`, sk: 'E' });
export const checkKey = (channel: string): Key => ({ pk: 'Y#checks', sk: channel });
export const settingsKey: Key = { pk: 'G#settings', sk: 'G' };
export const reportedKey: Key = { pk: 'V#email', sk: 'V' };

export const keyName = (key: Key): string => `${key.pk}|${key.sk}`;

// What was merged stands in a queue that no list shows: its work goes on elsewhere.
type QueueName = CaseStatus | 'merged' | 'quarantine' | 'expiring';

/** The queues of the `byDue` index: a status and one of eight shards, so that a busy status is no hot partition. */
export function queuesOf(status: QueueName): string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${status}#${shard}`);
}

export function queueOf(status: QueueName, id: string): string {
  return `${status}#${(id.codePointAt(id.length - 1) ?? 0) % SHARDS}`;
}

/** Sorts by time, then by what is due. */
export function dueOf(dueAt: number, id: string): string {
  return `${new Date(dueAt).toISOString()}#${id}`;
}

/** Where a case stands in its queue: what is over by when it ended, all else by when it is due. */
export function placeOf(item: Case): { queue: string; due: string } {
  return { queue: queueOf(item.mergedInto === null ? item.status : 'merged', item.number), due: dueOf(isOver(item.status) ? (item.resolvedAt ?? dueAtOf(item)) : dueAtOf(item), item.number) };
}

// Null and absent read alike, and absent is what an update can ask for.
export function caseItem(item: Case): Item {
  const { unansweredSince, ...rest } = item;
  return { ...rest, ...caseKey(item.number), ...placeOf(item), ...(unansweredSince == null ? {} : { unansweredSince }) };
}

export function readCase(item: Item): Case {
  const { pk: _pk, sk: _sk, queue: _queue, due: _due, owner: _owner, ...rest } = item;
  return rest as unknown as Case;
}

export function headItem(thread: string, head: Head): Item {
  return { ...headKey(thread), ...head };
}

export function readHead(item: Item): Head {
  const { pk: _pk, sk: _sk, ...rest } = item;
  return rest as unknown as Head;
}

export function readIdentity(item: Item): MailIdentity {
  return { key: String(item['pk']).slice(2), fingerprint: String(item['fp']), thread: String(item['thread']), case: String(item['case']), own: item['own'] === true, ...(typeof item['reply'] === 'string' ? { reply: item['reply'] } : {}) };
}

export function identityItem(identity: MailIdentity): Item {
  return { ...identityKey(identity.key), fp: identity.fingerprint, thread: identity.thread, case: identity.case, ...(identity.own ? { own: true } : {}), ...(identity.reply === undefined ? {} : { reply: identity.reply }), ...(identity.until === undefined ? {} : { expiresAt: Math.ceil(identity.until / 1000) }) };
}

// What every message's JSON holds in its own words: with it a short mail packs to about half.
const DICTIONARY = Buffer.from('"plan":{"schema":1,"kind":"acknowledgement","id":"ack-","channel":"email","thread":"","plannedAt":17,"plan":{"caseNumber":"","language":"en","to":"","name":null,"subject":"","dueAt":17,"opensAt":null,"awayReason":null,"inReplyTo":"<","references":[],"from":"care@","authenticated":true}}}'
  + '{"message":{"schema":1,"id":"","channel":"email","inbox":"care@","deliveryId":"","visibility":"private","at":17,"receivedAt":17,"author":{"id":"","name":""},"subject":"Re: תגובה: ","text":" שלום תודה של את לא הזמנה ","textKey":null,"replyText":"","htmlKey":"parts/html","language":"he","attachments":[{"name":"","type":"image/jpeg","size":,"key":"parts/","contentId":null,"inline":false}],"raw":{"key":"raw/","size":},"sender":{"machine":null,"evidence":[]},"repairs":[],"mail":{"messageId":"<","fingerprint":"","inReplyTo":[],"references":[],"recipients":["care@"],"envelopeFrom":"","authenticated":true,"caseNumbers":[]}}');

function pack(value: unknown): Buffer {
  return deflateRawSync(Buffer.from(JSON.stringify(value)), { dictionary: DICTIONARY });
}

/** What a message's item holds packed. */
export const packed = ({ message, plan }: Pick<StoredMessage, 'message' | 'plan'>): Buffer => pack({ message: message.keep ? withoutContent(message) : message, plan });

function unpack(bytes: Uint8Array): { message: InboundMessage; plan: Outgoing | null } {
  return JSON.parse(inflateRawSync(bytes, { dictionary: DICTIONARY }).toString('utf8')) as { message: InboundMessage; plan: Outgoing | null };
}

/** What expires in parts: `B#` the text, `A#` the original with its writer. Each stands in the queue of what is to be swept. */
export const bodyKey = (thread: string, id: string): Key => ({ pk: `T#${thread}`, sk: `B#${id}` });
export const originalKey = (thread: string, id: string): Key => ({ pk: `T#${thread}`, sk: `A#${id}` });

function expiringItem(key: Key, id: string, until: number, content: { message: InboundMessage; plan: null } | { raw: string }): Item {
  return { ...key, z: 'raw' in content ? deflateRawSync(Buffer.from(content.raw)) : pack(content), until, expiresAt: Math.ceil(until / 1000), queue: queueOf('expiring', id), due: dueOf(until, id) };
}

/** The items that hold what a platform lets us keep for hours only; none for any other message. */
export function expiringItems({ thread, id, message }: Pick<StoredMessage, 'thread' | 'id' | 'message'>): Item[] {
  if (!message.keep) return [];
  return [
    expiringItem(bodyKey(thread, id), id, message.keep.text, { message: withoutOriginal(message), plan: null }),
    ...(message.platform?.raw ? [expiringItem(originalKey(thread, id), id, message.keep.profile, { raw: message.platform.raw })] : []),
  ];
}

/** The message with what is still there of it. Expired items stay in the table for a while: their time decides. */
export function withExpiring(stored: StoredMessage, items: Item[], now: number): StoredMessage {
  const [body, original] = ['B#', 'A#'].map((prefix) => items.find((item) => item['sk'] === `${prefix}${stored.id}` && Number(item['until']) > now));
  if (!body) return stored;
  const { message } = unpack(body['z'] as Uint8Array);
  const raw = original ? inflateRawSync(original['z'] as Uint8Array).toString('utf8') : '';
  return { ...stored, message: { ...message, ...(message.platform ? { platform: { ...message.platform, raw } } : {}) } };
}

/** A stored message; one in quarantine also stands in that queue of `byDue`. */
export function messageItem(stored: StoredMessage): Item {
  const { thread, id, message: _message, plan: _plan, ...rest } = stored;
  return {
    ...messageKey(thread, id), schema: SCHEMA,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    z: packed(stored),
    ...(stored.quarantined && !stored.case ? { queue: queueOf('quarantine', id), due: dueOf(stored.receivedAt, id) } : {}),
  };
}

export function readMessage(item: Item): StoredMessage {
  const schema = Number(item['schema']);
  if (schema !== SCHEMA && schema !== SCHEMA - 1) throw new Error(`a message of schema ${schema} cannot be read by this version`);
  const { message, plan } = unpack(item['z'] as Uint8Array);
  const optional = <T>(name: string): T | null => (item[name] as T | undefined) ?? null;
  return {
    thread: String(item['pk']).slice(2), id: String(item['sk']).slice(2), direction: item['direction'] as 'in' | 'out',
    at: Number(item['at']), receivedAt: Number(item['receivedAt']), storedAt: Number(item['storedAt']),
    case: optional('case'), threadedBy: optional('threadedBy'), relatedTo: optional('relatedTo'), quarantined: optional('quarantined'),
    suppressedBecause: optional('suppressedBecause'), agent: optional('agent'), sending: optional('sending'), plan, message,
    ...Object.fromEntries(MODERATED.flatMap((name) => (item[name] ? [[name, item[name]]] : []))),
    ...(typeof item['of'] === 'string' ? { of: item['of'] } : {}), ...(typeof item['notice'] === 'string' ? { notice: item['notice'] } : {}),
    ...(item['decision'] ? { decision: item['decision'] as PublicDecision } : {}), ...(item['revised'] ? { revised: item['revised'] as NonNullable<StoredMessage['revised']> } : {}),
  };
}
