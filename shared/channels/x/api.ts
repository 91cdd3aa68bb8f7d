import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing, Tools } from '../handing.ts';
import { conversationOf } from './direct-messages.ts';
import { facts, POST_LENGTH, type XSettings } from './facts.ts';
import { openLibrary } from './library.ts';
import { poll } from './poll.ts';
import { Id } from './posts.ts';
import { addressesIn, weightedLength } from './weighted-length.ts';

const DAY = 86_400_000;
const WARN_DAYS = 14;

const Posted = z.object({ data: z.object({ id: Id }) });
const Sent = z.object({ data: z.object({ dm_event_id: Id }) });

function isId(to: string): boolean {
  return /^\d{1,20}$/.test(to);
}

// Throws Refused before anything is sent that the platform's rules forbid. https://docs.x.com/developer-terms/policy
function checkPublic({ text, automatic }: Handing, settings: XSettings): void {
  if (automatic && !settings.automaticPublicReplies) throw new Refused('channelForbids', 'the operator has not confirmed the label of automated accounts');
  // A post with an address costs thirteen times one without: https://docs.x.com/x-api/getting-started/pricing
  if (automatic && addressesIn(text).length > 0) throw new Refused('linkInAutomaticText', 'no addresses in automatic posts');
  if (weightedLength(text) > POST_LENGTH) throw new Refused('textTooLong', `more than ${POST_LENGTH} weighted characters`);
}

async function send(tools: Tools<XSettings>, handing: Handing): Promise<Handed> {
  const { route, text, attachment, person } = handing;
  if (route.inbox !== tools.settings.userId) throw new Refused('notConnected', 'an account of X that is not connected');
  if (attachment) throw new Refused('badRequest', 'attachments are not handed to X');
  if (text.trim() === '') throw new Refused('emptyText', 'nothing to send');
  if (!isId(route.to)) throw new Refused('badRequest', 'no id of X');
  if (route.kind === 'publicReply') {
    checkPublic(handing, tools.settings);
    const { id } = Posted.parse(await openLibrary(tools, 'post').reply(text, route.to)).data;
    return { id, ...(person === undefined || person === route.inbox ? {} : { conversation: conversationOf(route.inbox, person) }) };
  }
  if (route.kind !== 'private') throw new Refused('channelForbids', 'X has no private answer to a public post');
  if (text.length > facts.limits.textCharacters) throw new Refused('textTooLong', `more than ${facts.limits.textCharacters} characters`);
  return { id: Sent.parse(await openLibrary(tools, 'directMessage').sendDmToParticipant(route.to, { text })).data.dm_event_id };
}

async function health(tools: Tools<XSettings>): Promise<Finding[]> {
  const { settings } = tools;
  const findings = [];
  const days = settings.accessTokenEndsAt === undefined ? undefined : Math.floor((settings.accessTokenEndsAt - tools.now()) / DAY);
  if (days !== undefined && days <= WARN_DAYS) findings.push({ key: 'tokenEnds', values: { account: settings.userId, days: String(days) } });
  try {
    const me = z.object({ data: z.object({ id: Id }) }).safeParse(await openLibrary(tools, 'read').me());
    if (!me.success || me.data.data.id !== settings.userId) findings.push({ key: 'tokenOfAnother', values: { account: settings.userId } });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    findings.push({ key: error.reason, values: { account: settings.userId } });
  }
  return findings;
}

function accounts({ userId, handle }: XSettings): { inbox: string; names: string[] }[] {
  return [{ inbox: userId, names: [handle] }];
}

export const api: Api<XSettings> = { accounts, send, health, poll };
