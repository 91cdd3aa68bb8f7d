import type { Again } from '../again.ts';
import { readDelivered, readListed } from './direct-messages.ts';
import { door } from './door.ts';
import type { XSettings } from './facts.ts';
import { Post, readPost } from './posts.ts';

const has = (raw: unknown, name: string): boolean => typeof raw === 'object' && raw !== null && name in raw;

export const again: Again<XSettings> = ({ raw, inbox, receivedAt, author, monitoringOnly }, settings) => {
  const around = { inbox, handle: settings.handle, appId: settings.appId, receivedAt, names: new Map(author.name === null ? [] : [[author.id, author.name]]), media: new Map<string, never>() };
  if (has(raw, 'message_create') || has(raw, 'dm_conversation_id')) {
    const message = has(raw, 'message_create') ? readDelivered(raw, around) : readListed(raw, around);
    return message ? [message] : [];
  }
  // The older envelope's posts lie in a list; what else there is came as an activity.
  if (has(raw, 'id_str')) return door.normalise(Buffer.from(JSON.stringify({ for_user_id: inbox, tweet_create_events: [raw] })), settings, receivedAt);
  const post = Post.safeParse(raw);
  if (post.success) return readPost(post.data, raw, around, monitoringOnly);
  return has(raw, 'event_type') ? door.normalise(Buffer.from(JSON.stringify({ data: raw })), settings, receivedAt) : [];
};
