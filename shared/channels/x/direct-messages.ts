import * as z from 'zod';
import type { Arrival, MessageArrival } from '../arrival.ts';
import { Id, note, unescapeText } from './posts.ts';
import { timeOf } from './post-time.ts';

/** A direct message as activity deliveries write it. https://docs.x.com/x-api/activity/event-payloads */
const Delivered = z.object({
  id: Id,
  created_timestamp: z.union([z.string(), z.number().transform(String)]).optional(),
  message_create: z.object({
    target: z.object({ recipient_id: Id }),
    sender_id: Id,
    source_app_id: Id.nullish(),
    message_data: z.object({
      text: z.string().default(''),
      attachment: z.object({ type: z.string(), media: z.object({ type: z.string().default('file'), media_url_https: z.string().nullish() }).nullish() }).nullish(),
    }),
  }),
});

/** A direct message as the polled list writes it. https://docs.x.com/x-api/direct-messages/lookup */
const Listed = z.object({
  id: Id,
  event_type: z.literal('MessageCreate'),
  text: z.string().default(''),
  sender_id: Id,
  dm_conversation_id: z.string().min(1),
  created_at: z.string().optional(),
  attachments: z.object({ media_keys: z.array(z.string()).nullish() }).nullish(),
});

export interface MessageSurroundings { inbox: string; appId: string | undefined; receivedAt: number; names: Map<string, string>; media: Map<string, { type: string; url?: string | null | undefined; preview_image_url?: string | null | undefined }> }

/** The conversation of two people has the same name at both doors: their ids, the smaller one first. */
export function conversationOf(a: string, b: string): string {
  const inOrder = a.length === b.length ? a < b : a.length < b.length;
  return inOrder ? `${a}-${b}` : `${b}-${a}`;
}

function privateMessage(around: MessageSurroundings, fields: Pick<MessageArrival, 'nativeId' | 'conversation' | 'at' | 'text' | 'attachments' | 'raw' | 'ownSend' | 'typedElsewhere'> & { sender: string }): MessageArrival {
  const { sender, ...rest } = fields;
  return {
    kind: 'message', inbox: around.inbox, visibility: 'private', post: null, parent: null, ours: sender === around.inbox,
    author: { id: sender, name: around.names.get(sender) ?? null }, link: null, monitoringOnly: false, ...rest,
  };
}

/** Undefined when it is no direct message of a shape we know. */
export function readDelivered(item: unknown, around: MessageSurroundings): Arrival | undefined {
  const read = Delivered.safeParse(item);
  if (!read.success) return undefined;
  const { id, created_timestamp: written, message_create: message } = read.data;
  const { text, attachment } = message.message_data;
  const by = message.source_app_id;
  // Without an app's id, or without ours to compare it with, nobody knows where it was typed.
  const isOurs = message.sender_id === around.inbox && by != null && around.appId !== undefined;
  return privateMessage(around, {
    nativeId: id, sender: message.sender_id, conversation: conversationOf(message.sender_id, message.target.recipient_id), at: timeOf(written, id, around.receivedAt), text: unescapeText(text),
    attachments: attachment ? [{ type: attachment.media?.type ?? attachment.type, url: attachment.media?.media_url_https ?? null, name: null }] : [],
    ownSend: isOurs && by === around.appId, ...(isOurs && by !== around.appId ? { typedElsewhere: true } : {}), raw: item,
  });
}

/** One event of the polled list; joining and leaving a conversation are notes. */
export function readListed(item: unknown, around: MessageSurroundings): Arrival | undefined {
  const read = Listed.safeParse(item);
  if (!read.success) {
    const other = z.object({ id: Id, event_type: z.string() }).safeParse(item);
    return other.success ? note(around, { what: 'unknown', nativeId: other.data.id, raw: item }) : undefined;
  }
  const { id, text, sender_id: sender, dm_conversation_id: named, created_at: written, attachments } = read.data;
  const two = /^(\d+)-(\d+)$/.exec(named);
  return privateMessage(around, {
    nativeId: id, sender, conversation: two ? conversationOf(two[1]!, two[2]!) : named, at: timeOf(written, id, around.receivedAt), text: unescapeText(text),
    attachments: (attachments?.media_keys ?? []).map((key) => {
      const media = around.media.get(key);
      return { type: media?.type ?? 'file', url: media?.url ?? media?.preview_image_url ?? null, name: null };
    }),
    ownSend: false, raw: item,
  });
}
