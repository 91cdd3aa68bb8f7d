import type { CountPoint, FiguresNow } from '../api-shapes/figures.ts';
import { readSeries, seriesName, SLOT, slotOf } from '../domain/counting.ts';
import { QUARTER, together, usualQuarter } from '../domain/mention-band.ts';
import type { Band } from '../domain/mention-band.ts';
import type { CountStore, SeriesState } from '../ports/counting.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import { slotCount } from './watch.ts';

export interface MentionFiguresDeps { counts: CountStore; settings: ReadSettings; now: Clock }

/** Three hours. */
const QUARTERS = 12;
/** What was written so long ago has come. */
const SETTLED_MS = 30 * 60_000;
const SLOTS_KEPT = 3_000;

/** The same store, asking for what stands still only once. */
export function withSlotsKept(counts: CountStore, now: Clock): CountStore {
  const kept = new Map<string, unknown>();
  const once = <T>(read: (series: string, slot: number) => Promise<T>, kind: string) => async (series: string, slot: number): Promise<T> => {
    const key = `${kind} ${series} ${slot}`;
    if (kept.has(key)) return kept.get(key) as T;
    const found = await read(series, slot);
    if (slot + SLOT < now() - SETTLED_MS) {
      if (kept.size >= SLOTS_KEPT) kept.clear();
      kept.set(key, found);
    }
    return found;
  };
  return { ...counts, slot: once(counts.slot.bind(counts), 'own'), volumes: once(counts.volumes.bind(counts), 'volume') };
}

interface Channel { channel: string; counts: number[]; bands: Band[] }

/** Of a channel, all brands together: what we hold, or what the platform counted where that is more. */
async function ofSeries({ counts }: MentionFiguresDeps, states: Map<string, SeriesState>, { name, volume }: { name: string; volume: string }, quarters: number[], timeZone: string): Promise<{ counts: number[]; bands: Band[] }> {
  const sums = async (series: string): Promise<number[]> => Promise.all(quarters.map(async (from) => {
    const slots = await Promise.all([0, 1, 2].map(async (place) => slotCount(counts, series, from + place * SLOT)));
    return slots.reduce((sum, { count }) => sum + count, 0);
  }));
  const [own, told] = await Promise.all([sums(name), states.has(volume) ? sums(volume) : []]);
  const total = (all: number[]): number => all.reduce((sum, one) => sum + one, 0);
  const state = states.get(total(told) > total(own) ? volume : name) ?? states.get(name);
  return { counts: own.map((count, place) => Math.max(count, told[place] ?? 0)), bands: quarters.map((from) => (state ? usualQuarter(state.spike, from, timeZone) : { usual: 0, low: 0, high: 0 })) };
}

/** Mentions of the last three hours by the quarter beside what is usual then: all together, then each channel, the busiest first. */
export async function mentionFigures(deps: MentionFiguresDeps): Promise<NonNullable<FiguresNow['mentions']>> {
  const [{ calendar: { timeZone } }, states] = await Promise.all([deps.settings(), deps.counts.states()]);
  const until = slotOf(deps.now());
  const quarters = Array.from({ length: QUARTERS }, (_, place) => until - (QUARTERS - place) * QUARTER);
  const wanted = [...states.keys()].map(readSeries).filter(({ kind, topic }) => topic === '' && (kind === 'mentions' || kind === 'volume'));
  const byChannel = Map.groupBy(wanted, ({ channel }) => channel);
  const channels = await Promise.all([...byChannel].map(async ([channel, series]): Promise<Channel> => {
    const brands = [...new Set(series.map(({ brand }) => brand))];
    const parts = await Promise.all(brands.map(async (brand) => ofSeries(deps, states, { name: seriesName({ kind: 'mentions', brand, channel, topic: '' }), volume: seriesName({ kind: 'volume', brand, channel, topic: '' }) }, quarters, timeZone)));
    return { channel, counts: sumOf(parts.map(({ counts }) => counts)), bands: quarters.map((_, place) => together(parts.map(({ bands }) => bands[place]!))) };
  }));
  if (channels.length === 0) return [];
  const points = (counts: number[], bands: Band[]): CountPoint[] => quarters.map((at, place) => ({ at, count: counts[place]!, low: bands[place]!.low, high: bands[place]!.high }));
  const minutes = QUARTER / 60_000;
  const busiest = channels.toSorted((a, b) => weight(b) - weight(a) || (a.channel < b.channel ? -1 : 1));
  return [
    { channel: null, minutes, points: points(sumOf(channels.map(({ counts }) => counts)), quarters.map((_, place) => together(channels.map(({ bands }) => bands[place]!)))) },
    ...busiest.map(({ channel, counts, bands }) => ({ channel, minutes, points: points(counts, bands) })),
  ];
}

const sumOf = (all: number[][]): number[] => (all[0] ?? []).map((_, place) => all.reduce((sum, one) => sum + one[place]!, 0));
const weight = ({ counts, bands }: Channel): number => counts.reduce((sum, one) => sum + one, 0) + bands.reduce((sum, { usual }) => sum + usual, 0);
