import { createHash } from 'node:crypto';
import { textPrint } from './alike.ts';
import type { Entry } from './bucket.ts';
import type { InboundMessage, SuppressReason } from './message.ts';
import { moodOf } from './mood.ts';
import type { Settings } from './settings.ts';
import { topicsOf } from './watched-topics.ts';

/** What is written in public about a brand; what is written to it in private, mails too; and what a platform only counted for us. */
export type SeriesKind = 'mentions' | 'messages' | 'volume';

/** What is counted together: of one brand on one channel, all of it (topic empty) or one topic's. */
export interface Series { kind: SeriesKind; brand: string; channel: string; topic: string }

export const MINUTE = 60_000;
export const SLOT = 5 * MINUTE;
/** Who comes later than this after the writing is counted in its minute, but is no news. */
const LATE = 15 * MINUTE;

export const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE;
export const slotOf = (at: number): number => Math.floor(at / SLOT) * SLOT;

export const seriesName = ({ kind, brand, channel, topic }: Series): string => [kind, brand, channel, topic].join('/');

export function readSeries(name: string): Series {
  const [kind, brand = '', channel = '', topic = ''] = name.split('/');
  return { kind: kind as SeriesKind, brand, channel, topic };
}

/** The brand that an account or address belongs to: the one that names it, else the first. */
export function brandOf(inbox: string, { brands }: Pick<Settings, 'brands'>): string {
  const wanted = inbox.toLowerCase();
  return (brands.find(({ inboxes }) => inboxes.some((one) => one.toLowerCase() === wanted)) ?? brands[0])!.id;
}

/** A stored message as far as it is counted. */
export interface Countable {
  thread: string;
  id: string;
  direction: 'in' | 'out';
  at: number;
  storedAt: number;
  quarantined: SuppressReason | null;
  message: Pick<InboundMessage, 'channel' | 'inbox' | 'visibility' | 'author' | 'replyText' | 'keep'>;
}

/** One message in one series. */
export interface Counted { series: string; minute: number; entry: Entry }

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Where a message counts, and as what: nothing of it but hashes, and of public texts that may be kept the place where they lie. */
export function countsOf(stored: Countable, settings: Pick<Settings, 'brands' | 'watchedTopics'>): Counted[] {
  const { thread, id, direction, at, storedAt, quarantined, message } = stored;
  if (direction !== 'in' || quarantined !== null) return [];
  const { channel, inbox, visibility, author, replyText: text } = message;
  const isPublic = visibility === 'public';
  const entry: Entry = {
    hash: digest(`${channel} ${id}`).readUIntBE(0, 6), author: digest(`${channel} ${author.id}`).readUInt32BE(0), print: isPublic ? textPrint(text) : 0,
    negative: moodOf(text).class === 'negative', late: storedAt - at > LATE, ref: isPublic && !message.keep ? `${thread}/${id}` : null,
  };
  const kind = isPublic ? 'mentions' as const : 'messages' as const;
  const brand = brandOf(inbox, settings);
  return ['', ...topicsOf(text, settings.watchedTopics)].map((topic) => ({ series: seriesName({ kind, brand, channel, topic }), minute: minuteOf(at), entry }));
}
