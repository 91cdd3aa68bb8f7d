import type { ApiError, Stale } from '../shared/api-shapes.ts';
import type { Routes } from '../shared/api-shapes/routes.ts';
import { connection } from './connection.ts';
import { token } from './session.ts';

export type Route = keyof Routes;
type Names<R extends string> = R extends `${string}:${infer Name}/${infer Rest}` ? Name | Names<`/${Rest}`> : R extends `${string}:${infer Name}` ? Name : never;
type Body<R extends Route> = Routes[R] extends { body: infer B } ? B : undefined;
type Query<R extends Route> = Routes[R] extends { query: infer Q } ? Q : undefined;
type Answer<R extends Route> = Routes[R]['answer'];
export interface Asked<R extends Route> { path?: Record<Names<R>, string>; query?: Query<R>; body?: Body<R>; signal?: AbortSignal; /** Goes on when the page is left. */ keepalive?: boolean }

/** The API said no, or could not be reached (`offline`). `key` is a key of the texts below `problem`, or the API's own. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly key: string;
  readonly status: number;
  readonly values: Record<string, string>;
  readonly stale: Stale | undefined;
  constructor(status: number, key: string, values: Record<string, string> = {}, stale?: Stale) {
    super(`${status} ${key}`);
    this.status = status;
    this.key = key;
    this.values = values;
    this.stale = stale;
  }
}

/** Path and query of a route, with every variable encoded. */
export function addressOf(route: string, path: Record<string, string> = {}, query: Record<string, string | undefined> = {}): string {
  const given = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
  const filled = route.slice(route.indexOf(' ') + 1).replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  return given.size > 0 ? `${filled}?${given.toString()}` : filled;
}

/** Who is told that the sign-in no longer holds. */
export const signedOut = new EventTarget();

async function failureOf(answer: Response): Promise<ApiFailure> {
  if (answer.status === 401) {
    signedOut.dispatchEvent(new Event('signedOut'));
    return new ApiFailure(401, 'signIn');
  }
  const said = await answer.json().catch(() => undefined) as Partial<Stale> & Partial<ApiError> | undefined;
  const stale = answer.status === 409 && said?.version !== undefined ? said as Stale : undefined;
  return new ApiFailure(answer.status, said?.error?.key ?? (answer.status === 404 ? 'notFound' : 'ourFault'), said?.error?.values, stale);
}

async function fetchAnswer<R extends Route>(route: R, { path, query, body, signal, keepalive }: Asked<R>): Promise<Response> {
  const bearer = token();
  try {
    const answer = await fetch(addressOf(route, path, query as Record<string, string | undefined>), {
      method: route.slice(0, route.indexOf(' ')),
      headers: { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}), ...(keepalive ? { keepalive } : {}),
    });
    connection.tell(true);
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.tell(false);
    throw new ApiFailure(0, 'offline');
  }
}

/** Calls one route of the API. Throws ApiFailure. */
export async function call<R extends Route>(route: R, asked: Asked<R> = {}): Promise<Answer<R>> {
  const answer = await fetchAnswer(route, asked);
  if (!answer.ok) throw await failureOf(answer);
  return await answer.json() as Answer<R>;
}

/** The same of a route that answers with a file. */
export async function callForText<R extends Route>(route: R, asked: Asked<R>): Promise<string> {
  const answer = await fetchAnswer(route, asked);
  if (!answer.ok) throw await failureOf(answer);
  // Read as text it would lose the mark that spreadsheets know Hebrew by.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer());
}

/** The same, where 304 says that nothing is new: null. */
export async function callIfNew<R extends Route>(route: R, asked: Asked<R>): Promise<Answer<R> | null> {
  const answer = await fetchAnswer(route, asked);
  if (answer.status === 304) return null;
  if (!answer.ok) throw await failureOf(answer);
  return await answer.json() as Answer<R>;
}
