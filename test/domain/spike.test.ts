import { describe, expect, it } from '@jest/globals';
import { newSpikeState, step, usualCounts, type SpikeState, type Tick } from '../../shared/domain/spike.ts';
import { DAY, HOUR, israeliWeek, MINUTE, slots, SUNDAY, watch } from './spike-series.ts';

const tuesday = SUNDAY + 30 * DAY + 11 * HOUR;
const ordinary = (at: number): number => 5 * israeliWeek(at);
const during = (at: number, from: number, hours: number): boolean => at >= from && at < from + hours * HOUR;

/** Ordinary weeks, then `times` the mentions for some hours. */
const rise = (times: number, hours: number, level = ordinary, seed = 11): Tick[] => slots(SUNDAY, 33, (at) => level(at) * (during(at, tuesday, hours) ? times : 1), seed);

describe('a rise of mentions', () => {
  it('is an alert within five minutes when it is six times the usual', () => {
    const { alerts } = watch(rise(6, 1));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]!.at - tuesday).toBeLessThanOrEqual(5 * MINUTE);
    expect(alerts[0]!.alert).toMatchObject({ kind: 'onset', class: 'spike' });
    expect(Math.abs(alerts[0]!.alert!.since - tuesday)).toBeLessThanOrEqual(10 * MINUTE);
  });

  it('is an alert within the hour when it is three times the usual', () => {
    const { alerts } = watch(rise(3, 2, (at) => 5 * ordinary(at)));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]!.at - tuesday).toBeLessThan(HOUR);
  });

  it('is one alert however long it lasts, and one all-clear', () => {
    const { verdicts, alerts } = watch(rise(6, 5));
    expect(alerts).toHaveLength(1);
    const ends = verdicts.filter(({ ended }) => ended);
    expect(ends).toHaveLength(1);
    expect(ends[0]!.ended!.since).toBe(alerts[0]!.alert!.since);
    expect(ends[0]!.ended!.until - tuesday - 5 * HOUR).toBeGreaterThanOrEqual(0);
    expect(ends[0]!.ended!.until - tuesday - 5 * HOUR).toBeLessThanOrEqual(HOUR);
    expect(ends[0]!.at - ends[0]!.ended!.until).toBe(HOUR - 5 * MINUTE);
  });

  it('is told again when it doubles', () => {
    const { alerts } = watch(slots(SUNDAY, 31, (at) => ordinary(at) * (during(at, tuesday, 1) ? 6 : during(at, tuesday + HOUR, 1) ? 20 : 1), 11));
    expect(alerts.map(({ alert }) => alert!.kind)).toEqual(['onset', 'grows']);
    expect(alerts[1]!.alert!.since).toBe(alerts[0]!.alert!.since);
    expect(alerts[1]!.alert!.severity).toBeGreaterThan(alerts[0]!.alert!.severity);
  });

  it('is no news in the hours after another unless it is higher, and news again a day later', () => {
    const twice = (pause: number): Tick[] => slots(SUNDAY, 33, (at) => ordinary(tuesday) * (during(at, tuesday, 1) || during(at, tuesday + pause, 1) ? 6 : 1), 5);
    expect(watch(twice(3 * HOUR)).alerts).toHaveLength(1);
    expect(watch(twice(24 * HOUR)).alerts).toHaveLength(2);
  });

  it.each([0.02, 0.5, 500])('is found in a series of %p mentions in five minutes by the same line', (mean) => {
    const burst = (at: number): number => mean * israeliWeek(at) + (during(at, tuesday, 0.5) ? 4 + 5 * mean : 0);
    const { alerts } = watch(slots(SUNDAY, 31, burst, 21));
    expect(alerts.filter(({ at }) => during(at, tuesday, 0.5))).not.toHaveLength(0);
  });
});

describe('what is no rise', () => {
  it.each([0.02, 0.5, 20])('eight weeks of a series with %p mentions in five minutes and silent Saturdays hold hardly an alert', (mean) => {
    const alerts = [1, 2].flatMap((seed) => watch(slots(SUNDAY, 56, (at) => mean * israeliWeek(at), seed)).alerts);
    expect(alerts.length / (2 * 56)).toBeLessThan(0.03);
  });

  it('a brand with at most three mentions an hour never alerts on them', () => {
    const { alerts } = watch(slots(SUNDAY, 56, () => 0, 1).map((tick, index) => ({ ...tick, count: index % 12 < (index * 7919) % 4 ? 1 : 0 })));
    expect(alerts).toEqual([]);
  });

  it('slow growth to four times the level in four weeks is none', () => {
    const { alerts } = watch(slots(SUNDAY, 56, (at) => ordinary(at) * 4 ** Math.max(0, (at - SUNDAY - 14 * DAY) / (28 * DAY)), 8));
    expect(alerts).toEqual([]);
  });

  it('a new level is told once and then is the level', () => {
    const shift = SUNDAY + 28 * DAY;
    const ticks = slots(SUNDAY, 63, (at) => ordinary(at) * (at >= shift ? 3 : 1), 7);
    const usual = (state: SpikeState): number => usualCounts(state, SUNDAY + 65 * DAY + 12 * HOUR, 'hour').usual;
    const before = usual(watch(ticks.filter(({ at }) => at < shift)).state);
    const { alerts, state } = watch(ticks);
    expect(alerts.map(({ alert }) => alert!.kind)).toEqual(['onset']);
    expect(alerts[0]!.at - shift).toBeLessThan(DAY);
    expect(usual(state) / before).toBeGreaterThan(2.5);
    expect(usual(state) / before).toBeLessThan(3.5);
    expect(state.episode).toBeNull();
  });

  it('four mentions never are one, whatever is usual', () => {
    const silent = watch(slots(SUNDAY, 30, () => 0, 1)).state;
    const at = SUNDAY + 30 * DAY;
    expect(step(silent, { at, count: 4 }).verdict.alert).toBeNull();
    expect(step(silent, { at, count: 12 }).verdict.alert).not.toBeNull();
  });
});

describe('bursts of the past', () => {
  const before = tuesday - DAY;
  const wasBurst = (at: number): boolean => at > SUNDAY + 14 * DAY && at < before && Math.floor(at / DAY) % 2 === 0 && at % DAY >= 11 * HOUR && at % DAY < 12 * HOUR;
  const { state } = watch(slots(SUNDAY, 30 + 11 / 24, (at) => ordinary(at) * (wasBurst(at) ? 200 : 1), 3));

  it('do not raise what is usual at their hour', () => {
    expect(usualCounts(state, tuesday, 'slot').usual).toBeLessThan(2 * ordinary(tuesday));
  });

  it('do not hide the next one, though it be a tenth of them', () => {
    expect(step(state, { at: tuesday, count: 70 }).verdict.alert).not.toBeNull();
  });
});

describe('an outage', () => {
  const day = 12 * HOUR;
  const outage = (at: number): boolean => at >= tuesday && at < tuesday + day;
  const before = slots(SUNDAY, 34, ordinary, 31);

  it('teaches nothing, and what follows it is no alert', () => {
    const upTo = before.filter(({ at }) => at < tuesday);
    const [first, ...rest] = before.filter(({ at }) => at >= tuesday + day);
    const learned = watch(upTo).state;
    const resumed = step(learned, { ...first!, gap: 'unknown' });
    expect(resumed.state.slots).toBe(learned.slots + 1);
    expect(resumed.state.level.rate).toBeCloseTo(learned.level.rate, 1);
    expect(watch(rest, {}, resumed.state).alerts).toEqual([]);
  });

  it('whose mentions come later, counted by the time of their posts, is no alert', () => {
    const seen = watch(before.filter(({ at }) => !outage(at)));
    const backfilled = watch(before.filter(({ at }) => outage(at)), {}, seen.state);
    expect([...seen.alerts, ...backfilled.alerts]).toEqual([]);
    expect(backfilled.verdicts.every(({ late }) => late)).toBe(true);
    expect(backfilled.state).toEqual(seen.state);
  });

  it('is no quiet time: what is counted after it is not measured against an empty hour', () => {
    const { state } = watch(before.filter(({ at }) => at < tuesday));
    const rarity = (gap: 'quiet' | 'unknown'): number => step(state, { at: tuesday + 55 * MINUTE, count: 20, gap }).verdict.rarity;
    expect(rarity('unknown')).toBeGreaterThan(rarity('quiet') + 1);
  });

  it('of eight weeks begins anew', () => {
    const { state } = watch(before);
    const resumed = step(state, { at: SUNDAY + 100 * DAY, count: 3 });
    expect(resumed.verdict.learning).toBe(true);
    expect(resumed.state.slots).toBe(1);
  });
});

describe('the first days', () => {
  it('follow an absolute rule: twenty in an hour and four times the level so far', () => {
    const calm = slots(SUNDAY, 1, () => 0.2, 3);
    const burst = calm.map((tick) => (during(tick.at, SUNDAY + 20 * HOUR, 0.5) ? { ...tick, count: 8 } : tick));
    expect(watch(calm).alerts).toEqual([]);
    const { alerts } = watch(burst);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]!.at).toBe(SUNDAY + 20 * HOUR + 10 * MINUTE);
  });

  it('are shown as learning for a week', () => {
    const { verdicts } = watch(slots(SUNDAY, 8, ordinary, 3));
    expect(verdicts[0]!.learning).toBe(true);
    expect(verdicts.find(({ at }) => at === SUNDAY + 7 * DAY - 5 * MINUTE)!.learning).toBe(true);
    expect(verdicts.at(-1)!.learning).toBe(false);
  });

  it('begin with any count', () => {
    for (const count of [0, 1, 50_000]) expect(step(newSpikeState(), { at: SUNDAY, count }).verdict.score).toBeGreaterThanOrEqual(0);
  });
});

describe('the hours and days of a series', () => {
  it('are expected where they help', () => {
    const { state } = watch(slots(SUNDAY, 56, (at) => 20 * israeliWeek(at), 9));
    const noon = (day: number): number => SUNDAY + (63 + day) * DAY + 15 * HOUR;
    const counted = watch([{ at: noon(0), count: 40 }], {}, state).verdicts[0]!.rarity;
    const onSaturday = watch([{ at: noon(6), count: 40 }], {}, state).verdicts[0]!.rarity;
    expect(onSaturday).toBeGreaterThan(counted + 2);
  });

  it('follow the clock of the customers', () => {
    const learned = watch(slots(SUNDAY, 28, (at) => 20 * israeliWeek(at), 9)).state;
    const at = SUNDAY + 29 * DAY + 4 * HOUR;
    const night = step(learned, { at, count: 40 }).verdict.rarity;
    const afternoon = step(learned, { at, count: 40, offsetMinutes: 11 * 60 }).verdict.rarity;
    expect(night).toBeGreaterThan(afternoon + 2);
  });

  it('are not used where there are none', () => {
    const { state } = watch(slots(SUNDAY, 28, () => 20, 9));
    const rates = [0, 6, 12, 18].map((hour) => step(state, { at: SUNDAY + 30 * DAY + hour * HOUR, count: 25 }).verdict.rarity);
    expect(Math.max(...rates) - Math.min(...rates)).toBeLessThan(0.3);
  });
});
