import * as z from 'zod';
import { Refused, TryLater } from '../../errors.ts';
import type { Arrival, Polled } from '../arrival.ts';
import type { Tools } from '../handing.ts';
import { call, encodeUrn } from './calls.ts';
import type { LinkedInSettings } from './facts.ts';
import { completeEdit } from './look-up.ts';
import { readNotification } from './notifications.ts';

const ACTIONS = ['COMMENT', 'ADMIN_COMMENT', 'COMMENT_EDIT', 'COMMENT_DELETE', 'SHARE', 'SHARE_MENTION'];
const PAGE = 50;
// What the platform keeps: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications
const KEPT = 60 * 86_400_000 - 3_600_000;

/** Everything up to `since` is queued; a walk through the pages of one time range keeps its end and its place. */
const Cursor = z.object({ since: z.number(), walk: z.object({ start: z.number(), end: z.number(), from: z.number() }).nullable(), notBefore: z.number() });

const Answer = z.object({ elements: z.array(z.unknown()).default([]) });

/** One page of what happened around the page. A cursor of long ago asks for what LinkedIn still keeps. */
export async function poll(tools: Tools<LinkedInSettings>, from: { inbox: string; cursor: string | null }): Promise<Polled> {
  const { settings } = tools;
  const now = tools.now();
  if (from.inbox !== settings.organizationId) throw new Refused('notConnected', 'a page of LinkedIn that is not connected');
  const cursor = from.cursor === null ? { since: now - settings.firstLookHours * 3_600_000, walk: null, notBefore: 0 } : Cursor.parse(JSON.parse(from.cursor));
  if (cursor.notBefore > now) return { arrivals: [], cursor: JSON.stringify(cursor), more: false, restsUntil: cursor.notBefore };
  const walk = cursor.walk ?? { start: Math.max(cursor.since - settings.overlapSeconds * 1000, now - KEPT), end: now, from: 0 };
  const range = `actions=List(${ACTIONS.join(',')})&organizationalEntity=${encodeUrn(`urn:li:organization:${settings.organizationId}`)}&timeRange=(start:${walk.start},end:${walk.end})`;
  try {
    const { body } = await call(tools, 'GET', `organizationalEntityNotifications?q=criteria&${range}&start=${walk.from}&count=${PAGE}`);
    const { elements } = Answer.parse(body);
    const arrivals: Arrival[] = [];
    for (const element of elements) {
      const arrival = readNotification(element, { inbox: settings.organizationId, receivedAt: now });
      arrivals.push(arrival.kind === 'note' ? await completeEdit(tools, arrival) : arrival);
    }
    const more = elements.length === PAGE;
    const next = more ? { ...cursor, walk: { ...walk, from: walk.from + PAGE } } : { since: walk.end, walk: null, notBefore: now + settings.pollSeconds * 1000 };
    return { arrivals, cursor: JSON.stringify(next), more };
  } catch (error) {
    if (!(error instanceof TryLater)) throw error;
    const notBefore = now + error.seconds * 1000;
    return { arrivals: [], cursor: JSON.stringify({ ...cursor, notBefore }), more: false, restsUntil: notBefore };
  }
}
