import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Refusal } from './upload-policy.ts';

const refusal = (code: string, message: string): Refusal => ({ status: 403, code, message });
const derived = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const escaped = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Whether a request brings its signature in its address, as a link that somebody signed does. */
export function isSignedDownload({ method, url }: { method: string; url: string }): boolean {
  return (method === 'GET' || method === 'HEAD') && url.includes('X-Amz-Signature=');
}

/**
 * What S3 checks of such an address: who signed it, until when, and that nothing of it was changed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function refusesDownload({ url, host, now }: { url: string; host: string; now: number }, secret: string): Refusal | undefined {
  const [path = '', query = ''] = url.split('?');
  const given = new URLSearchParams(query);
  const signature = given.get('X-Amz-Signature') ?? '';
  const [key, day, region, service, last] = (given.get('X-Amz-Credential') ?? '').split('/');
  const stamp = given.get('X-Amz-Date') ?? '';
  if (!/^LOCAL[A-Za-z0-9]*$/.test(key ?? '') || service !== 's3' || last !== 'aws4_request' || given.get('X-Amz-SignedHeaders') !== 'host' || !day || !region || !/^\d{8}T\d{6}Z$/.test(stamp)) return refusal('AccessDenied', 'not signed by one of us');
  const begun = Date.parse(stamp.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (now > begun + Number(given.get('X-Amz-Expires')) * 1000) return refusal('AccessDenied', 'Request has expired');
  const canonical = [...given].filter(([name]) => name !== 'X-Amz-Signature').map(([name, value]) => `${escaped(name)}=${escaped(value)}`).sort().join('&');
  const request = `GET\n${path}\n${canonical}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${day}/${region}/s3/aws4_request\n${createHash('sha256').update(request).digest('hex')}`;
  const expected = derived(derived(derived(derived(derived(`AWS4${secret}`, day), region), 's3'), 'aws4_request'), toSign);
  const own = Buffer.from(signature, 'hex');
  return own.length === expected.length && timingSafeEqual(own, expected) ? undefined : refusal('SignatureDoesNotMatch', 'the signature is another');
}

/** The headers that a signed address asks for with its answer. */
export function headersAskedFor(url: string): Record<string, string> {
  const asked = [...new URLSearchParams(url.split('?')[1] ?? '')].filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(asked.map(([name, value]) => [name.slice('response-'.length), value]));
}
