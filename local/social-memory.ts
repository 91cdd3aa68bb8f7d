import * as z from 'zod';
import type { SocialWorld } from './social-world.ts';

/**
 * What a platform has delivered it knows, whoever signed the delivery here: a person who writes by hand with the local
 * secrets can be answered like one of the stand-ins' own. Shapes that are not known are passed over; the product says what it makes of them.
 */
export function rememberDelivery(world: SocialWorld, channel: string, body: Buffer): void {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return;
    throw error;
  }
  if (channel === 'facebook' || channel === 'instagram') rememberMeta(world, json);
  else if (channel === 'x') rememberX(world, json);
  else if (channel === 'linkedin') rememberLinkedIn(world, json);
}

const Id = z.union([z.string(), z.number()]).transform(String);
const Named = z.object({ id: Id, name: z.string().optional(), username: z.string().optional() });
const personOf = ({ id, name, username }: z.infer<typeof Named>): { id: string; name: string } => ({ id, name: name ?? username ?? id });
const each = <T>(schema: z.ZodType<T>, items: unknown): T[] => (Array.isArray(items) ? items : []).flatMap((item) => {
  const read = schema.safeParse(item);
  return read.success ? [read.data] : [];
});

const Private = z.object({ sender: Named, timestamp: z.number(), message: z.object({ is_echo: z.boolean().optional() }).optional(), postback: z.unknown().optional() });
const Feed = z.object({ item: z.string(), verb: z.string().default('add'), comment_id: Id.optional(), post_id: Id, parent_id: Id.optional(), from: Named.optional(), message: z.string().default(''), created_time: z.number() });
const Comment = z.object({ id: Id, from: Named, media: z.object({ id: Id }), parent_id: Id.optional(), text: z.string().default('') });
const Change = z.object({ field: z.string(), value: z.unknown().optional() });
const Entry = z.object({ id: Id, time: z.number().default(0), messaging: z.unknown().optional(), standby: z.unknown().optional(), changes: z.unknown().optional() });

function rememberMeta({ graph: { state } }: SocialWorld, json: unknown): void {
  for (const entry of each(Entry, (json as { entry?: unknown } | null)?.entry)) {
    if (!state.accounts.has(entry.id)) continue;
    for (const { sender, timestamp, message, postback } of [...each(Private, entry.messaging), ...each(Private, entry.standby)]) {
      if ((!message && postback === undefined) || message?.is_echo || sender.id === entry.id) continue;
      if (!state.people.has(sender.id)) state.people.set(sender.id, personOf(sender));
      const key = `${entry.id}:${sender.id}`;
      state.lastWrote.set(key, Math.max(timestamp, state.lastWrote.get(key) ?? 0));
    }
    for (const { field, value } of each(Change, entry.changes)) {
      const item = field === 'feed' ? ofFeed(value) : field === 'comments' || field === 'live_comments' ? ofComments(value, timeOf(entry.time)) : undefined;
      if (item && !state.items.has(item.id)) state.addItem({ ...item, account: entry.id, elsewhere: false });
    }
  }
}

// Seconds where something changed, milliseconds elsewhere; without a time it happens now.
const timeOf = (time: number): number => (time > 1e12 ? time : time > 0 ? time * 1000 : Date.now());

type Found = Omit<Parameters<SocialWorld['graph']['state']['addItem']>[0], 'account' | 'elsewhere'>;

function ofFeed(value: unknown): Found | undefined {
  const { success, data } = Feed.safeParse(value);
  if (!success || data.verb !== 'add' || !data.from || !['comment', 'post', 'status', 'photo', 'video'].includes(data.item)) return undefined;
  const { comment_id, post_id, parent_id, created_time } = data;
  const about = { author: personOf(data.from), text: data.message, at: created_time * 1000, post: post_id };
  return comment_id === undefined ? { ...about, id: post_id, kind: 'post', parent: null } : { ...about, id: comment_id, kind: 'comment', parent: parent_id === undefined || parent_id === post_id ? null : parent_id };
}

function ofComments(value: unknown, at: number): Found | undefined {
  const { success, data } = Comment.safeParse(value);
  return success ? { id: data.id, kind: 'comment', post: data.media.id, parent: data.parent_id ?? null, author: personOf(data.from), text: data.text, at } : undefined;
}

const Written = z.object({ id: Id, created_timestamp: z.coerce.number(), message_create: z.object({ sender_id: Id, target: z.object({ recipient_id: Id }), message_data: z.object({ text: z.string() }) }) });
const Post = z.object({ id: Id, text: z.string(), author_id: Id, created_at: z.string(), conversation_id: Id.optional() });
const OlderPost = z.object({ id_str: z.string(), text: z.string(), created_at: z.string(), user: z.object({ id_str: z.string(), name: z.string(), screen_name: z.string() }) });
const Activity = z.object({ data: z.object({ payload: z.unknown().optional(), includes: z.object({ users: z.unknown().optional() }).partial().optional() }) });
const User = z.object({ id: Id, name: z.string(), username: z.string() });

function rememberX({ x }: SocialWorld, json: unknown): void {
  const activity = Activity.safeParse(json);
  const payload: unknown = activity.success ? activity.data.data.payload : json;
  const older = (json as { tweet_create_events?: unknown } | null)?.tweet_create_events;
  for (const user of activity.success ? each(User, activity.data.data.includes?.users) : []) x.meets(user);
  for (const { id, created_timestamp: at, message_create: { sender_id: senderId, target, message_data } } of each(Written, (payload as { direct_message_events?: unknown } | null)?.direct_message_events)) {
    if (!x.messages.some((one) => one.id === id)) x.messages.push({ id, senderId, recipientId: target.recipient_id, text: message_data.text, at, appId: null });
  }
  const posts = [
    ...each(Post, [payload]).map((post) => ({ id: post.id, authorId: post.author_id, text: post.text, at: Date.parse(post.created_at), conversationId: post.conversation_id ?? post.id })),
    ...each(OlderPost, older).map((post) => {
      x.meets({ id: post.user.id_str, name: post.user.name, username: post.user.screen_name });
      return { id: post.id_str, authorId: post.user.id_str, text: post.text, at: Date.parse(post.created_at), conversationId: post.id_str };
    }),
  ];
  for (const post of posts) if (!x.posts.some(({ id }) => id === post.id)) x.posts.push({ ...post, repliedTo: null, quoted: null, history: [post.id], hearsay: true });
}

const Notice = z.object({ decoratedGeneratedActivity: z.object({ comment: z.object({ entity: z.string(), object: z.string(), owner: z.string(), text: z.string() }) }), lastModifiedAt: z.number() });

function rememberLinkedIn({ linkedin }: SocialWorld, json: unknown): void {
  for (const { decoratedGeneratedActivity: { comment }, lastModifiedAt: at } of each(Notice, (json as { notifications?: unknown } | null)?.notifications)) {
    const [, post, id] = /^urn:li:comment:\((.+),(\d+)\)$/.exec(comment.entity) ?? [];
    if (!post || !id || linkedin.comments.some((one) => String(one.id) === id && one.post === post)) continue;
    linkedin.comments.push({ id: Number(id), post, actor: comment.owner, text: comment.text, parent: comment.object === post ? null : comment.object, at });
  }
}
