import { SSMClient } from '@aws-sdk/client-ssm';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

/** A refusal of a service, by its own code. */
export class ServiceRefused extends Error {
  override readonly name: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(ArrayBuffer.isView(secret) ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength) : Buffer.from(secret)));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('a hash is used once');
  }
}

const TIMEOUT_MS = 15_000;
const FORM = 'application/x-www-form-urlencoded; charset=utf-8';
const JSON_TYPE = 'application/x-amz-json-1.1';

type Fields = Record<string, string>;

export interface Services {
  /** Of services that answer in XML: CloudFormation, CloudWatch, SNS. */
  query(service: 'cloudformation' | 'monitoring' | 'sns', action: string, fields?: Fields): Promise<string>;
  json(service: 'events' | 'logs', target: string, body: object): Promise<Record<string, unknown>>;
  get(service: 'lambda', path: string, query: Fields): Promise<Record<string, unknown>>;
}

const VERSIONS = { cloudformation: '2010-05-15', monitoring: '2010-08-01', sns: '2010-03-31' };
/** How each service's own address can be given, as the SDK's clients take it. */
const VARIABLES = { cloudformation: 'CLOUDFORMATION', monitoring: 'CLOUDWATCH', sns: 'SNS', events: 'EVENTBRIDGE', logs: 'CLOUDWATCH_LOGS', lambda: 'LAMBDA' };

/** Reading calls to services for which no client of the SDK is installed, signed as whoever this shell is. */
export function services(region: string): Services {
  const who = new SSMClient({ region }).config.credentials;
  const call = async (service: keyof typeof VARIABLES, { method = 'POST', path = '/', query = {}, headers = {}, body = '' }: { method?: string; path?: string; query?: Fields; headers?: Fields; body?: string }): Promise<string> => {
    const url = new URL(process.env[`AWS_ENDPOINT_URL_${VARIABLES[service]}`] ?? `https://${service}.${region}.amazonaws.com`);
    const signer = new SignatureV4({ service, region, credentials: who, sha256: Sha256 });
    const signed = await signer.sign({ method, protocol: url.protocol, hostname: url.hostname, ...(url.port ? { port: Number(url.port) } : {}), path, query, headers: { host: url.host, ...headers }, ...(method === 'GET' ? {} : { body }) });
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    url.pathname = path;
    const { host: _host, ...sent } = signed.headers;
    const answer = await fetch(url, { method, headers: sent, ...(method === 'GET' ? {} : { body }), signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.ok) return text;
    const code = /<Code>([\w.]+)<\/Code>/.exec(text)?.[1] ?? /"__type":"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1] ?? answer.headers.get('x-amzn-errortype')?.split(':')[0] ?? `status${answer.status}`;
    throw new ServiceRefused(code, /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? /"[mM]essage":"([^"]*)"/.exec(text)?.[1] ?? `${service} answered ${answer.status}`);
  };
  return {
    query: async (service, action, fields = {}) => call(service, { headers: { 'content-type': FORM }, body: new URLSearchParams({ Action: action, Version: VERSIONS[service], ...fields }).toString() }),
    json: async (service, target, body) => JSON.parse(await call(service, { headers: { 'content-type': JSON_TYPE, 'x-amz-target': target }, body: JSON.stringify(body) })) as Record<string, unknown>,
    get: async (service, path, query) => JSON.parse(await call(service, { method: 'GET', path, query })) as Record<string, unknown>,
  };
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plain = (text: string): string => text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => (decimal ? String.fromCodePoint(Number(decimal)) : hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : ENTITIES[name ?? ''] ?? whole));

/** The first value of an element; undefined when there is none. */
export function valueIn(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return found === undefined ? undefined : plain(found);
}

/** The members of a list, each as its XML. */
export function membersIn(xml: string, list: string): string[] {
  const inner = new RegExp(`<${list}>([\\s\\S]*)</${list}>`).exec(xml)?.[1] ?? '';
  const members: string[] = [];
  let [depth, begun] = [0, 0];
  for (const mark of inner.matchAll(/<(\/?)member>/g)) {
    if (mark[1] === '') {
      if (depth++ === 0) begun = mark.index + mark[0].length;
    } else if (--depth === 0) members.push(inner.slice(begun, mark.index));
  }
  return members;
}
