import * as z from 'zod';
import type { Arrival, MessageArrival, NoteArrival } from '../arrival.ts';
import { contentId, Id, Text, Time, unknownNote, type Update } from '../meta/envelope.ts';

type Change = Extract<Update, { list: 'changes' }>;

const Value = z.object({
  item: z.string(),
  verb: z.string(),
  comment_id: Id.nullish(),
  post_id: Id.nullish(),
  parent_id: Id.nullish(),
  from: z.object({ id: Id.nullish(), name: Text.nullish() }).nullish(),
  // The shape of mentions in older versions of the API.
  sender_id: Id.nullish(),
  sender_name: Text.nullish(),
  message: Text.nullish(),
  photo: Text.nullish(),
  video: Text.nullish(),
  link: Text.nullish(),
  reaction_type: Text.nullish(),
  created_time: Time.nullish(),
  post: z.object({ permalink_url: Text.nullish() }).nullish().catch(null),
});
type Value = z.infer<typeof Value>;

/** What a visitor may put on a page; a share is counted and never answered automatically. */
const POSTS = new Set(['post', 'status', 'photo', 'video', 'album', 'link', 'note', 'share', 'event']);

const authorOf = ({ from, sender_id, sender_name }: Value): MessageArrival['author'] => ({ id: from?.id ?? sender_id ?? '', name: from?.name ?? sender_name ?? null });

function attachmentsOf({ photo, video, item, link }: Value): MessageArrival['attachments'] {
  const files = [...(photo ? [{ type: 'image', url: photo, name: null }] : []), ...(video ? [{ type: 'video', url: video, name: null }] : [])];
  if (files.length > 0 || !link) return files;
  return item === 'photo' || item === 'video' ? [{ type: item === 'photo' ? 'image' : 'video', url: link, name: null }] : [];
}

function messageOf({ inbox, at, raw }: Change, value: Value, nativeId: string, onPost: string): MessageArrival {
  const author = authorOf(value);
  return {
    kind: 'message', nativeId, inbox, visibility: 'public', conversation: onPost, post: onPost,
    // "Top level" is said by a parent that is the post.
    parent: value.comment_id && value.parent_id && value.parent_id !== value.post_id ? value.parent_id : null,
    ours: author.id === inbox, ownSend: false, author, at: value.created_time ?? at, text: value.message ?? '',
    attachments: attachmentsOf(value), link: value.post?.permalink_url ?? (value.item === 'share' ? (value.link ?? null) : null),
    monitoringOnly: value.item === 'share', raw,
  };
}

function noteOf({ inbox, at, raw }: Change, what: NoteArrival['what'], nativeId: string, about: string, text: string | null = null): NoteArrival {
  return { kind: 'note', what, nativeId, inbox, about, text, at, raw };
}

// An edit keeps its comment's id and may keep its time: the words tell two edits apart.
function revisionOf(change: Change, value: Value, about: string): NoteArrival | undefined {
  if (value.verb === 'remove') return noteOf(change, 'removed', `removed:${about}`, about);
  if (value.verb === 'edited' || value.verb === 'edit') return noteOf(change, 'edited', `edited:${about}:${value.created_time ?? ''}:${contentId(value.message ?? '')}`, about, value.message ?? null);
  // Hidden, shown, hidden again: the time of the word tells them apart, the comment's own stays.
  if (value.verb === 'hide' || value.verb === 'unhide') return noteOf(change, value.verb === 'hide' ? 'hidden' : 'unhidden', `${value.verb}:${about}:${change.at}`, about);
  return undefined;
}

function fromFeed(change: Change, value: Value): Arrival {
  const { item, verb, comment_id, post_id } = value;
  const about = comment_id ?? post_id;
  if (!about) return unknownNote(change);
  if (item === 'reaction' || item === 'like') {
    return noteOf(change, 'reaction', `reaction:${about}:${authorOf(value).id}:${value.reaction_type ?? item}:${verb}:${value.created_time ?? ''}`, about);
  }
  if (item === 'comment' ? !comment_id : !POSTS.has(item)) return unknownNote(change);
  if (verb === 'add') {
    // What the page itself publishes is neither a customer's word nor an answer to one.
    if (item !== 'comment' && authorOf(value).id === change.inbox) return noteOf(change, 'ownEcho', `post:${about}`, about);
    return messageOf(change, value, about, post_id ?? about);
  }
  const revision = revisionOf(change, value, about);
  if (!revision) return unknownNote(change);
  const author = authorOf(value).id;
  // What we wrote ourselves lies in the thread of whom we answered, and a page may also take away what others wrote.
  return author === change.inbox ? revision : { ...revision, thread: [post_id ?? about, author] };
}

function fromMention(change: Change, value: Value): Arrival {
  const { comment_id, post_id } = value;
  const mentioned = comment_id ?? post_id;
  if (!mentioned) return unknownNote(change);
  if (value.verb !== 'add') {
    const revision = revisionOf(change, value, mentioned);
    const author = authorOf(value).id;
    // Whose author was not told lies under the one that was looked up.
    return revision && author !== '' ? { ...revision, thread: [post_id ?? mentioned, author] } : (revision ?? unknownNote(change));
  }
  // Who names us below a post of ours comes as a comment too.
  const isOurPost = post_id?.startsWith(`${change.inbox}_`) === true;
  const message: MessageArrival = { ...messageOf(change, value, mentioned, post_id ?? mentioned), ...(isOurPost ? {} : { elsewhere: true }) };
  return value.message == null ? { ...message, lookUp: { id: mentioned } } : message;
}

/** One change of a page: its feed, or a mention of it elsewhere. https://developers.facebook.com/docs/graph-api/webhooks/reference/page */
export function fromChange(change: Change): Arrival {
  const read = Value.safeParse(change.value);
  if (!read.success) return unknownNote(change);
  if (change.field === 'feed') return fromFeed(change, read.data);
  return change.field === 'mention' ? fromMention(change, read.data) : unknownNote(change);
}
