import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBody, serveLoopback, type Reply } from '../servers/loopback.ts';
import { deliver, type Delivery } from './delivery.ts';
import { countsOf, idMaker, lookedUp, matchesQuery, mentionsOf, messageEventShape, messageShape, pageOf, postShape, type Person, type StoredMessage, type StoredPost } from './x-posts.ts';
import { checkWebhook, WebhookRegistry } from './x-webhooks.ts';

/** A stand-in for X: what its documentation says its API does, for one connected account. Nothing of the product is used. */
export interface StandInOptions { secret: string; token: string; /** The app's own token; webhooks, counts and usage are told to it only. */ appToken?: string; appId: string; account: Person; now: () => number; /** Calls in fifteen minutes, by endpoint; X's own numbers otherwise. */ limits?: Partial<Record<Endpoint, number>> }
type Endpoint = 'me' | 'mentions' | 'own' | 'search' | 'lookUp' | 'counts' | 'messages' | 'post' | 'hide' | 'message' | 'webhooks' | 'subscriptions' | 'usage';

const WINDOW = 900_000;
const LIMITS: Record<Endpoint, number> = { me: 75, mentions: 300, own: 900, search: 300, lookUp: 900, counts: 300, messages: 15, post: 100, hide: 50, message: 15, webhooks: 450, subscriptions: 450, usage: 50 };
const ROUTES: [method: string, path: RegExp, endpoint: Endpoint][] = [
  ['GET', /^\/2\/users\/me$/, 'me'],
  ['GET', /^\/2\/users\/(\d+)\/mentions$/, 'mentions'],
  ['GET', /^\/2\/users\/(\d+)\/tweets$/, 'own'],
  ['GET', /^\/2\/tweets\/search\/recent$/, 'search'],
  ['GET', /^\/2\/tweets\/counts\/recent$/, 'counts'],
  ['GET', /^\/2\/dm_events$/, 'messages'],
  ['GET', /^\/2\/tweets$/, 'lookUp'],
  ['POST', /^\/2\/tweets$/, 'post'],
  ['PUT', /^\/2\/tweets\/(\d+)\/hidden$/, 'hide'],
  ['POST', /^\/2\/dm_conversations\/with\/(\d+)\/messages$/, 'message'],
  ['GET', /^\/2\/webhooks$/, 'webhooks'],
  ['POST', /^\/2\/webhooks$/, 'webhooks'],
  ['PUT', /^\/2\/webhooks\/(\d+)$/, 'webhooks'],
  ['GET', /^\/2\/activity\/subscriptions$/, 'subscriptions'],
  ['POST', /^\/2\/activity\/subscriptions$/, 'subscriptions'],
  ['PUT', /^\/2\/activity\/subscriptions\/(\d+)$/, 'subscriptions'],
  ['GET', /^\/2\/usage\/tweets$/, 'usage'],
];
/** X's own web page, as an app. */
const WEB_APP = '3033300';

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({ status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const problem = (status: number, title: string, detail: string, type = 'about:blank', headers: Record<string, string> = {}): Reply => json(status, { title, detail, type, status }, headers);

export async function startX(options: StandInOptions) {
  const { account, now } = options;
  const newId = idMaker();
  const people = new Map<string, Person>([[account.id, account]]);
  const posts: StoredPost[] = [];
  const messages: StoredMessage[] = [];
  const tokens = new Set([options.token]);
  const appToken = options.appToken ?? 'local-x-app-token';
  const registry = new WebhookRegistry({ secret: options.secret, newId: () => newId(now()), now });
  const calls = new Map<Endpoint, { from: number; count: number }>();
  const planned: { fits: (endpoint: Endpoint, method: string) => boolean; reply: Reply }[] = [];
  const underWay = new Set<Promise<unknown>>();
  const seen: { endpoint: Endpoint; query: Record<string, string>; body: unknown }[] = [];
  const deliveries: Delivery[] = [];
  const failed: unknown[] = [];
  let webhook: string | undefined;

  function countCall(endpoint: Endpoint): { headers: Record<string, string>; over: boolean } {
    const limit = options.limits?.[endpoint] ?? LIMITS[endpoint];
    const last = calls.get(endpoint);
    const open = last && now() < last.from + WINDOW ? last : { from: now(), count: 0 };
    open.count++;
    calls.set(endpoint, open);
    return { over: open.count > limit, headers: { 'x-rate-limit-limit': String(limit), 'x-rate-limit-remaining': String(Math.max(0, limit - open.count)), 'x-rate-limit-reset': String(Math.ceil((open.from + WINDOW) / 1000)) } };
  }

  async function sendOut(eventType: string, payload: unknown, includes?: unknown): Promise<void> {
    const body = JSON.stringify({ data: { event_uuid: newId(now()), filter: { user_id: account.id }, event_type: eventType, tag: 'stand-in', payload, ...(includes ? { includes } : {}) } });
    const delivery = { body, headers: { 'x-twitter-webhooks-signature': `sha256=${createHmac('sha256', options.secret).update(body).digest('base64')}` } };
    deliveries.push(delivery);
    for (const url of new Set([...(webhook ? [webhook] : []), ...registry.targets(eventType, account.id)])) {
      // Whoever does not answer hears nothing more of it; X tells nobody.
      try {
        await deliver(url, delivery);
      } catch (error) {
        failed.push(error);
      }
    }
  }

  function inTheBackground(work: Promise<unknown>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  function addPost(authorId: string, text: string, fields: Partial<StoredPost> = {}): StoredPost {
    const id = newId(now());
    const over = posts.find((other) => other.id === fields.repliedTo);
    const post = { id, authorId, text, at: now(), conversationId: over?.conversationId ?? id, repliedTo: null, quoted: null, history: [id], ...fields };
    posts.push(post);
    return post;
  }

  const withUsers = (ids: string[]): unknown => ({ users: [...new Set(ids)].flatMap((id) => people.get(id) ?? []) });
  const listed = (): StoredPost[] => live().filter(({ hearsay, guarded }) => !hearsay && !guarded);
  const live = (): StoredPost[] => posts.filter((post) => !posts.some((other) => other.history.length > post.history.length && other.history[0] === post.history[0]));

  const shape = (post: StoredPost): Record<string, unknown> => {
    const over = posts.find(({ id }) => id === post.repliedTo);
    return { ...postShape(post, people), ...(over ? { in_reply_to_user_id: over.authorId } : {}) };
  };

  function list(endpoint: 'mentions' | 'own' | 'search', query: URLSearchParams): Reply {
    const most = Number(query.get('max_results') ?? 10);
    const least = endpoint === 'search' ? 10 : 5;
    if (!(most >= least && most <= 100)) return problem(400, 'Invalid Request', `max_results must be between ${least} and 100`);
    const asked = (query.get('query') ?? '').toLowerCase();
    if (endpoint === 'search') {
      const since = query.get('since_id');
      if (since && Number(BigInt(since) >> 22n) + 1_288_834_974_657 < now() - 7 * 86_400_000) return problem(400, 'Invalid Request', 'since_id must be a post of the last seven days');
    }
    const found = listed().filter((post) => (endpoint === 'mentions' ? mentionsOf(post.text, people).some(({ id }) => id === account.id) && post.authorId !== account.id
      : endpoint === 'own' ? post.authorId === account.id : matchesQuery(post, asked) && post.authorId !== account.id));
    const { items, meta } = pageOf(found, query, endpoint === 'search' ? 'next_token' : 'pagination_token');
    return json(200, { ...(items.length > 0 ? { data: items.map(shape), ...(query.has('expansions') ? { includes: withUsers(items.map(({ authorId }) => authorId)) } : {}) } : {}), meta });
  }

  // Self-serve accounts may answer only whoever names or quotes them, once: https://docs.x.com/changelog
  function reply(body: { text?: string; reply?: { in_reply_to_tweet_id?: string } }): Reply {
    const over = posts.find(({ id }) => id === body.reply?.in_reply_to_tweet_id);
    const text = body.text ?? '';
    if (text === '' || [...text].length > 280) return problem(400, 'Invalid Request', 'the text is empty or too long');
    if (posts.some((post) => post.authorId === account.id && post.text === text)) return problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.');
    const summoned = over && (mentionsOf(over.text, people).some(({ id }) => id === account.id) || posts.some((post) => post.id === over.quoted && post.authorId === account.id));
    if (body.reply && !summoned) return problem(403, 'Forbidden', 'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.');
    const post = addPost(account.id, text, over ? { repliedTo: over.id } : {});
    inTheBackground(wrote('post.create', post));
    return json(201, { data: { id: post.id, text, edit_history_tweet_ids: [post.id] } });
  }

  // Only in conversations that the account began: https://docs.x.com/x-api/posts/hide-replies/quickstart
  function hide(id: string, { hidden }: { hidden?: unknown }): Reply {
    const post = posts.find((one) => one.id === id);
    if (!post) return problem(404, 'Not Found', 'Could not find tweet');
    if (typeof hidden !== 'boolean') return problem(400, 'Invalid Request', 'hidden must be a boolean');
    if (posts.find((one) => one.id === post.conversationId)?.authorId !== account.id || post.repliedTo === null) return problem(403, 'Forbidden', 'The Tweet is not part of a conversation that the authenticating user began.');
    post.hidden = hidden;
    return json(200, { data: { hidden } });
  }

  function message(to: string, body: { text?: string }): Reply {
    if (!messages.some(({ senderId }) => senderId === to)) return problem(403, 'Forbidden', 'You do not have permission to DM one or more participants.');
    const sent = { id: newId(now()), senderId: account.id, recipientId: to, text: body.text ?? '', at: now(), appId: options.appId };
    messages.push(sent);
    inTheBackground(sendOut('dm.sent', { direct_message_events: [messageShape(sent)], users: {} }));
    return json(201, { data: { dm_conversation_id: [account.id, to].join('-'), dm_event_id: sent.id } });
  }

  async function answer(request: IncomingMessage): Promise<Reply> {
    const url = new URL(request.url ?? '/', 'http://x');
    const body = await readBody(request, 1 << 20);
    const route = ROUTES.find(([method, path]) => method === request.method && path.test(url.pathname));
    if (!route) return problem(404, 'Not Found', 'no such endpoint');
    const [, path, endpoint] = route;
    const given = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const byApp = endpoint === 'webhooks' || endpoint === 'counts' || endpoint === 'usage' || (endpoint === 'subscriptions' && request.method !== 'POST');
    if (byApp ? given !== appToken : !tokens.has(given)) return problem(401, 'Unauthorized', 'Unauthorized');
    const { over, headers } = countCall(endpoint);
    const read = body.length > 0 ? (JSON.parse(body.toString()) as Record<string, never>) : {};
    seen.push({ endpoint, query: Object.fromEntries(url.searchParams), body: read });
    const at = planned.findIndex(({ fits }) => fits(endpoint, request.method ?? ''));
    if (at >= 0) return planned.splice(at, 1)[0]!.reply;
    if (over) return problem(429, 'Too Many Requests', 'Too Many Requests', 'https://api.twitter.com/2/problems/rate-limit-exceeded', headers);
    const id = path.exec(url.pathname)?.[1] ?? '';
    const reached = await reach(endpoint, request.method ?? '', id, url.searchParams, read);
    return { ...reached, headers: { ...reached.headers, ...headers } };
  }

  function reach(endpoint: Endpoint, method: string, id: string, query: URLSearchParams, body: Record<string, never>): Reply | Promise<Reply> {
    switch (endpoint) {
      case 'me': return json(200, { data: account });
      case 'mentions': case 'own': case 'search': return list(endpoint, query);
      case 'counts': return json(200, countsOf(listed().filter((post) => post.authorId !== account.id), query));
      case 'lookUp': return json(200, lookedUp(posts, query, shape));
      case 'post': return reply(body);
      case 'hide': return hide(id, body);
      case 'message': return message(id, body);
      case 'messages': return listMessages(query);
      case 'webhooks': return registry.onWebhooks(method, id, body);
      case 'subscriptions': return registry.onSubscriptions(method, id, body);
      case 'usage': return json(200, { data: { project_id: '1', project_cap: '3000000', project_usage: String(seen.length), cap_reset_day: 1 } });
    }
  }

  function listMessages(query: URLSearchParams): Reply {
    const { items, meta } = pageOf(messages, query, 'pagination_token');
    return json(200, { ...(items.length > 0 ? { data: items.map(messageEventShape), includes: withUsers(items.map(({ senderId }) => senderId)) } : {}), meta });
  }

  const server = await serveLoopback(0, (request) => answer(request), (error) => failed.push(error));
  const wrote = async (type: string, post: StoredPost): Promise<StoredPost> => {
    await sendOut(type, shape(post), withUsers([post.authorId, account.id]));
    return post;
  };
  return {
    url: server.url, seen, deliveries, failed, messages, posts, registry,
    close: () => server.close(),
    /** Deliveries go here from now on; they are signed. */
    deliverTo: (url: string | undefined) => { webhook = url; },
    /** X's own check of a webhook: whether it answers the challenge as it must. */
    check: (url: string): Promise<boolean> => checkWebhook(url, options.secret, `token-${newId(now())}`),
    revoke: () => tokens.clear(),
    /** The next call of this endpoint is answered so. */
    plan: (endpoint: Endpoint, status: number, body: unknown, headers: Record<string, string> = {}) => planned.push({ fits: (one) => one === endpoint, reply: json(status, body, headers) }),
    planWhere: (fits: (endpoint: Endpoint, method: string) => boolean, status: number, body: unknown) => planned.push({ fits, reply: json(status, body) }),
    /** When everything that our own calls caused is delivered. */
    settled: async () => { await Promise.all(underWay); },
    meets: (person: Person) => { people.set(person.id, person); },
    post: (authorId: string, text: string, fields: Partial<StoredPost> = {}) => {
      const post = addPost(authorId, text, fields);
      const type = mentionsOf(text, people).some(({ id }) => id === account.id) ? 'post.mention.create' : post.quoted ? 'post.quote.create' : 'post.reply.create';
      // X tells an account only what names, answers or quotes it.
      return mentionsOf(text, people).length > 0 || post.repliedTo || post.quoted ? wrote(type, post) : Promise.resolve(post);
    },
    edit: (post: StoredPost, text: string) => {
      const id = newId(now());
      return wrote('post.mention.create', addPost(post.authorId, text, { id, conversationId: post.conversationId, history: [...post.history, id] }));
    },
    remove: async (post: StoredPost) => {
      posts.splice(posts.indexOf(post), 1);
      await sendOut('post.delete', { id: post.id, author_id: post.authorId });
    },
    write: async (senderId: string, text: string) => {
      const sent: StoredMessage = { id: newId(now()), senderId, recipientId: account.id, text, at: now(), appId: null };
      messages.push(sent);
      await sendOut('dm.received', { direct_message_events: [messageShape(sent)], users: { [senderId]: { data: people.get(senderId) } } });
      return sent;
    },
    /** One of the account's own people answers on X itself: a post, or somebody in private. */
    answerOnX: (over: StoredPost, text: string) => wrote('post.create', addPost(account.id, text, { repliedTo: over.id })),
    writeOnX: async (recipientId: string, text: string) => {
      const sent: StoredMessage = { id: newId(now()), senderId: account.id, recipientId, text, at: now(), appId: WEB_APP };
      messages.push(sent);
      await sendOut('dm.sent', { direct_message_events: [messageShape(sent)], users: {} });
      return sent;
    },
    /** What a person finds on X: their posts with what the account answered under them, and their private messages. */
    seenBy: (personId: string) => ({
      posts: live().filter((post) => post.authorId === personId || (post.authorId === account.id && posts.some(({ id, authorId }) => id === post.repliedTo && authorId === personId))),
      messages: messages.filter(({ senderId, recipientId }) => senderId === personId || recipientId === personId),
    }),
    /** Takes the app's access away, as a person may do on X. */
    disconnect: async () => {
      tokens.clear();
      await sendOut('oauth.revoke', { date_time: new Date(now()).toISOString(), user_id: account.id, app_id: options.appId });
    },
  };
}
