import type { Again, Original } from '../channels/again.ts';
import type { Arrival, MessageArrival } from '../channels/arrival.ts';
import type { ChannelFacts, Door } from '../channels/channel.ts';
import { Unreadable } from '../errors.ts';
import { onBehalf } from '../domain/form-sender.ts';
import { InboundMessage } from '../domain/message.ts';
import type { Settings } from '../domain/settings.ts';
import type { StoredMessage } from '../ports.ts';
import { acceptMail, type AcceptMailDeps } from './accept-mail.ts';
import { arrivedMessage, type Around } from './arrived.ts';
import { wellFormed } from './well-formed.ts';

/** A platform as it is connected today. */
export interface ReadingPlatform { facts: ChannelFacts; door: Door<never>; again: Again<never>; settings: never }

export type MailReading = Pick<AcceptMailDeps, 'parse' | 'careAddresses' | 'now'> & { objects: Pick<AcceptMailDeps['objects'], 'get'>; idKey: string; settings: Settings };

/** The mail step reads at once what it would otherwise try three times. */
const LAST_ATTEMPT = 3;

/** A mail through today's door, of which nothing is written. Undefined when its original is gone. */
export async function readMailAgain({ objects, idKey, settings, ...reading }: MailReading, told: unknown): Promise<InboundMessage | undefined> {
  const read: InboundMessage[] = [];
  await acceptMail({
    ...reading, idKey, log: () => undefined,
    objects: { get: objects.get, put: async () => undefined },
    inbound: { send: async (messages) => { read.push(...messages); } },
  }, [{ body: JSON.stringify(told), attempt: LAST_ATTEMPT }]);
  // As it comes out of the queue.
  return read[0] && onBehalf(InboundMessage.parse(JSON.parse(JSON.stringify(read[0]), wellFormed)), settings);
}

/** What a kept item of a platform is today: a message, something else by its name, or nothing that we know. */
export type ItemAgain = { message: InboundMessage; lookedUp: boolean } | { other: string } | undefined;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, wellFormed);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unlessUnreadable(read: () => Arrival[]): Arrival[] {
  try {
    return read();
  } catch (error) {
    // RangeError: lists within lists, thousands deep.
    if (error instanceof Unreadable || error instanceof RangeError) return [];
    throw error;
  }
}

function aroundOf({ facts, door, settings }: ReadingPlatform, idKey: string): Around {
  return {
    facts, idKey, namesOf: (inbox) => door.names?.(settings, inbox) ?? [], answersPublicly: door.answersPublicly?.(settings) ?? false,
    wroteAsUs: (author) => door.wroteAsUs?.(settings, author) ?? false,
  };
}

function originalOf({ message }: Pick<StoredMessage, 'message'>, raw: unknown): Original {
  const { inbox, at, receivedAt, visibility, author, platform } = message;
  return {
    raw, inbox, at, receivedAt, visibility, author, nativeId: platform?.nativeId ?? message.deliveryId, post: platform?.post ?? null, parent: platform?.parent ?? null, monitoringOnly: platform?.monitoringOnly ?? false,
    // A customer's private word that no automatic text may answer: another app had the conversation.
    ownedElsewhere: platform !== undefined && visibility === 'private' && platform.automatic === null && platform.ours === undefined && platform.reply !== null && author.id !== '',
  };
}

// What the platform told by ids only was fetched; today's code asks for the same again, and is not asked now.
function withWhatWasFetched(again: InboundMessage, { message }: Pick<StoredMessage, 'message'>): InboundMessage {
  const { lookUp: _, ...platform } = again.platform!;
  const { automatic = null, reply = null, ours } = message.platform ?? {};
  return {
    ...again, at: message.at, author: message.author, text: message.text, replyText: message.replyText, language: message.language,
    ...(message.conversation === undefined ? {} : { conversation: message.conversation }), platform: { ...platform, automatic, reply, ...(ours ? { ours } : {}) },
  };
}

/** An item of a platform, read again from what is kept of it. */
export function readItemAgain(platform: ReadingPlatform, idKey: string, stored: Pick<StoredMessage, 'message'>): ItemAgain {
  const raw = parsed(stored.message.platform?.raw ?? '');
  const [arrival] = raw === undefined ? [] : unlessUnreadable(() => platform.again(originalOf(stored, raw), platform.settings));
  if (!arrival || (arrival.kind === 'note' && arrival.what === 'unknown')) return undefined;
  if (arrival.kind === 'note') return { other: arrival.what };
  if (arrival.ours && arrival.ownSend) return { other: 'ownEcho' };
  const message = arrivedMessage(aroundOf(platform, idKey), arrival, stored.message.receivedAt);
  return arrival.lookUp ? { message: withWhatWasFetched(message, stored), lookedUp: true } : { message, lookedUp: false };
}

/** The messages in what was once kept as unreadable: a whole delivery, or one item of it. Undefined while it still is. */
export function readUnreadableAgain(platform: ReadingPlatform, idKey: string, stored: Pick<StoredMessage, 'message'>): InboundMessage[] | undefined {
  const { text, receivedAt } = stored.message;
  const { door, again, settings } = platform;
  const raw = parsed(text);
  if (raw === undefined) return undefined;
  const whole = unlessUnreadable(() => door.normalise(Buffer.from(text), settings, receivedAt));
  const read = whole.length > 0 ? whole : unlessUnreadable(() => again(originalOf(stored, raw), settings));
  if (read.length === 0 || read.some((one) => one.kind === 'note' && one.what === 'unknown')) return undefined;
  const messages = read.filter((one): one is MessageArrival => one.kind === 'message' && !(one.ours && one.ownSend));
  return messages.map((one) => arrivedMessage(aroundOf(platform, idKey), one, receivedAt));
}
