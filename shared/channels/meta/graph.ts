import { Refused } from '../../errors.ts';
import type { Http } from '../handing.ts';
import { failureOf } from './graph-errors.ts';

/** One account's way to the Graph API. */
export interface Graph { http: Http; base: string; version: string; token: string }

/** An id in a path: the platform's ids hold nothing else, and nothing else may choose another path. */
function inPath(id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new Refused('badRequest', 'an id that the Graph API cannot have given');
  return id;
}

async function call({ http, base, version, token }: Graph, method: 'GET' | 'POST' | 'DELETE', path: string[], rest: { query?: Record<string, string>; body?: unknown }, attempt: number): Promise<Record<string, unknown>> {
  // In the header: an address lands in logs.
  const answer = await http({ method, url: `${base}/${version}/${path.map(inPath).join('/')}`, headers: { authorization: `Bearer ${token}` }, ...rest });
  const { status, body } = answer;
  if (status >= 200 && status < 300 && typeof body === 'object' && body !== null && !('error' in body)) return body as Record<string, unknown>;
  throw failureOf(answer, attempt);
}

export const graphGet = (graph: Graph, path: string[], query: Record<string, string>): Promise<Record<string, unknown>> => call(graph, 'GET', path, { query }, 0);
export const graphPost = (graph: Graph, path: string[], body: unknown, attempt = 0): Promise<Record<string, unknown>> => call(graph, 'POST', path, { body }, attempt);

export const graphDelete = (graph: Graph, path: string[], attempt = 0): Promise<Record<string, unknown>> => call(graph, 'DELETE', path, {}, attempt);

/** The word `success` in an answer. Without it nobody knows what happened. */
export function successIn(answer: Record<string, unknown>): void {
  if (answer['success'] !== true) throw new Error('Graph answered without success');
}

/** The id in an answer. Without one nobody knows what happened. */
export function idIn(answer: Record<string, unknown>, field: string): string {
  const id = answer[field];
  if (typeof id === 'string' && id !== '') return id;
  throw new Error(`Graph answered without ${field}`);
}
