import { Refused } from '../../errors.ts';
import type { Polled } from '../arrival.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing, Tools } from '../handing.ts';
import { graphPost, idIn, type Graph } from '../meta/graph.ts';
import { accountHealth, subscribeTo } from '../meta/health.ts';
import { conversationsOf, paced } from '../meta/poll-conversations.ts';
import { pollParts, type Part } from '../meta/poll-parts.ts';
import { walkRound } from '../meta/rounds.ts';
import { checkText, readName, replyPrivately, sendPrivately } from '../meta/send-message.ts';
import { accountOf, wroteAsAccount } from './account.ts';
import { facts } from './facts.ts';
import type { InstagramAccount, InstagramSettings } from './facts.ts';
import { lookUpMention } from './look-up.ts';
import { moderate } from './moderate.ts';
import { pollComments } from './poll-comments.ts';

const FIELDS = ['messages', 'comments', 'mentions'];
const WELCOME = ['live_comments', 'messaging_postbacks', 'message_reactions'];
/** Through Facebook the linked page is who has messages and is subscribed; the token is its own. */
const nodeOf = ({ id, login }: InstagramAccount): string => (login === 'instagram' ? id : 'me');

/** Below our own posts a reply, elsewhere the answer to a mention. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies */
async function replyPublicly(graph: Graph, { route: { to, inbox }, text, attempt }: Handing): Promise<Handed> {
  const [mention, media, comment] = /^mention:(\d+)(?::(\d+))?$/.exec(to) ?? [];
  const answer = mention === undefined
    ? graphPost(graph, [to, 'replies'], { message: text }, attempt)
    : graphPost(graph, [inbox, 'mentions'], { media_id: media, ...(comment === undefined ? {} : { comment_id: comment }), message: text }, attempt);
  const id = idIn(await answer, 'id');
  if (id === to) throw new Error('Graph answered with the id of what was answered');
  return { id };
}

/** A little more often than they are asked, so that no turn is skipped. */
const REST_SECONDS = { comments: 30, messages: 840 };
const CALLS_AT_ONCE = 4;

async function poll(tools: Tools<InstagramSettings>, { inbox, cursor }: { inbox: string; cursor: string | null }): Promise<Polled> {
  const { settings, now } = tools;
  const { account, graph } = accountOf(tools, inbox);
  const conversations = conversationsOf({ graph, node: nodeOf(account), platform: 'instagram', ours: { inbox, username: account.username }, pace: paced(settings.conversationsPerSecond, now) });
  // Messages are delivered from the first moment: nothing before it is looked for.
  const terms = { ...settings, firstLookHours: 0, callsAtOnce: CALLS_AT_ONCE };
  const comments: Part = { name: 'comments', restSeconds: REST_SECONDS.comments, poll: async (from, begunAt) => pollComments(tools, { inbox, cursor: from, begunAt }) };
  const messages: Part = { name: 'messages', restSeconds: REST_SECONDS.messages, poll: async (from, begunAt) => walkRound(conversations, terms, from, begunAt, now()) };
  return pollParts([...(settings.pollComments ? [comments] : []), ...(settings.pollMessages ? [messages] : [])], cursor, now);
}

export const api: Api<InstagramSettings> = {
  accounts: ({ accounts }) => accounts.map(({ id, username }) => ({ inbox: id, names: username === null ? [] : [username] })),

  wroteAsUs: wroteAsAccount,

  async send(tools, handing) {
    const { route: { kind, to, inbox }, text, attachment } = handing;
    const { account, graph } = accountOf(tools, inbox);
    if (!attachment) checkText(text, kind === 'publicReply' ? { characters: facts.limits.publicCharacters } : { bytes: facts.limits.textBytes });
    const messages = [nodeOf(account), 'messages'];
    // The field `metadata` is Messenger's alone.
    const { reference: _unused, ...plain } = handing;
    if (kind === 'private') return sendPrivately(graph, messages, plain, tools.settings, tools.now());
    if (kind === 'privateReply') {
      if (to.startsWith('mention:')) throw new Refused('channelForbids', 'a mention elsewhere has no private reply');
      return replyPrivately(graph, messages, { comment_id: to }, plain, tools.now());
    }
    if (attachment) throw new Refused('badRequest', 'a public reply is a text');
    return replyPublicly(graph, handing);
  },

  moderate: async (tools, act) => moderate(accountOf(tools, act.inbox).graph, act),

  async health(tools) {
    const findings: Finding[] = [];
    for (const account of tools.settings.accounts) {
      const [node, fields] = [nodeOf(account), account.login === 'instagram' ? FIELDS : []];
      findings.push(...(await accountHealth(accountOf(tools, account.id).graph, account, { node, appId: tools.settings.appId, fields, ...(tools.settings.pollMessages ? { reads: 'instagram' } : {}) }, tools.now())));
    }
    return findings;
  },

  poll,
  lookUp: lookUpMention,
  async subscribe(tools, inbox) {
    const { account, graph } = accountOf(tools, inbox);
    // A page may be subscribed to anything for Instagram's deliveries to come. https://developers.facebook.com/docs/instagram-platform/webhooks
    if (account.login === 'facebook') await subscribeTo(graph, { node: 'me', fields: ['feed'] }, []);
    else await subscribeTo(graph, { node: inbox, fields: FIELDS }, WELCOME);
  },
  nameOf: async (tools, { inbox, id }) => readName(accountOf(tools, inbox).graph, id, ['name']),
};
