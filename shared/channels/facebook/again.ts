import type { Again } from '../again.ts';
import { deliveryOf, kindOf, listOf } from '../meta/again.ts';
import type { MetaSecrets } from '../meta/app.ts';
import { messageOfConversation } from '../meta/conversation-message.ts';
import { door } from './door.ts';
import type { FacebookSettings } from './facts.ts';
import { commentOf, postOf } from './poll-feed.ts';

export const again: Again<MetaSecrets & Pick<FacebookSettings, 'accounts'>> = (original, settings) => {
  const { raw, inbox, nativeId, post, receivedAt, at } = original;
  if (kindOf(raw) === 'delivered') return door.normalise(deliveryOf('page', original), settings, receivedAt);
  if (original.visibility === 'private') return listOf(messageOfConversation(raw, '', { inbox, username: null }, 0));
  return [nativeId === post ? postOf(raw, inbox, at) : commentOf(raw, inbox, { id: post ?? nativeId, about: '' }, at)];
};
