import { timingSafeEqual } from 'node:crypto';
import { Untrusted } from '../../errors.ts';
import type { DoorAnswer, Knock } from '../channel.ts';
import { hmac, sameText, secretsOf } from '../signed.ts';
import type { MetaSecrets } from './app.ts';

/** The secrets that sign at present; none when none is set. */
export function signingSecrets({ appSecret, previousAppSecret }: Pick<MetaSecrets, 'appSecret' | 'previousAppSecret'>): string[] {
  return secretsOf(appSecret, previousAppSecret ?? undefined);
}

/** Whether one of the secrets made this SHA-256 HMAC. All are tried, so that the time tells nothing. */
export function isSignedBy(secrets: string[], signed: Buffer | string, signature: Buffer): boolean {
  const matches = secrets.map((secret) => {
    const right = hmac(secret, signed);
    return timingSafeEqual(right, signature.length === right.length ? signature : Buffer.alloc(right.length)) && signature.length === right.length;
  });
  return matches.includes(true);
}

/** X-Hub-Signature-256 over the bytes as they came. https://developers.facebook.com/docs/graph-api/webhooks/getting-started/ */
export function verifySignature({ headers, body }: Knock, settings: MetaSecrets): void {
  const [, hex = ''] = /^sha256=([0-9a-f]{64})$/.exec(headers['x-hub-signature-256'] ?? '') ?? [];
  if (!isSignedBy(signingSecrets(settings), body, Buffer.from(hex, 'hex'))) throw new Untrusted('no signature of ours');
}

/** The handshake of a subscription: the challenge comes back to whoever knows our verify token. */
export function answerChallenge({ method, query }: Knock, { verifyToken }: MetaSecrets): DoorAnswer | undefined {
  if (method !== 'GET') return undefined;
  const [mode, token, challenge] = [query['hub.mode'], query['hub.verify_token'] ?? '', query['hub.challenge'] ?? ''];
  const known = sameText(token, verifyToken) && verifyToken !== '';
  if (!known || mode !== 'subscribe' || !/^[\w.-]{1,200}$/.test(challenge)) throw new Untrusted('no handshake of ours');
  return { status: 200, type: 'text/plain', body: challenge };
}
