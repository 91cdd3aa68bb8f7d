import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Unreadable, Untrusted } from '../../errors.ts';
import type { Arrival } from '../arrival.ts';
import type { Door, Knock } from '../channel.ts';
import { parseExact } from '../exact-json.ts';
import { hmac, matchesOne, secretsOf } from '../signed.ts';
import { readDelivered } from './direct-messages.ts';
import type { XSettings } from './facts.ts';
import { OlderEnvelope, readOlderEnvelope, revocation } from './older-envelope.ts';
import { followersIn, Id, mediaIn, namesIn, note, Post, readPost, type Surroundings } from './posts.ts';
import { timeOf } from './post-time.ts';

// Whoever asks for a challenge has a text of their choice signed: without a brace it cannot be a delivery.
const BRACE = 0x7b;
const TOKEN = /^[\w+/=. -]{1,1000}$/;

/** One event of the X Activity API. https://docs.x.com/x-api/activity/event-payloads */
const Activity = z.object({
  event_uuid: Id.optional(),
  event_type: z.string(),
  filter: z.object({ user_id: Id.optional() }).nullish(),
  payload: z.unknown(),
  includes: z.object({ users: z.unknown(), media: z.unknown() }).partial().nullish(),
});
type Activity = z.infer<typeof Activity>;
const Envelope = z.object({ data: z.unknown() });

const Removed = z.object({ id: Id });
const Messages = z.object({ direct_message_events: z.array(z.unknown()).min(1), users: z.unknown() });
const Revoked = z.object({ user_id: Id, date_time: z.string().optional() });
const Liked = z.object({ id: Id, liked_tweet_id: Id, timestamp_ms: z.string().optional() });

const MEANT = /^post\.(?:mention|reply|quote)\./;
// Who follows, mutes or blocks whom, and what people write about themselves: nothing that anybody answers.
const OTHERS = /^(?:follow|mute|block|profile|spaces|news)\./;

/** The same for every delivery of the same content, for what has no id of its own. */
function idOf(item: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(item) ?? '').digest('base64url').slice(0, 22)}`;
}

interface Base { inbox: string; handle: string; appId: string | undefined; receivedAt: number }

function readActivity(activity: Activity, around: Surroundings & Base): Arrival[] | undefined {
  const { event_type: type, payload } = activity;
  if (type.startsWith('post.') && type !== 'post.delete') {
    const post = Post.safeParse(payload);
    // Only of these it is certain that somebody meant us: what else brings a post may have found it by a keyword.
    return post.success ? readPost(post.data, payload, around, !MEANT.test(type) && post.data.author_id !== around.inbox) : undefined;
  }
  if (type === 'post.delete') {
    const removed = Removed.safeParse(payload);
    return removed.success ? [note(around, { what: 'removed', nativeId: `removed:${removed.data.id}`, about: removed.data.id, raw: payload })] : undefined;
  }
  if (type === 'dm.received' || type === 'dm.sent') {
    const messages = Messages.safeParse(payload);
    if (!messages.success) return undefined;
    const names = new Map([...around.names, ...namesIn(messages.data.users)]);
    return messages.data.direct_message_events.map((item) => readDelivered(item, { ...around, names }) ?? note(around, { what: 'unknown', nativeId: idOf(item), raw: item }));
  }
  if (type === 'like.create') {
    const liked = Liked.safeParse(payload);
    return liked.success ? [note(around, { what: 'reaction', nativeId: liked.data.id, about: liked.data.liked_tweet_id, at: timeOf(liked.data.timestamp_ms, '', around.receivedAt), raw: payload })] : undefined;
  }
  if (type === 'dm.read' || type === 'dm.indicate_typing') return [note(around, { what: 'receipt', nativeId: activity.event_uuid ?? idOf(payload), raw: payload })];
  if (type === 'oauth.revoke') {
    const revoked = Revoked.safeParse(payload);
    return revoked.success ? [revocation(around, revoked.data.user_id, revoked.data.date_time, payload)] : undefined;
  }
  if (OTHERS.test(type)) return [note(around, { what: 'reaction', nativeId: activity.event_uuid ?? idOf(payload), raw: payload })];
  return undefined;
}

/** One event, or a list of them: the documentation shows one. What cannot be read is kept beside its neighbours. */
function readActivities(data: unknown, base: Base): Arrival[] {
  const items: unknown[] = Array.isArray(data) ? data : [data];
  const read = items.map((item) => Activity.safeParse(item));
  if (!read.some(({ success }) => success)) throw new Unreadable('an event of X without a type');
  return read.flatMap((one, index) => {
    if (!one.success) return [note(base, { what: 'unknown', nativeId: idOf(items[index]), raw: items[index] })];
    const { filter, includes, event_uuid: id } = one.data;
    const around = { ...base, inbox: filter?.user_id ?? base.inbox, names: namesIn(includes?.users), followers: followersIn(includes?.users), media: mediaIn(includes?.media) };
    return readActivity(one.data, around) ?? [note(around, { what: 'unknown', nativeId: id ?? idOf(items[index]), raw: items[index] })];
  });
}

function parse(body: Buffer): unknown {
  try {
    return parseExact(body.toString('utf8'));
  } catch (error) {
    throw new Unreadable('a delivery of X that is no JSON', { cause: error });
  }
}

function readDelivery(parsed: unknown, settings: XSettings, receivedAt: number): Arrival[] {
  const base = { inbox: settings.userId, handle: settings.handle, appId: settings.appId, receivedAt };
  const envelope = Envelope.safeParse(parsed);
  if (envelope.success && envelope.data.data !== undefined) return readActivities(envelope.data.data, base);
  const older = OlderEnvelope.safeParse(parsed);
  if (!older.success) throw new Unreadable('a delivery of X in no envelope we know');
  return readOlderEnvelope(older.data, { ...base, inbox: older.data.for_user_id ?? settings.userId, names: namesIn(older.data['users']), media: new Map<string, never>() }, idOf);
}

const signature = (secret: string, of: string | Buffer): string => `sha256=${hmac(secret, of).toString('base64')}`;

export const door: Door<XSettings> = {
  inboxes: ({ userId }) => [userId],
  names: ({ handle }) => [handle],
  answersPublicly: ({ automaticPublicReplies }) => automaticPublicReplies,

  /** The challenge-response check, under the secret that X checks first: https://docs.x.com/x-api/webhooks/quickstart */
  challenge({ method, query }: Knock, settings) {
    const token = query['crc_token'];
    if (method !== 'GET' || token === undefined) return undefined;
    const [secret] = secretsOf(settings.clientSecret, settings.consumerSecret);
    if (!secret || !TOKEN.test(token)) throw new Untrusted('no challenge of X');
    return { status: 200, type: 'application/json', body: JSON.stringify({ response_token: signature(secret, token) }) };
  },

  /** Two headers, each with a secret of its own; while an app moves from one to the other both come. https://docs.x.com/x-api/webhooks/introduction */
  verify({ headers, body }, settings) {
    const fits = (given: string | undefined, secrets: string[]): boolean => matchesOne(given ?? '', secrets.map((secret) => signature(secret, body)));
    const newer = fits(headers['x-twitter-webhooks-signature-oauth2'], secretsOf(settings.clientSecret, settings.previousClientSecret));
    const older = fits(headers['x-twitter-webhooks-signature'], secretsOf(settings.consumerSecret, settings.previousConsumerSecret));
    if (body[0] !== BRACE || !(newer || older)) throw new Untrusted('a delivery that X did not sign');
  },

  normalise(body, settings, receivedAt) {
    try {
      return readDelivery(parse(body), settings, receivedAt);
    } catch (error) {
      // Brackets nested some ten thousand deep are more than the stack holds.
      if (error instanceof RangeError) throw new Unreadable('a delivery of X nested too deep', { cause: error });
      throw error;
    }
  },
};
