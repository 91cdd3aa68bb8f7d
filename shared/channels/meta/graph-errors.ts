import * as z from 'zod';
import { Refused, TryLater } from '../../errors.ts';
import type { HttpAnswer } from '../handing.ts';

const Failure = z.object({ error: z.object({ code: z.number(), error_subcode: z.number().nullish(), is_transient: z.boolean().nullish() }) });
const Shares = z.object({ call_count: z.number().nullish(), total_cputime: z.number().nullish(), total_time: z.number().nullish(), estimated_time_to_regain_access: z.number().nullish() });
type Shares = z.infer<typeof Shares>;
const Usage = z.record(z.string(), z.array(Shares));

/** The one private reply that a comment may get was given before. */
export class AlreadyReplied extends Error {
  override readonly name = 'AlreadyReplied';
}

/** Attempts after which codes 1 and 2 are believed to last: 2 can also mean that the person has blocked the page. */
const MOST_ATTEMPTS = 5;
// The limits look back over an hour; calls made meanwhile prolong the pause.
const UNTOLD_PAUSE_SECONDS = 900;
const LONGEST_PAUSE_SECONDS = 86_400;

/** Final reasons by code; with a subcode it holds for that subcode only. https://developers.facebook.com/docs/messenger-platform/error-codes */
const REFUSALS: [code: number, subcode: number | null, reason: string][] = [
  [10, 2018278, 'windowClosed'],
  [10, 2534022, 'windowClosed'],
  [10, null, 'permissionMissing'],
  [100, 2018001, 'personUnknown'],
  [100, 33, 'itemGone'],
  [100, null, 'badRequest'],
  [190, 492, 'roleLost'],
  [190, null, 'tokenDead'],
  [230, null, 'noConsent'],
  [368, null, 'blockedAsAbusive'],
  [551, null, 'personUnavailable'],
  [1705, null, 'notAsPage'],
];

/** Seconds until calls are taken again, by the platform's own word. https://developers.facebook.com/docs/graph-api/overview/rate-limiting/ */
export function pauseSeconds(headers: Record<string, string>): number {
  const retryAfter = Number(headers['retry-after']);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return Math.min(Math.ceil(retryAfter), LONGEST_PAUSE_SECONDS);
  const minutes = Math.max(0, ...sharesIn(headers['x-business-use-case-usage']).map((use) => use.estimated_time_to_regain_access ?? 0));
  return minutes > 0 ? Math.min(Math.ceil(minutes * 60), LONGEST_PAUSE_SECONDS) : UNTOLD_PAUSE_SECONDS;
}

/** How much of its calls the app or the account has used up, in percent; null when the platform does not say. */
export function usedPercent(headers: Record<string, string>): number | null {
  const shares = [...sharesIn(headers['x-business-use-case-usage']), ...sharesIn(headers['x-app-usage'])];
  return shares.length === 0 ? null : Math.max(...shares.map(({ call_count, total_cputime, total_time }) => Math.max(call_count ?? 0, total_cputime ?? 0, total_time ?? 0)));
}

// One header has a list for each account, the other one's own numbers.
function sharesIn(header: string | undefined): Shares[] {
  if (header === undefined || !header.startsWith('{')) return [];
  let told: unknown;
  try {
    told = JSON.parse(header);
  } catch (error) {
    // A header that is no JSON tells nothing; a pause is then our own.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  const [each, one] = [Usage.safeParse(told), Shares.safeParse(told)];
  return each.success ? Object.values(each.data).flat() : one.success ? [one.data] : [];
}

const isThrottle = (code: number): boolean => [4, 17, 32, 613].includes(code) || (code >= 80_000 && code <= 80_014);

/** What a failed answer of the Graph API means: TryLater, Refused, AlreadyReplied, or an error that leaves the outcome open. */
export function failureOf({ status, headers, body }: HttpAnswer, attempt: number): Error {
  const read = Failure.safeParse(body);
  if (!read.success) {
    if (status === 429 || status === 503) return new TryLater(pauseSeconds(headers), `Graph answered ${status}`);
    // A gateway's word tells nothing about what happened behind it.
    return status >= 500 || status < 400 ? new Error(`Graph answered ${status} without saying what happened`) : new Refused('platformRefused', `Graph answered ${status}`);
  }
  const { code, error_subcode: subcode = null, is_transient: transient } = read.data.error;
  const words = `Graph error ${code}${subcode === null ? '' : `/${subcode}`}`;
  if (code === 10900 || code === 10903) return new AlreadyReplied(words);
  if (isThrottle(code)) return new TryLater(pauseSeconds(headers), words);
  if (subcode === 2018108) return new Refused('personUnavailable', words);
  const known = REFUSALS.find(([of, only]) => of === code && (only === null || only === subcode));
  if (known) return new Refused(known[2], words);
  if (code >= 200 && code <= 299) return new Refused('permissionMissing', words);
  if (code === 1 || code === 2 || transient === true) {
    return attempt >= MOST_ATTEMPTS ? new Refused('platformError', words) : new TryLater(Math.min(30 * 2 ** attempt, 900), words);
  }
  return new Refused('platformRefused', words);
}
