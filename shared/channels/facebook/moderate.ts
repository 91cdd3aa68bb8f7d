import type { Moderating } from '../handing.ts';
import { graphDelete, graphPost, successIn, type Graph } from '../meta/graph.ts';

/**
 * Hides a comment from all but its writer and their friends, likes an item in the page's name, or takes that back.
 * https://developers.facebook.com/docs/graph-api/reference/comment and https://developers.facebook.com/docs/graph-api/reference/object/likes
 */
export async function moderate(graph: Graph, { act, to, attempt }: Moderating): Promise<void> {
  if (act === 'like') return successIn(await graphPost(graph, [to, 'likes'], {}, attempt));
  if (act === 'unlike') return successIn(await graphDelete(graph, [to, 'likes'], attempt));
  // No `message` beside it: with one the customer's comment would be written anew.
  return successIn(await graphPost(graph, [to], { is_hidden: act === 'hide' }, attempt));
}
