import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Unreadable, Untrusted } from '../../errors.ts';
import type { Arrival } from '../arrival.ts';
import type { Door, Knock } from '../channel.ts';
import { parseExact } from '../exact-json.ts';
import { hmac, matchesOne, secretsOf } from '../signed.ts';
import { readDelivered } from './direct-messages.ts';
import type { XSettings } from './facts.ts';
import { OlderEnvelope, readOlderEnvelope } from './older-envelope.ts';
import { Id, mediaIn, namesIn, note, Post, readPost, type Surroundings } from './posts.ts';
import { timeOf } from './post-time.ts';

// Whoever asks for a challenge has a text of their choice signed: without a brace it cannot be a delivery.
const BRACE = 0x7b;
const TOKEN = /^[\w+/=. -]{1,1000}$/;

/** The envelope of the X Activity API: one event. https://docs.x.com/x-api/activity/event-payloads */
const Activity = z.object({
  data: z.object({
    event_uuid: Id.optional(),
    event_type: z.string(),
    filter: z.object({ user_id: Id.optional() }).nullish(),
    payload: z.unknown(),
    includes: z.object({ users: z.unknown(), media: z.unknown() }).partial().nullish(),
  }),
});
type Activity = z.infer<typeof Activity>['data'];

const Removed = z.object({ id: Id });
const Messages = z.object({ direct_message_events: z.array(z.unknown()).min(1), users: z.unknown() });
const Liked = z.object({ id: Id, liked_tweet_id: Id, timestamp_ms: z.string().optional() });

/** The same for every delivery of the same content, for what has no id of its own. */
function idOf(item: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(item) ?? '').digest('base64url').slice(0, 22)}`;
}

function readActivity(activity: Activity, around: Surroundings & { appId: string | undefined }): Arrival[] | undefined {
  const { event_type: type, payload } = activity;
  if (type.startsWith('post.') && type !== 'post.delete') {
    const post = Post.safeParse(payload);
    return post.success ? readPost(post.data, payload, around, false) : undefined;
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
  if (type.startsWith('follow.')) return [note(around, { what: 'reaction', nativeId: activity.event_uuid ?? idOf(payload), raw: payload })];
  return undefined;
}

function parse(body: Buffer): unknown {
  try {
    return parseExact(body.toString('utf8'));
  } catch (error) {
    throw new Unreadable('a delivery of X that is no JSON', { cause: error });
  }
}

export const door: Door<XSettings> = {
  /** The challenge-response check: https://docs.x.com/x-api/webhooks/quickstart */
  challenge({ method, query }: Knock, settings) {
    const token = query['crc_token'];
    if (method !== 'GET' || token === undefined) return undefined;
    const [secret] = secretsOf(settings.consumerSecret);
    if (!secret || !TOKEN.test(token)) throw new Untrusted('no challenge of X');
    return { status: 200, type: 'application/json', body: JSON.stringify({ response_token: `sha256=${hmac(secret, token).toString('base64')}` }) };
  },

  verify({ headers, body }, settings) {
    const given = headers['x-twitter-webhooks-signature'];
    const wanted = secretsOf(settings.consumerSecret, settings.previousConsumerSecret).map((secret) => `sha256=${hmac(secret, body).toString('base64')}`);
    if (!given || body[0] !== BRACE || !matchesOne(given, wanted)) throw new Untrusted('a delivery that X did not sign');
  },

  normalise(body, settings, receivedAt) {
    const parsed = parse(body);
    const activity = Activity.safeParse(parsed);
    if (activity.success) {
      const { data } = activity.data;
      const around = {
        inbox: data.filter?.user_id ?? settings.userId, handle: settings.handle, appId: settings.appId, receivedAt,
        names: namesIn(data.includes?.users), media: mediaIn(data.includes?.media),
      };
      return readActivity(data, around) ?? [note(around, { what: 'unknown', nativeId: data.event_uuid ?? idOf(data), raw: data })];
    }
    const older = OlderEnvelope.safeParse(parsed);
    if (!older.success) throw new Unreadable('a delivery of X in no envelope we know');
    const around = { inbox: older.data.for_user_id, handle: settings.handle, appId: settings.appId, receivedAt, names: namesIn(older.data['users']), media: new Map<string, never>() };
    return readOlderEnvelope(older.data, around, idOf);
  },
};
