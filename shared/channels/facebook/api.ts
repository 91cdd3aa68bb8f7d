import { Refused } from '../../errors.ts';
import type { MessageArrival, Polled } from '../arrival.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing, Tools } from '../handing.ts';
import { wroteAsPage } from '../meta/app.ts';
import type { Graph } from '../meta/graph.ts';
import { graphGet, graphPost, idIn } from '../meta/graph.ts';
import { accountHealth, subscribeTo } from '../meta/health.ts';
import { conversationsOf, paced } from '../meta/poll-conversations.ts';
import { pollParts } from '../meta/poll-parts.ts';
import { walkRound } from '../meta/rounds.ts';
import { checkText, readName, replyPrivately, sendPrivately } from '../meta/send-message.ts';
import { facts } from './facts.ts';
import type { FacebookSettings } from './facts.ts';
import { moderate } from './moderate.ts';
import { feedOf } from './poll-feed.ts';

/** What a page must be subscribed to. https://developers.facebook.com/docs/pages-api/webhooks-for-pages */
const FIELDS = ['feed', 'messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'mention'];
const WELCOME = ['message_edits', 'message_reactions', 'standby'];

/** The page's own way in. Throws Refused('notConnected'). */
function graphOf({ settings, http }: Tools<FacebookSettings>, inbox: string): Graph {
  const account = settings.accounts.find(({ id }) => id === inbox);
  if (!account) throw new Refused('notConnected', 'a page that is not connected');
  return { http, base: settings.api, version: settings.version, token: account.token };
}

// Posts are named by their page, `PAGE_POST`; comments by their post, `POST_COMMENT`.
const recipientOf = ({ to, inbox }: Handing['route']): { post_id: string } | { comment_id: string } => (to.startsWith(`${inbox}_`) ? { post_id: to } : { comment_id: to });

/** Only `/comments` answers: a bare `POST /{comment-id}` would change the customer's own comment. */
async function replyPublicly(graph: Graph, { route, text, attempt }: Handing): Promise<Handed> {
  const id = idIn(await graphPost(graph, [route.to, 'comments'], { message: text }, attempt), 'id');
  if (id === route.to) throw new Error('Graph answered with the id of what was answered');
  return { id };
}

async function lookUp(tools: Tools<FacebookSettings>, arrival: MessageArrival): Promise<MessageArrival | undefined> {
  const id = arrival.lookUp?.['id'];
  if (id === undefined) return arrival;
  try {
    const found = (await graphGet(graphOf(tools, arrival.inbox), [id], { fields: 'id,from,message,created_time,permalink_url' })) as { from?: { id?: string; name?: string }; message?: string; created_time?: string; permalink_url?: string };
    const { lookUp: _done, ...known } = arrival;
    const at = Date.parse(found.created_time ?? '');
    return {
      ...known, ...(arrival.post?.startsWith(`${arrival.inbox}_`) ? {} : { elsewhere: true }), author: { id: found.from?.id ?? '', name: found.from?.name ?? null }, ours: found.from?.id === arrival.inbox,
      text: (found.message ?? '').toWellFormed(), link: found.permalink_url ?? arrival.link, at: Number.isNaN(at) ? arrival.at : at,
    };
  } catch (error) {
    if (error instanceof Refused && error.reason === 'itemGone') return undefined;
    throw error;
  }
}

/** Both parts a little more often than they are asked, so that no turn is skipped. */
const REST_SECONDS = 600;
const CALLS_AT_ONCE = { conversations: 4, feed: 10 };

async function poll(tools: Tools<FacebookSettings>, { inbox, cursor }: { inbox: string; cursor: string | null }): Promise<Polled> {
  const { settings, now } = tools;
  const graph = graphOf(tools, inbox);
  if (!settings.pollGaps) return { arrivals: [], cursor: cursor ?? '{}', more: false };
  const conversations = conversationsOf({ graph, node: inbox, platform: 'messenger', ours: { inbox, username: null }, pace: paced(settings.conversationsPerSecond, now) });
  return pollParts([
    { name: 'messages', restSeconds: REST_SECONDS, poll: async (from, begunAt) => walkRound(conversations, { ...settings, callsAtOnce: CALLS_AT_ONCE.conversations }, from, begunAt, now()) },
    { name: 'feed', restSeconds: REST_SECONDS, poll: async (from, begunAt) => walkRound(feedOf(graph, inbox), { ...settings, callsAtOnce: CALLS_AT_ONCE.feed }, from, begunAt, now()) },
  ], cursor, now);
}

export const api: Api<FacebookSettings> = {
  accounts: ({ accounts }) => accounts.map(({ id, name }) => ({ inbox: id, names: name === null ? [] : [name] })),

  wroteAsUs: wroteAsPage,

  async send(tools, handing) {
    const { route: { kind, inbox }, text, attachment } = handing;
    const graph = graphOf(tools, inbox);
    if (!attachment) checkText(text, { characters: kind === 'publicReply' ? facts.limits.publicCharacters : facts.limits.textCharacters });
    if (kind === 'private') return sendPrivately(graph, [inbox, 'messages'], handing, tools.settings, tools.now());
    if (kind === 'privateReply') return replyPrivately(graph, [inbox, 'messages'], recipientOf(handing.route), handing, tools.now());
    if (attachment) throw new Refused('badRequest', 'a public reply is a text');
    return replyPublicly(graph, handing);
  },

  moderate: async (tools, act) => moderate(graphOf(tools, act.inbox), act),

  async health(tools) {
    const findings: Finding[] = [];
    for (const account of tools.settings.accounts) findings.push(...(await accountHealth(graphOf(tools, account.id), account, { node: account.id, appId: tools.settings.appId, fields: FIELDS, ...(tools.settings.pollGaps ? { reads: 'messenger' } : {}) }, tools.now())));
    return findings;
  },

  poll,
  lookUp,
  subscribe: async (tools, inbox) => subscribeTo(graphOf(tools, inbox), { node: inbox, fields: FIELDS }, WELCOME),
  nameOf: async (tools, { inbox, id }) => readName(graphOf(tools, inbox), id, ['first_name', 'last_name']),
};
