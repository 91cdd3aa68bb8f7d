import { GraphError, type GraphAccount, type GraphState, type Item } from './graph-state.ts';

const PAGE = 50;
const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');

/** One page of a list, and the way to the next. */
function paged<T>(all: T[], query: URLSearchParams, shown: (one: T) => unknown): Record<string, unknown> {
  const start = Number(Buffer.from(query.get('after') ?? '', 'base64url').toString() || 0);
  const size = Math.min(Number(query.get('limit') ?? PAGE), PAGE);
  const end = start + size;
  const cursors = { after: Buffer.from(String(end)).toString('base64url') };
  return { data: all.slice(start, end).map(shown), ...(end < all.length ? { paging: { cursors, next: 'https://graph.example/next' } } : { paging: { cursors } }) };
}

function comment(state: GraphState, item: Item): Record<string, unknown> {
  const answers = state.commentsOf(item.post, item.id);
  const told = (one: Item): Record<string, unknown> => ({ id: one.id, text: one.text, timestamp: iso(one.at), username: one.author.name, from: { id: one.author.id, username: one.author.name }, ...(one.parent === null ? {} : { parent_id: one.parent }) });
  return { ...told(item), ...(answers.length > 0 ? { replies: { data: answers.map(told) } } : {}) };
}

function mentioned(state: GraphState, account: GraphAccount, fields: string): Record<string, unknown> {
  const [, what, , id = ''] = /^mentioned_(comment|media)\.(comment_id|media_id)\((\d+)\)/.exec(fields) ?? [];
  const item = state.items.get(id);
  if (!item) throw new GraphError({ status: 400, code: 100, subcode: 33, message: 'Unsupported get request. Object does not exist' });
  const told = { id, username: item.author.name, timestamp: iso(item.at) };
  return { id: account.id, ...(what === 'comment' ? { mentioned_comment: { ...told, text: item.text, media: { id: item.post } } } : { mentioned_media: { ...told, caption: item.text } }) };
}

/** Every GET that the stand-in knows. Throws GraphError. */
export function readGraph(state: GraphState, account: GraphAccount, appId: string, path: string[], query: URLSearchParams): Record<string, unknown> {
  const [id = '', edge] = path;
  const fields = query.get('fields') ?? '';
  if (edge === 'subscribed_apps') return { data: state.unsubscribed.has(id) ? [] : [{ id: appId, subscribed_fields: ['feed', 'messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'mention', 'comments', 'mentions'] }] };
  if (edge === 'media') {
    const posts = [...state.items.values()].filter((item) => item.kind === 'post' && item.account === account.id && !item.elsewhere).sort((one, other) => other.at - one.at);
    return paged(posts, query, (post) => ({ id: post.id, timestamp: iso(post.at), comments_count: [...state.items.values()].filter((item) => item.kind === 'comment' && item.post === post.id).length }));
  }
  const item = state.items.get(id);
  if (edge === 'comments' && item) return paged(state.commentsOf(id, null), query, (one) => comment(state, one));
  if (fields.startsWith('mentioned_')) return mentioned(state, account, fields);
  if (edge === undefined && item) return { id, message: item.text, created_time: iso(item.at), from: item.author, permalink_url: `https://www.facebook.com/${id}` };
  const person = state.people.get(id);
  if (edge === undefined && person) {
    const [first_name, ...last] = person.name.split(' ');
    return { id, name: person.name, first_name, last_name: last.join(' ') };
  }
  throw new GraphError({ status: 400, code: 100, subcode: 33, message: `Unsupported get request. Object with ID '${id}' does not exist` });
}
