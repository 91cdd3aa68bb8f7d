import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { MessageArrival } from '../arrival.ts';
import type { Tools } from '../handing.ts';
import { Text } from '../meta/envelope.ts';
import { graphGet } from '../meta/graph.ts';
import { accountOf } from './account.ts';
import type { InstagramSettings } from './facts.ts';

const Mentioned = z.object({ text: Text.nullish(), caption: Text.nullish(), username: Text.nullish(), timestamp: Text.nullish(), permalink: Text.nullish(), media: z.object({ permalink: Text.nullish() }).nullish() });
const Answer = z.object({ mentioned_comment: Mentioned.optional(), mentioned_media: Mentioned.optional() });

/** Who named us, and with which words; the platform tells a name and no id. https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-facebook-login/mentions */
export async function lookUpMention(tools: Tools<InstagramSettings>, arrival: MessageArrival): Promise<MessageArrival | undefined> {
  const { media, comment } = arrival.lookUp ?? {};
  if (media === undefined) return arrival;
  // The ids stand inside a list of fields: nothing but digits may choose others.
  if (!/^\d+$/.test(comment ?? media)) throw new Refused('badRequest', 'an id that the platform cannot have given');
  const fields = comment === undefined ? `mentioned_media.media_id(${media}){caption,username,timestamp,permalink}` : `mentioned_comment.comment_id(${comment}){text,username,timestamp,media{permalink}}`;
  const { graph } = accountOf(tools, arrival.inbox);
  try {
    const answer = Answer.parse(await graphGet(graph, [arrival.inbox], { fields }));
    const found = answer.mentioned_comment ?? answer.mentioned_media;
    if (!found) return undefined;
    const { lookUp: _done, ...known } = arrival;
    const at = Date.parse(found.timestamp ?? '');
    return {
      ...known, elsewhere: true, author: { id: found.username ? `@${found.username}` : '', name: found.username ?? null }, text: found.text ?? found.caption ?? '',
      link: found.permalink ?? found.media?.permalink ?? null, at: Number.isNaN(at) ? arrival.at : at,
    };
  } catch (error) {
    if (error instanceof Refused && error.reason === 'itemGone') return undefined;
    throw error;
  }
}
