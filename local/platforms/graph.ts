import type { IncomingMessage } from 'node:http';
import { readBody, serveLoopback, type Reply } from '../servers/loopback.ts';
import { subscribe, takeComment, takeHiding, takeLike, takeMessage } from './graph-calls.ts';
import { customersOf, echoesOf, type GraphCustomers } from './graph-customers.ts';
import { GraphDeliveries } from './graph-deliveries.ts';
import { readGraph } from './graph-reads.ts';
import { GraphError, GraphState, type GraphAccount, type GraphFailure } from './graph-state.ts';

export interface GraphOptions {
  port?: number;
  accounts: GraphAccount[];
  /** Of each of the two apps: its id, its secret, and where its webhook listens (may be set later). */
  apps: Record<GraphAccount['kind'], { id: string; secret: string; webhook?: string }>;
  now: () => number;
  /** Where its ids begin: one that is started again must not use those of its life before. */
  idsFrom?: number;
  /** How many readings of conversations an account may make in a second; two. */
  conversationsPerSecond?: number;
  failed?: (error: unknown) => void;
}

/** Facebook's and Instagram's API as far as the product uses it. */
export interface GraphStandIn {
  url: string;
  state: GraphState;
  customers: GraphCustomers;
  deliveries: Record<GraphAccount['kind'], GraphDeliveries>;
  setWebhook(kind: GraphAccount['kind'], url: string): void;
  /** The next calls that change something fail so, one each. */
  failNext(...failures: (GraphFailure | 'hangUpAfterAccepting')[]): void;
  /** Everything is refused for so many minutes; calls made meanwhile prolong it. */
  throttle(minutes: number): void;
  close(): Promise<void>;
}

const BODY_LIMIT = 1 << 20;
const EDGES = new Set(['messages', 'comments', 'replies', 'mentions', 'subscribed_apps', 'likes']);

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({ status, headers: { 'content-type': 'application/json; charset=UTF-8', ...headers }, body: JSON.stringify(body) });

function failureReply({ status, code, subcode, message = 'An error occurred', headers, transient }: GraphFailure): Reply {
  const error = { message, type: code === 190 ? 'OAuthException' : 'GraphMethodException', code, ...(subcode === undefined ? {} : { error_subcode: subcode }), ...(transient === undefined ? {} : { is_transient: transient }), fbtrace_id: 'AbCdEf123' };
  return json(status, { error }, headers);
}

export async function startGraph(options: GraphOptions): Promise<GraphStandIn> {
  const { now, apps } = options;
  const state = new GraphState(options.accounts, options.idsFrom);
  const targets = { page: apps.page.webhook, instagram: apps.instagram.webhook };
  const deliveriesTo = (kind: GraphAccount['kind']): GraphDeliveries => new GraphDeliveries(apps[kind].secret, () => targets[kind], now, (account) => state.unsubscribed.add(account));
  const deliveries = { page: deliveriesTo('page'), instagram: deliveriesTo('instagram') };
  const deliveriesOf = ({ kind }: GraphAccount): GraphDeliveries => deliveries[kind];
  const echoes = echoesOf(state, deliveriesOf, now);
  const failures: (GraphFailure | 'hangUpAfterAccepting')[] = [];
  let throttledUntil = 0;

  function knownCaller(request: IncomingMessage): GraphAccount {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const account = state.byToken(token);
    if (!account) throw new GraphError({ status: 401, code: 190, message: 'Invalid OAuth access token.' });
    const revoked = state.revoked.get(token);
    if (revoked !== undefined) throw new GraphError({ status: 401, code: 190, subcode: revoked, message: 'Error validating access token.' });
    return account;
  }

  const usage = (): Record<string, string> => ({ 'x-app-usage': JSON.stringify({ call_count: state.usedPercent, total_cputime: 1, total_time: 1 }) });

  function checkThrottle(account: GraphAccount): void {
    if (now() >= throttledUntil) return;
    throttledUntil += 60_000;
    const minutes = Math.ceil((throttledUntil - now()) / 60_000);
    const usage = JSON.stringify({ [account.id]: [{ type: 'messenger', call_count: 100, total_cputime: 20, total_time: 20, estimated_time_to_regain_access: minutes }] });
    throw new GraphError({ status: 400, code: 80006, message: '(#80006) There have been too many calls to this account.', headers: { 'x-business-use-case-usage': usage } });
  }

  const conversationCalls: { account: string; at: number }[] = [];
  function countConversations({ id }: GraphAccount): void {
    const lately = conversationCalls.filter(({ account, at }) => account === id && now() - at < 1000).length;
    if (lately >= (options.conversationsPerSecond ?? 2)) throw new GraphError({ status: 400, code: 613, message: '(#613) Calls to this api have exceeded the rate limit.' });
    conversationCalls.push({ account: id, at: now() });
    conversationCalls.splice(0, Math.max(0, conversationCalls.length - 1000));
  }

  function change(account: GraphAccount, [id = '', edge]: string[], body: unknown, method: string): Record<string, unknown> {
    if (edge === 'likes') return takeLike(state, account, id, method === 'POST');
    if (edge === 'messages') {
      if (id !== account.id && id !== 'me') throw new GraphError({ status: 403, code: 200, message: '(#200) The token is another account’s.' });
      const { answer, person, mid, text, metadata } = takeMessage(state, account, body, now());
      echoes.message(account, person, mid, text, account.kind === 'page' ? apps.page.id : null, metadata);
      return answer;
    }
    if (edge === 'subscribed_apps') return subscribe(state, account, id, body);
    const { message, media_id, comment_id, is_hidden, hide } = (body ?? {}) as { message?: unknown; media_id?: string; comment_id?: string; is_hidden?: unknown; hide?: unknown };
    const hidden = account.kind === 'page' ? is_hidden : hide;
    if (edge === undefined && hidden !== undefined && message === undefined) {
      // Who listens hears of it as of anybody's hiding; Instagram tells nobody.
      if (takeHiding(state, account, id, hidden) && account.kind === 'page') echoes.comment(account, state.items.get(id)!, state.items.get(id)!.hidden ? 'hide' : 'unhide');
      return { success: true };
    }
    if (edge === undefined) {
      // Not an answer: it writes the comment itself anew, as the reference says.
      const item = state.items.get(id);
      if (item && typeof message === 'string') item.text = message;
      return { success: true, id };
    }
    const item = takeComment(state, account, edge === 'mentions' ? (comment_id ?? media_id ?? '') : id, message, now());
    echoes.comment(account, item);
    return { id: item.id };
  }

  async function answer(request: IncomingMessage): Promise<Reply | undefined> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    const [version, ...path] = pathname.slice(1).split('/').map(decodeURIComponent);
    if (!/^v\d+\.\d+$/.test(version ?? '')) return failureReply({ status: 400, code: 2500, message: 'Unknown path components' });
    const sent = (await readBody(request, BODY_LIMIT)).toString('utf8');
    try {
      const account = knownCaller(request);
      checkThrottle(account);
      if (request.method === 'GET' && (path[1] === 'conversations' || path[1] === 'messages')) countConversations(account);
      if (request.method === 'GET') return json(200, readGraph(state, account, apps[account.kind].id, path, searchParams), usage());
      if ((request.method !== 'POST' && !(request.method === 'DELETE' && path[1] === 'likes')) || (path[1] !== undefined && !EDGES.has(path[1]))) throw new GraphError({ status: 400, code: 2500, message: 'Unknown path components' });
      const failure = failures.shift();
      if (failure !== undefined && failure !== 'hangUpAfterAccepting') throw new GraphError(failure);
      const told = change(account, path, sent === '' ? {} : (JSON.parse(sent) as unknown), request.method ?? '');
      if (failure === undefined) return json(200, told, usage());
      request.socket.destroy();
      return undefined;
    } catch (error) {
      if (error instanceof GraphError) return failureReply(error.failure);
      if (error instanceof SyntaxError) return failureReply({ status: 400, code: 100, message: '(#100) no JSON' });
      throw error;
    }
  }

  const server = await serveLoopback(options.port ?? 0, answer, options.failed ?? ((error) => { throw error; }));
  return {
    url: server.url, state, deliveries,
    customers: customersOf(state, deliveriesOf, echoes, now),
    setWebhook: (kind, url) => { targets[kind] = url; },
    failNext: (...next) => { failures.push(...next); },
    throttle: (minutes) => { throttledUntil = now() + minutes * 60_000; },
    close: () => server.close(),
  };
}
