import type { CountPoint, FiguresNow } from '../api-shapes/figures.ts';
import { readSeries, seriesName, SLOT, slotOf } from '../domain/counting.ts';
import { QUARTER, together, usualQuarter } from '../domain/mention-band.ts';
import type { Band } from '../domain/mention-band.ts';
import { isLearning, knowsUsual } from '../domain/spike.ts';
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

/** Without a band as long as it is not known what is usual. */
type Bands = (Band | null)[];
interface Series { counts: number[]; bands: Bands; learning: boolean }
type Channel = Series & { channel: string };

/** Of a channel, all brands together: what we hold, or what the platform counted where that is more. */
async function ofSeries({ counts }: MentionFiguresDeps, states: Map<string, SeriesState>, { name, volume }: { name: string; volume: string }, quarters: number[], timeZone: string): Promise<Series> {
  const sums = async (series: string): Promise<number[]> => Promise.all(quarters.map(async (from) => {
    const slots = await Promise.all([0, 1, 2].map(async (place) => slotCount(counts, series, from + place * SLOT)));
    return slots.reduce((sum, { count }) => sum + count, 0);
  }));
  const [own, told] = await Promise.all([sums(name), states.has(volume) ? sums(volume) : []]);
  const total = (all: number[]): number => all.reduce((sum, one) => sum + one, 0);
  const state = states.get(total(told) > total(own) ? volume : name) ?? states.get(name);
  return { counts: own.map((count, place) => Math.max(count, told[place] ?? 0)), bands: quarters.map((from) => (state && knowsUsual(state.spike) ? usualQuarter(state.spike, from, timeZone) : null)), learning: !state || isLearning(state.spike) };
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
    return { channel, ...togetherOf(parts, quarters) };
  }));
  if (channels.length === 0) return [];
  const shown = (channel: string | null, { counts, bands, learning }: Series): NonNullable<FiguresNow['mentions']>[number] => {
    const points: CountPoint[] = quarters.map((at, place) => ({ at, count: counts[place]!, low: bands[place]?.low ?? null, high: bands[place]?.high ?? null }));
    return { channel, minutes: QUARTER / 60_000, points, ...(learning ? { learning } : {}) };
  };
  const busiest = channels.toSorted((a, b) => weight(b) - weight(a) || (a.channel < b.channel ? -1 : 1));
  return [shown(null, togetherOf(channels, quarters)), ...busiest.map((one) => shown(one.channel, one))];
}

/** What is usual of all is known when it is of each. */
function togetherOf(parts: Series[], quarters: number[]): Series {
  const bands = quarters.map((_, place): Band | null => {
    const known = parts.flatMap((part) => part.bands[place] ?? []);
    return known.length === parts.length ? together(known) : null;
  });
  return { counts: sumOf(parts.map(({ counts }) => counts)), bands, learning: parts.some(({ learning }) => learning) };
}

const sumOf = (all: number[][]): number[] => (all[0] ?? []).map((_, place) => all.reduce((sum, one) => sum + one[place]!, 0));
const weight = ({ counts, bands }: Channel): number => counts.reduce((sum, one) => sum + one, 0) + bands.reduce((sum, band) => sum + (band?.usual ?? 0), 0);
