import * as z from 'zod';
import type { Arrival } from '../arrival.ts';
import type { Again, Held } from '../peculiarities.ts';
import type { Tools } from '../handing.ts';
import type { XSettings } from './facts.ts';
import { openLibrary } from './library.ts';
import { readCursor } from './poll.ts';
import { Id, note } from './posts.ts';
import { addSpending, affordable, PRICES } from './spending.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LOT = 100;
/** Half of the budget at most, so that looking back never silences customers. */
const SHARE = 0.5;

const Answer = z.object({
  data: z.array(z.object({ id: Id })).nullish(),
  errors: z.array(z.object({ type: z.string().nullish(), resource_id: z.string().nullish(), value: z.string().nullish() })).nullish(),
});
/** Deleted, or its writer's account is gone, or it is shown to followers only by now: neither is ours to keep. https://docs.x.com/developer-terms/policy */
const GONE = /\/(?:resource-not-found|not-authorized-for-resource)$/;

/**
 * One lot of the posts that are held is asked for again: who deletes a post tells nobody but X. A round through all of them
 * begins a day (UTC) after the last one has ended, the oldest first, and goes on the next day where the budget stopped it.
 * https://docs.x.com/x-api/posts/lookup
 */
export async function lookAgain(tools: Tools<XSettings>, { inbox, cursor: text, held }: { inbox: string; cursor: string; held: Held }): Promise<Again | undefined> {
  const { settings } = tools;
  const now = tools.now();
  const cursor = readCursor(text);
  const today = Math.floor(now / DAY);
  const oldest = Math.floor((now - settings.lookAgainDays * DAY) / HOUR) * HOUR;
  const last = cursor.again;
  if (settings.lookAgainDays === 0 || (last?.hour === null && last.day === today)) return undefined;
  const place = last && last.hour !== null ? { ...last, hour: Math.max(last.hour, oldest) } : { day: today, hour: oldest, after: null };
  const found = await held(place.hour, now - HOUR);
  // Nothing is left of this round.
  if (!found) return { gone: null, arrivals: [], cursor: JSON.stringify({ ...cursor, again: { day: today, hour: null, after: null } }) };
  const after = found.hour === place.hour && place.after !== null ? BigInt(place.after) : -1n;
  const left = found.ids.filter((id) => /^\d+$/.test(id) && BigInt(id) > after).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const most = Math.min(LOT, affordable(cursor.spent, { dailyDollars: settings.dailyDollars, share: SHARE, each: PRICES.post }, now));
  if (left.length > 0 && most < 1) return undefined;
  const asked = left.slice(0, most);
  const answer = asked.length === 0 ? {} : Answer.parse(await openLibrary(tools, 'read').tweets(asked));
  const gone = (answer.errors ?? []).flatMap(({ type, resource_id, value }) => { const id = resource_id ?? value ?? ''; return GONE.test(type ?? '') && asked.includes(id) ? [id] : []; });
  const around = { inbox, receivedAt: now };
  const arrivals: Arrival[] = gone.map((id) => note(around, { what: 'removed', nativeId: `removed:${id}`, about: id, raw: null }));
  const again = asked.length < left.length ? { ...place, hour: found.hour, after: asked.at(-1)! } : { ...place, hour: found.hour + HOUR, after: null };
  return { gone: gone.length > 0 ? { hour: found.hour, ids: gone } : null, arrivals, cursor: JSON.stringify({ ...cursor, again, spent: addSpending(cursor.spent, { post: answer.data?.length ?? 0 }, now) }) };
}
