import { SLOT } from './counting.ts';
import { glance, newSpikeState, step, type SpikeState, type Tick, type Verdict } from './spike.ts';
import type { Sensitivity } from './spike-tuning.ts';
import { wallTimeAt } from './zone.ts';

/** What was counted in one slot of five minutes. */
export interface SlotCount { at: number; count: number; /** Share of what came so late that it is no news. */ late: number }

/** Who wrote in the hour that ends with a slot: asked for only where an alert hangs on it. */
export interface Who { authors: number; alike: number }

export interface SeriesSetup { sensitivity: Sensitivity; timeZone: string }

/** An alert of a slot that ended longer ago is history: it came late, or we were away. */
const NEWS = 15 * 60_000;
/** Most of a slot came late: it says nothing about the time in which it was written. */
const MOSTLY = 0.5;

/** A series before its first mention: there were none. */
export const beginSeries = (firstSlot: number): SpikeState => step(newSpikeState(SLOT), { at: firstSlot - SLOT, count: 0 }).state;

export const isNews = (slot: number, now: number): boolean => slot + SLOT > now - NEWS;

export const offsetAt = (timeZone: string, at: number): number => (wallTimeAt(timeZone, at) - at) / 60_000;

interface Walk {
  counts: SlotCount[];
  /** Start of the last slot to be closed. */
  until: number;
  /** Slots that nobody watched: between these times. */
  unknown: { from: number; to: number } | null;
  who?: Map<number, Who>;
  /** Rises of slots that are history by now are forgotten: who goes on rising is told as it is today. Without it all are kept. */
  now?: number;
}

function tickOf(at: number, count: number, gap: Tick['gap'], who: Who | undefined, timeZone: string): Tick {
  return { at, count, gap, offsetMinutes: offsetAt(timeZone, at), ...(who ? { authors: who.authors, alike: who.alike } : {}) };
}

/** Closes every slot up to one: those without a count were quiet, those that nobody watched or that came late teach nothing. */
export function closeSlots(state: SpikeState, { counts, until, unknown, who, now }: Walk, { sensitivity, timeZone }: SeriesSetup): { state: SpikeState; verdicts: Verdict[] } {
  const byAt = new Map(counts.map((slot) => [slot.at, slot]));
  const verdicts: Verdict[] = [];
  let [next, gap]: [SpikeState, Tick['gap']] = [state, 'quiet'];
  for (let at = (state.at ?? until - SLOT) + SLOT; at <= until; at += SLOT) {
    const slot = byAt.get(at);
    if ((unknown && at >= unknown.from && at < unknown.to) || (slot && slot.late > MOSTLY)) {
      gap = 'unknown';
      continue;
    }
    const stepped = step(next, tickOf(at, slot?.count ?? 0, gap, who?.get(at), timeZone), { sensitivity });
    const history = stepped.verdict.alert !== null && now !== undefined && !isNews(at, now);
    [next, gap] = [history ? { ...stepped.state, episode: null } : stepped.state, 'quiet'];
    if (!history && (stepped.verdict.alert || stepped.verdict.ended)) verdicts.push(stepped.verdict);
  }
  return { state: next, verdicts };
}

/**
 * Looks at slots that are not closed yet, the last of them still filling. What it gives back as state has learned nothing; of a
 * rise that is an alert now it remembers that it was told.
 */
export function lookAt(state: SpikeState, counts: SlotCount[], now: number, setup: SeriesSetup, who?: Map<number, Who>): { state: SpikeState; verdict: Verdict | null } {
  const open = counts.filter(({ at, late }) => at > (state.at ?? -Infinity) && late <= MOSTLY).sort((a, b) => a.at - b.at);
  const last = open.at(-1);
  if (!last || !isNews(last.at, now)) return { state, verdict: null };
  const before = closeSlots(state, { counts: open, until: last.at - SLOT, unknown: null, now, ...(who ? { who } : {}) }, setup);
  const earlier = before.verdicts.findLast(({ alert }) => alert !== null);
  const seen = glance(before.state, tickOf(last.at, last.count, 'quiet', who?.get(last.at), setup.timeZone), { sensitivity: setup.sensitivity });
  const verdict = seen.verdict.alert ? seen.verdict : (earlier ?? null);
  return { state: verdict ? { ...state, episode: seen.state.episode } : state, verdict };
}
