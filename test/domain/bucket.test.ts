import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { addEntries, countOf, joinBuckets, newBucket, packBucket, summaryOf, unpackBucket, type Bucket, type Entry } from '../../shared/domain/bucket.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const entry = (n: number, fields: Partial<Entry> = {}): Entry => ({ hash: digest(`m${n}`).readUIntBE(0, 6), author: digest(`a${n}`).readUInt32BE(0), print: 1 + (n % 1000), negative: n % 4 === 0, late: false, ref: `thread-of-22-characters/id-of-22-characters-${n % 10}`, ...fields });
const entries = (count: number, from = 0): Entry[] => Array.from({ length: count }, (_, n) => entry(from + n));
const filled = (count: number): Bucket => addEntries(newBucket(), entries(count));

describe('a minute that is counted', () => {
  it('knows up to 64 messages exactly, and more within a tenth', () => {
    expect([1, 40, 64].map((count) => countOf(filled(count)))).toEqual([1, 40, 64]);
    for (const count of [65, 300, 5_000, 60_000]) expect(Math.abs(countOf(filled(count)) / count - 1)).toBeLessThan(0.1);
  });

  it.each([40, 64, 65, 3_000])('of %i messages stays the same when they come again, in any order and any parts', (count) => {
    const all = entries(count);
    const once = addEntries(newBucket(), all);
    const parts = [all.slice(count / 2), all.slice(0, count / 2), all].map((part) => addEntries(newBucket(), part.toReversed()));
    const joined = parts.reduce(joinBuckets);
    expect(countOf(joined)).toBe(countOf(once));
    expect(joined.entries.map(({ hash }) => hash)).toEqual(once.entries.map(({ hash }) => hash));
    expect(addEntries(once, all).sketches).toEqual(once.sketches);
  });

  it.each([0, 1, 64, 65, 100_000])('of %i messages is stored in under two kilobytes and read back as it was', (count) => {
    const bucket = filled(count);
    const { bytes, refs } = packBucket(bucket);
    expect(bytes.length + refs.join('').length + refs.length).toBeLessThan(2_048);
    expect(unpackBucket(bytes, refs)).toEqual(bucket);
  });

  it('tells three posts of one person from three people', () => {
    const one = addEntries(newBucket(), entries(3).map((each) => ({ ...each, author: 7 })));
    expect(summaryOf([one]).authors).toBe(1);
    expect(summaryOf([filled(3)]).authors).toBe(3);
  });

  it('counts authors over many minutes once, few exactly and many within a tenth', () => {
    const minute = (n: number): Bucket => addEntries(newBucket(), entries(200, n * 1_000).map((each, place) => ({ ...each, author: digest(`a${place}`).readUInt32BE(0) })));
    expect(Math.abs(summaryOf([minute(1), minute(2), minute(3)]).authors / 200 - 1)).toBeLessThan(0.1);
  });

  it('keeps the shares of anger and of one text although it keeps a sample only', () => {
    const crowd = Array.from({ length: 4_000 }, (_, n) => entry(n, { negative: n % 2 === 0, print: n % 4 === 0 ? 99 : 1_000 + n }));
    const { negative, alike } = summaryOf([addEntries(newBucket(), crowd)]);
    expect(Math.abs(negative - 0.5)).toBeLessThan(0.25);
    expect(Math.abs(alike - 0.25)).toBeLessThan(0.2);
    expect(summaryOf([filled(20)]).negative).toBe(0.25);
  });

  it('says of nothing nothing', () => {
    expect(summaryOf([])).toEqual({ count: 0, authors: 0, negative: 0, alike: 0, late: 0, refs: [] });
  });
});
