import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LocalFunction } from '../invoker.ts';
import { readBody, type Reply } from './loopback.ts';

/** `GET /cases/{id}`, `ANY /{proxy+}` or `$default`, and who answers. */
export interface Route { key: string; target: LocalFunction }

const LARGEST_BODY = 10 * 1024 * 1024;
const LONGEST_ANSWER_MS = 30_000;

const json = (status: number, message: string): Reply => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) });

interface Match { route: Route; parameters: Record<string, string>; exactness: number }

function matchOf(route: Route, method: string, path: string): Match | undefined {
  if (route.key === '$default') return { route, parameters: {}, exactness: 0 };
  const [wanted = '', pattern = ''] = route.key.split(' ');
  if (wanted !== 'ANY' && wanted !== method) return undefined;
  const names: string[] = [];
  const expression = pattern.split('/').map((segment) => {
    const name = /^\{([^+}]+)(\+?)\}$/.exec(segment);
    if (!name) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name[1] ?? '');
    return name[2] ? '(.+)' : '([^/]+)';
  }).join('/');
  const found = new RegExp(`^${expression}$`).exec(path);
  if (!found) return undefined;
  const parameters = Object.fromEntries(names.map((name, index) => [name, decoded(found[index + 1] ?? '')]));
  // Fixed paths before variables before greedy ones; a named method before ANY.
  return { route, parameters, exactness: (names.length === 0 ? 6 : pattern.includes('+}') ? 2 : 4) + (wanted === 'ANY' ? 0 : 1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** A request in payload format 2.0. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function eventOf(request: IncomingMessage, raw: Buffer, { route, parameters }: Match, at: Date): unknown {
  const [path, query] = splitOnce(request.url ?? '/');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) if (name !== 'cookie' && value !== undefined) headers[name] = [value].flat().join(',');
  const cookies = request.headers.cookie?.split(/;\s*/).filter(Boolean);
  const queryStringParameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) queryStringParameters[name] = name in queryStringParameters ? `${queryStringParameters[name]},${value}` : value;
  const text = isUtf8(raw);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies && cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters } : {}),
    ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host,
      domainPrefix: 'local',
      http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: request.socket.remoteAddress ?? '127.0.0.1', userAgent: request.headers['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: at.toUTCString(),
      timeEpoch: at.getTime(),
    },
    ...(raw.length > 0 ? { body: raw.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: raw.length > 0 && !text,
  };
}

const splitOnce = (url: string): [string, string] => {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
};

/** A function's answer as HTTP; what has no status code is JSON, as the gateway infers it. */
function replyOf(answer: unknown): Reply {
  const shaped = answer as { statusCode?: unknown; headers?: Record<string, unknown>; cookies?: string[]; body?: string | null; isBase64Encoded?: boolean } | null;
  if (shaped === null || typeof shaped !== 'object' || shaped.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
  }
  const status = Number(shaped.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return json(500, 'Internal Server Error');
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(shaped.headers ?? {})) headers[name.toLowerCase()] = String(value);
  if (shaped.cookies?.length) headers['set-cookie'] = shaped.cookies;
  const text = shaped.body ?? '';
  const body = Buffer.from(text, shaped.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > 0 && headers['content-type'] === undefined) headers['content-type'] = 'text/plain; charset=utf-8';
  return { status, headers: { ...headers, 'content-length': String(body.length) }, body };
}

/** The HTTP API of the template: finds the route, calls its function, answers. `taken` hears what was posted and answered with 200. */
export async function answerByRoute(routes: Route[], request: IncomingMessage, taken?: (path: string, body: Buffer) => void): Promise<Reply> {
  const [path] = splitOnce(request.url ?? '/');
  const match = routes.flatMap((route) => matchOf(route, request.method ?? 'GET', path) ?? []).sort((a, b) => b.exactness - a.exactness)[0];
  const raw = await readBody(request, LARGEST_BODY);
  if (!match) return json(404, 'Not Found');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => resolve(json(503, 'Service Unavailable')), LONGEST_ANSWER_MS);
  });
  const answered = match.route.target.invoke(eventOf(request, raw, match, new Date())).then(replyOf, () => json(500, 'Internal Server Error'));
  try {
    const reply = await Promise.race([answered, late]);
    if (taken && request.method === 'POST' && reply.status === 200) taken(path, raw);
    return reply;
  } finally {
    clearTimeout(timer);
  }
}
