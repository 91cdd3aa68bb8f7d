import { SLOT } from './counting.ts';
import { offsetAt } from './live-series.ts';
import { usualCounts } from './spike.ts';
import type { SpikeState } from './spike.ts';

/** Counts are shown by the quarter of an hour. */
export const QUARTER = 3 * SLOT;
const SLOTS = QUARTER / SLOT;
/** A quarter lies between a slot and an hour, by how much longer each is than the one before. */
const BETWEEN = Math.log(SLOTS) / Math.log(12);

export interface Band { usual: number; low: number; high: number }

/** How many mentions are usual in the quarter of an hour that begins then: between what the detector knows of a slot and of an hour. */
export function usualQuarter(state: SpikeState, from: number, timeZone: string): Band {
  const at = from + QUARTER - SLOT;
  const offset = offsetAt(timeZone, at);
  const [slot, hour] = [usualCounts(state, at, 'slot', offset), usualCounts(state, at, 'hour', offset)];
  const between = (own: number, wide: number): number => (own + (wide / 12 - own) * BETWEEN) * SLOTS;
  return { usual: slot.usual * SLOTS, low: Math.max(0, Math.floor(between(slot.low, hour.low))), high: Math.ceil(between(slot.high, hour.high)) };
}

/** Several channels together: what is usual adds up; their chances, which have nothing to do with each other, partly even out. */
export function together(bands: Band[]): Band {
  const usual = bands.reduce((sum, band) => sum + band.usual, 0);
  const spread = (side: (band: Band) => number): number => Math.sqrt(bands.reduce((sum, band) => sum + side(band) ** 2, 0));
  return { usual, low: Math.max(0, Math.floor(usual - spread((band) => band.usual - band.low))), high: Math.ceil(usual + spread((band) => band.high - band.usual)) };
}
