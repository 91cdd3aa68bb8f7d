import * as z from 'zod';
import { Refused, TryLater } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { Notification, Notifier } from '../ports/counting.ts';
import { alertMail } from './alert-mail.ts';
import { mailOut } from './mail.ts';
import { readParameter } from './read-parameter.ts';
import { publish } from './topic.ts';

// Only a laptop's own servers may be spoken to in the clear.
const Address = z.url().refine((address) => /^https:\/\/[^/@]+\//.test(address) || /^http:\/\/(?:127\.\d+\.\d+\.\d+|localhost)(?::\d+)?\//.test(address), 'must be an https address');
/** What lies under `<prefix>/alerts`: the addresses of incoming webhooks, which are secrets. */
export const AlertSecrets = z.object({ slack: Address.optional(), teams: Address.optional() });
type AlertSecrets = z.infer<typeof AlertSecrets>;

const KEPT_MS = 5 * 60_000;
const TIMEOUT_MS = 8_000;
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors; Teams answers 202 or 200.
const LATER = new Set([408, 425, 429]);

export interface NotifierSettings { prefix: string; from: string; topicArn: string; now: Clock; log: Log; read?: (name: string) => Promise<string | undefined> }

/** Everywhere that alerts go: mails by SES, a topic, and the incoming webhooks of Slack and Teams as far as they are set. */
export function notifier({ prefix, from, topicArn, now, log, read = readParameter }: NotifierSettings): Notifier {
  const mail = mailOut();
  let kept: { at: number; secrets: AlertSecrets } | undefined;

  async function secrets(): Promise<AlertSecrets> {
    if (kept && now() - kept.at < KEPT_MS) return kept.secrets;
    const text = await read(`${prefix}/alerts`);
    kept = { at: now(), secrets: text === undefined ? {} : parsed(text, log) };
    return kept.secrets;
  }

  return {
    async targets(addresses) {
      const chats = await secrets().catch((error: unknown): AlertSecrets => {
        log('error', 'alerts.secretsUnreadable', { error });
        return {};
      });
      return [...addresses.map((address) => `mail:${address}`), 'topic', ...(['slack', 'teams'] as const).filter((name) => chats[name] !== undefined)];
    },

    async deliver(target, notification) {
      if (target.startsWith('mail:')) return mail.hand(alertMail({ from, to: target.slice(5), notification }), {});
      if (target === 'topic') return publish(topicArn, notification.text, notification.facts);
      if (target !== 'slack' && target !== 'teams') throw new Refused('noTarget', 'a target of no known kind');
      const address = (await secrets())[target];
      if (address === undefined) throw new Refused('notConnected', `${target} is not set any more`);
      return post(address, notification[target]);
    },
  };
}

function parsed(text: string, log: Log): AlertSecrets {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // Its message would quote the secret.
    if (!(error instanceof SyntaxError)) throw error;
  }
  const found = AlertSecrets.safeParse(json);
  if (found.success) return found.data;
  log('error', 'alerts.secretsWrong', { reason: [...new Set(found.error.issues.map(({ path }) => path.join('.') || 'everything'))].join(', ') });
  return {};
}

// A redirect would carry the team's words elsewhere: none is followed.
async function post(address: string, body: Notification['slack']): Promise<string> {
  const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body), redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const said = (await answer.text()).slice(0, 100);
  if (answer.ok) return String(answer.status);
  if (LATER.has(answer.status) || answer.status >= 500) throw new TryLater(60, `the webhook answers ${answer.status}`);
  throw new Refused(/^[a-z_]{3,40}$/.test(said) ? said : `status${answer.status}`, `the webhook refuses: ${answer.status}`);
}
