import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { MessageArrival } from '../arrival.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing, Tools } from '../handing.ts';
import { call, encodeUrn } from './calls.ts';
import { facts, type LinkedInSettings } from './facts.ts';
import { plainUrn, postOf } from './notifications.ts';
import { poll } from './poll.ts';
import { sunsetWarning } from './version-sunset.ts';

const DAY = 86_400_000;
const WARN_DAYS = 14;
const TARGET = /^urn:li:(?:activity|share|ugcPost):[\w-]+$|^urn:li:comment:\([\w:,-]+\)$/;

const Comment = z.object({ actor: z.string(), message: z.object({ text: z.string() }), parentComment: z.string().nullish() });
const Post = z.object({ author: z.string(), commentary: z.string().default('') });

async function send(tools: Tools<LinkedInSettings>, { route, text, automatic, attachment }: Handing): Promise<Handed> {
  const { settings } = tools;
  if (route.inbox !== settings.organizationId) throw new Refused('notConnected', 'a page of LinkedIn that is not connected');
  // Its terms forbid automated posting, and pages have no private messages: https://www.linkedin.com/legal/l/api-terms-of-use
  if (automatic || route.kind !== 'publicReply') throw new Refused('channelForbids', 'LinkedIn takes public answers of people only');
  if (attachment) throw new Refused('badRequest', 'comments take no attachments');
  if (text.trim() === '') throw new Refused('emptyText', 'nothing to send');
  if (text.length > facts.limits.textCharacters) throw new Refused('textTooLong', `more than ${facts.limits.textCharacters} characters`);
  const to = plainUrn(route.to);
  if (!TARGET.test(to)) throw new Refused('badRequest', 'no name of a post or comment');
  const actor = `urn:li:organization:${settings.organizationId}`;
  const isComment = to.startsWith('urn:li:comment:');
  const answer = await call(tools, 'POST', `socialActions/${encodeUrn(to)}/comments`, { actor, object: isComment ? postOf(to) : to, message: { text }, ...(isComment ? { parentComment: to } : {}) });
  const told = answer.headers['x-restli-id'];
  if (!told) throw new Error('LinkedIn took a comment and did not name it: the outcome is unknown');
  // The header holds the bare number or the whole name; echoes come with the whole.
  const id = decodeURIComponent(told);
  return { id: /^\d+$/.test(id) ? `urn:li:comment:(${postOf(to)},${id})` : plainUrn(id) };
}

async function lookUp(tools: Tools<LinkedInSettings>, arrival: MessageArrival): Promise<MessageArrival | undefined> {
  const { post, comment } = arrival.lookUp ?? {};
  if (!post) return arrival;
  try {
    const place = comment ? `socialActions/${encodeUrn(post)}/comments/${/,([^,]+)\)$/.exec(comment)?.[1] ?? ''}` : `posts/${encodeUrn(post)}`;
    const { body } = await call(tools, 'GET', place);
    const found = comment ? Comment.parse(body) : undefined;
    const shared = comment ? undefined : Post.parse(body);
    const author = found?.actor ?? shared?.author ?? '';
    const { lookUp: _done, ...rest } = arrival;
    return {
      ...rest, author: { id: author, name: null }, conversation: `${arrival.post ?? post}:${author}`, text: found?.message.text ?? shared?.commentary ?? '',
      parent: found?.parentComment ? plainUrn(found.parentComment) : arrival.parent, ours: author === `urn:li:organization:${arrival.inbox}`,
    };
  } catch (error) {
    if (error instanceof Refused && error.reason === 'itemGone') return undefined;
    throw error;
  }
}

function daysLeft(endsAt: number | undefined, now: number): number | undefined {
  const days = endsAt === undefined ? undefined : Math.floor((endsAt - now) / DAY);
  return days !== undefined && days <= WARN_DAYS ? days : undefined;
}

async function health(tools: Tools<LinkedInSettings>): Promise<Finding[]> {
  const { settings, now } = tools;
  const account = settings.organizationId;
  const found: [key: string, days: number | undefined][] = [['versionEnds', sunsetWarning(settings.version, now())], ['tokenEnds', daysLeft(settings.accessTokenEndsAt, now())], ['refreshTokenEnds', daysLeft(settings.refreshTokenEndsAt, now())]];
  const findings = found.flatMap(([key, days]) => (days === undefined ? [] : [{ key, values: { account, days: String(days) } }]));
  try {
    await call(tools, 'GET', `organizations/${encodeURIComponent(account)}`);
    return findings;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [...findings, { key: error.reason, values: { account } }];
  }
}

function accounts({ organizationId, organizationName }: LinkedInSettings): { inbox: string; names: string[] }[] {
  return [{ inbox: organizationId, names: organizationName === undefined ? [] : [organizationName] }];
}

export const api: Api<LinkedInSettings> = { accounts, send, health, poll, lookUp };
