import { Agent, createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invocation } from '../invoker.ts';
import type { Metering } from '../resources/resource.ts';
import { accessKeyOf, refusesHost } from '../servers/loopback.ts';
import type { Call } from './calls.ts';

export interface Recorded { calls: Call[]; invocations: Invocation[] }

const LARGEST = 64 << 20;

function actionOf(service: string, { method = '', url = '', headers }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  if (service === 's3') return url.includes('?delete') ? 'DeleteObjects' : /[?&]list-type=/.test(url) || url.includes('?versions') ? 'List' : method;
  return service === 'platform' ? `${method} ${url.split('?')[0]}` : new URLSearchParams(body.toString('latin1')).get('Action') ?? method;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST) throw new Error('a call is too large to be recorded');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Stands between the functions and the services of an engine and keeps what goes over: every call, and every invocation. */
export class Recorder implements Metering {
  readonly #servers: Server[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #addresses = new Map<string, string>();
  #recorded: Recorded = { calls: [], invocations: [] };
  #underWay = 0;

  readonly invoked = (invocation: Invocation): void => {
    this.#recorded.invocations.push(invocation);
  };

  async between(endpoints: Record<string, string>): Promise<Record<string, string>> {
    return Object.fromEntries(await Promise.all(Object.entries(endpoints).map(async ([service, url]) => [service, await this.before(service, url)] as const)));
  }

  past(address: string): string {
    for (const [from, to] of this.#addresses) if (address.startsWith(`${from}/`)) return to + address.slice(from.length);
    return address;
  }

  /** Where what is called passes by on its way to `url`. */
  async before(service: string, url: string): Promise<string> {
    const server = createServer((request, response) => {
      const { port } = server.address() as AddressInfo;
      if (refusesHost(request.headers.host, port)) response.writeHead(421).end();
      else this.#pass(service, new URL(url), request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    this.#servers.push(server);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (service === 'sqs') this.#addresses.set(url, address);
    return address;
  }

  /** How many calls and invocations are kept, and how many calls are under way. */
  activity(): { calls: number; invocations: number; underWay: number } {
    return { calls: this.#recorded.calls.length, invocations: this.#recorded.invocations.length, underWay: this.#underWay };
  }

  /** What was recorded since the last time. */
  take(): Recorded {
    const taken = this.#recorded;
    this.#recorded = { calls: [], invocations: [] };
    return taken;
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    this.#agent.destroy();
  }

  async #pass(service: string, to: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begunAt = performance.now();
    this.#underWay++;
    try {
      const body = await bytesOf(request);
      const action = actionOf(service, request, body);
      // The table's server counts units as DynamoDB does; signatures are not looked at on this machine.
      const sent = service === 'dynamodb' ? Buffer.from(JSON.stringify({ ...JSON.parse(body.toString('utf8')) as object, ReturnConsumedCapacity: 'TOTAL' })) : body;
      const { 'transfer-encoding': _chunked, ...headers } = request.headers;
      const answered = await new Promise<IncomingMessage>((resolve, reject) => {
        const passed = ask(new URL(request.url ?? '/', to), { method: request.method, agent: this.#agent, headers: { ...headers, host: to.host, ...(request.method === 'GET' || request.method === 'HEAD' ? {} : { 'content-length': sent.length }) } }, resolve);
        passed.once('error', reject);
        passed.end(sent);
      });
      const answer = await bytesOf(answered);
      const { 'transfer-encoding': _coding, ...answerHeaders } = answered.headers;
      this.#recorded.calls.push({ caller: accessKeyOf(request.headers) ?? null, service, action, begunAt, endedAt: performance.now(), request: body, status: answered.statusCode ?? 0, answer });
      response.writeHead(answered.statusCode ?? 502, { ...answerHeaders, ...(request.method === 'HEAD' ? {} : { 'content-length': answer.length }) });
      response.end(answer);
    } finally {
      this.#underWay--;
    }
  }
}
