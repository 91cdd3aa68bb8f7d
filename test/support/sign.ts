import { createHmac } from 'node:crypto';
import { linkedInFlood, signAsLinkedIn } from './sign-linkedin.ts';
import { signAsX } from './sign-x.ts';

/** How a platform signs, written apart from the product's own checking: two independent writings check each other. */
export interface Signer {
  header: string;
  sign(body: Buffer, secret: string): string;
  /** One delivery of so many updates, and the native ids that must come out of it. */
  flood(count: number): { body: Buffer; nativeIds: string[] };
}

function metaFlood(count: number): { body: Buffer; nativeIds: string[] } {
  const nativeIds = Array.from({ length: count }, (_, index) => `m_flood_${index}`);
  const messaging = nativeIds.map((mid, index) => ({ sender: { id: `${index % 50}` }, recipient: { id: 'A1' }, timestamp: 1_790_000_000_000 + index, message: { mid, text: `שלום ${index}` } }));
  // A few entries, a few hundred updates each, as they come in a surge.
  const entry = Array.from({ length: 4 }, (_, part) => ({ id: 'A1', time: 1_790_000_000_000, messaging: messaging.filter((_, index) => index % 4 === part) }));
  return { body: Buffer.from(JSON.stringify({ object: 'page', entry })), nativeIds };
}

const meta: Signer = {
  header: 'x-hub-signature-256',
  sign: (body, secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  flood: metaFlood,
};

// Only the older of X's two envelopes holds more than one event.
function xFlood(count: number): { body: Buffer; nativeIds: string[] } {
  const nativeIds = Array.from({ length: count }, (_, index) => `${2_124_405_078_881_000_000n + BigInt(index)}`);
  const user = { id_str: '2222222222222222222', name: 'דנה', screen_name: 'dana_levi' };
  const posts = nativeIds.map((id) => ({ created_at: 'Sun Nov 22 07:30:15 +0000 2026', id_str: id, text: `@brand ${id}`, truncated: false, user, entities: { user_mentions: [{ screen_name: 'brand', id_str: '42', indices: [0, 6] }] } }));
  return { body: Buffer.from(JSON.stringify({ for_user_id: '42', tweet_create_events: posts })), nativeIds };
}

const X_HEADER = 'x-twitter-webhooks-signature';
const x: Signer = { header: X_HEADER, sign: (body, secret) => signAsX(body, secret)[X_HEADER]!, flood: xFlood };

/** By the name of the channel. */
export const SIGNERS: Record<string, Signer> = { facebook: meta, instagram: meta, x, linkedin: { header: 'x-li-signature', sign: signAsLinkedIn, flood: linkedInFlood } };
