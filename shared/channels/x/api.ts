import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing, Tools } from '../handing.ts';
import { conversationOf } from './direct-messages.ts';
import { callAs } from './calls.ts';
import { lookAgain } from './look-again.ts';
import { facts, POST_LENGTH, type XSettings } from './facts.ts';
import { openLibrary } from './library.ts';
import { moderate } from './moderate.ts';
import { poll, standing } from './poll.ts';
import { Id } from './posts.ts';
import { deliveryFindings, subscribe } from './subscriptions.ts';
import { addressesIn, weightedLength } from './weighted-length.ts';

const DAY = 86_400_000;
const WARN_DAYS = 14;
const WARN_PERCENT = 80;

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

const Amount = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const Usage = z.object({ data: z.object({ project_cap: Amount, project_usage: Amount }) });

async function ownerFindings(tools: Tools<XSettings>): Promise<Finding[]> {
  const { userId: account } = tools.settings;
  const me = z.object({ data: z.object({ id: Id }) }).safeParse(await openLibrary(tools, 'read').me());
  return me.success && me.data.data.id === account ? [] : [{ key: 'tokenOfAnother', values: { account } }];
}

/** How much of the month's reading is used up. https://docs.x.com/x-api/usage/introduction */
async function usageFindings(tools: Tools<XSettings>): Promise<Finding[]> {
  const { userId: account, appToken } = tools.settings;
  if (appToken === undefined) return [];
  const read = Usage.safeParse((await callAs(tools, 'app', 'GET', '/2/usage/tweets')).body);
  if (!read.success || read.data.data.project_cap <= 0) return [];
  const percent = Math.floor((100 * read.data.data.project_usage) / read.data.data.project_cap);
  return percent >= WARN_PERCENT ? [{ key: 'quotaUsed', values: { account, percent: String(percent) } }] : [];
}

async function health(tools: Tools<XSettings>): Promise<Finding[]> {
  const { userId: account, accessTokenEndsAt: endsAt } = tools.settings;
  const days = endsAt === undefined ? undefined : Math.floor((endsAt - tools.now()) / DAY);
  const findings: Finding[] = days !== undefined && days <= WARN_DAYS ? [{ key: 'tokenEnds', values: { account, days: String(days) } }] : [];
  const told = await Promise.all([ownerFindings, deliveryFindings, usageFindings].map((ask) => ask(tools).catch((error: unknown): Finding[] => {
    if (error instanceof Refused) return [{ key: error.reason, values: { account } }];
    throw error;
  })));
  // Two calls with one dead token are one thing to repair.
  for (const finding of told.flat()) if (!findings.some(({ key }) => key === finding.key)) findings.push(finding);
  return findings;
}

function accounts({ userId, handle }: XSettings): { inbox: string; names: string[] }[] {
  return [{ inbox: userId, names: [handle] }];
}

export const api: Api<XSettings> = { accounts, answersPublicly: ({ automaticPublicReplies }) => automaticPublicReplies, send, moderate, health, poll, standing, remembersDays: ({ lookAgainDays }) => lookAgainDays, lookAgain, subscribe };
