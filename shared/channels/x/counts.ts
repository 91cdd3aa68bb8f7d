import * as z from 'zod';
import type { VolumeCount } from '../arrival.ts';
import type { Tools } from '../handing.ts';
import type { XSettings } from './facts.ts';
import { openLibrary } from './library.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Recent counts go back seven days; ten minutes are kept in hand.
const KEPT = 7 * DAY - 10 * MINUTE;
const MOST_PAGES = 10;

const Amount = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]);
const Page = z.object({
  data: z.array(z.object({ start: z.iso.datetime(), end: z.iso.datetime(), tweet_count: Amount.optional(), post_count: Amount.optional() })).nullish(),
  meta: z.object({ next_token: z.string().nullish() }).nullish(),
});

/** Everybody who names the account or a watched word, our own posts and reposts aside. */
export function volumeQuery({ handle, keywords }: Pick<XSettings, 'handle' | 'keywords'>): string {
  const words = keywords.trim();
  return `(@${handle}${words === '' ? '' : ` OR (${words})`}) -from:${handle} -is:retweet`;
}

/**
 * How many posts there were since the last counting, minute by minute, after more than a day off by the hour. Costs one
 * request a page. The last minute is left for the next time: X has not counted it yet.
 */
export async function countVolume(tools: Tools<XSettings>, since: number | undefined): Promise<{ counts: VolumeCount[]; until: number; requests: number }> {
  const { settings } = tools;
  const now = tools.now();
  const until = Math.floor(now / MINUTE) * MINUTE - MINUTE;
  const start = Math.max(since ?? until - settings.countsEveryMinutes * MINUTE, Math.ceil((now - KEPT) / MINUTE) * MINUTE);
  if (start >= until) return { counts: [], until, requests: 0 };
  const query = volumeQuery(settings);
  const asked = { granularity: until - start > DAY ? 'hour' as const : 'minute' as const, start_time: new Date(start).toISOString(), end_time: new Date(until).toISOString() };
  const counts: VolumeCount[] = [];
  let next: string | null | undefined;
  let requests = 0;
  do {
    const page = Page.parse(await openLibrary(tools, 'app').tweetCountRecent(query, { ...asked, ...(next ? { next_token: next } : {}) }));
    requests++;
    for (const { start: from, end, tweet_count: posts, post_count: renamed } of page.data ?? []) {
      const at = Date.parse(from);
      counts.push({ at, minutes: Math.max(1, Math.round((Date.parse(end) - at) / MINUTE)), count: posts ?? renamed ?? 0, query });
    }
    next = page.meta?.next_token;
  } while (next && requests < MOST_PAGES);
  return { counts, until, requests };
}
