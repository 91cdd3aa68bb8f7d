import * as z from 'zod';
import type { Arrival, MessageArrival, NoteArrival } from '../arrival.ts';
import { contentId, Id, Text, Time, unknownNote, type Update } from './envelope.ts';

const Person = z.object({ id: Id });
const Attachment = z.object({
  type: Text,
  payload: z.object({
    url: Text.nullish(), title: Text.nullish(),
    coordinates: z.object({ lat: z.number(), long: z.number() }).nullish(),
  }).nullish().catch(null),
});
const Message = z.object({
  mid: Id,
  text: Text.nullish(),
  is_echo: z.boolean().nullish(),
  is_deleted: z.boolean().nullish(),
  is_unsupported: z.boolean().nullish(),
  app_id: Id.nullish(),
  metadata: Text.nullish(),
  reply_to: z.object({ mid: Id.nullish(), story: z.object({ url: Text.nullish() }).nullish() }).nullish().catch(null),
  attachments: z.array(Attachment).nullish(),
});
const Postback = z.object({ mid: Id.nullish(), title: Text.nullish(), payload: Text.nullish() });
const Reaction = z.object({ mid: Id, action: Text.nullish() });
const Delivery = z.object({ mids: z.array(Id).nullish(), watermark: Time.nullish() });
const Read = z.object({ mid: Id.nullish(), watermark: Time.nullish() });
const Edit = z.object({ mid: Id, text: Text, num_edit: z.number().nullish() });
/** By the key that an item has; it has one. */
const KINDS = { message: Message, postback: Postback, message_edit: Edit, reaction: Reaction, delivery: Delivery, read: Read } as const;
const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];
const Frame = z.object({ sender: Person.nullish(), recipient: Person.nullish(), timestamp: Time.nullish() });
type Item = z.infer<typeof Frame> & { [K in keyof typeof KINDS]?: z.infer<(typeof KINDS)[K]> };

/** Only the one part that there is costs its reading. Undefined: of no known shape. */
function readItem(raw: unknown): Item | undefined {
  const frame = Frame.safeParse(raw);
  if (!frame.success) return undefined;
  const parts = raw as Record<string, unknown>;
  const name = NAMES.find((kind) => parts[kind] !== undefined && parts[kind] !== null);
  if (name === undefined) return frame.data;
  const part = KINDS[name].safeParse(parts[name]);
  return part.success ? { ...frame.data, [name]: part.data } : undefined;
}

/** Of these only the address is kept: the media is another's, or (stories) must not be stored. https://developers.facebook.com/docs/messenger-platform/instagram/features/story-mention */
const LINK_ONLY = new Set(['story_mention', 'story', 'share', 'ig_reel', 'reel', 'ig_post', 'post', 'ig_story']);

/** What normalising an item needs to know beside it. */
interface Context { inbox: string; at: number; raw: unknown; item: Item; standby: boolean; ownAppId: string }

type Attached = z.infer<typeof Attachment>;

function keptAttachment({ type, payload }: Attached): MessageArrival['attachments'][number] {
  const place = payload?.coordinates ? `${payload.coordinates.lat},${payload.coordinates.long}` : null;
  return { type, url: LINK_ONLY.has(type) ? null : (payload?.url ?? null), name: payload?.title ?? place };
}

/** A conversation is called by its customer. An echo's sender is the account itself. */
function partnerOf({ inbox, item }: Context): string {
  const sender = item.sender?.id ?? '';
  return (item.message?.is_echo === true || sender === inbox ? item.recipient?.id : sender) ?? '';
}

function messageOf(context: Context, nativeId: string, said: { text: string; attachments?: Attached[]; parent?: string | null; link?: string | null }): MessageArrival {
  const { inbox, at, raw, item, standby, ownAppId } = context;
  const sender = item.sender?.id ?? '';
  // Anything that the account sends is ours, marked as an echo or not.
  const ours = item.message?.is_echo === true || sender === inbox;
  const app = ours ? item.message?.app_id : undefined;
  const { attachments = [] } = said;
  const shared = attachments.find(({ type, payload }) => LINK_ONLY.has(type) && payload?.url);
  return {
    kind: 'message', nativeId, inbox, visibility: 'private', conversation: partnerOf(context), post: null, parent: said.parent ?? null,
    ours, ownSend: false, author: { id: ours ? inbox : sender, name: null }, at, text: said.text,
    attachments: attachments.map(keptAttachment), link: shared?.payload?.url ?? said.link ?? null, monitoringOnly: false,
    ...(app && ownAppId !== '' && app !== ownAppId ? { typedElsewhere: true as const } : {}), ...(standby ? { ownedElsewhere: true as const } : {}), raw,
  };
}

function noteOf({ inbox, at, raw }: Context, what: NoteArrival['what'], nativeId: string, about: string | null): NoteArrival {
  return { kind: 'note', what, nativeId, inbox, about, text: null, at, raw };
}

/** A note about a message that lies in the conversation of this item. */
function noteInThread(context: Context, what: 'edited' | 'removed' | 'ownEcho', nativeId: string, about: string, text: string | null = null): NoteArrival {
  const conversation = partnerOf(context);
  return { ...noteOf(context, what, nativeId, about), text, ...(conversation === '' ? {} : { thread: [conversation] }) };
}

function fromMessage(context: Context, message: z.infer<typeof Message>): Arrival {
  if (message.is_deleted) return noteInThread(context, 'removed', `removed:${message.mid}`, message.mid);
  if (message.is_echo && context.ownAppId !== '' && message.app_id === context.ownAppId) {
    const note = noteInThread(context, 'ownEcho', `echo:${message.mid}`, message.mid);
    return message.metadata ? { ...note, reference: message.metadata } : note;
  }
  const attachments = message.is_unsupported ? [{ type: 'unsupported', payload: null }] : (message.attachments ?? []);
  return messageOf(context, message.mid, {
    text: message.text ?? '', attachments, parent: message.reply_to?.mid ?? null, link: message.reply_to?.story?.url ?? null,
  });
}

function fromReceipt(context: Context, { delivery, read }: Item): Arrival[] {
  const sender = context.item.sender?.id ?? '';
  if (delivery?.mids?.length) return delivery.mids.map((mid) => noteOf(context, 'receipt', `delivered:${mid}`, mid));
  const about = read?.mid ?? null;
  const word = delivery ? 'delivered' : 'read';
  return [noteOf(context, 'receipt', `${word}:${sender}:${about ?? String(delivery?.watermark ?? read?.watermark ?? context.at)}`, about)];
}

/** One item of `messaging` or `standby`: dispatched on which key it has. https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events */
export function fromMessaging(update: Extract<Update, { list: 'messaging' | 'standby' }>, ownAppId: string): Arrival[] {
  const item = readItem(update.item);
  if (!item) return [unknownNote(update)];
  const at = item.timestamp ?? update.at;
  const context: Context = { inbox: update.inbox, at, raw: update.raw, item, standby: update.list === 'standby', ownAppId };
  const sender = item.sender?.id ?? '';
  if (item.message) return [fromMessage(context, item.message)];
  if (item.postback) {
    const { mid, title, payload } = item.postback;
    return [messageOf(context, mid ?? `postback:${contentId([sender, at, title, payload])}`, { text: title ?? payload ?? '' })];
  }
  if (item.message_edit) {
    const { mid, text, num_edit } = item.message_edit;
    return [noteInThread(context, 'edited', `edited:${mid}:${num_edit ?? contentId(text)}`, mid, text)];
  }
  if (item.reaction) return [noteOf(context, 'reaction', `reaction:${item.reaction.mid}:${sender}:${item.reaction.action ?? ''}:${at}`, item.reaction.mid)];
  if (item.delivery || item.read) return fromReceipt(context, item);
  return [unknownNote({ ...update, at })];
}
