import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Finding, Tools } from '../handing.ts';
import { call, encodeUrn } from './calls.ts';
import type { LinkedInSettings } from './facts.ts';

const DAY = 86_400_000;
const WARN_DAYS = 14;

const Subscription = z.object({ webhook: z.string().nullish(), expiresAt: z.union([z.number(), z.string()]).nullish() });

/** Days until then, once there are fourteen or fewer left (negative: past). */
export function daysLeft(endsAt: number | undefined, now: number): number | undefined {
  const days = endsAt === undefined ? undefined : Math.floor((endsAt - now) / DAY);
  return days !== undefined && days <= WARN_DAYS ? days : undefined;
}

// The key is structure: its parentheses and commas stay, the names in it are encoded.
function pathOf({ applicationId, memberId, organizationId }: LinkedInSettings): string {
  return `eventSubscriptions/(developerApplication:${encodeUrn(`urn:li:developerApplication:${applicationId}`)},user:${encodeUrn(`urn:li:person:${memberId}`)},`
    + `entity:${encodeUrn(`urn:li:organization:${organizationId}`)},eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)`;
}

function timeOf(told: string | number | null | undefined): number | undefined {
  if (told == null) return undefined;
  const at = typeof told === 'number' ? told : /^\d+$/.test(told) ? Number(told) : Date.parse(told);
  return Number.isFinite(at) ? at : undefined;
}

/** A subscription lapses when its member stops administering the page, and LinkedIn says nothing. */
export async function subscriptionFindings(tools: Tools<LinkedInSettings>): Promise<Finding[]> {
  const { webhookUrl, organizationId: account } = tools.settings;
  if (webhookUrl === undefined) return [];
  const gone = [{ key: 'unsubscribed', values: { account } }];
  try {
    const { webhook, expiresAt } = Subscription.parse((await call(tools, 'GET', pathOf(tools.settings))).body);
    const endsAt = timeOf(expiresAt);
    if (webhook !== webhookUrl || (endsAt !== undefined && endsAt <= tools.now())) return gone;
    const days = daysLeft(endsAt, tools.now());
    return days === undefined ? [] : [{ key: 'subscriptionEnds', values: { account, days: String(days) } }];
  } catch (error) {
    if (error instanceof Refused && error.reason === 'itemGone') return gone;
    throw error;
  }
}

/** Asks for deliveries, again or for the first time: the same call. https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications */
export async function subscribe(tools: Tools<LinkedInSettings>, inbox: string): Promise<void> {
  const { webhookUrl, organizationId } = tools.settings;
  if (inbox !== organizationId || webhookUrl === undefined) throw new Refused('notConnected', 'no page of LinkedIn whose deliveries are wanted');
  await call(tools, 'PUT', pathOf(tools.settings), { webhook: webhookUrl });
}
