import type { Arrival } from '../channels/arrival.ts';
import type { ChannelFacts, Door, DoorAnswer, Knock } from '../channels/channel.ts';
import { keyedId } from '../domain/ids.ts';
import type { InboundMessage } from '../domain/message.ts';
import { Unreadable, Untrusted } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Clock, Queue } from '../ports.ts';
import { arrivedMessage, arrivedNote, clipRaw, type Around } from './arrived.ts';
import { countOf, type Brought } from './counted.ts';
import { sheavesOf, type InboundEntry, type Sheaf } from './sheaves.ts';

export interface AcceptDeps<S> {
  facts: ChannelFacts;
  door: Door<S>;
  settings: S;
  inbound: Queue<Sheaf>;
  idKey: string;
  now: Clock;
  log: Log;
}

const EMPTY = { type: 'text/plain', body: '' };

/**
 * A webhook's door: who is knocking, what did they say, onto the queue; only then the platform hears 200. What comes from
 * a sender we trust and cannot be read is kept raw among the filtered messages, and the platform still hears 200.
 */
export function accept<S>(deps: AcceptDeps<S>) {
  return async (knock: Knock): Promise<DoorAnswer> => {
    if (knock.body.length > deps.facts.limits.inboundBytes) return { status: 413, ...EMPTY };
    try {
      const handshake = deps.door.challenge(knock, deps.settings);
      if (handshake) return handshake;
      deps.door.verify(knock, deps.settings);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      deps.log('warn', 'knock.untrusted', { channel: deps.facts.name });
      return { status: 401, ...EMPTY };
    }
    const brought = read(deps, knock.body);
    const count = countOf(brought);
    const queued = [...sheavesOf(brought.entries), ...(count ? [count] : [])];
    if (queued.length > 0) await deps.inbound.send(queued);
    return { status: 200, ...EMPTY };
  };
}

function read<S>(deps: AcceptDeps<S>, body: Buffer): Brought {
  const receivedAt = deps.now();
  try {
    return broughtBy({ ...deps, around: aroundOf(deps) }, deps.door.normalise(body, deps.settings, receivedAt), receivedAt);
  } catch (error) {
    // RangeError: lists within lists, thousands deep, can be read and not written again.
    if (!(error instanceof Unreadable) && !(error instanceof RangeError)) throw error;
    deps.log('error', 'delivery.unreadable', { channel: deps.facts.name, bytes: body.length });
    const inboxes = deps.door.inboxes(deps.settings);
    return { channel: deps.facts.name, receivedAt, entries: [unreadableMessage(deps.facts, deps.idKey, { inbox: inboxes.length === 1 ? inboxes[0]! : '', body }, receivedAt)], noted: new Map() };
  }
}

function aroundOf<S>({ facts, door, settings, idKey }: AcceptDeps<S>): Around {
  return {
    facts, idKey, namesOf: (inbox) => door.names?.(settings, inbox) ?? [], answersPublicly: door.answersPublicly?.(settings) ?? false,
    wroteAsUs: (author) => door.wroteAsUs?.(settings, author) ?? false,
  };
}

/** What the items of a webhook, or of a fetched page, put on the queue; the rest is counted. */
export function broughtBy(deps: { around: Around; log: Log }, arrivals: Arrival[], receivedAt: number): Brought {
  const { facts, idKey } = deps.around;
  const counts = new Map<string, number>();
  const noted = new Map<string, number>();
  const count = (of: Map<string, number>, what: string): void => { of.set(what, (of.get(what) ?? 0) + 1); };
  const entries = arrivals.flatMap((arrival): InboundEntry[] => {
    // What this product sent is stored already, by whoever sent it.
    const own = arrival.kind === 'message' && arrival.ours && arrival.ownSend;
    if (arrival.kind === 'message' && !own) return [arrivedMessage(deps.around, arrival, receivedAt)];
    if (arrival.kind === 'note' && arrival.what === 'unknown') return [unreadableMessage(facts, idKey, { inbox: arrival.inbox, body: Buffer.from(JSON.stringify(arrival.raw)) }, receivedAt)];
    const what = arrival.kind === 'note' ? arrival.what : 'ownEcho';
    count(counts, what);
    const note = arrival.kind === 'note' ? arrivedNote(deps.around, arrival) : undefined;
    if (note) return [{ ...note, receivedAt }];
    count(noted, what);
    return [];
  });
  for (const [what, times] of counts) deps.log('info', 'delivery.noted', { channel: facts.name, reason: what, count: times });
  // Notes that go on the queue are counted when they have ended.
  return { channel: facts.name, receivedAt, entries, noted };
}

export const entriesOf = (...given: Parameters<typeof broughtBy>): InboundEntry[] => broughtBy(...given).entries;

const HOUR = 3_600_000;

/** What comes from somebody we trust and cannot be read, as a message that is filtered: its body is its text. */
export function unreadableMessage(facts: Pick<ChannelFacts, 'name' | 'keeps'>, idKey: string, { inbox, body }: { inbox: string; body: Buffer }, receivedAt: number): InboundMessage {
  const whole = body.toString('utf8');
  const text = clipRaw(whole);
  // Of the whole, so that two that begin alike are two.
  const id = keyedId(idKey, facts.name, 'unreadable', whole);
  return {
    schema: 1, id, channel: facts.name, inbox, deliveryId: id, visibility: 'private', at: receivedAt, receivedAt, author: { id: '', name: null }, subject: '', text,
    textKey: null, replyText: '', htmlKey: null, language: 'en', attachments: [], raw: { key: '', size: body.length },
    sender: { machine: 'unreadable', evidence: ['a shape that is not known'] }, repairs: [], mail: null,
    // It may name its writer anywhere: kept no longer than who they are.
    ...(facts.keeps ? { keep: { text: receivedAt + facts.keeps.profileHours * HOUR, profile: receivedAt + facts.keeps.profileHours * HOUR } } : {}),
  };
}
