import { Refused } from '../../errors.ts';
import type { Api } from '../channel.ts';
import type { Handing } from '../handing.ts';
import { graphPost, idIn, type Graph } from '../meta/graph.ts';
import { subscriptionHealth, type Finding } from '../meta/health.ts';
import { checkText, readName, replyPrivately, sendPrivately } from '../meta/send-message.ts';
import { accountOf } from './account.ts';
import type { InstagramSettings } from './facts.ts';
import { lookUpMention } from './look-up.ts';
import { pollComments } from './poll-comments.ts';

const MESSAGE_BYTES = 1000;
const COMMENT_CHARACTERS = 2200;
const FIELDS = ['messages', 'comments', 'mentions'];
const DAY = 86_400_000;
/** Days before its end at which a token is worth a word. */
const TOKEN_WARNING_DAYS = 14;

/** Below our own posts a reply, elsewhere the answer to a mention. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies */
async function replyPublicly(graph: Graph, { route: { to, inbox }, text, attempt }: Handing): Promise<string> {
  const [mention, media, comment] = /^mention:(\d+)(?::(\d+))?$/.exec(to) ?? [];
  const answer = mention === undefined
    ? graphPost(graph, [to, 'replies'], { message: text }, attempt)
    : graphPost(graph, [inbox, 'mentions'], { media_id: media, ...(comment === undefined ? {} : { comment_id: comment }), message: text }, attempt);
  const id = idIn(await answer, 'id');
  if (id === to) throw new Error('Graph answered with the id of what was answered');
  return id;
}

export const api: Api<InstagramSettings> = {
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
    for (const { id, tokenEndsAt, login } of tools.settings.accounts) {
      const days = tokenEndsAt === null ? Infinity : Math.floor((tokenEndsAt - tools.now()) / DAY);
      if (days < 0) findings.push({ key: 'tokenDead', values: { account: id } });
      else if (days <= TOKEN_WARNING_DAYS) findings.push({ key: 'tokenEnds', values: { account: id, days: String(days) } });
      // On the other route the linked page is subscribed, and Facebook's own check sees to it.
      if (days >= 0 && login === 'instagram') findings.push(...(await subscriptionHealth(accountOf(tools, id).graph, id, tools.settings.appId, FIELDS)));
    }
    return findings;
  },

  poll: pollComments,
  lookUp: lookUpMention,
  nameOf: (tools, { inbox, id }) => readName(accountOf(tools, inbox).graph, id, ['name']),
};
