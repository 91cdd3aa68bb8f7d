import { createHmac } from 'node:crypto';

/** The header that X puts on a delivery, written from its documentation and not from our door. */
export function signAsX(body: Buffer, secret: string): Record<string, string> {
  const mac = createHmac('sha256', secret);
  mac.update(body);
  return { 'x-twitter-webhooks-signature': 'sha256='.concat(mac.digest('base64')) };
}
