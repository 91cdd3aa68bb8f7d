import * as z from 'zod';
import type { Arrival } from '../arrival.ts';
import { readDelivered, type MessageSurroundings } from './direct-messages.ts';
import { Id, namesAccount, linkTo, note, publicThread, unescapeText } from './posts.ts';
import { timeOf } from './post-time.ts';

/** The envelope of the Account Activity API, which X is replacing. Every list in it may hold many. */
export const OlderEnvelope = z.union([z.looseObject({ for_user_id: Id }), z.looseObject({ for_user_id: z.undefined().optional(), user_event: z.unknown().refine((event) => event !== undefined) })]);

/** Somebody has taken our access away; of whom, only this delivery tells. https://docs.x.com/x-api/account-activity/introduction */
const UserEvent = z.object({ revoke: z.object({ date_time: z.string().optional(), source: z.object({ user_id: Id }) }) });

const Quoted = z.object({ id_str: Id });
const OldPost = z.object({
  id_str: Id,
  text: z.string().optional(),
  full_text: z.string().optional(),
  truncated: z.boolean().optional(),
  extended_tweet: z.object({ full_text: z.string() }).nullish(),
  created_at: z.string().optional(),
  timestamp_ms: z.string().optional(),
  user: z.object({ id_str: Id, name: z.string().nullish(), screen_name: z.string().nullish() }),
  in_reply_to_status_id_str: Id.nullish(),
  in_reply_to_user_id_str: Id.nullish(),
  quoted_status: Quoted.nullish(),
  quoted_status_id_str: Id.nullish(),
  retweeted_status: Quoted.nullish(),
  entities: z.object({ user_mentions: z.array(z.object({ id_str: Id.nullish(), screen_name: z.string().nullish() })).nullish() }).nullish(),
  extended_entities: z.object({ media: z.array(z.object({ type: z.string(), media_url_https: z.string().nullish() })).nullish() }).nullish(),
});

const Deleted = z.object({ status: z.object({ id: Id }), timestamp_ms: z.union([z.string(), z.number().transform(String)]).optional() });

function readOldPost(item: unknown, around: MessageSurroundings & { handle: string }): Arrival | undefined {
  const read = OldPost.safeParse(item);
  if (!read.success) return undefined;
  const post = read.data;
  const at = timeOf(post.timestamp_ms ?? post.created_at, post.id_str, around.receivedAt);
  if (post.retweeted_status) return note(around, { what: 'reaction', nativeId: post.id_str, about: post.retweeted_status.id_str, at, raw: item });
  const text = unescapeText(post.extended_tweet?.full_text ?? post.full_text ?? post.text ?? '');
  // This envelope does not name the conversation: what is answered stands in for it.
  const root = post.in_reply_to_status_id_str ?? post.id_str;
  const author = post.user.id_str;
  return {
    kind: 'message', nativeId: post.id_str, inbox: around.inbox, visibility: 'public', conversation: publicThread(root, author), post: root,
    parent: post.in_reply_to_status_id_str ?? post.quoted_status_id_str ?? post.quoted_status?.id_str ?? null, ours: author === around.inbox, ownSend: false,
    author: { id: author, name: post.user.name || post.user.screen_name || null }, at, text,
    attachments: (post.extended_entities?.media ?? []).map(({ type, media_url_https: url }) => ({ type, url: url ?? null, name: null })),
    link: linkTo(post.id_str), raw: item, ...(post.in_reply_to_user_id_str === around.inbox && author !== around.inbox ? { answersUs: true as const } : {}),
    // Whoever answers or quotes us without our name is a customer; nobody found this by a keyword.
    monitoringOnly: post.in_reply_to_status_id_str == null && post.quoted_status_id_str == null && post.quoted_status == null && author !== around.inbox
      && !namesAccount(text, around.handle, (post.entities?.user_mentions ?? []).map(({ id_str: id, screen_name: username }) => ({ id, username })), around.inbox),
  };
}

function readDeleted(item: unknown, around: MessageSurroundings): Arrival | undefined {
  const read = Deleted.safeParse(item);
  if (!read.success) return undefined;
  const { status, timestamp_ms: written } = read.data;
  return note(around, { what: 'removed', nativeId: `removed:${status.id}`, about: status.id, at: timeOf(written, '', around.receivedAt), raw: item });
}

/** The account is the one that the platform names, which need not be the one that the delivery is for. */
export function revocation(around: { inbox: string; receivedAt: number }, user: string, written: string | undefined, raw: unknown): Arrival {
  const at = timeOf(written, '', around.receivedAt);
  return note({ ...around, inbox: user }, { what: 'disconnected', nativeId: `revoked:${user}:${written ?? ''}`, at, raw });
}

function readRevoked(item: unknown, around: MessageSurroundings): Arrival | undefined {
  const read = UserEvent.safeParse(item);
  return read.success ? revocation(around, read.data.revoke.source.user_id, read.data.revoke.date_time, item) : undefined;
}

const LISTS = new Map<string, 'post' | 'deleted' | 'message' | 'receipt' | 'reaction' | 'revoked'>(Object.entries({
  tweet_create_events: 'post',
  tweet_delete_events: 'deleted',
  direct_message_events: 'message',
  direct_message_mark_read_events: 'receipt',
  direct_message_indicate_typing_events: 'receipt',
  favorite_events: 'reaction',
  follow_events: 'reaction',
  block_events: 'reaction',
  mute_events: 'reaction',
  user_event: 'revoked',
} as const));

// What only surrounds the lists.
const AROUND = new Set(['for_user_id', 'users', 'apps', 'user_has_blocked']);

/** Every item of every list, known or not. `idOf` names what has no id of its own. */
export function readOlderEnvelope(envelope: z.infer<typeof OlderEnvelope>, around: MessageSurroundings & { handle: string }, idOf: (item: unknown) => string): Arrival[] {
  const arrivals: Arrival[] = [];
  for (const [name, value] of Object.entries(envelope)) {
    if (AROUND.has(name)) continue;
    const kind = LISTS.get(name);
    for (const item of Array.isArray(value) ? value : [value]) {
      const read = kind === 'post' ? readOldPost(item, around) : kind === 'deleted' ? readDeleted(item, around) : kind === 'message' ? readDelivered(item, around) : kind === 'revoked' ? readRevoked(item, around)
        : kind ? note(around, { what: kind, nativeId: idOf(item), raw: item }) : undefined;
      arrivals.push(read ?? note(around, { what: 'unknown', nativeId: idOf(item), raw: item }));
    }
  }
  return arrivals;
}
