import type { Arrival, MessageArrival } from '../channels/arrival.ts';
import type { ChannelFacts, Door, DoorAnswer, Knock } from '../channels/channel.ts';
import { keyedId } from '../domain/ids.ts';
import { languageOf } from '../domain/language.ts';
import type { InboundMessage } from '../domain/message.ts';
import { Unreadable, Untrusted } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Clock, Queue } from '../ports.ts';

export interface AcceptDeps<S> {
  facts: ChannelFacts;
  door: Door<S>;
  settings: S;
  inbound: Queue<InboundMessage>;
  idKey: string;
  now: Clock;
  log: Log;
}

const EMPTY = { type: 'text/plain', body: '' };
const RAW_LIMIT = 60_000;

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
    const messages = read(deps, knock.body);
    if (messages.length > 0) await deps.inbound.send(messages);
    return { status: 200, ...EMPTY };
  };
}

function read<S>(deps: AcceptDeps<S>, body: Buffer): InboundMessage[] {
  const receivedAt = deps.now();
  let arrivals: Arrival[];
  try {
    arrivals = deps.door.normalise(body, deps.settings, receivedAt);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    deps.log('error', 'delivery.unreadable', { channel: deps.facts.name, bytes: body.length });
    return [unreadable(deps, body, receivedAt)];
  }
  const counts = new Map<string, number>();
  const messages: InboundMessage[] = [];
  for (const arrival of arrivals) {
    if (arrival.kind === 'message') messages.push(toInbound(deps, arrival, receivedAt));
    else if (arrival.what === 'unknown') messages.push(unreadable(deps, Buffer.from(JSON.stringify(arrival.raw)), receivedAt));
    else counts.set(arrival.what, (counts.get(arrival.what) ?? 0) + 1);
  }
  for (const [what, count] of counts) deps.log('info', 'delivery.noted', { channel: deps.facts.name, reason: what, count });
  return messages;
}

/** The platform's item in the form that every step knows. Ids are keyed, so that neither table nor queue tells a platform's id. */
export function toInbound<S>(deps: Pick<AcceptDeps<S>, 'facts' | 'idKey'>, arrival: MessageArrival, receivedAt: number): InboundMessage {
  const { name, automatic } = deps.facts;
  const { inbox, nativeId, author } = arrival;
  const isPrivate = arrival.visibility === 'private';
  const thread = isPrivate ? [arrival.conversation] : [arrival.post ?? arrival.conversation, author.id];
  const direct = isPrivate ? { kind: 'private' as const, to: author.id, inbox } : { kind: 'privateReply' as const, to: nativeId, inbox };
  const allowed = !arrival.ours && !arrival.monitoringOnly && (isPrivate ? automatic.private : automatic.privateReply);
  return {
    schema: 1, id: keyedId(deps.idKey, name, inbox, nativeId), channel: name, inbox, deliveryId: nativeId, visibility: arrival.visibility,
    conversation: keyedId(deps.idKey, 'thread', name, inbox, ...thread),
    // A platform's clock may run ahead of ours; nobody writes later than we receive.
    at: Math.min(arrival.at, receivedAt), receivedAt, author, subject: '', text: arrival.text, textKey: null, replyText: arrival.text, htmlKey: null,
    language: languageOf(arrival.text),
    attachments: arrival.attachments.slice(0, 1000).map((file) => ({ name: file.name, type: file.type, size: 0, key: null, contentId: null, inline: false })),
    raw: { key: '', size: 0 }, sender: { machine: null, evidence: [] }, repairs: [], mail: null,
    platform: {
      nativeId, post: arrival.post, parent: arrival.parent, link: arrival.link, automatic: allowed ? direct : null,
      reply: arrival.ours || arrival.monitoringOnly ? null : isPrivate ? direct : { kind: 'publicReply', to: nativeId, inbox }, raw: clip(JSON.stringify(arrival.raw)),
    },
  };
}

const clip = (text: string): string => (text.length <= RAW_LIMIT ? text : text.slice(0, RAW_LIMIT));

function unreadable<S>(deps: AcceptDeps<S>, body: Buffer, receivedAt: number): InboundMessage {
  const text = clip(body.toString('utf8'));
  const id = keyedId(deps.idKey, deps.facts.name, 'unreadable', text);
  return {
    schema: 1, id, channel: deps.facts.name, inbox: '', deliveryId: id, visibility: 'private', at: receivedAt, receivedAt, author: { id: '', name: null }, subject: '', text,
    textKey: null, replyText: '', htmlKey: null, language: 'en', attachments: [], raw: { key: '', size: body.length },
    sender: { machine: 'unreadable', evidence: ['a shape that is not known'] }, repairs: [], mail: null,
  };
}
