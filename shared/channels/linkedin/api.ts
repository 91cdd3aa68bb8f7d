import { Refused } from '../../errors.ts';
import type { Api } from '../channel.ts';
import type { Finding, Handed, Handing, Tools } from '../handing.ts';
import { call, encodeUrn } from './calls.ts';
import { facts, type LinkedInSettings } from './facts.ts';
import { lookUp } from './look-up.ts';
import { moderate } from './moderate.ts';
import { plainUrn, postOf } from './notifications.ts';
import { poll } from './poll.ts';
import { daysLeft, subscribe, subscriptionFindings } from './subscription.ts';
import { sunsetWarning } from './version-sunset.ts';

const TARGET = /^urn:li:(?:activity|share|ugcPost):[\w-]+$|^urn:li:comment:\([\w:,-]+\)$/;

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

async function health(tools: Tools<LinkedInSettings>): Promise<Finding[]> {
  const { settings, now } = tools;
  const account = settings.organizationId;
  const found: [key: string, days: number | undefined][] = [['versionEnds', sunsetWarning(settings.version, now())], ['tokenEnds', daysLeft(settings.accessTokenEndsAt, now())], ['refreshTokenEnds', daysLeft(settings.refreshTokenEndsAt, now())]];
  const findings: Finding[] = found.flatMap(([key, days]) => (days === undefined ? [] : [{ key, values: { account, days: String(days) } }]));
  for (const ask of [() => call(tools, 'GET', `organizations/${encodeURIComponent(account)}`).then((): Finding[] => []), () => subscriptionFindings(tools)]) {
    try {
      findings.push(...(await ask()));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // A dead token or version is the same trouble for every call.
      return [...findings, { key: error.reason, values: { account } }];
    }
  }
  return findings;
}

function accounts({ organizationId, organizationName }: LinkedInSettings): { inbox: string; names: string[] }[] {
  return [{ inbox: organizationId, names: organizationName === undefined ? [] : [organizationName] }];
}

export const api: Api<LinkedInSettings> = { accounts, send, moderate, health, poll, lookUp, subscribe };
