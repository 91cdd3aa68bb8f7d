import { CallerEnvironment, readEnvironment } from '../config.ts';
import { signed, type Signer } from './signature.ts';

const ATTEMPTS = 3;
const TIMEOUT_MS = 5_000;

/** The headers of a signed call to the parameter store. */
export function signedHeaders(signer: Signer, call: { host: string; target: string; body: string; at: Date }): Record<string, string> {
  return signed(signer, { ...call, service: 'ssm', type: 'application/x-amz-json-1.1' });
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
