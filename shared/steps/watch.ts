import { joinBuckets, summaryOf, type Bucket } from '../domain/bucket.ts';
import { readSeries, SLOT, slotOf } from '../domain/counting.ts';
import { beginSeries, lookAt, type SeriesSetup, type SlotCount, type Who } from '../domain/live-series.ts';
import type { Settings } from '../domain/settings.ts';
import type { SpikeState } from '../domain/spike.ts';
import type { Log } from '../log.ts';
import type { ChannelState, Clock, ReadSettings } from '../ports.ts';
import type { AlertStore, Awake, BucketPart, CountStore, Notifier, ReadMessages, SeriesState } from '../ports/counting.ts';
import { raise } from './raise.ts';

export interface WatchDeps {
  counts: CountStore;
  alerts: AlertStore;
  notifier: Notifier;
  read: ReadMessages;
  channels: Pick<ChannelState, 'check' | 'cursor'>;
  settings: ReadSettings;
  /** The console's address, for links. */
  console: string;
  /** Who hears of every alert besides those in the settings; empty: nobody. */
  alarmEmail: string;
  now: Clock;
  log: Log;
}

const HOUR_SLOTS = 12;
const TRIES = 5;

/** One bucket a minute: what several shards have of it, together. */
export function minutesOf(parts: BucketPart[]): Map<number, Bucket> {
  const minutes = new Map<number, Bucket>();
  for (const { minute, bucket } of parts) {
    const there = minutes.get(minute);
    minutes.set(minute, there ? joinBuckets(there, bucket) : bucket);
  }
  return minutes;
}

/** A slot's count, whoever counted it. */
export async function slotCount(counts: CountStore, series: string, slot: number): Promise<SlotCount> {
  if (readSeries(series).kind === 'volume') return { at: slot, count: (await counts.volumes(series, slot)).reduce((sum, { count }) => sum + count, 0), late: 0 };
  const { count, late } = summaryOf([...minutesOf(await counts.slot(series, slot)).values()]);
  return { at: slot, count, late };
}

/** Who wrote in the hour up to the end of this slot; undefined where only numbers are known. */
export async function whoWrote(counts: CountStore, series: string, slot: number): Promise<Who | undefined> {
  if (readSeries(series).kind === 'volume') return undefined;
  const parts = await Promise.all(hourTo(slot).map(async (at) => counts.slot(series, at)));
  const { authors, alike } = summaryOf([...minutesOf(parts.flat()).values()]);
  return { authors, alike };
}

/** The starts of the slots of the hour that ends with this one, in order. */
export const hourTo = (slot: number): number[] => Array.from({ length: HOUR_SLOTS }, (_, place) => slot - (HOUR_SLOTS - 1 - place) * SLOT);

export const setupOf = ({ alertSensitivity, calendar }: Settings): SeriesSetup => ({ sensitivity: alertSensitivity, timeZone: calendar.timeZone });

export async function stateOf(counts: CountStore, series: string, firstSlot: number): Promise<{ stored: SeriesState | undefined; spike: SpikeState }> {
  const stored = await counts.state(series);
  return { stored, spike: stored?.spike ?? beginSeries(firstSlot) };
}

/**
 * Looks at what these series have counted so far in slots that are not closed. A line that is crossed is an alert now: first the
 * alert is written, then that it was raised, so that neither a crash nor another that looks at the same time loses it.
 */
export async function watch(deps: WatchDeps, names: string[], awake: Awake[]): Promise<void> {
  for (const series of names) await watchOne(deps, series, awake.filter((one) => one.series === series).map(({ slot }) => slot));
}

async function watchOne(deps: WatchDeps, series: string, slots: number[]): Promise<void> {
  const { counts, now } = deps;
  const setup = setupOf(await deps.settings());
  const current = slotOf(now());
  const wanted = [...new Set([...slots, current])].filter((slot) => slot <= current).sort((a, b) => a - b);
  for (let tries = 1; tries <= TRIES; tries++) {
    const { stored, spike } = await stateOf(counts, series, wanted[0]!);
    const open = (await Promise.all(wanted.filter((slot) => slot > (spike.at ?? 0)).map(async (slot) => slotCount(counts, series, slot)))).filter(({ count }) => count > 0);
    const first = lookAt(spike, open, now(), setup);
    if (!first.verdict) return;
    // Few people, or a thousand? Only now it is worth reading.
    const who = new Map<number, Who>();
    for (const { at } of open) {
      const found = await whoWrote(counts, series, at);
      if (found) who.set(at, found);
    }
    const { state, verdict } = lookAt(spike, open, now(), setup, who);
    if (!verdict?.alert) return;
    await raise(deps, { series, verdict });
    if (await counts.putState(series, { spike: state, unwatched: stored?.unwatched ?? null }, stored?.version ?? null)) return;
  }
  throw new Error('the state of a series changed five times under one look');
}
