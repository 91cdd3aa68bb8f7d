import { Refused } from '../../errors.ts';
import type { HttpAnswer, Tools } from '../handing.ts';
import type { XSettings } from './facts.ts';
import { failureOf, type Call } from './failures.ts';

/** One call of X; `app` calls carry the app's own token, all others the account's. Throws TryLater or Refused. */
export async function callAs({ settings, http, now }: Tools<XSettings>, call: Call, method: 'GET' | 'POST' | 'PUT', path: string, sent: { query?: Record<string, string>; body?: unknown } = {}): Promise<HttpAnswer> {
  const token = call === 'app' ? settings.appToken : settings.accessToken;
  if (token === undefined) throw new Refused('tokenMissing', 'X tells this to the app only, and the app’s token is not set');
  const answer = await http({
    method, url: `${settings.apiBase}${path}`, headers: { authorization: `Bearer ${token}` },
    ...(sent.query ? { query: sent.query } : {}), ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  if (answer.status < 200 || answer.status > 299) throw failureOf(answer, call, now());
  return answer;
}
