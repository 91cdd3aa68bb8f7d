/** What exists on the stand-in for X. */
export interface Person { id: string; name: string; username: string }
export interface StoredPost { id: string; authorId: string; text: string; at: number; conversationId: string; repliedTo: string | null; quoted: string | null; history: string[]; /** Known from somebody's telling only: it can be answered, and is on no list. */ hearsay?: true; /** By who began the conversation: behind one more press. */ hidden?: boolean; /** Its writer shows posts to followers only. */ guarded?: boolean }
export interface StoredMessage { id: string; senderId: string; recipientId: string; text: string; at: number; appId: string | null }

const EPOCH = 1_288_834_974_657n;

/** Ids as X makes them: the time above, a counter below. */
export function idMaker(): (at: number) => string {
  let counter = 0n;
  return (at) => String(((BigInt(at) - EPOCH) << 22n) | (counter++ & 0x3fffffn));
}

// Escaped as X sends it.
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function mentionsOf(text: string, people: Map<string, Person>): Person[] {
  const named = [...text.matchAll(/@(\w{1,15})/g)].map(([, name]) => name!.toLowerCase());
  return [...people.values()].filter(({ username }) => named.includes(username.toLowerCase()));
}

/** A post in the shape of the second version. */
export function postShape(post: StoredPost, people: Map<string, Person>): Record<string, unknown> {
  const mentions = mentionsOf(post.text, people).map(({ id, username }) => ({ start: 0, end: username.length + 1, username, id }));
  const refers = [...(post.repliedTo ? [{ type: 'replied_to', id: post.repliedTo }] : []), ...(post.quoted ? [{ type: 'quoted', id: post.quoted }] : [])];
  return {
    id: post.id, text: escaped(post.text), author_id: post.authorId, created_at: new Date(post.at).toISOString(), conversation_id: post.conversationId, edit_history_tweet_ids: post.history,
    public_metrics: { like_count: 0, like_count_str: '0' }, ...(mentions.length > 0 ? { entities: { mentions } } : {}), ...(refers.length > 0 ? { referenced_tweets: refers } : {}),
  };
}

/** A direct message as activity deliveries write it. */
export function messageShape(message: StoredMessage): Record<string, unknown> {
  return {
    type: 'message_create', id: message.id, created_timestamp: String(message.at),
    message_create: { target: { recipient_id: message.recipientId }, sender_id: message.senderId, ...(message.appId ? { source_app_id: message.appId } : {}), message_data: { text: escaped(message.text), entities: { hashtags: [], symbols: [], user_mentions: [], urls: [] } } },
  };
}

/** A direct message as the list of events writes it. */
export function messageEventShape(message: StoredMessage): Record<string, unknown> {
  const two = [message.senderId, message.recipientId].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return { id: message.id, event_type: 'MessageCreate', text: escaped(message.text), sender_id: message.senderId, dm_conversation_id: two.join('-'), created_at: new Date(message.at).toISOString() };
}

/** One page, newest first, of what is newer than `sinceId`. Tokens name the place. */
export function pageOf<T extends { id: string }>(items: T[], query: URLSearchParams, tokenName: string): { items: T[]; meta: Record<string, unknown> } {
  const since = BigInt(query.get('since_id') ?? '0');
  const all = items.filter(({ id }) => BigInt(id) > since).toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  const most = Number(query.get('max_results') ?? 10);
  const start = Number(/^at(\d+)$/.exec(query.get(tokenName) ?? '')?.[1] ?? 0);
  const page = all.slice(start, start + most);
  const ends = start + most < all.length ? { next_token: `at${start + most}` } : {};
  return { items: page, meta: { result_count: page.length, ...(page.length > 0 ? { newest_id: page[0]!.id, oldest_id: page.at(-1)!.id } : {}), ...ends } };
}

// Operators aside, a query is words of which one is enough: as much of X's language as is asked here.
function wordsOf(query: string): string[] {
  return query.toLowerCase().replace(/(?:^|\s)-\S+/g, ' ').replace(/[()]/g, ' ').split(/\s+or\s+|\s+/).filter((word) => word !== '');
}

export function matchesQuery({ text }: StoredPost, query: string): boolean {
  return wordsOf(query).some((word) => text.toLowerCase().includes(word));
}

const MINUTES = { minute: 1, hour: 60, day: 1440 };

/** How many posts fit a query, in even pieces of the time asked for; the last may be shorter. */
export function countsOf(posts: StoredPost[], query: URLSearchParams): Record<string, unknown> {
  const [from, to] = [Date.parse(query.get('start_time') ?? ''), Date.parse(query.get('end_time') ?? '')];
  const step = MINUTES[(query.get('granularity') ?? 'hour') as keyof typeof MINUTES] * 60_000;
  const data = [];
  for (let start = from; start < to; start = (Math.floor(start / step) + 1) * step) {
    const end = Math.min(to, (Math.floor(start / step) + 1) * step);
    data.push({ start: new Date(start).toISOString(), end: new Date(end).toISOString(), tweet_count: posts.filter((post) => post.at >= start && post.at < end && matchesQuery(post, query.get('query') ?? '')).length });
  }
  return { data, meta: { total_tweet_count: data.reduce((sum, one) => sum + one.tweet_count, 0) } };
}

/** Posts by their ids; of those that are not there, and of those that are for followers only, it is said so. https://docs.x.com/x-api/posts/lookup */
export function lookedUp(posts: StoredPost[], query: URLSearchParams, shape: (post: StoredPost) => unknown): Record<string, unknown> {
  const ids = (query.get('ids') ?? '').split(',').slice(0, 100);
  const data = ids.flatMap((id) => { const post = posts.find((one) => one.id === id && !one.guarded); return post ? [shape(post)] : []; });
  const errors = ids.flatMap((id) => {
    const post = posts.find((one) => one.id === id);
    if (post && !post.guarded) return [];
    return [{ value: id, resource_id: id, parameter: 'ids', resource_type: 'tweet', title: post ? 'Authorization Error' : 'Not Found Error', type: `https://api.twitter.com/2/problems/${post ? 'not-authorized-for-resource' : 'resource-not-found'}` }];
  });
  return { ...(data.length > 0 ? { data } : {}), ...(errors.length > 0 ? { errors } : {}) };
}
