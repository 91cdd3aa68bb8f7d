import { createHash } from 'node:crypto';
import { addEntries, holdsAll, newBucket, type Entry } from '../domain/bucket.ts';
import { countsOf, slotOf, type Counted } from '../domain/counting.ts';
import type { StoredMessage } from '../ports.ts';
import type { Awake, BucketPart, CountStore } from '../ports/counting.ts';
import { watch, type WatchDeps } from './watch.ts';

/** Beside shard 0, which is the usual one. */
const OTHER_SHARDS = 15;
/** So many of one minute in one batch: a flood, in which many write at once. */
const FLOOD = 50;
const TRIES = 40;
/** Slots before that are closed, whatever still comes. */
const AWAKE = 6 * 3_600_000;

/**
 * `tally`: counts what is new in the table, then looks at each series it has raised, so that an alert goes out with the
 * message that crosses the line. Counting a batch again changes nothing.
 */
export function tally(deps: WatchDeps) {
  return async (messages: StoredMessage[]): Promise<void> => {
    const settings = await deps.settings();
    const counted = messages.flatMap((stored) => countsOf(stored, settings));
    if (counted.length === 0) return;
    const batch = createHash('sha256').update(messages[0]!.id).digest()[0]!;
    await Promise.all(bySeries(counted).map(async (own) => countOne(deps.counts, own, batch)));
    // What came late is closed with its slot, but alerts nobody.
    const [raised, live] = [new Map<string, number[]>(), new Set<string>()];
    for (const { series, minute, entry } of counted) {
      if (slotOf(minute) > deps.now() - AWAKE) raised.set(series, [...raised.get(series) ?? [], slotOf(minute)]);
      if (!entry.late) live.add(series);
    }
    if (raised.size === 0) return;
    const agenda = await deps.counts.agenda();
    const known = new Set(agenda.awake.map(({ series, slot }) => `${series} ${slot}`));
    const fresh: Awake[] = [...raised].flatMap(([series, slots]) => [...new Set(slots)].filter((slot) => !known.has(`${series} ${slot}`)).map((slot) => ({ series, slot })));
    await deps.counts.wake(fresh);
    const awake = [...agenda.awake, ...fresh];
    await watch(deps, [...live], awake);
    deps.log('info', 'counted', { count: messages.length });
  };
}

function bySeries(counted: Counted[]): Counted[][] {
  const groups = new Map<string, Counted[]>();
  for (const one of counted) groups.set(one.series, [...groups.get(one.series) ?? [], one]);
  return [...groups.values()];
}

async function countOne(counts: CountStore, counted: Counted[], batch: number): Promise<void> {
  const slots = new Map<number, Map<number, Entry[]>>();
  for (const { minute, entry } of counted) {
    const minutes = slots.get(slotOf(minute)) ?? new Map<number, Entry[]>();
    minutes.set(minute, [...minutes.get(minute) ?? [], entry]);
    slots.set(slotOf(minute), minutes);
  }
  const { series } = counted[0]!;
  for (const [slot, minutes] of slots) {
    const parts = await counts.slot(series, slot);
    for (const [minute, entries] of minutes) await addTo(counts, series, minute, entries, parts, batch);
  }
}

// Read-modify-write. Whoever meets another writer twice moves to the batch's own shard: readers join them all.
async function addTo(counts: CountStore, series: string, minute: number, entries: Entry[], parts: BucketPart[], batch: number): Promise<void> {
  const own = 1 + (batch % OTHER_SHARDS);
  let shard = entries.length > FLOOD ? own : 0;
  let there = parts.find((part) => part.minute === minute && part.shard === shard);
  for (let tries = 1; tries <= TRIES; tries++) {
    const bucket = there?.bucket ?? newBucket();
    if (holdsAll(bucket, entries)) return;
    const refused = await counts.put(series, { minute, shard, version: there?.version ?? 0, bucket: addEntries(bucket, entries) }, there ? there.version : null);
    if (!refused) return;
    if (shard === 0 && tries >= 2) {
      shard = own;
      there = parts.find((part) => part.minute === minute && part.shard === own);
    } else there = refused;
  }
  throw new Error(`a minute's count changed ${TRIES} times under one batch`);
}
