import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Unreadable } from '../../errors.ts';
import type { NoteArrival } from '../arrival.ts';
import { parseExact } from '../exact-json.ts';

/** JSON as it came: whole numbers that JavaScript would round stay strings of their digits. Throws Unreadable. */
export function parseExactly(body: Buffer): unknown {
  try {
    return parseExact(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new Unreadable('no JSON', { cause: error });
  }
}

// One function instead of a union of schemas: these stand in every item, and a union costs five times as much.
function scalar<T>(read: (value: unknown) => T | undefined, words: string): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    const told = read(value);
    if (told !== undefined) return told;
    context.issues.push({ code: 'custom', message: words, input: value });
    return z.NEVER;
  });
}

/** An id of the platform, as text. */
export const Id = scalar((value) => (typeof value === 'string' && value !== '' ? value.toWellFormed() : typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined), 'no id');

const LATEST = 8.64e15;
/** Meta mixes seconds, milliseconds and texts of both; epoch milliseconds come out. */
export const Time = scalar((value) => {
  const time = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof time !== 'number' || !(time >= 0 && time <= LATEST)) return undefined;
  return Math.round(time < 100_000_000_000 ? time * 1000 : time);
}, 'no time');
/** What the platform or a person wrote, without halves of characters that UTF-8 cannot hold. */
export const Text = z.string().transform((text) => text.toWellFormed());

// A list whose items are read one by one later, so that a bad one costs no good one.
const List = z.custom<unknown[]>((value) => Array.isArray(value));
const Envelope = z.object({ object: z.string(), entry: List });
const Entry = z.object({
  id: Id,
  time: Time.optional().catch(undefined),
  messaging: List.optional(),
  standby: List.optional(),
  changes: List.optional(),
  field: z.string().optional(),
  value: z.unknown().optional(),
});
const Change = z.object({ field: z.string(), value: z.unknown().optional() });

/** One update of a delivery, in whichever of the envelope's lists it came. */
export type Update = { inbox: string; at: number; raw: unknown } & ({ list: 'messaging' | 'standby'; item: unknown } | { list: 'changes'; field: string; value: unknown } | { list: 'unknown' });

// Fields of the messaging kind also come as changes: from the dashboard's test button, and by Instagram's own examples.
const MESSAGING_FIELDS = new Set(['messages', 'message_echoes', 'message_edits', 'message_edit', 'message_reactions', 'message_reads', 'message_deliveries', 'messaging_postbacks', 'messaging_seen', 'messaging_referral']);

function updatesOfEntry(raw: unknown, receivedAt: number): Update[] {
  const entry = Entry.safeParse(raw);
  if (!entry.success) {
    const id = z.object({ id: Id }).safeParse(raw);
    return [{ inbox: id.success ? id.data.id : '', at: receivedAt, raw, list: 'unknown' }];
  }
  const { id: inbox, time: at = receivedAt, messaging = [], standby = [], changes = [], field, value } = entry.data;
  const change = (one: unknown): Update => {
    const read = Change.safeParse(one);
    if (!read.success) return { inbox, at, raw: one, list: 'unknown' };
    if (MESSAGING_FIELDS.has(read.data.field) || read.data.field === 'standby') return { inbox, at, raw: one, list: read.data.field === 'standby' ? 'standby' : 'messaging', item: read.data.value };
    return { inbox, at, raw: one, list: 'changes', field: read.data.field, value: read.data.value };
  };
  const updates = [
    ...messaging.map((item): Update => ({ inbox, at, raw: item, list: 'messaging', item })),
    ...standby.map((item): Update => ({ inbox, at, raw: item, list: 'standby', item })),
    ...changes.map(change),
    ...(field === undefined ? [] : [change({ field, value })]),
  ];
  return updates.length > 0 ? updates : [{ inbox, at, raw, list: 'unknown' }];
}

/** Every update of every entry. Throws Unreadable unless the body is an envelope of one of these objects. */
export function readUpdates(body: Buffer, objects: readonly string[], receivedAt: number): Update[] {
  const read = Envelope.safeParse(parseExactly(body));
  if (!read.success || !objects.includes(read.data.object)) throw new Unreadable('no envelope of this channel');
  return read.data.entry.flatMap((entry) => updatesOfEntry(entry, receivedAt));
}

/** A short name for content that has no id of its own. */
export function contentId(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content) ?? '').digest('base64url').slice(0, 22);
}

/** What we trust but do not know: kept, counted, read by nobody. */
export function unknownNote({ inbox, at, raw }: Pick<Update, 'inbox' | 'at' | 'raw'>): NoteArrival {
  return { kind: 'note', what: 'unknown', nativeId: `unknown:${contentId(raw)}`, inbox, about: null, text: null, at, raw };
}
