import * as z from 'zod';
import type { Arrival, MessageArrival, NoteArrival } from '../arrival.ts';
import { Id, Text, unknownNote, type Update } from '../meta/envelope.ts';
import type { Ours } from '../meta/conversation-message.ts';
import { GraphTime } from '../meta/paging.ts';

type Change = Extract<Update, { list: 'changes' }>;

const Author = z.object({ id: Id.nullish(), username: Text.nullish(), self_ig_scoped_id: Id.nullish() });
export const Comment = z.object({
  id: Id,
  from: Author.nullish(),
  username: Text.nullish(),
  media: z.object({ id: Id }).nullish(),
  parent_id: Id.nullish(),
  text: Text.nullish(),
  timestamp: GraphTime.nullish().catch(null),
  hidden: z.boolean().nullish().catch(null),
});
export type Comment = z.infer<typeof Comment>;
const Mention = z.object({ media_id: Id, comment_id: Id.nullish() });

/** A comment as message, whether it was delivered or fetched: the same key both ways. */
export function messageOfComment(comment: Comment, { inbox, username }: Ours, at: number, raw: unknown): MessageArrival {
  const name = comment.from?.username ?? comment.username ?? null;
  const post = comment.media?.id ?? null;
  const ours = comment.from?.id === inbox || (name !== null && username !== null && name.toLowerCase() === username.toLowerCase());
  return {
    kind: 'message', nativeId: comment.id, inbox, visibility: 'public', conversation: post ?? comment.id, post,
    parent: comment.parent_id && comment.parent_id !== post ? comment.parent_id : null,
    ours, ownSend: false, author: { id: ours ? inbox : (comment.from?.id ?? ''), name }, at: comment.timestamp ?? at,
    text: comment.text ?? '', attachments: [], link: null, monitoringOnly: false, raw,
  };
}

/** That somebody hid a comment on the platform, or shows it again: deliveries do not tell it. `at`: when that was seen. */
export function noteOfHiding({ nativeId, inbox, post, author, raw }: MessageArrival, hidden: boolean, at: number): NoteArrival {
  return {
    kind: 'note', what: hidden ? 'hidden' : 'unhidden', nativeId: `${hidden ? 'hide' : 'unhide'}:${nativeId}:${at}`, inbox, about: nativeId, text: null, at, raw,
    ...(author.id === '' || post === null ? {} : { thread: [post, author.id] }),
  };
}

// Ids only: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-facebook-login/mentions
function messageOfMention({ inbox, at, raw }: Change, { media_id, comment_id }: z.infer<typeof Mention>): MessageArrival {
  return {
    kind: 'message', nativeId: `mention:${media_id}${comment_id ? `:${comment_id}` : ''}`, inbox, visibility: 'public', conversation: media_id, post: media_id,
    parent: null, ours: false, ownSend: false, author: { id: '', name: null }, at, text: '', attachments: [], link: null, monitoringOnly: false,
    elsewhere: true, lookUp: { media: media_id, ...(comment_id ? { comment: comment_id } : {}) }, raw,
  };
}

/** One change of an account. https://developers.facebook.com/docs/instagram-platform/webhooks/examples/ */
export function fromChange(change: Change, username: string | null): Arrival {
  if (change.field === 'comments' || change.field === 'live_comments') {
    const comment = Comment.safeParse(change.value);
    return comment.success ? messageOfComment(comment.data, { inbox: change.inbox, username }, change.at, change.raw) : unknownNote(change);
  }
  const mention = change.field === 'mentions' ? Mention.safeParse(change.value) : undefined;
  return mention?.success ? messageOfMention(change, mention.data) : unknownNote(change);
}
