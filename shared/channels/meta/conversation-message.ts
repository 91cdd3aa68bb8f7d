import * as z from 'zod';
import type { Arrival, MessageArrival } from '../arrival.ts';
import { Id, Text, unknownNote } from './envelope.ts';
import { GraphTime } from './paging.ts';

const Named = z.object({ id: Id, name: Text.nullish(), username: Text.nullish() });
export const People = z.object({ data: z.array(Named) });
type Named = z.infer<typeof Named>;

const Linked = z.object({ link: Text.nullish() }).nullish();
const File = z.object({
  mime_type: Text.nullish(), name: Text.nullish(), file_url: Text.nullish(),
  image_data: z.object({ url: Text.nullish() }).nullish(), video_data: z.object({ url: Text.nullish() }).nullish(),
});
const Known = z.object({ id: Id, created_time: GraphTime });
const Message = Known.extend({
  from: Named,
  to: People.nullish().catch(null),
  message: Text.nullish(),
  attachments: z.object({ data: z.array(File) }).nullish().catch(null),
  shares: z.object({ data: z.array(z.object({ link: Text.nullish(), name: Text.nullish() })) }).nullish().catch(null),
  story: z.object({ mention: Linked, reply_to: Linked }).nullish().catch(null),
  is_unsupported: z.boolean().nullish(),
});
type Message = z.infer<typeof Message>;

/** What a conversation's messages are asked for. https://developers.facebook.com/docs/graph-api/reference/message */
export const MESSAGE_FIELDS: Record<'messenger' | 'instagram', string> = {
  messenger: 'id,created_time,from,to,message,attachments,shares',
  instagram: 'id,created_time,from,to,message,attachments,shares,story,is_unsupported',
};

/** Which account of ours was written to, and the name it goes by. */
export interface Ours { inbox: string; username: string | null }

export function isOurs({ id, username }: Named, ours: Ours): boolean {
  return id === ours.inbox || (username != null && ours.username !== null && username.toLowerCase() === ours.username.toLowerCase());
}

function fileOf({ mime_type, name, file_url, image_data, video_data }: z.infer<typeof File>): MessageArrival['attachments'][number] {
  const [kind = ''] = (mime_type ?? '').split('/');
  const type = image_data ? 'image' : video_data ? 'video' : ['image', 'video', 'audio'].includes(kind) ? kind : 'file';
  return { type, url: image_data?.url ?? video_data?.url ?? file_url ?? null, name: name ?? null };
}

// Of stories and of what others published only the address is kept, as from a delivery.
function attachmentsOf({ attachments, shares, story, is_unsupported }: Message): MessageArrival['attachments'] {
  if (is_unsupported) return [{ type: 'unsupported', url: null, name: null }];
  if (story?.mention) return [{ type: 'story_mention', url: null, name: null }];
  return [...(attachments?.data ?? []).map(fileOf), ...(shares?.data ?? []).map(({ name }) => ({ type: 'share', url: null, name: name ?? null }))];
}

/** A message as a conversation lists it, under the key that a delivery gives it; undefined when it is older or was taken back. */
export function messageOfConversation(raw: unknown, partner: string, ours: Ours, from: number): Arrival | undefined {
  const known = Known.safeParse(raw);
  // Of what was taken back only the id is left.
  if (!known.success || known.data.created_time < from) return undefined;
  const at = known.data.created_time;
  const read = Message.safeParse(raw);
  if (!read.success) return unknownNote({ inbox: ours.inbox, at, raw });
  const { id, from: sender, to, message, shares, story } = read.data;
  const own = isOurs(sender, ours);
  const customer = own ? (to?.data.find((person) => !isOurs(person, ours))?.id ?? partner) : sender.id;
  return {
    kind: 'message', nativeId: id, inbox: ours.inbox, visibility: 'private', conversation: customer, post: null, parent: null, ours: own, ownSend: false,
    author: own ? { id: ours.inbox, name: null } : { id: sender.id, name: sender.name ?? sender.username ?? null }, at, text: message ?? '',
    attachments: attachmentsOf(read.data), link: story?.mention?.link ?? shares?.data.find(({ link }) => link)?.link ?? story?.reply_to?.link ?? null, monitoringOnly: false, raw,
  };
}
