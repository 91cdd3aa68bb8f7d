import * as z from 'zod';
import type { Arrival, MessageArrival, NoteArrival } from '../arrival.ts';
import { timeOf } from './post-time.ts';

export const Id = z.union([z.string().min(1), z.number().int().transform(String)]);

const User = z.object({ id: Id, name: z.string().nullish(), username: z.string().nullish(), public_metrics: z.object({ followers_count: z.number().nonnegative() }).nullish().catch(null) });
const Media = z.object({ media_key: z.string(), type: z.string().default('file'), url: z.string().nullish(), preview_image_url: z.string().nullish() });

/** A post as the second version of the API writes it. https://docs.x.com/x-api/fundamentals/data-dictionary */
export const Post = z.object({
  id: Id,
  text: z.string(),
  author_id: Id,
  created_at: z.string().optional(),
  conversation_id: Id.optional(),
  in_reply_to_user_id: Id.nullish(),
  referenced_tweets: z.array(z.object({ type: z.string(), id: Id })).nullish(),
  edit_history_tweet_ids: z.array(Id).nullish(),
  note_tweet: z.object({ text: z.string() }).nullish(),
  attachments: z.object({ media_keys: z.array(z.string()).nullish() }).nullish(),
  entities: z.object({ mentions: z.array(z.object({ username: z.string().nullish(), id: Id.nullish() })).nullish() }).nullish(),
});
export type Post = z.infer<typeof Post>;

export interface Surroundings { inbox: string; handle: string; receivedAt: number; names: Map<string, string>; followers?: Map<string, number>; media: Map<string, z.infer<typeof Media>> }

// In activity deliveries a user may be wrapped once more: https://docs.x.com/x-api/activity/event-payloads
function unwrap(value: unknown): unknown {
  const inner = z.object({ data: z.unknown() }).safeParse(value);
  return inner.success && inner.data.data !== undefined ? inner.data.data : value;
}

/** Names by user id, from a list or a map of users; whoever cannot be read stays without a name. */
export function namesIn(users: unknown): Map<string, string> {
  const list = Array.isArray(users) ? users : typeof users === 'object' && users !== null ? Object.values(users) : [];
  return new Map(list.flatMap((one) => {
    const user = User.safeParse(unwrap(one));
    const name = user.success ? user.data.name || user.data.username : undefined;
    return user.success && name ? [[user.data.id, name] as const] : [];
  }));
}

/** Followers by user id, of those of whom they are told. */
export function followersIn(users: unknown): Map<string, number> {
  const list = Array.isArray(users) ? users : typeof users === 'object' && users !== null ? Object.values(users) : [];
  return new Map(list.flatMap((one) => {
    const user = User.safeParse(unwrap(one));
    return user.success && user.data.public_metrics ? [[user.data.id, user.data.public_metrics.followers_count] as const] : [];
  }));
}

export function mediaIn(media: unknown): Surroundings['media'] {
  const list = Array.isArray(media) ? media : [];
  return new Map(list.flatMap((one) => {
    const read = Media.safeParse(one);
    return read.success ? [[read.data.media_key, read.data] as const] : [];
  }));
}

/** X escapes three characters in every text, and only these. */
export function unescapeText(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_whole, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));
}

/** Whether the author wrote the account's name into the post: only then may it be answered. */
export function namesAccount(text: string, handle: string, mentioned: { id?: string | null | undefined; username?: string | null | undefined }[], inbox: string): boolean {
  if (mentioned.some(({ id, username }) => id === inbox || username?.toLowerCase() === handle.toLowerCase())) return true;
  return new RegExp(`(?<![\\w@＠/])[@＠]${handle}(?!\\w)`, 'i').test(text);
}

export function linkTo(id: string): string {
  return `https://x.com/i/web/status/${id}`;
}

/** Post and author make the thread: two people under one post are two cases. */
export function publicThread(post: string, author: string): string {
  return `${post}:${author}`;
}

export function note(around: { inbox: string; receivedAt: number }, fields: Pick<NoteArrival, 'what' | 'nativeId' | 'raw'> & Partial<NoteArrival>): NoteArrival {
  return { kind: 'note', inbox: around.inbox, about: null, text: null, at: around.receivedAt, ...fields };
}

function followersOf({ followers }: Surroundings, author: string): { followers?: number } {
  const count = followers?.get(author);
  return count === undefined ? {} : { followers: count };
}

/**
 * One post in the form every channel brings. A repost is a note; an edited post is its first version's message (dropped where
 * that is stored already) and the note that its text changed, so that neither is lost when the other was never delivered.
 */
export function readPost(post: Post, raw: unknown, around: Surroundings, foundByKeyword: boolean): Arrival[] {
  const refers = (type: string): string | undefined => post.referenced_tweets?.find((other) => other.type === type)?.id;
  const at = timeOf(post.created_at, post.id, around.receivedAt);
  const reposted = refers('retweeted');
  if (reposted) return [note(around, { what: 'reaction', nativeId: post.id, about: reposted, at, raw })];
  const text = unescapeText(post.note_tweet?.text ?? post.text);
  const history = post.edit_history_tweet_ids ?? [];
  const first = history.length > 1 ? history[0]! : post.id;
  const conversation = post.conversation_id ?? first;
  const attachments = (post.attachments?.media_keys ?? []).map((key) => {
    const media = around.media.get(key);
    return { type: media?.type ?? 'file', url: media?.url ?? media?.preview_image_url ?? null, name: null };
  });
  const message: MessageArrival = {
    kind: 'message', nativeId: first, inbox: around.inbox, visibility: 'public', conversation: publicThread(conversation, post.author_id), post: conversation,
    parent: refers('replied_to') ?? refers('quoted') ?? null, ours: post.author_id === around.inbox, ownSend: false,
    author: { id: post.author_id, name: around.names.get(post.author_id) ?? null }, ...followersOf(around, post.author_id), at, text, attachments,
    ...(post.in_reply_to_user_id === around.inbox && post.author_id !== around.inbox ? { answersUs: true as const } : {}),
    link: linkTo(post.id),
    monitoringOnly: foundByKeyword && !namesAccount(text, around.handle, post.entities?.mentions ?? [], around.inbox), raw,
  };
  return first === post.id ? [message] : [message, note(around, { what: 'edited', nativeId: post.id, about: first, thread: [conversation, post.author_id], text, at, raw })];
}
