import { packBucket, unpackBucket } from '../../shared/domain/bucket.ts';
import type { AlertRecord } from '../../shared/domain/alert.ts';
import type { AlertStore, BucketPart, CountStore, SeriesState } from '../../shared/ports/counting.ts';

/** Called with each write: its partition and its size in write units. */
export type Metered = (partition: string, units: number) => void;

const SLOT = 300_000;
const slotOf = (minute: number): number => Math.floor(minute / SLOT) * SLOT;

/** Counts in memory, stored as bytes as the table has them. */
export function memoryCounts(metered: Metered = () => undefined): CountStore & { parts: Map<string, BucketPart> } {
  const parts = new Map<string, BucketPart>();
  const volumes = new Map<string, { series: string; minute: number; count: number }>();
  const states = new Map<string, SeriesState>();
  const awake = new Map<string, { series: string; slot: number }>();
  let around = 0;
  const key = (series: string, { minute, shard }: Pick<BucketPart, 'minute' | 'shard'>): string => `${series} ${minute} ${shard}`;
  const copy = <T>(value: T): T => structuredClone(value);
  return {
    parts,
    slot: async (series, slot) => [...parts].filter(([name, { minute }]) => name.startsWith(`${series} `) && slotOf(minute) === slot).map(([, part]) => copy(part)),
    async put(series, part, expected) {
      const there = parts.get(key(series, part));
      const { bytes, refs } = packBucket(part.bucket);
      metered(`${series} ${slotOf(part.minute)} ${part.shard}`, Math.ceil((bytes.length + refs.join('').length + 60) / 1024));
      if ((there?.version ?? null) !== expected) return there ? copy(there) : { ...part, version: 0, bucket: { entries: [], sketches: null } };
      parts.set(key(series, part), { minute: part.minute, shard: part.shard, version: (expected ?? 0) + 1, bucket: unpackBucket(bytes, refs) });
      return undefined;
    },
    putVolume: async (series, minute, count) => void volumes.set(`${series} ${minute}`, { series, minute, count }),
    volumes: async (series, slot) => [...volumes.values()].filter((one) => one.series === series && slotOf(one.minute) === slot).map(({ minute, count }) => ({ minute, count })),
    state: async (series) => copy(states.get(series)),
    async putState(series, state, expected) {
      metered(`state ${series}`, 3);
      if ((states.get(series)?.version ?? null) !== expected) return false;
      states.set(series, { ...copy(state), version: (expected ?? 0) + 1 });
      return true;
    },
    states: async () => copy(states),
    agenda: async () => ({ awake: [...awake.values()], lookedAroundAt: around }),
    async wake(added) {
      if (added.length > 0) metered('agenda', 1);
      for (const one of added) awake.set(`${one.series} ${one.slot}`, one);
    },
    rest: async (gone) => {
      for (const one of gone) awake.delete(`${one.series} ${one.slot}`);
    },
    lookedAround: async (at) => {
      around = at;
    },
  };
}

export function memoryAlerts(): AlertStore {
  const open = new Map<string, AlertRecord>();
  const past = new Map<string, AlertRecord>();
  return {
    open: async () => structuredClone([...open.values()]),
    past: async (limit) => structuredClone([...past.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)),
    async put(record, expected) {
      if ((open.get(record.about)?.version ?? null) !== expected) return false;
      open.set(record.about, { ...structuredClone(record), version: (expected ?? 0) + 1 });
      return true;
    },
    async close(record, expected) {
      past.set(record.id, { ...structuredClone(record), version: expected + 1 });
      if (open.get(record.about)?.version !== expected) return false;
      open.delete(record.about);
      return true;
    },
  };
}
