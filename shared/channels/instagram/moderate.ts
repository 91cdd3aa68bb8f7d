import { Refused } from '../../errors.ts';
import type { Moderating } from '../handing.ts';
import { graphPost, successIn, type Graph } from '../meta/graph.ts';

/** Hides a comment below a post of ours, or shows it again. There is no API to like one. https://developers.facebook.com/docs/instagram-platform/comment-moderation */
export async function moderate(graph: Graph, { act, to, attempt }: Moderating): Promise<void> {
  if (act !== 'hide' && act !== 'unhide') throw new Refused('channelForbids', 'Instagram has no such act');
  if (to.startsWith('mention:')) throw new Refused('channelForbids', 'what stands elsewhere is not ours to hide');
  successIn(await graphPost(graph, [to], { hide: act === 'hide' }, attempt));
}
