import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PLANTS } from '../../local/faults/plants.ts';
import { play } from '../../local/faults/play.ts';

const ROOT = join(import.meta.dirname, '../..');
const known = JSON.parse(readFileSync(join(ROOT, 'events/faults/seeds.json'), 'utf8')) as { seed: number; why: string }[];
const FRESH = Array.from({ length: 40 }, (_, place) => 5_001 + place);

/** Each wrong protocol with the seed from which it is looked for: the rare ones would take minutes from the first. */
const LOOKED_FOR_FROM: Record<string, number> = { 'no-prev': 1435, 'no-moved-by': 46, 'case-over-case': 169, 'no-claim': 64, 'answer-first': 16, 'cursor-first': 99 };
const WITHIN = 40;

const brokenBy = async (seed: number): Promise<string[]> => (await play(seed)).broken.map(({ promise, sentence }) => `seed ${seed}, ${promise}: ${sentence}`);

function run(...given: string[]): { status: number | null; out: string[]; last: Record<string, unknown> } {
  const { status, stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'local/commands/faults.ts'), ...given], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  const out = stdout.trim().split('\n');
  return { status, out, last: out.at(-1)?.startsWith('{') ? JSON.parse(out.at(-1)!) as Record<string, unknown> : {} };
}

describe('the journey under crashes, lost answers, redelivery, outages, merges and erasures', () => {
  it.each(known)('keeps its promises in seed $seed, where $why', async ({ seed }) => {
    expect(await brokenBy(seed)).toEqual([]);
  }, 60_000);

  it('keeps its promises in forty other stories', async () => {
    const broken: string[] = [];
    for (const seed of FRESH) broken.push(...await brokenBy(seed));
    expect(broken).toEqual([]);
  }, 240_000);

  it('goes the same way by the same seed, turn by turn', async () => {
    const [first, again, other] = [await play(3), await play(3), await play(4)];
    expect(again.trace.lines).toEqual(first.trace.lines);
    expect(again.trace.digest()).toBe(first.trace.digest());
    expect(other.trace.digest()).not.toBe(first.trace.digest());
  }, 60_000);
});

describe('the check of the promises', () => {
  it.each(Object.entries(PLANTS).map(([name, plant]) => ({ name, plant, sentence: plant.sentence })))('finds it when $sentence ($name)', async ({ name, plant }) => {
    const from = LOOKED_FOR_FROM[name] ?? 1;
    let found = false;
    // Nothing is found by a story that breaks a promise as it is.
    for (let seed = from; seed < from + WITHIN && !found; seed++) found = (await play(seed, plant)).broken.length > 0 && (await brokenBy(seed)).length === 0;
    expect(found).toBe(true);
  }, 120_000);
});

describe('npm run faults', () => {
  it('ends with its figures, and with 0 when every promise was kept', () => {
    const { status, last } = run('--seeds', '2', '--from', '7');
    expect([status, last]).toEqual([0, { seeds: 2, inbound: expect.any(Number), lost: 0, duplicateEntries: 0, duplicateAcks: 0, unacknowledged: 0, unknown: expect.any(Number), secondAttempts: expect.any(Number), traceHash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  }, 60_000);

  it('names the seed, the promise and what led to it, and ends with 1', () => {
    const { status, out, last } = run('--seeds', '3', '--plant', 'delete-first');
    expect([status, Number(last['lost']) > 0]).toEqual([1, true]);
    const place = out.findIndex((line) => /^seed \d+: P1 is broken: w\d+ was accepted and is nowhere$/.test(line));
    expect(out[place + 1]).toMatch(/^ {4} *\d+ outside writes w\d+/);
  }, 60_000);
});
