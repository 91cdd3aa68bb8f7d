import { SLOT, slotOf } from '../domain/counting.ts';
import { watermarkOf, type Watermark } from '../domain/watermark.ts';
import type { SeriesState } from '../ports/counting.ts';
import type { WatchDeps } from './watch.ts';

/** How far a channel's past is complete: what its check says, and how far its accounts are fetched. */
export async function watermark({ channels, now }: Pick<WatchDeps, 'channels' | 'now'>, channel: string): Promise<Watermark> {
  const check = await channels.check(channel);
  const cursors = await Promise.all((check?.accounts ?? []).filter(({ fetchedAt }) => fetchedAt !== null).map(async ({ inbox }) => channels.cursor(channel, inbox)));
  return watermarkOf({ check, cursors: cursors.filter((cursor) => cursor !== null).map(({ movedAt, notBefore }) => ({ movedAt, more: notBefore === 0 })) }, now());
}

/** Whether there may be more on one of these channels than we were told. */
export async function mayBeMore(deps: Pick<WatchDeps, 'channels' | 'now'>, channels: string[]): Promise<boolean> {
  return (await Promise.all(channels.map(async (channel) => watermark(deps, channel)))).some(({ atLeast }) => atLeast);
}

type Unwatched = SeriesState['unwatched'];

/** What a series remembers of the time in which nobody brought anything: its beginning, then its end. */
export function unwatchedNow(before: Unwatched, brokenSince: number | null, now: number): Unwatched {
  if (brokenSince !== null) return { from: Math.min(before?.from ?? brokenSince, brokenSince), to: null };
  return before && before.to === null ? { ...before, to: now } : before;
}

/** The slots that this means, up to now where it lasts. */
export function unknownSlots(unwatched: Unwatched, now: number): { from: number; to: number } | null {
  return unwatched && { from: slotOf(unwatched.from), to: slotOf(unwatched.to ?? now) + SLOT };
}

/** Once a slot behind it is closed, it has done its duty. */
export const afterClosing = (unwatched: Unwatched, at: number | null): Unwatched => (unwatched && unwatched.to !== null && at !== null && at > unwatched.to ? null : unwatched);

export const sameTime = (one: Unwatched, other: Unwatched): boolean => one?.from === other?.from && one?.to === other?.to;
