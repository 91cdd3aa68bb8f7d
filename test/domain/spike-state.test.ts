import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { glance, newSpikeState, step, type SpikeState } from '../../shared/domain/spike.ts';
import { countAt, steady } from '../../shared/domain/spike-tuning.ts';
import { DAY, israeliWeek, MINUTE, slots, SUNDAY, watch } from './spike-series.ts';

const anyCount = fc.oneof({ weight: 5, arbitrary: fc.nat(20) }, { weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1_000_000) });
const anyTick = fc.record({ slots: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: -3, max: 3_000 }) }), count: anyCount, authors: fc.option(fc.nat(50), { nil: undefined }), gap: fc.constantFrom('quiet' as const, 'unknown' as const) });

const stored = (state: SpikeState): SpikeState => JSON.parse(JSON.stringify(state)) as SpikeState;

describe('what is remembered of a series', () => {
  it('whatever came, it is under two kilobytes, the same after storing, and free of what is no number', () => {
    fc.assert(fc.property(fc.array(anyTick, { maxLength: 80 }), (ticks) => {
      let state = newSpikeState();
      let at = SUNDAY;
      for (const { slots: apart, authors, ...tick } of ticks) {
        at += apart * 5 * MINUTE;
        const given = { at, ...tick, ...(authors === undefined ? {} : { authors }) };
        const { verdict } = glance(state, given);
        const next = step(state, given);
        expect(verdict.score).toBeGreaterThanOrEqual(0);
        expect(next.verdict.score).toBeGreaterThanOrEqual(0);
        expect(next.verdict.score).toBeLessThanOrEqual(1);
        state = next.state;
        expect(stored(state)).toEqual(state);
        expect(JSON.stringify(state).length).toBeLessThan(2_048);
      }
    }), { numRuns: 60 });
  });

  it('stays under two kilobytes in the loudest series, at its end of a quarter', () => {
    const { state } = watch(slots(SUNDAY, 30, (at) => 2_000_000 * israeliWeek(at), 2));
    expect(JSON.stringify({ ...state, episode: { since: SUNDAY, alertedAt: SUNDAY, alerted: 9_999_999, peak: 29_999_999, calmSlots: 143, over: false } }).length).toBeLessThan(1_200);
  });

  it('is all that decides: a state that is stored after every slot decides alike', () => {
    const ticks = slots(SUNDAY, 9, (at) => 3 * israeliWeek(at) * (at > SUNDAY + 8 * DAY && at < SUNDAY + 8.02 * DAY ? 40 : 1), 5);
    let state = newSpikeState();
    const verdicts = ticks.map((tick) => {
      const stepped = step(stored(state), tick);
      state = stepped.state;
      return stepped.verdict;
    });
    expect(verdicts).toEqual(watch(ticks).verdicts);
    expect(verdicts.some(({ alert }) => alert)).toBe(true);
  });

  it('is never changed in place', () => {
    const { state } = watch(slots(SUNDAY, 3, () => 4, 5));
    const before = stored(state);
    step(state, { at: SUNDAY + 4 * DAY, count: 400, gap: 'quiet' });
    glance(state, { at: SUNDAY + 4 * DAY, count: 400 });
    expect(state).toEqual(before);
  });
});

describe('the steady scale', () => {
  it('leads there and back', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (count) => {
      expect(countAt(steady(count))).toBeCloseTo(count, 3 - Math.log10(count + 1));
    }));
  });

  it('makes chance scatter about alike around five and around a hundred', () => {
    const scatter = (mean: number): number => {
      const places = slots(SUNDAY, 10, () => mean, 3).map(({ count }) => steady(count));
      const middle = places.reduce((sum, place) => sum + place, 0) / places.length;
      return Math.sqrt(places.reduce((sum, place) => sum + (place - middle) ** 2, 0) / places.length);
    };
    expect(scatter(5) / scatter(100)).toBeGreaterThan(0.8);
    expect(scatter(5) / scatter(100)).toBeLessThan(2);
  });
});
