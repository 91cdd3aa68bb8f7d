import * as z from 'zod';
import { Untrusted } from '../../errors.ts';
import type { MetaSecrets } from './app.ts';
import { parseExactly } from './envelope.ts';
import { isSignedBy, signingSecrets } from './signature.ts';

const SignedRequest = z.object({ algorithm: z.literal('HMAC-SHA256'), user_id: z.union([z.string(), z.number()]).transform(String), issued_at: z.number().optional() });

/** Who asks to be forgotten, or has removed the app. `userId` is app-scoped: neither a page's nor Instagram's id of that person. */
export interface SignedRequest { userId: string; issuedAt: number | null }

/** Reads `signed_request`: the signature is over the encoded second part as text. Throws Untrusted. https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback/ */
export function readSignedRequest(signedRequest: string, settings: Pick<MetaSecrets, 'appSecret' | 'previousAppSecret'>): SignedRequest {
  const [, signature = '', payload = ''] = /^([\w-]+)=*\.([\w-]+=*)$/.exec(signedRequest) ?? [];
  if (!isSignedBy(signingSecrets(settings), payload, Buffer.from(signature, 'base64url'))) throw new Untrusted('no signed request of ours');
  const read = SignedRequest.safeParse(parseExactly(Buffer.from(payload, 'base64url')));
  if (!read.success) throw new Untrusted('a signed request of another algorithm or shape');
  return { userId: read.data.user_id, issuedAt: read.data.issued_at === undefined ? null : read.data.issued_at * 1000 };
}

/** The field of the form that Meta posts to the deletion and deauthorisation addresses. Throws Untrusted when there is none. */
export function signedRequestOf(body: Buffer): string {
  const field = new URLSearchParams(body.toString('latin1')).get('signed_request');
  if (!field) throw new Untrusted('no signed request');
  return field;
}

/** What Meta wants to hear about a deletion: where its state can be read, and its code. */
export function deletionAnswer(statusUrl: string, confirmationCode: string): { status: number; type: string; body: string } {
  return { status: 200, type: 'application/json', body: JSON.stringify({ url: statusUrl, confirmation_code: confirmationCode }) };
}
