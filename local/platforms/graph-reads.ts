import { readConversations, readMessages } from './graph-conversations.ts';
import { iso, paged } from './graph-pages.ts';
import { GraphError, type GraphAccount, type GraphState, type Item } from './graph-state.ts';

const FIELDS = ['feed', 'messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'mention', 'comments', 'mentions'];

function comment(state: GraphState, item: Item): Record<string, unknown> {
  const answers = state.commentsOf(item.post, item.id);
  const told = (one: Item): Record<string, unknown> => ({ id: one.id, text: one.text, timestamp: iso(one.at), username: one.author.name, hidden: one.hidden, from: { id: one.author.id, username: one.author.name }, ...(one.parent === null ? {} : { parent_id: one.parent }) });
  return { ...told(item), ...(answers.length > 0 ? { replies: { data: answers.map(told) } } : {}) };
}

function mentioned(state: GraphState, account: GraphAccount, fields: string): Record<string, unknown> {
  const [, what, , id = ''] = /^mentioned_(comment|media)\.(comment_id|media_id)\((\d+)\)/.exec(fields) ?? [];
  const item = state.items.get(id);
  if (!item) throw new GraphError({ status: 400, code: 100, subcode: 33, message: 'Unsupported get request. Object does not exist' });
  const told = { id, username: item.author.name, timestamp: iso(item.at) };
  return { id: account.id, ...(what === 'comment' ? { mentioned_comment: { ...told, text: item.text, media: { id: item.post } } } : { mentioned_media: { ...told, caption: item.text } }) };
}

function feed(state: GraphState, account: GraphAccount, query: URLSearchParams): Record<string, unknown> {
  const posts = [...state.items.values()].filter((item) => item.kind === 'post' && item.account === account.id && !item.elsewhere).sort((one, other) => other.at - one.at);
  return paged(posts, query, (post) => ({
    id: post.id, message: post.text, from: post.author, created_time: iso(post.at), permalink_url: `https://www.facebook.com/${post.id}`,
    // A comment renews its post.
    updated_time: iso(Math.max(post.at, ...state.commentsBelow(post.id).map(({ at }) => at))),
  }));
}

function pageComments(state: GraphState, post: string, query: URLSearchParams): Record<string, unknown> {
  const all = query.get('filter') === 'stream' ? state.commentsBelow(post) : state.commentsOf(post, null);
  const inOrder = all.toSorted((one, other) => (query.get('order') === 'reverse_chronological' ? other.at - one.at : one.at - other.at));
  return paged(inOrder, query, (item) => ({ id: item.id, message: item.text, from: item.author, created_time: iso(item.at), ...(item.parent === null ? {} : { parent: { id: item.parent } }) }));
}

function media(state: GraphState, account: GraphAccount, query: URLSearchParams): Record<string, unknown> {
  const posts = [...state.items.values()].filter((item) => item.kind === 'post' && item.account === account.id && !item.elsewhere).sort((one, other) => other.at - one.at);
  return paged(posts, query, (post) => ({ id: post.id, timestamp: iso(post.at), comments_count: state.commentsBelow(post.id).length }));
}

function readAccount(state: GraphState, account: GraphAccount, appId: string, edge: string, query: URLSearchParams): Record<string, unknown> | undefined {
  switch (edge) {
    case 'subscribed_apps': return { data: state.unsubscribed.has(account.id) ? [] : [{ id: appId, subscribed_fields: state.subscribedFields.get(account.id) ?? FIELDS }] };
    case 'conversations': return readConversations(state, account, query);
    case 'feed': return account.kind === 'page' ? feed(state, account, query) : undefined;
    case 'media': return account.kind === 'instagram' ? media(state, account, query) : undefined;
    default: return undefined;
  }
}

/** Every GET that the stand-in knows. Throws GraphError. */
export function readGraph(state: GraphState, account: GraphAccount, appId: string, path: string[], query: URLSearchParams): Record<string, unknown> {
  const [id = '', edge] = path;
  const fields = query.get('fields') ?? '';
  if (edge !== undefined && state.accounts.has(id) && id !== account.id) throw new GraphError({ status: 403, code: 200, message: '(#200) The token is another account’s.' });
  const read = edge !== undefined && (id === account.id || id === 'me') ? readAccount(state, account, appId, edge, query) : undefined;
  if (read) return read;
  if (edge === 'messages') return readMessages(state, account, id, query);
  const item = state.items.get(id);
  if (edge === 'comments' && item) return account.kind === 'page' ? pageComments(state, id, query) : paged(state.commentsOf(id, null), query, (one) => comment(state, one));
  if (fields.startsWith('mentioned_')) return mentioned(state, account, fields);
  if (edge === undefined && item) return { id, message: item.text, created_time: iso(item.at), from: item.author, permalink_url: `https://www.facebook.com/${id}` };
  const person = state.people.get(id);
  if (edge === undefined && person) {
    const [first_name, ...last] = person.name.split(' ');
    return { id, name: person.name, first_name, last_name: last.join(' ') };
  }
  throw new GraphError({ status: 400, code: 100, subcode: 33, message: `Unsupported get request. Object with ID '${id}' does not exist` });
}
