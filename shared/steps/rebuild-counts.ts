import { addEntries, newBucket, type Entry } from '../domain/bucket.ts';
import { countsOf, MINUTE, slotOf } from '../domain/counting.ts';
import { beginSeries, closeSlots, type SlotCount } from '../domain/live-series.ts';
import { lastWholeSlot } from '../domain/watermark.ts';
import type { Clock, ReadSettings, StoredMessage } from '../ports.ts';
import type { CountStore } from '../ports/counting.ts';
import { setupOf, slotCount } from './watch.ts';

/** What `rebuild` needs besides: to know what is there, and to take away what no message stands for. */
export interface CountArchive extends CountStore {
  /** Every bucket that is kept: its series and minute, and whether a platform counted it. */
  buckets(): Promise<{ series: string; minute: number; shard: number; isVolume: boolean }[]>;
  remove(bucket: { series: string; minute: number; shard: number }): Promise<void>;
}

export interface Rebuilt { messages: number; minutes: number; removed: number; series: number }

/** What is younger is counted by `tally` as it comes. */
const SETTLED = 10 * MINUTE;
const TRIES = 10;
/** Older buckets are not kept either. */
const KEPT_DAYS = 62;

/**
 * Recomputes every count from the messages, and what each series has learned from its counts. What platforms counted for us is
 * kept as it is, since no message stands for it; alerts that are open, and what people taught by "not a spike", stay.
 */
export async function rebuildCounts({ counts, settings, now }: { counts: CountArchive; settings: ReadSettings; now: Clock }, messages: StoredMessage[]): Promise<Rebuilt> {
  const company = await settings();
  const minutes = new Map<string, { series: string; minute: number; entries: Entry[] }>();
  const oldest = now() - KEPT_DAYS * 24 * 60 * MINUTE;
  for (const stored of messages) {
    if (stored.at < oldest) continue;
    for (const { series, minute, entry } of countsOf(stored, company)) {
      const key = `${series} ${minute}`;
      const there = minutes.get(key);
      if (there) there.entries.push(entry);
      else minutes.set(key, { series, minute, entries: [entry] });
    }
  }
  const before = await counts.buckets();
  const settled = before.filter(({ isVolume, minute }) => !isVolume && minute < now() - SETTLED);
  const stale = settled.filter(({ series, minute, shard }) => shard !== 0 || !minutes.has(`${series} ${minute}`));
  for (const one of stale) await counts.remove(one);
  for (const { series, minute, entries } of minutes.values()) await writeMinute(counts, series, minute, entries, minute < now() - SETTLED);
  const slots = new Map<string, Set<number>>();
  for (const { series, minute } of [...minutes.values(), ...before.filter(({ isVolume }) => isVolume)]) slots.set(series, (slots.get(series) ?? new Set()).add(slotOf(minute)));
  for (const [series, own] of slots) await learnAgain({ counts, settings, now }, series, [...own].sort((a, b) => a - b));
  return { messages: messages.length, minutes: minutes.size, removed: stale.length, series: slots.size };
}

// What is settled is replaced; to what may still be growing it is added, which changes nothing where it is there.
async function writeMinute(counts: CountStore, series: string, minute: number, entries: Entry[], replaces: boolean): Promise<void> {
  let there = (await counts.slot(series, slotOf(minute))).find((part) => part.minute === minute && part.shard === 0);
  for (let tries = 1; tries <= TRIES; tries++) {
    const bucket = addEntries(there && !replaces ? there.bucket : newBucket(), entries);
    const refused = await counts.put(series, { minute, shard: 0, version: there?.version ?? 0, bucket }, there ? there.version : null);
    if (!refused) return;
    there = refused;
  }
  throw new Error('a minute changed ten times while it was rebuilt');
}

async function learnAgain({ counts, settings, now }: { counts: CountStore; settings: ReadSettings; now: Clock }, series: string, slots: number[]): Promise<void> {
  const setup = setupOf(await settings());
  const until = lastWholeSlot(now() - 2 * MINUTE);
  const known: SlotCount[] = [];
  // What came late is counted like the rest here: it is all history.
  for (const slot of slots) if (slot <= until) known.push({ ...await slotCount(counts, series, slot), late: 0 });
  for (let tries = 1; tries <= TRIES; tries++) {
    const stored = await counts.state(series);
    const learned = closeSlots(beginSeries(slots[0]!), { counts: known, until: Math.max(until, slots[0]!), unknown: null }, setup).state;
    const spike = stored ? { ...learned, episode: stored.spike.episode, caution: stored.spike.caution } : learned;
    if (await counts.putState(series, { spike, unwatched: stored?.unwatched ?? null }, stored ? stored.version : null)) return;
  }
  throw new Error('the state of a series changed ten times while it was rebuilt');
}
