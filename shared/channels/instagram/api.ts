import { Refused } from '../../errors.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing } from '../handing.ts';
import { graphPost, idIn, type Graph } from '../meta/graph.ts';
import { accountHealth, subscribeTo } from '../meta/health.ts';
import { checkText, readName, replyPrivately, sendPrivately } from '../meta/send-message.ts';
import { accountOf } from './account.ts';
import type { InstagramAccount, InstagramSettings } from './facts.ts';
import { lookUpMention } from './look-up.ts';
import { pollComments } from './poll-comments.ts';

const MESSAGE_BYTES = 1000;
const COMMENT_CHARACTERS = 2200;
const FIELDS = ['messages', 'comments', 'mentions'];
const WELCOME = ['live_comments', 'messaging_postbacks', 'message_reactions'];
/** Through Facebook the page that is linked is subscribed, to anything; it is whose token we have. https://developers.facebook.com/docs/instagram-platform/webhooks */
const subscribed = ({ id, login }: InstagramAccount): { node: string; fields: string[] } => (login === 'instagram' ? { node: id, fields: FIELDS } : { node: 'me', fields: ['feed'] });

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

export const api: Api<InstagramSettings> = {
  accounts: ({ accounts }) => accounts.map(({ id, username }) => ({ inbox: id, names: username === null ? [] : [username] })),

  async send(tools, handing) {
    const { route: { kind, to, inbox }, text, attachment } = handing;
    const { account, graph } = accountOf(tools, inbox);
    if (!attachment) checkText(text, kind === 'publicReply' ? { characters: COMMENT_CHARACTERS } : { bytes: MESSAGE_BYTES });
    const messages = [account.login === 'instagram' ? inbox : 'me', 'messages'];
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

  async health(tools) {
    const findings: Finding[] = [];
    for (const account of tools.settings.accounts) {
      // Of the linked page's fields none is ours to ask for.
      const { node, fields } = subscribed(account);
      findings.push(...(await accountHealth(accountOf(tools, account.id).graph, account, { node, appId: tools.settings.appId, fields: account.login === 'instagram' ? fields : [] }, tools.now())));
    }
    return findings;
  },

  poll: pollComments,
  lookUp: lookUpMention,
  async subscribe(tools, inbox) {
    const { account, graph } = accountOf(tools, inbox);
    await subscribeTo(graph, subscribed(account), account.login === 'instagram' ? WELCOME : []);
  },
  nameOf: (tools, { inbox, id }) => readName(accountOf(tools, inbox).graph, id, ['name']),
};
