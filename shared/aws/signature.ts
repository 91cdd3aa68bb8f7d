import { createHash, createHmac } from 'node:crypto';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export interface Signer { region: string; accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

export interface SignedCall { service: string; host: string; type: string; body: string; at: Date; /** Of services that speak JSON: what is called. */ target?: string }

/** The headers of a signed call. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signed({ region, accessKeyId, secretAccessKey, sessionToken }: Signer, { service, host, type, body, at, target }: SignedCall): Record<string, string> {
  const time = `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const own = { 'content-type': type };
  const amazon = {
    'x-amz-date': time, ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}), ...(target ? { 'x-amz-target': target } : {}),
  };
  // In alphabetical order; the host is signed, and sent by whoever calls.
  const headers = { ...own, host, ...amazon };
  const names = Object.keys(headers).join(';');
  const request = ['POST', '/', '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, hash(body)].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const key = [service, 'aws4_request'].reduce<Buffer>(mac, mac(mac(`AWS4${secretAccessKey}`, time.slice(0, 8)), region));
  const signature = mac(key, ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')).toString('hex');
  return { ...own, ...amazon, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}
