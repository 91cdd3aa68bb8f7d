import { createHmac } from 'node:crypto';
import type { Reply } from '../servers/loopback.ts';

interface Webhook { id: string; url: string; valid: boolean; created_at: string }
interface Subscription { subscription_id: string; event_type: string; filter: { user_id?: string }; tag?: string; webhook_id?: string; created_at: string; updated_at: string }

const json = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const problem = (status: number, title: string, detail: string): Reply => json(status, { title, detail, type: 'about:blank', status });

/** The challenge-response check: whether a webhook answers as its documentation wants. */
export async function checkWebhook(url: string, secret: string, token: string): Promise<boolean> {
  const answered = await fetch(`${url}?crc_token=${token}`, { redirect: 'manual' });
  const text = await answered.text();
  return answered.status === 200 && text === JSON.stringify({ response_token: `sha256=${createHmac('sha256', secret).update(token).digest('base64')}` });
}

/** Which webhooks an app has registered, and which events it has asked to be delivered there. */
export class WebhookRegistry {
  readonly webhooks: Webhook[] = [];
  readonly subscriptions: Subscription[] = [];
  readonly #options: { secret: string; newId: () => string; now: () => number };

  constructor(options: { secret: string; newId: () => string; now: () => number }) {
    this.#options = options;
  }

  /** Where events of this kind go. */
  targets(eventType: string, userId: string): string[] {
    const wanted = this.subscriptions.filter((one) => one.event_type === eventType && one.filter.user_id === userId).map((one) => one.webhook_id);
    return this.webhooks.filter(({ id, valid }) => valid && wanted.includes(id)).map(({ url }) => url);
  }

  async onWebhooks(method: string, id: string, body: { url?: string }): Promise<Reply> {
    const { secret, newId, now } = this.#options;
    if (method === 'GET') return json(200, { data: this.webhooks, meta: { result_count: this.webhooks.length } });
    if (method === 'POST') {
      if (!body.url || this.webhooks.some(({ url }) => url === body.url)) return problem(400, 'Invalid Request', 'the url is missing or registered already');
      if (!(await checkWebhook(body.url, secret, `token-${newId()}`))) return problem(400, 'CrcValidationFailed', 'the webhook does not answer the CRC');
      const webhook = { id: newId(), url: body.url, valid: true, created_at: new Date(now()).toISOString() };
      this.webhooks.push(webhook);
      return json(200, { data: webhook });
    }
    const webhook = this.webhooks.find((one) => one.id === id);
    if (!webhook) return problem(404, 'Not Found', 'no such webhook');
    webhook.valid = await checkWebhook(webhook.url, secret, `token-${newId()}`);
    return json(200, { data: { valid: webhook.valid } });
  }

  onSubscriptions(method: string, id: string, body: Partial<Subscription>): Reply {
    const at = new Date(this.#options.now()).toISOString();
    if (method === 'GET') return json(200, { ...(this.subscriptions.length > 0 ? { data: this.subscriptions } : {}), meta: { total_subscriptions: this.subscriptions.length } });
    if (method === 'POST') {
      if (!body.event_type || !body.filter?.user_id) return problem(400, 'Invalid Request', 'event_type and filter are needed');
      if (this.subscriptions.some((one) => one.event_type === body.event_type && one.filter.user_id === body.filter?.user_id)) return problem(409, 'Duplicate', 'a duplicate subscription');
      this.subscriptions.push({ subscription_id: this.#options.newId(), event_type: body.event_type, filter: body.filter, ...(body.tag ? { tag: body.tag } : {}), ...(body.webhook_id ? { webhook_id: body.webhook_id } : {}), created_at: at, updated_at: at });
      return json(200, { data: { subscription: this.subscriptions.at(-1) } });
    }
    const subscription = this.subscriptions.find((one) => one.subscription_id === id);
    if (!subscription) return problem(404, 'Not Found', 'no such subscription');
    Object.assign(subscription, { ...(body.webhook_id ? { webhook_id: body.webhook_id } : {}), updated_at: at });
    return json(200, { data: subscription, meta: { total_subscriptions: this.subscriptions.length } });
  }
}
