import { newSpikeState, step, type SpikeState, type Tick, type Verdict, type Watching } from '../../shared/domain/spike.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const SLOT = 5 * MINUTE;
/** A Sunday, the first day of the Israeli week. */
export const SUNDAY = Date.UTC(2026, 0, 4);

/** Chance that is the same in every run. */
export function chance(seed: number): () => number {
  let now = seed >>> 0;
  return () => {
    now = (now + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(now ^ (now >>> 15), now | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function poisson(mean: number, next: () => number): number {
  if (mean > 12) return Math.max(0, Math.round(mean + Math.sqrt(mean) * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())));
  const none = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > none; product *= next()) count++;
  return count;
}

/** Days that are busy from nine to nine, Friday afternoon and Saturday nearly silent; 1 on average over the week. */
export function israeliWeek(at: number): number {
  const hour = (at % DAY) / HOUR;
  const weekday = (Math.floor(at / DAY) + 4) % 7;
  const day = 0.25 + 1.5 * Math.max(0, Math.sin((Math.PI * (hour - 7)) / 16));
  return day * (weekday === 6 ? 0.2 : weekday === 5 ? 0.5 : 1.26) * 0.95;
}

/** Slots of five minutes with counts around `meanAt`. */
export function slots(from: number, days: number, meanAt: (at: number) => number, seed: number): Tick[] {
  const next = chance(seed);
  return Array.from({ length: Math.round((days * DAY) / SLOT) }, (_, index) => ({ at: from + index * SLOT, count: poisson(meanAt(from + index * SLOT), next) }));
}

export interface Watched {
  state: SpikeState;
  verdicts: Verdict[];
  alerts: Verdict[];
}

export function watch(ticks: Iterable<Tick>, watching: Watching = {}, begun: SpikeState = newSpikeState()): Watched {
  let state = begun;
  const verdicts: Verdict[] = [];
  for (const tick of ticks) {
    const stepped = step(state, tick, watching);
    state = stepped.state;
    verdicts.push(stepped.verdict);
  }
  return { state, verdicts, alerts: verdicts.filter(({ alert }) => alert) };
}
