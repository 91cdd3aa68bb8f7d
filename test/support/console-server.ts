import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consoleFiles } from '../../functions/console-files.ts';
import type { Routes } from '../../shared/api-shapes/routes.ts';

/** What a handler throws to answer with another status. */
export class Answer extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body?: unknown) {
    super(String(status));
    this.status = status;
    this.body = body;
  }
}

interface Heard { path: Record<string, string>; query: Record<string, string> }
export type Handlers = { [R in keyof Routes]?: (asked: Heard & { body: Routes[R] extends { body: infer B } ? B : undefined }) => Routes[R]['answer'] | Promise<Routes[R]['answer']> };

export interface ConsoleServer {
  url: string;
  token: string;
  /** What was asked of the API by whoever is signed in, as `POST /cases/482-109-379/replies`, with its body. */
  calls: { route: string; body: unknown }[];
  handlers: Handlers;
  /** Answers by these from now on. Whoever is signed in from before is signed out, and nothing that they still ask is heard. */
  begin: (handlers: Handlers) => void;
  close: () => Promise<void>;
}

const OPEN: (keyof Routes)[] = ['GET /sign-in.json', 'POST /sign-in'];

function matchOf(route: string, method: string, path: string): Record<string, string> | undefined {
  const [wanted, pattern = ''] = route.split(' ');
  const [asked, given] = [pattern.split('/'), path.split('/')];
  if (wanted !== method || asked.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, step] of asked.entries()) {
    if (step.startsWith(':')) found[step.slice(1)] = decodeURIComponent(given[index]!);
    else if (step !== given[index]) return undefined;
  }
  return found;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** The built console behind an API that answers as a test wants: the product's own files and headers, scripted words. */
export async function startConsole(folder: string, handlers: Handlers = {}): Promise<ConsoleServer> {
  const files = consoleFiles(folder);
  let worlds = 0;
  const given = { handlers, calls: [] as ConsoleServer['calls'], token: 'a-token-of-the-test' };
  const answer = async (request: IncomingMessage): Promise<Response> => {
    const { handlers, calls, token } = given;
    const address = new URL(request.url ?? '/', 'http://console');
    const method = request.method ?? 'GET';
    const text = await textOf(request);
    // Fixed paths before variables, as in the API itself.
    const routes = Object.keys(handlers).sort((a, b) => a.split(':').length - b.split(':').length) as (keyof Routes)[];
    for (const route of routes) {
      const path = matchOf(route, method, address.pathname);
      if (!path) continue;
      if (!OPEN.includes(route) && request.headers.authorization !== `Bearer ${token}`) return new Response(null, { status: 401 });
      const body = text === '' ? undefined : JSON.parse(text) as unknown;
      calls.push({ route: `${method} ${decodeURIComponent(address.pathname)}`, body });
      try {
        const said = await (handlers[route] as (asked: unknown) => unknown)({ path, query: Object.fromEntries(address.searchParams), body });
        if (typeof said === 'string') return new Response(said, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
        return Response.json(said, { status: method === 'POST' ? 202 : 200, headers: { 'cache-control': 'no-store' } });
      } catch (error) {
        if (!(error instanceof Answer)) throw error;
        return error.body === undefined ? new Response(null, { status: error.status }) : Response.json(error.body, { status: error.status });
      }
    }
    return files(address.pathname, [request.headers['accept-encoding']].flat().join()) ?? Response.json({ error: { key: 'notFound', values: {} } }, { status: 404 });
  };
  const server = createServer((request, response) => {
    const reply = async (): Promise<void> => {
      try {
        const given = await answer(request);
        response.writeHead(given.status, Object.fromEntries(given.headers));
        response.end(Buffer.from(await given.arrayBuffer()));
      } catch (error) {
        response.writeHead(500);
        response.end(String(error));
      }
    };
    void reply();
  });
  await new Promise<void>((resolve) => { server.listen(Number(process.env['CONSOLE_PORT'] ?? 0), '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get token() { return given.token; },
    get calls() { return given.calls; },
    get handlers() { return given.handlers; },
    begin: (begun) => { Object.assign(given, { handlers: begun, calls: [], token: `a-token-of-the-test-${++worlds}` }); },
    close: async () => { await new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }); },
  };
}
