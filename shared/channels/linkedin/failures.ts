import * as z from 'zod';
import { Refused, TryLater } from '../../errors.ts';
import type { HttpAnswer } from '../handing.ts';

const Failure = z.object({ message: z.string().nullish(), code: z.string().nullish(), serviceErrorCode: z.number().nullish() });
const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;

/** Daily limits begin anew at midnight UTC, the limit of new comments each minute. https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits */
export function pauseSeconds({ headers, body }: HttpAnswer, now: number): number {
  const told = Number(headers['retry-after']);
  if (Number.isFinite(told) && told > 0) return Math.min(DAY_SECONDS, Math.ceil(told));
  const read = Failure.safeParse(body);
  if (read.success && /throttled/i.test(read.data.message ?? '')) return MINUTE_SECONDS;
  return DAY_SECONDS - (Math.floor(now / 1000) % DAY_SECONDS);
}

/** What a failed answer of LinkedIn means. https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling */
export function failureOf(answer: HttpAnswer, now: number): Error {
  const { status, body } = answer;
  const words = `LinkedIn answered ${status}`;
  const read = Failure.safeParse(body);
  const code = read.success ? read.data.code : undefined;
  if (status === 429) return new TryLater(pauseSeconds(answer, now), words);
  if (status === 426 || code === 'NONEXISTENT_VERSION' || code === 'VERSION_MISSING') return new Refused('versionEnded', words);
  if (status === 401) return new Refused('tokenDead', words);
  if (status === 403) return new Refused('permissionMissing', words);
  if (status === 409) return new Refused('alreadyThere', words);
  if (status === 404) return new Refused('itemGone', words);
  // The gateway gave up on what may yet have happened.
  if (status === 504 || status === 408) return new Error(`${words}: the outcome is unknown`);
  if (status >= 500) return new TryLater(MINUTE_SECONDS, words);
  return status >= 400 ? new Refused('badRequest', words) : new Error(`${words}, a redirect that is not followed`);
}
