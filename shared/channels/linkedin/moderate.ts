import { Refused } from '../../errors.ts';
import type { Moderating, Tools } from '../handing.ts';
import { call, encodeUrn } from './calls.ts';
import type { LinkedInSettings } from './facts.ts';
import { plainUrn } from './notifications.ts';

/**
 * Likes a comment or post in the page's name, or takes that back: a person's press each time, since its terms forbid
 * automated acts. Nothing can be hidden. https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api
 */
export async function moderate(tools: Tools<LinkedInSettings>, { act, to, inbox }: Moderating): Promise<void> {
  const { organizationId } = tools.settings;
  if (inbox !== organizationId) throw new Refused('notConnected', 'a page of LinkedIn that is not connected');
  if (act !== 'like' && act !== 'unlike') throw new Refused('channelForbids', 'LinkedIn has no such act');
  const [actor, root] = [`urn:li:organization:${organizationId}`, plainUrn(to)];
  try {
    if (act === 'like') await call(tools, 'POST', `reactions?actor=${encodeUrn(actor)}`, { root, reactionType: 'LIKE' });
    else await call(tools, 'DELETE', `reactions/(actor:${encodeUrn(actor)},entity:${encodeUrn(root)})`);
  } catch (error) {
    // It was so already: liked twice is liked, and what is not there is not liked.
    if (error instanceof Refused && error.reason === (act === 'like' ? 'alreadyThere' : 'itemGone')) return;
    throw error;
  }
}
