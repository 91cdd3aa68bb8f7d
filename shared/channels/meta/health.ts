import { Refused } from '../../errors.ts';
import { graphGet, type Graph } from './graph.ts';

export interface Finding { key: string; values: Record<string, string> }

interface Subscription { data?: { id?: string; subscribed_fields?: string[] }[] }

/**
 * Whether an account's deliveries still come: Meta unsubscribes after an hour of failures and says nothing.
 * `fields`: what must be subscribed.
 */
export async function subscriptionHealth(graph: Graph, account: string, appId: string, fields: string[]): Promise<Finding[]> {
  try {
    const { data = [] } = (await graphGet(graph, [account, 'subscribed_apps'], {})) as Subscription;
    const ours = data.find(({ id }) => id === appId);
    if (!ours) return [{ key: 'unsubscribed', values: { account } }];
    // Without a list the platform tells only that there is a subscription.
    const missing = ours.subscribed_fields ? fields.filter((field) => !ours.subscribed_fields?.includes(field)) : [];
    return missing.length > 0 ? [{ key: 'fieldsMissing', values: { account, fields: missing.join(', ') } }] : [];
  } catch (error) {
    if (error instanceof Refused) return [{ key: error.reason, values: { account } }];
    throw error;
  }
}
