import * as z from 'zod';
import { Refused, TryLater } from '../../errors.ts';
import type { HttpAnswer } from '../handing.ts';

const Problem = z.object({ type: z.string().nullish(), detail: z.string().nullish(), errors: z.array(z.object({ code: z.number().nullish(), type: z.string().nullish(), message: z.string().nullish() })).nullish() });

const UNTOLD_PAUSE_SECONDS = 900;
const LONGEST_PAUSE_SECONDS = 86_400;
const BACKOFF_SECONDS = 30;
export type Call = 'read' | 'post' | 'directMessage' | 'hide' | 'app';

/** Seconds until the window of calls is fresh, by the platform's own header (epoch seconds). */
export function pauseSeconds(headers: Record<string, string>, now: number): number {
  const day = headers['x-user-limit-24hour-remaining'] === '0' ? headers['x-user-limit-24hour-reset'] : headers['x-app-limit-24hour-remaining'] === '0' ? headers['x-app-limit-24hour-reset'] : undefined;
  const reset = Number(day ?? headers['x-rate-limit-reset']);
  if (!Number.isFinite(reset) || reset <= 0) return UNTOLD_PAUSE_SECONDS;
  return Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, Math.ceil(reset - now / 1000) + 1));
}

/** What a failed answer of X means. https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
export function failureOf({ status, headers, body }: HttpAnswer, call: Call, now: number): Error {
  const problem = Problem.safeParse(body);
  const { type, detail, errors } = problem.success ? problem.data : {};
  const types = [type, ...(errors ?? []).map((error) => error.type)].filter((one) => one != null);
  const codes = (errors ?? []).map((error) => error.code);
  const words = `X answered ${status}`;
  // Money, not time: waiting does not help. A person has to look at the account.
  if (status === 402 || types.some((one) => /usage-capped|credits|billing/.test(one))) return new Refused('creditUsedUp', words);
  if (status === 429 || codes.includes(88)) return new TryLater(pauseSeconds(headers, now), words);
  if (status === 401 || codes.includes(89)) return new Refused('tokenDead', words);
  if (status === 403 && (codes.includes(187) || /duplicate content/i.test(detail ?? ''))) return new Refused('duplicateText', words);
  if (status === 403) return new Refused(call === 'post' ? 'notSummoned' : call === 'directMessage' ? 'personUnavailable' : call === 'hide' ? 'notOurConversation' : 'permissionMissing', words);
  if (status === 404) return new Refused('itemGone', words);
  // The gateway gave up on what may yet have happened.
  if (status === 504 || status === 408) return new Error(`${words}: the outcome is unknown`);
  if (status >= 500) return new TryLater(BACKOFF_SECONDS, words);
  if (status >= 400) return new Refused('badRequest', words);
  return new Error(`${words}, a redirect that is not followed`);
}
