import { createHash, createHmac } from 'node:crypto';
import { CallerEnvironment, readEnvironment } from '../config.ts';

const ATTEMPTS = 3;
const TIMEOUT_MS = 5_000;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

interface Signer { region: string; accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

/** The headers of a signed call. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signedHeaders({ region, accessKeyId, secretAccessKey, sessionToken }: Signer, call: { host: string; target: string; body: string; at: Date }): Record<string, string> {
  const time = `${call.at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const own = { 'content-type': 'application/x-amz-json-1.1' };
  const amazon = {
    'x-amz-date': time, ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}), 'x-amz-target': call.target,
  };
  // In alphabetical order; the host is signed, and sent by whoever calls.
  const headers = { ...own, host: call.host, ...amazon };
  const names = Object.keys(headers).join(';');
  const request = ['POST', '/', '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, hash(call.body)].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/ssm/aws4_request`;
  const key = ['ssm', 'aws4_request'].reduce<Buffer>(mac, mac(mac(`AWS4${secretAccessKey}`, time.slice(0, 8)), region));
  const signature = mac(key, ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')).toString('hex');
  return { ...own, ...amazon, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

async function ask(name: string): Promise<{ status: number; body: { __type?: string; Parameter?: { Value?: string } } }> {
  const caller = readEnvironment(CallerEnvironment);
  const url = new URL(caller.AWS_ENDPOINT_URL_SSM ?? `https://ssm.${caller.AWS_REGION}.amazonaws.com`);
  const body = JSON.stringify({ Name: name, WithDecryption: true });
  const signer = { region: caller.AWS_REGION, accessKeyId: caller.AWS_ACCESS_KEY_ID, secretAccessKey: caller.AWS_SECRET_ACCESS_KEY, sessionToken: caller.AWS_SESSION_TOKEN };
  const headers = signedHeaders(signer, { host: url.host, target: 'AmazonSSM.GetParameter', body, at: new Date() });
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: answer.status, body: (await answer.json()) as Awaited<ReturnType<typeof ask>>['body'] };
}

/**
 * One parameter, decrypted; undefined when there is none of that name. Without the SDK's client, which alone would be a
 * fifth of a webhook's bundle and is needed there for this one call. Errors name the parameter, never its value.
 */
export async function readParameter(name: string): Promise<string | undefined> {
  let failure: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await new Promise((resolve) => { setTimeout(resolve, 100 * attempt); });
    try {
      const { status, body } = await ask(name);
      if (status === 200 && body.Parameter?.Value) return body.Parameter.Value;
      const kind = body.__type?.split('#').at(-1) ?? `status ${status}`;
      if (kind === 'ParameterNotFound') return undefined;
      failure = new Error(status === 200 ? 'it is empty' : kind);
      if (status < 500 && !kind.startsWith('Throttling')) break;
    } catch (error) {
      failure = error;
    }
  }
  throw new Error(`parameter ${name} could not be read`, { cause: failure });
}
