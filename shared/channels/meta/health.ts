import { Refused } from '../../errors.ts';
import type { Finding } from '../handing.ts';
import type { MetaAccount } from './app.ts';
import { usedPercent } from './graph-errors.ts';
import { graphGet, graphPost, type Graph } from './graph.ts';

const DAY = 86_400_000;
/** Days before its end at which a token is worth a word. */
const TOKEN_WARNING_DAYS = 14;
/** Beyond a hundred every call is refused, and calls made then prolong it. https://developers.facebook.com/docs/graph-api/overview/rate-limiting/ */
const USED_WARNING_PERCENT = 80;

interface Subscription { data?: { id?: string; subscribed_fields?: string[] }[] }

/** What has to be subscribed: by which name of the account, for which app, which fields. `reads`: its conversations are fetched too. */
export interface Subscribed { node: string; appId: string; fields: string[]; reads?: 'messenger' | 'instagram' }

async function subscriptionHealth(graph: Graph, account: string, { node, appId, fields, reads }: Subscribed): Promise<Finding[]> {
  try {
    const { data = [] } = (await graphGet(graph, [node, 'subscribed_apps'], {})) as Subscription;
    const ours = data.find(({ id }) => id === appId);
    if (!ours) return [{ key: 'unsubscribed', values: { account } }];
    // A permission that is missing here would be felt only when deliveries stop.
    if (reads) await graphGet(graph, [node, 'conversations'], { platform: reads, fields: 'id', limit: '1' });
    // Without a list the platform tells only that there is a subscription.
    const missing = ours.subscribed_fields ? fields.filter((field) => !ours.subscribed_fields?.includes(field)) : [];
    return missing.length > 0 ? [{ key: 'fieldsMissing', values: { account, fields: missing.join(', ') } }] : [];
  } catch (error) {
    if (error instanceof Refused) return [{ key: error.reason, values: { account } }];
    throw error;
  }
}

/** How long an account's token lives, how much of its calls is used, and whether its deliveries still come: Meta unsubscribes after an hour of failures and says nothing. */
export async function accountHealth(graph: Graph, { id: account, tokenEndsAt }: MetaAccount, subscribed: Subscribed, now: number): Promise<Finding[]> {
  const days = tokenEndsAt === null ? Infinity : Math.floor((tokenEndsAt - now) / DAY);
  if (days < 0) return [{ key: 'tokenDead', values: { account } }];
  const ending = days <= TOKEN_WARNING_DAYS ? [{ key: 'tokenEnds', values: { account, days: String(days) } }] : [];
  let used = 0;
  const watched: Graph = {
    ...graph,
    async http(request) {
      const answer = await graph.http(request);
      used = Math.max(used, usedPercent(answer.headers) ?? 0);
      return answer;
    },
  };
  const findings = [...ending, ...(await subscriptionHealth(watched, account, subscribed))];
  return used >= USED_WARNING_PERCENT ? [...findings, { key: 'quotaUsed', values: { account, percent: String(Math.floor(used)) } }] : findings;
}

/**
 * Asks for the deliveries again; asking twice changes nothing. Not every account may have every field, and one that it may not
 * have stops all: then only what is needed is asked for. https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
 */
export async function subscribeTo(graph: Graph, { node, fields }: Omit<Subscribed, 'appId'>, welcome: string[]): Promise<void> {
  const ask = (wanted: string[]): Promise<Record<string, unknown>> => graphPost(graph, [node, 'subscribed_apps'], { subscribed_fields: wanted.join(',') });
  const answer = await ask([...fields, ...welcome]).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.reason !== 'badRequest' || welcome.length === 0) throw error;
    return ask(fields);
  });
  if (answer['success'] !== true) throw new Error('Graph answered a subscription without saying that it holds');
}
