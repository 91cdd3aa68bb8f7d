import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBody, serveLoopback, type Reply } from '../servers/loopback.ts';
import { deliver, type Delivery } from './delivery.ts';

/** A stand-in for LinkedIn: what its documentation says of one organization's notifications and comments. Nothing of the product is used. */
export interface StandInOptions {
  secret: string;
  token: string;
  organizationId: string;
  now: () => number;
  /** Where its ids begin: one that is started again must not use those of its life before. */
  idsFrom?: number;
  /** Versions that are alive; any other is answered with 426. */
  versions: string[];
  /** Calls a day of one app. */
  dailyCalls?: number;
  /** New comments in a minute. */
  commentsPerMinute?: number;
  /** How deliveries are signed: as documented, or as a working integration expects. */
  form?: 'documented' | 'other';
}
interface Notice { notificationId: number; action: string; lastModifiedAt: number; [part: string]: unknown }
interface Comment { id: number; post: string; actor: string; text: string; parent: string | null; at: number }

const SUBSCRIPTION = /^\/rest\/eventSubscriptions\/\(developerApplication:urn%3Ali%3AdeveloperApplication%3A\d+,user:urn%3Ali%3Aperson%3A[\w-]+,entity:([^,]+),eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS\)$/;
const SUBSCRIBED_DAYS = 60;
const BATCH = 10;
const DAY = 86_400_000;
const KEPT = 60 * DAY;
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({ status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

export async function startLinkedIn(options: StandInOptions) {
  const { now } = options;
  const organization = `urn:li:organization:${options.organizationId}`;
  const notices: Notice[] = [];
  const comments: Comment[] = [];
  const liked = new Set<string>();
  const posts = new Map<string, { author: string; commentary: string }>();
  const tokens = new Set([options.token]);
  const planned: { path: RegExp; reply: Reply }[] = [];
  const seen: { method: string; path: string; headers: IncomingMessage['headers']; body: unknown }[] = [];
  const deliveries: Delivery[] = [];
  let webhook: string | undefined;
  let subscription: { webhook: string; expiresAt: number } | undefined;
  const failed: unknown[] = [];
  let counted = { day: -1, calls: 0 };
  const idsFrom = options.idsFrom ?? 0;
  let serial = 7_100_000_000_000_000n + BigInt(idsFrom);

  function sign(body: string): Delivery {
    const mac = createHmac('sha256', options.secret);
    const signature = options.form === 'other' ? `hmacsha256=${mac.update(body).digest('hex')}` : mac.update(`hmacsha256=${body}`).digest('hex');
    return { body, headers: { 'x-li-signature': signature } };
  }

  async function tell(fresh: Notice[]): Promise<void> {
    notices.push(...fresh);
    for (let from = 0; from < fresh.length; from += BATCH) {
      const delivery = sign(JSON.stringify({ type: 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS', notifications: fresh.slice(from, from + BATCH) }));
      deliveries.push(delivery);
      for (const url of new Set([webhook, subscription && subscription.expiresAt > now() ? subscription.webhook : undefined])) {
        try {
          if (url) await deliver(url, delivery);
        } catch (error) {
          failed.push(error);
        }
      }
    }
  }

  const notice = (action: string, parts: Record<string, unknown>): Notice => ({ notificationId: idsFrom + notices.length + 1, organizationalEntity: organization, action, lastModifiedAt: now(), subscriber: 'urn:li:person:admin', ...parts });
  // The generated activity is spelt in the short way, the decorated entity in the long one: as observed.
  const shortName = (post: string, id: bigint | number): string => `urn:li:comment:(${post.replace(/^urn:li:/, '')},${id})`;
  const decorated = ({ id, post, parent, actor, text }: Comment): unknown => ({ comment: { entity: longName(post, id), object: parent ?? post, owner: actor, text } });
  const longName = (post: string, id: bigint | number): string => `urn:li:comment:(${post},${id})`;

  function list(search: string): Reply {
    const range = /timeRange=\(start:(\d+),end:(\d+)\)/.exec(search);
    const actions = /actions=List\(([A-Z_,]+)\)/.exec(search)?.[1]?.split(',');
    if (!actions || !search.includes(`organizationalEntity=${encodeURIComponent(organization)}`)) return json(400, { status: 400, message: 'Invalid query parameters', code: 'ILLEGAL_ARGUMENT' });
    const [begin, end] = [Number(range?.[1] ?? 0), Number(range?.[2] ?? now())];
    const query = new URLSearchParams(search);
    const [start, count] = [Number(query.get('start') ?? 0), Number(query.get('count') ?? 10)];
    const found = notices.filter(({ action, lastModifiedAt: at }) => actions.includes(action) && at >= Math.max(begin, now() - KEPT) && at <= end);
    return json(200, { elements: found.slice(start, start + count), paging: { start, count, links: [] } });
  }

  function create(target: string, body: { actor?: string; object?: string; message?: { text?: string }; parentComment?: string; content?: unknown }): Reply {
    if (body.content) return json(403, { status: 403, message: 'images are not allowed' });
    if (body.actor !== organization || !body.message?.text || body.message.text.length > 1250 || !body.object) return json(400, { status: 400, message: 'invalid comment', code: 'INVALID_COMMENT' });
    if (target.startsWith('urn:li:comment:') && body.parentComment !== target) return json(400, { status: 400, message: 'parentComment is missing' });
    if (comments.filter((one) => one.actor === organization && one.at > now() - 60_000).length >= (options.commentsPerMinute ?? 20)) return json(429, { status: 429, message: 'Comment create throttled' });
    const id = serial++;
    const made = { id: Number(id), post: body.object, actor: organization, text: body.message.text, parent: body.parentComment ?? null, at: now() };
    comments.push(made);
    void tell([notice('ADMIN_COMMENT', { sourcePost: made.post, generatedActivity: shortName(made.post, id), decoratedGeneratedActivity: decorated(made) })]);
    return { status: 201, headers: { 'x-restli-id': String(id) } };
  }

  // The page's own reactions: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api
  function react(method: string, path: string, search: string, body: { root?: string; reactionType?: string }): Reply {
    const known = (name: string): boolean => posts.has(name) || comments.some(({ post, id }) => post === name || longName(post, id) === name);
    if (method === 'POST') {
      if (search !== `actor=${encodeURIComponent(organization)}` || body.reactionType !== 'LIKE' || !body.root) return json(400, { status: 400, message: 'invalid reaction' });
      if (!known(body.root)) return json(404, { status: 404, message: 'not found' });
      if (liked.has(body.root)) return json(409, { status: 409, message: 'the reaction is there' });
      liked.add(body.root);
      return json(201, { root: body.root, reactionType: 'LIKE' });
    }
    const [, actor, entity] = /^\/rest\/reactions\/\(actor:([^,]+),entity:([^,]+)\)$/.exec(path) ?? [];
    if (method !== 'DELETE' || actor !== encodeURIComponent(organization) || entity === undefined) return json(400, { status: 400, message: 'invalid reaction' });
    return liked.delete(decodeURIComponent(entity)) ? { status: 204 } : json(404, { status: 404, message: 'not found' });
  }

  async function answer(request: IncomingMessage): Promise<Reply> {
    const [path = '', search = ''] = (request.url ?? '').split('?');
    const body = await readBody(request, 1 << 20);
    if (!tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))) return json(401, { status: 401, message: 'Invalid access token', code: 'INVALID_ACCESS_TOKEN' });
    const version = request.headers['linkedin-version'];
    if (typeof version !== 'string' || !options.versions.includes(version)) return json(426, { status: 426, code: 'NONEXISTENT_VERSION', message: 'Requested version is not active' });
    if (request.headers['x-restli-protocol-version'] !== '2.0.0') return json(400, { status: 400, message: 'protocol version' });
    const day = Math.floor(now() / DAY);
    counted = counted.day === day ? { day, calls: counted.calls + 1 } : { day, calls: 1 };
    const read = body.length > 0 ? (JSON.parse(body.toString()) as object) : {};
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: read });
    const next = planned.findIndex(({ path: wanted }) => wanted.test(path));
    if (next >= 0) return planned.splice(next, 1)[0]!.reply;
    if (counted.calls > (options.dailyCalls ?? 500)) return json(429, { status: 429, message: 'Resource level throttle APPLICATION DAY limit reached' });
    const about = SUBSCRIPTION.exec(path)?.[1];
    if (about !== undefined && about !== encodeURIComponent(organization)) return json(403, { status: 403, message: 'not an administrator' });
    if (about !== undefined && request.method === 'PUT') {
      subscription = { webhook: (read as { webhook: string }).webhook, expiresAt: now() + SUBSCRIBED_DAYS * DAY };
      return { status: 204 };
    }
    if (about !== undefined) return subscription ? json(200, { eventType: 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS', entity: organization, ...subscription }) : json(404, { status: 404, message: 'not found' });
    const action = /^\/rest\/socialActions\/([^/]+)\/comments(?:\/([^/]+))?$/.exec(path);
    const target = decodeURIComponent(action?.[1] ?? '');
    if (action && request.method === 'POST') return create(target, read);
    if (action) {
      const one = comments.find(({ post, id }) => post === target && String(id) === action[2]);
      return one ? json(200, { actor: one.actor, message: { text: one.text }, object: one.post, ...(one.parent ? { parentComment: one.parent } : {}) }) : json(404, { status: 404, message: 'not found' });
    }
    if (path.startsWith('/rest/reactions')) return react(request.method ?? '', path, search, read);
    if (path === '/rest/organizationalEntityNotifications') return list(search);
    if (path === `/rest/organizations/${options.organizationId}`) return json(200, { id: options.organizationId });
    const post = posts.get(decodeURIComponent(/^\/rest\/posts\/([^/]+)$/.exec(path)?.[1] ?? ''));
    return post ? json(200, post) : json(404, { status: 404, message: 'not found' });
  }

  const server = await serveLoopback(0, (request) => answer(request), (error) => failed.push(error));
  return {
    url: server.url, seen, deliveries, failed, comments, notices, liked,
    close: () => server.close(),
    deliverTo: (url: string | undefined) => { webhook = url; },
    /** LinkedIn's own check of a webhook, repeated every two hours. */
    async check(url: string): Promise<boolean> {
      const code = '9f1c2b3a-5d6e-4f70-8a91-b2c3d4e5f607';
      const answered = await fetch(`${url}?challengeCode=${code}`, { redirect: 'manual' });
      const told: unknown = JSON.parse(await answered.text() || 'null');
      return answered.status === 200 && JSON.stringify(told) === JSON.stringify({ challengeCode: code, challengeResponse: createHmac('sha256', options.secret).update(code).digest('hex') });
    },
    revoke: () => tokens.clear(),
    /** The next call is answered so. */
    plan: (status: number, body: unknown, headers: Record<string, string> = {}) => planned.push({ path: /^/, reply: json(status, body, headers) }),
    planWhere: (path: RegExp, status: number, body: unknown, headers: Record<string, string> = {}) => planned.push({ path, reply: json(status, body, headers) }),
    /** Members comment; several at once come in batches of ten. `bare`: by id only. */
    async comment(post: string, said: { by: string; text: string; under?: string }[], bare = false): Promise<string[]> {
      const names: string[] = [];
      const fresh = said.map(({ by, text, under }, index) => {
        const id = Number(serial++);
        const made = { id, post, actor: by, text, parent: under ?? null, at: now() };
        comments.push(made);
        names.push(longName(post, id));
        return { ...notice(by === organization ? 'ADMIN_COMMENT' : 'COMMENT', { sourcePost: post, generatedActivity: shortName(post, id), ...(bare ? {} : { decoratedGeneratedActivity: decorated(made) }) }), notificationId: idsFrom + notices.length + index + 1 };
      });
      await tell(fresh);
      return names;
    },
    async mention(share: string, by: string, text: string): Promise<void> {
      posts.set(share, { author: by, commentary: text });
      await tell([notice('SHARE_MENTION', { generatedActivity: share })]);
    },
    /** Somebody who may read a post finds these comments under it. */
    seenOn: (post: string) => comments.filter((one) => one.post === post).map((one) => ({ ...one, name: longName(post, one.id) })),
    /** `bare`: the notification names the comment and not its new text. */
    async edit(name: string, text: string, bare = false): Promise<void> {
      const one = comments.find(({ post, id }) => longName(post, id) === name);
      if (!one) throw new Error(`no comment ${name}`);
      one.text = text;
      await tell([notice('COMMENT_EDIT', { sourcePost: one.post, generatedActivity: shortName(one.post, one.id), ...(bare ? {} : { decoratedGeneratedActivity: decorated(one) }) })]);
    },
    lapse: () => { subscription = undefined; },
    async remove(name: string): Promise<void> {
      const at = comments.findIndex(({ post, id }) => longName(post, id) === name);
      if (at >= 0) comments.splice(at, 1);
      await tell([notice('COMMENT_DELETE', { generatedActivity: name })]);
    },
  };
}
