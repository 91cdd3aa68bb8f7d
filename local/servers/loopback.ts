import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Whether a request's Host header names somebody else than this loopback server. A page whose name was pointed at
 * 127.0.0.1 (DNS rebinding) is refused by it.
 */
export function refusesHost(host: string | undefined, port: number): boolean {
  return host === undefined || ![`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host.toLowerCase());
}

/**
 * Whether a web page had a browser send this. Node's own fetch says `cors` too; a browser never says it without one of
 * the other two. https://www.w3.org/TR/fetch-metadata/
 */
function fromWebPage(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined || (headers['sec-fetch-mode'] ?? 'cors') !== 'cors';
}

/** The access key that a request to a service is signed with. */
export const accessKeyOf = ({ authorization }: IncomingHttpHeaders): string | undefined => /\bCredential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];

/**
 * Whether a request to a service is not from the engine's own functions and commands, whose keys all begin with LOCAL.
 * A page's form can reach a loopback port, but cannot sign.
 */
export function refusesCaller(headers: IncomingHttpHeaders): boolean {
  return fromWebPage(headers) || !/^LOCAL[A-Za-z0-9]*$/.test(accessKeyOf(headers) ?? '');
}

/** Whether a web page of another origin had a browser send this to a server of its own pages. */
export function fromForeignPage({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`) || (site !== undefined && site !== 'same-origin' && site !== 'none');
}

/** A body grew beyond what is read of it. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** A request's whole body. Throws TooLarge, before reading on, when it is longer than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new TooLarge(`more than ${limit} bytes`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new TooLarge(`more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export interface Reply { status: number; headers?: Record<string, string | string[]>; body?: string | Buffer }
export type Answerer = (request: IncomingMessage, response: ServerResponse) => Promise<Reply | undefined>;

/** A service that only the engine's own functions and commands may call. */
export function forOwnCallers(answer: Answerer): Answerer {
  return async (request, response) => (refusesCaller(request.headers) ? { status: 403, headers: { connection: 'close' } } : answer(request, response));
}

export interface LoopbackServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

export function portTaken(port: number, option: string): Error {
  return new Error(`Port ${port} is taken: stop what uses it, or choose another with ${option} (0 takes any free port).`);
}

/** An HTTP server on 127.0.0.1 that knows only itself as Host. Answers undefined when it has written the response itself. */
export function serveLoopback(port: number, answer: Answerer, failed: (error: unknown) => void): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const send = (reply: Reply): void => {
      response.writeHead(reply.status, reply.headers);
      response.end(request.method === 'HEAD' ? undefined : reply.body);
    };
    if (refusesHost(request.headers.host, (server.address() as AddressInfo | null)?.port ?? port)) {
      send({ status: 421, headers: { connection: 'close' } });
      return;
    }
    const respond = async (): Promise<void> => {
      try {
        const reply = await answer(request, response);
        if (reply) send(reply);
      } catch (error) {
        if (error instanceof TooLarge) {
          // The rest is not read: the connection goes down once the answer is out.
          response.once('finish', () => setTimeout(() => request.destroy(), 200));
          send({ status: 413, headers: { connection: 'close', 'content-type': 'application/json' }, body: '{"message":"Request Entity Too Large"}' });
          return;
        }
        // A client that went away in the middle is no failure of ours.
        if (!request.destroyed) failed(error);
        if (response.headersSent) response.destroy();
        else send({ status: 500, headers: { 'content-type': 'application/json' }, body: '{"message":"Internal Server Error"}' });
      }
    };
    void respond();
  });
  server.keepAliveTimeout = 30_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? portTaken(port, '--port') : error));
    server.listen(port, '127.0.0.1', () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${actual}`,
        port: actual,
        close: () => new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
      });
    });
  });
}
