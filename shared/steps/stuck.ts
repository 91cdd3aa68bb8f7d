import type { StuckList, StuckRow } from '../api-shapes/ledger.ts';
import { facts as email } from '../channels/email/facts.ts';
import { readNotification } from '../channels/email/notification.ts';
import type { Delivery } from '../channels/email/notification.ts';
import { platformOf } from '../channels/index.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { keyedId } from '../domain/ids.ts';
import { InboundCount, InboundNote } from '../domain/inbound-note.ts';
import { InboundMessage } from '../domain/message.ts';
import { Outgoing } from '../domain/outgoing.ts';
import { NotFound, Refused, Unreadable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Stuck, StuckEntry, StuckQueue } from '../ports/stuck.ts';
import type { Clock, Queue } from '../ports.ts';
import { unreadableMessage } from './accept.ts';
import { wellFormed } from './well-formed.ts';

export interface StuckDeps { stuck: Stuck; inbound: Queue<InboundMessage>; keys: { id: string }; now: Clock; log: Log }

/** What is given up is lost after that. */
const KEPT_MS = 14 * 86_400_000;
const MOST = 100;
const UNKNOWN = 'unknown';

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body, wellFormed);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

type Read = { kind: string; channel: string | null; case: string | null; count: number; /** What could be filtered instead. */ keeps: InboundMessage[] };
const plain = (kind: string, more: Partial<Read> = {}): Read => ({ kind, channel: null, case: null, count: 1, keeps: [], ...more });

function notification(body: string): Delivery | null {
  try {
    return readNotification(body);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

// The queue's own words for what nobody can read: whole, and without a writer.
function unread({ keys, now }: StuckDeps, body: string, channel: string, fields: Partial<InboundMessage> = {}): InboundMessage {
  const keeps = channel === email.name ? undefined : platformOf(channel)?.facts.keeps ?? (channel === UNKNOWN ? { textHours: 24, profileHours: 24 } : undefined);
  return { ...unreadableMessage({ name: channel, ...(keeps ? { keeps } : {}) }, keys.id, { inbox: '', body: Buffer.from(body) }, now()), ...fields };
}

function readMail(deps: StuckDeps, body: string): Read {
  const told = notification(body);
  if (!told) return plain('unreadable', { channel: email.name, keeps: [unread(deps, body, email.name)] });
  const { deliveryId, objectKey, receivedAt, recipients, envelopeFrom } = told;
  const id = keyedId(deps.keys.id, email.name, 'delivery', deliveryId);
  const mail = { messageId: null, fingerprint: id, inReplyTo: [], references: [], recipients, envelopeFrom, authenticated: false, caseNumbers: [] };
  return plain('mail', { channel: email.name, keeps: [unread(deps, body, email.name, { id, deliveryId, receivedAt, at: receivedAt, raw: { key: objectKey, size: 0 }, mail })] });
}

// What we wrote ourselves and what waits to be fetched are no customer's words that could be filtered.
const filtered = (message: InboundMessage): InboundMessage[] => (message.platform?.ours || message.platform?.lookUp ? [] : [{ ...message, sender: { machine: 'unreadable', evidence: ['this message could not be recorded as it is'] } }]);

function readInbound(deps: StuckDeps, body: string): Read {
  const entry = parsed(body);
  const messages = InboundMessage.array().min(1).safeParse(Array.isArray(entry) ? entry : [entry]);
  if (messages.success) return plain('message', { channel: messages.data[0]!.channel, count: messages.data.length, keeps: messages.data.flatMap(filtered) });
  const note = InboundNote.safeParse(entry);
  if (note.success) return plain('note', { channel: note.data.channel });
  const count = InboundCount.safeParse(entry);
  if (count.success) return plain('count', { channel: count.data.sheets[0]?.source ?? null });
  const named = typeof entry === 'object' && entry !== null && 'channel' in entry && typeof entry.channel === 'string' ? entry.channel : UNKNOWN;
  const channel = named === email.name || named === 'form' || platformOf(named) ? named : UNKNOWN;
  return plain('unreadable', { channel: channel === UNKNOWN ? null : channel, keeps: [unread(deps, body, channel)] });
}

function readOutbox(body: string): Read {
  const entry = parsed(body);
  const out = Outgoing.safeParse(entry);
  if (out.success) return plain(out.data.kind, { channel: out.data.channel, case: out.data.plan.caseNumber ? showCaseNumber(out.data.plan.caseNumber) : null });
  return plain(typeof entry === 'object' && entry !== null && 'eventType' in entry ? 'event' : 'unreadable');
}

function readAside(body: string): Read {
  const entry = parsed(body) as { DDBStreamBatchInfo?: { batchSize?: unknown } } | undefined;
  return plain('changes', { count: Number(entry?.DDBStreamBatchInfo?.batchSize ?? 1) });
}

function read(deps: StuckDeps, { queue, body }: Pick<StuckEntry, 'queue' | 'body'>): Read {
  if (queue === 'mail') return readMail(deps, body);
  if (queue === 'inbound') return readInbound(deps, body);
  return queue === 'outbox' ? readOutbox(body) : readAside(body);
}

/** What was put aside from the table's stream goes back to nowhere: `npm run rebuild` makes up for it. */
const goesBack = (queue: StuckQueue): queue is 'mail' | 'inbound' | 'outbox' => queue !== 'tally' && queue !== 'tell';

/** What waits for a person because a step has given it up: whose, since when, and what can be done. Never what it says. */
export async function listStuck(deps: StuckDeps): Promise<StuckList> {
  const [entries, counts] = await Promise.all([deps.stuck.list(MOST), deps.stuck.counts()]);
  const rows = entries.map((entry): StuckRow => {
    const { kind, channel, case: number, count, keeps } = read(deps, entry);
    const { queue, id, since, tries } = entry;
    return { id, queue, kind, channel, case: number, count, since, lostAt: since + KEPT_MS, tries, canRetry: goesBack(queue), canKeep: keeps.length > 0 };
  });
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { stuck: rows, total: Math.max(total, rows.length) };
}

/** Puts it back where it came from. Pressed twice it goes once: whoever comes second finds it gone. */
export async function tryAgain(deps: StuckDeps, queue: StuckQueue, id: string): Promise<void> {
  if (!goesBack(queue)) throw new Refused('needsRebuild', 'what was put aside from the stream goes back nowhere');
  const found = await deps.stuck.take(queue, id, async ({ body }) => deps.stuck.putBack(queue, body));
  if (!found) throw new NotFound(`stuck entry ${id}`);
  deps.log('info', 'stuck.again', { key: queue, messageId: id });
}

/** Puts it among the filtered messages, whole, where somebody can read it and make a case of it. */
export async function keepFiltered(deps: StuckDeps, queue: StuckQueue, id: string): Promise<void> {
  const found = await deps.stuck.take(queue, id, async (entry) => {
    const { keeps } = read(deps, entry);
    if (keeps.length === 0) throw new Refused('nothingToKeep', 'nothing a customer wrote');
    await deps.inbound.send(keeps);
  });
  if (!found) throw new NotFound(`stuck entry ${id}`);
  deps.log('info', 'stuck.kept', { key: queue, messageId: id });
}
