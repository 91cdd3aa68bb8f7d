import { createHash, createHmac } from 'node:crypto';
import { objectsClient } from './clients.ts';

const SECONDS = 300;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: everything but unreserved characters.
const encoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

interface Signer { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

/** An address of one object that holds for some minutes. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export function presigned({ url, region, query, now, seconds = SECONDS }: { url: URL; region: string; query: Record<string, string>; now: number; seconds?: number }, signer: Signer): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const all: Record<string, string> = {
    ...query, 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256', 'X-Amz-Credential': `${signer.accessKeyId}/${scope}`, 'X-Amz-Date': stamp, 'X-Amz-Expires': String(seconds), 'X-Amz-SignedHeaders': 'host',
    ...(signer.sessionToken ? { 'X-Amz-Security-Token': signer.sessionToken } : {}),
  };
  const canonical = Object.keys(all).map((name) => [encoded(name), encoded(all[name]!)] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`).join('&');
  const path = url.pathname.split('/').map((part) => encoded(decodeURIComponent(part))).join('/');
  const request = ['GET', path, canonical, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const key = ['s3', 'aws4_request'].reduce<Buffer>((made, part) => hmac(made, part), hmac(hmac(`AWS4${signer.secretAccessKey}`, stamp.slice(0, 8)), region));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(request).digest('hex')].join('\n')).toString('hex');
  return `${url.origin}${path}?${canonical}&X-Amz-Signature=${signature}`;
}

/** Addresses by which the browser downloads a file from the bucket itself; it is never shown as a page there. */
export function downloads({ bucket, region, endpoint, now }: { bucket: string; region: string; endpoint: string | undefined; now: () => number }): (key: string, name: string, type?: string) => Promise<string> {
  return async (key, name, type = 'application/octet-stream') => {
    const path = key.split('/').map(encoded).join('/');
    const url = endpoint === undefined ? new URL(`https://${bucket}.s3.${region}.amazonaws.com/${path}`) : new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
    const safe = name.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069"\\/]/gu, '_').slice(0, 150);
    const signer = await objectsClient().config.credentials();
    // RFC 6266: the plain name for old browsers, the real one for the others.
    const disposition = `attachment; filename="${safe.replace(/[^\u0020-\u007e]/g, '_')}"; filename*=UTF-8''${encoded(safe)}`;
    return presigned({ url, region, now: now(), query: { 'response-content-disposition': disposition, 'response-content-type': type } }, signer);
  };
}
