import type { Again } from '../again.ts';
import { deliveryOf, kindOf, listOf } from '../meta/again.ts';
import { messageOfConversation } from '../meta/conversation-message.ts';
import { Comment, messageOfComment } from './changes.ts';
import { door } from './door.ts';
import type { InstagramSettings } from './facts.ts';

export const again: Again<InstagramSettings> = (original, settings) => {
  const { raw, inbox, post, parent, receivedAt, at } = original;
  if (kindOf(raw) === 'delivered') return door.normalise(deliveryOf('instagram', original), settings, receivedAt);
  const ours = { inbox, username: settings.accounts.find(({ id }) => id === inbox)?.username ?? null };
  if (original.visibility === 'private') return listOf(messageOfConversation(raw, '', ours, 0));
  const comment = Comment.safeParse(raw);
  if (!comment.success) return [];
  // Which post it is below was asked for, not told.
  return [messageOfComment({ ...comment.data, media: comment.data.media ?? (post === null ? null : { id: post }), parent_id: comment.data.parent_id ?? parent }, ours, at, raw)];
};
