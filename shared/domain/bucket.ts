import { estimate, joinSketches, newSketch, packSketch, see, unpackSketch, type Sketch } from './sketch.ts';

/** One message as it is counted: hashes only. */
export interface Entry {
  /** 48 bits of the message's key. */
  hash: number;
  /** 32 bits of who wrote it. */
  author: number;
  /** 24 bits that near-identical texts share; 0: too short to say. */
  print: number;
  negative: boolean;
  /** It came so long after it was written that it is no news. */
  late: boolean;
  /** Where it lies, `thread/id`; null where neither text nor place may be kept or shown. */
  ref: string | null;
}

/**
 * What was written within one minute, under two kilobytes whatever it was: up to 64 messages each by itself, beyond that two
 * sketches and the 32 messages of the smallest hashes, which are a fair sample. Adding a message twice changes nothing.
 */
export interface Bucket { entries: Entry[]; sketches: { messages: Sketch; authors: Sketch } | null }

const MOST_EXACT = 64;
const SAMPLE = 32;
const REFS_EXACT = 12;
const REFS_SAMPLED = 8;
const ENTRY_BYTES = 14;

export const newBucket = (): Bucket => ({ entries: [], sketches: null });

function sketchesOf(entries: Entry[]): NonNullable<Bucket['sketches']> {
  const sketches = { messages: newSketch(), authors: newSketch() };
  for (const { hash, author } of entries) {
    see(sketches.messages, hash, 48);
    see(sketches.authors, author, 32);
  }
  return sketches;
}

const joined = (one: NonNullable<Bucket['sketches']>, other: NonNullable<Bucket['sketches']>): NonNullable<Bucket['sketches']> =>
  ({ messages: joinSketches(one.messages, other.messages), authors: joinSketches(one.authors, other.authors) });

// Places cost more than everything else together: the first few keep theirs.
function trimmed(entries: Entry[], refs: number): Entry[] {
  let left = refs;
  return entries.map((entry) => (entry.ref === null || left-- > 0 ? entry : { ...entry, ref: null }));
}

/** Both together: of shards of one minute, or of what was there and what has come. */
export function joinBuckets(one: Bucket, other: Bucket): Bucket {
  const byHash = new Map([...one.entries, ...other.entries].map((entry) => [entry.hash, entry]));
  // The one with a place wins over its twin without.
  for (const entry of [...other.entries, ...one.entries]) if (entry.ref !== null) byHash.set(entry.hash, entry);
  const entries = [...byHash.values()].sort((a, b) => a.hash - b.hash);
  if (!one.sketches && !other.sketches && entries.length <= MOST_EXACT) return { entries: trimmed(entries, REFS_EXACT), sketches: null };
  const sketches = joined(one.sketches ?? sketchesOf(one.entries), other.sketches ?? sketchesOf(other.entries));
  return { entries: trimmed(entries.slice(0, SAMPLE), REFS_SAMPLED), sketches };
}

export function addEntries(bucket: Bucket, entries: Entry[]): Bucket {
  return joinBuckets(bucket, { entries, sketches: null });
}

/** Whether all of these are counted already; a sketch cannot say so surely and says no. */
export function holdsAll(bucket: Bucket, entries: Entry[]): boolean {
  const known = new Set(bucket.entries.map(({ hash }) => hash));
  return entries.every(({ hash }) => known.has(hash));
}

export const countOf = (bucket: Bucket): number => (bucket.sketches ? Math.max(estimate(bucket.sketches.messages), bucket.entries.length) : bucket.entries.length);

/** What several minutes say together. Shares are from 0 to 1. */
export interface Summary {
  count: number;
  authors: number;
  negative: number;
  /** Share of the most frequent text among all that were long enough to say. */
  alike: number;
  late: number;
  /** Places of a fair choice of the messages. */
  refs: string[];
}

/** Each bucket is another minute or another series: nothing stands in two of them. */
export function summaryOf(buckets: Bucket[]): Summary {
  let [count, negative, late] = [0, 0, 0];
  const prints = new Map<number, number>();
  const exact = buckets.every(({ sketches }) => sketches === null);
  const authors = new Set<number>();
  let sketch = newSketch();
  for (const bucket of buckets) {
    const own = countOf(bucket);
    const weight = own / Math.max(1, bucket.entries.length);
    count += own;
    for (const entry of bucket.entries) {
      if (entry.negative) negative += weight;
      if (entry.late) late += weight;
      if (entry.print !== 0) prints.set(entry.print, (prints.get(entry.print) ?? 0) + weight);
      authors.add(entry.author);
      if (!exact) see(sketch, entry.author, 32);
    }
    if (bucket.sketches) sketch = joinSketches(sketch, bucket.sketches.authors);
  }
  const share = (part: number): number => (count === 0 ? 0 : Math.min(1, part / count));
  const refs = buckets.flatMap(({ entries }) => entries).filter(({ ref }) => ref !== null).sort((a, b) => a.hash - b.hash).map(({ ref }) => ref!);
  return { count, authors: exact ? authors.size : Math.max(authors.size, estimate(sketch)), negative: share(negative), alike: share(Math.max(0, ...prints.values())), late: share(late), refs: [...new Set(refs)] };
}

/** The bytes that are stored; the places go beside them as texts. */
export function packBucket({ entries, sketches }: Bucket): { bytes: Uint8Array; refs: string[] } {
  const head = Buffer.alloc(2 + entries.length * ENTRY_BYTES);
  head[0] = sketches ? 1 : 0;
  head[1] = entries.length;
  const refs: string[] = [];
  entries.forEach(({ hash, author, print, negative, late, ref }, place) => {
    const at = 2 + place * ENTRY_BYTES;
    head.writeUIntBE(hash, at, 6);
    head.writeUInt32BE(author, at + 6);
    head.writeUIntBE(print, at + 10, 3);
    head[at + 13] = (negative ? 1 : 0) | (late ? 2 : 0) | (ref === null ? 0 : 4);
    if (ref !== null) refs.push(ref);
  });
  return { bytes: sketches ? Buffer.concat([head, packSketch(sketches.messages), packSketch(sketches.authors)]) : head, refs };
}

export function unpackBucket(bytes: Uint8Array, refs: string[]): Bucket {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = from[1] ?? 0;
  let next = 0;
  const entries = Array.from({ length: size }, (_, place): Entry => {
    const at = 2 + place * ENTRY_BYTES;
    const flags = from[at + 13]!;
    return { hash: from.readUIntBE(at, 6), author: from.readUInt32BE(at + 6), print: from.readUIntBE(at + 10, 3), negative: (flags & 1) !== 0, late: (flags & 2) !== 0, ref: flags & 4 ? (refs[next++] ?? null) : null };
  });
  if (from[0] !== 1) return { entries, sketches: null };
  const rest = 2 + size * ENTRY_BYTES;
  return { entries, sketches: { messages: unpackSketch(from.subarray(rest, rest + 384)), authors: unpackSketch(from.subarray(rest + 384, rest + 768)) } };
}
