import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Finding, Tools } from '../handing.ts';
import { callAs } from './calls.ts';
import type { XSettings } from './facts.ts';
import { Id } from './posts.ts';

const Webhook = z.object({ id: Id, url: z.string(), valid: z.boolean().default(false) });
type Webhook = z.infer<typeof Webhook>;
const Webhooks = z.object({ data: z.array(Webhook).nullish() });
const Subscription = z.object({ subscription_id: Id, event_type: z.string(), filter: z.object({ user_id: Id.nullish() }).nullish(), webhook_id: Id.nullish() });
type Subscription = z.infer<typeof Subscription>;
const Subscriptions = z.object({ data: z.array(Subscription).nullish(), meta: z.object({ next_token: z.string().nullish() }).nullish() });
// An app may have 1,500 subscriptions, a thousand on a page.
const MOST_PAGES = 5;
const TAG = 'care';

async function ourWebhook(tools: Tools<XSettings>, url: string): Promise<Webhook | undefined> {
  const { body } = await callAs(tools, 'app', 'GET', '/2/webhooks');
  return (Webhooks.parse(body).data ?? []).find((one) => one.url === url);
}

async function ourSubscriptions(tools: Tools<XSettings>): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let next: string | null | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { body } = await callAs(tools, 'app', 'GET', '/2/activity/subscriptions', next ? { query: { pagination_token: next } } : {});
    const { data, meta } = Subscriptions.parse(body);
    found.push(...(data ?? []).filter(({ filter }) => filter?.user_id === tools.settings.userId));
    next = meta?.next_token;
    if (!next) break;
  }
  return found;
}

/** Whether X still delivers: a webhook that failed for 28 hours is invalid, and X says nothing. https://docs.x.com/x-api/webhooks/introduction */
export async function deliveryFindings(tools: Tools<XSettings>): Promise<Finding[]> {
  const { webhookUrl, userId: account, events } = tools.settings;
  if (webhookUrl === undefined) return [];
  const webhook = await ourWebhook(tools, webhookUrl);
  if (!webhook?.valid) return [{ key: 'unsubscribed', values: { account } }];
  const active = (await ourSubscriptions(tools)).filter(({ webhook_id: id }) => id === webhook.id).map(({ event_type: type }) => type);
  const missing = events.filter((event) => !active.includes(event));
  return missing.length === 0 ? [] : [{ key: 'unsubscribed', values: { account, missing: missing.join(', ') } }];
}

/** Registers our webhook or has it checked again, and asks for every kind of event that is missing. One refusal stops none of the others. */
export async function subscribe(tools: Tools<XSettings>, inbox: string): Promise<void> {
  const { webhookUrl, userId, events } = tools.settings;
  if (inbox !== userId || webhookUrl === undefined) throw new Refused('notConnected', 'no account of X whose deliveries are wanted');
  const known = await ourWebhook(tools, webhookUrl);
  if (known && !known.valid) await callAs(tools, 'app', 'PUT', `/2/webhooks/${encodeURIComponent(known.id)}`);
  const webhook = known ?? z.object({ data: Webhook }).parse((await callAs(tools, 'app', 'POST', '/2/webhooks', { body: { url: webhookUrl } })).body).data;
  const present = new Map((await ourSubscriptions(tools)).map((one) => [one.event_type, one]));
  const refusals: Refused[] = [];
  for (const event of events) {
    const one = present.get(event);
    if (one?.webhook_id === webhook.id) continue;
    try {
      // What happens around an account is private to it: asked for with the account's token.
      if (one) await callAs(tools, 'app', 'PUT', `/2/activity/subscriptions/${encodeURIComponent(one.subscription_id)}`, { body: { webhook_id: webhook.id } });
      else await callAs(tools, 'read', 'POST', '/2/activity/subscriptions', { body: { event_type: event, filter: { user_id: userId }, tag: TAG, webhook_id: webhook.id } });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusals.push(error);
    }
  }
  if (refusals[0]) throw refusals[0];
}
