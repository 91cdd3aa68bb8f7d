import type { HttpAnswer, Tools } from '../handing.ts';
import { failureOf } from './failures.ts';
import type { LinkedInSettings } from './facts.ts';

/** encodeURIComponent and also the parentheses that comments' names hold: structure, to the API. */
export function encodeUrn(urn: string): string {
  return encodeURIComponent(urn.toWellFormed()).replace(/[()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** One call with the headers that every call must have. `path` is encoded already: the API reads parentheses as structure. Throws TryLater or Refused. */
export async function call({ settings, http, now }: Tools<LinkedInSettings>, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<HttpAnswer> {
  const answer = await http({
    method, url: `${settings.apiBase}/rest/${path}`, ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${settings.accessToken}`, 'linkedin-version': settings.version, 'x-restli-protocol-version': '2.0.0' },
  });
  if (answer.status < 200 || answer.status > 299) throw failureOf(answer, now());
  return answer;
}
