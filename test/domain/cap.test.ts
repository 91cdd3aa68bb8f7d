import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withTurn } from '../../shared/domain/cap.ts';
import type { Cap, Turn } from '../../shared/domain/cap.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Asks at each of these times, and answers with the times at which something was given. */
function given(cap: Cap, times: readonly number[]): number[] {
  let turns: Turn[] = [];
  return times.filter((now, place) => {
    const next = withTurn(turns, { ...cap, id: `ack-${place}`, now });
    turns = next ?? turns;
    return next !== null;
  });
}

const most = (times: readonly number[], span: number): number => Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at - from < span).length));
const caps = fc.record({ perHour: fc.integer({ min: 0, max: 4 }), perDay: fc.integer({ min: 0, max: 12 }) });
// Steps of minutes, some of them back a little: another function's clock.
const stories = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 * MINUTE }), fc.integer({ min: -30_000, max: 0 }), fc.integer({ min: 0, max: 5 * HOUR })), { maxLength: 80 })
  .map((steps) => { let at = 100 * DAY; return steps.map((step) => (at += step)); });

describe('a cap', () => {
  it('holds in any sixty minutes and any 24 hours, wherever they begin', () => {
    fc.assert(fc.property(caps, stories, (cap, times) => {
      const got = given(cap, times);
      expect([most(got, HOUR) <= cap.perHour, most(got, DAY) <= cap.perDay]).toEqual([true, true]);
    }), { numRuns: 300 });
  });

  it('refuses nobody who is below it', () => {
    fc.assert(fc.property(caps, fc.array(fc.integer({ min: 0, max: 5 * HOUR }), { maxLength: 40 }), (cap, steps) => {
      let at = 0;
      const times = steps.map((step) => (at += step));
      const got = given(cap, times);
      for (const now of times.filter((time) => !got.includes(time))) {
        const before = got.filter((time) => time <= now);
        expect(before.filter((time) => now - time < HOUR).length >= cap.perHour || before.filter((time) => now - time < DAY).length >= cap.perDay).toBe(true);
      }
    }), { numRuns: 300 });
  });

  it('lets no more pass around the turn of an hour, or of a day', () => {
    const eleven = 100 * DAY + 11 * HOUR;
    expect(given({ perHour: 3, perDay: 10 }, [eleven - MINUTE, eleven - MINUTE + 1, eleven + MINUTE, eleven + MINUTE + 1, eleven + 59 * MINUTE])).toEqual([eleven - MINUTE, eleven - MINUTE + 1, eleven + MINUTE, eleven + 59 * MINUTE]);
    const midnight = 101 * DAY;
    expect(given({ perHour: 9, perDay: 2 }, [midnight - 2, midnight - 1, midnight, midnight + 1])).toHaveLength(2);
  });

  it('counts one thing once, however often it comes', () => {
    const once = withTurn([], { id: 'a', now: 0, perHour: 1, perDay: 1 })!;
    expect([withTurn(once, { id: 'a', now: 5, perHour: 1, perDay: 1 }), withTurn(once, { id: 'b', now: 5, perHour: 1, perDay: 1 })]).toEqual([once, null]);
  });

  it('remembers no longer than it has to', () => {
    let turns: Turn[] = [];
    for (let n = 0; n < 500; n++) turns = withTurn(turns, { id: `a${n}`, now: n * MINUTE, perHour: 300, perDay: 7_200 })!;
    expect(turns.length).toBeLessThanOrEqual(62);
  });
});
