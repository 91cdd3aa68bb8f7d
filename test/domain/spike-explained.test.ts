import { describe, expect, it } from '@jest/globals';
import { glance, notUnusual, step, unusualSilence, usualCounts, type SpikeState, type Tick } from '../../shared/domain/spike.ts';
import { DAY, HOUR, israeliWeek, MINUTE, slots, SUNDAY, watch, type Watched } from './spike-series.ts';

const tuesday = SUNDAY + 30 * DAY + 11 * HOUR;
const usual = (at: number): number => 5 * israeliWeek(at);
const learned: SpikeState = watch(slots(SUNDAY, 30 + 11 / 24, usual, 11)).state;
/** The slots from Tuesday at eleven on. */
const then = (...counts: (number | Partial<Tick>)[]): Tick[] => counts.map((tick, index) => ({ at: tuesday + index * 5 * MINUTE, count: 0, ...(typeof tick === 'number' ? { count: tick } : tick) }));
const on = (...counts: (number | Partial<Tick>)[]): Watched => watch(then(...counts), {}, learned);

describe('an alert', () => {
  it('says how many mentions in how many minutes against what is usual at this hour', () => {
    const alert = on(90).alerts[0]!.alert!;
    expect(alert).toMatchObject({ count: 90, minutes: 5 });
    expect(alert.usual).toBeGreaterThan(usual(tuesday) / 1.7);
    expect(alert.usual).toBeLessThan(usual(tuesday) * 1.7);
    expect(alert.low).toBeLessThan(alert.usual);
    expect(alert.high).toBeGreaterThan(alert.usual);
    expect(alert.times).toBeCloseTo(90 / alert.usual, 6);
  });

  it('speaks of the hour when the hour is what is unusual', () => {
    const { alerts } = on(...Array.from({ length: 24 }, (_, index) => (index % 2 ? 25 : 19)));
    expect(alerts[0]!.alert).toMatchObject({ minutes: 60 });
    expect(alerts[0]!.alert!.count).toBeGreaterThan(2 * alerts[0]!.alert!.high);
  });

  it('names the minute in which the rise began, not the one that crossed the line', () => {
    const { alerts } = on(5, 24, 28, 32, 60);
    const { at, alert } = alerts[0]!;
    expect(at).toBeGreaterThan(tuesday + 5 * MINUTE);
    expect(alert!.since).toBe(tuesday + 5 * MINUTE);
  });

  it('is graver the rarer it is, from 1 to 10', () => {
    const severities = [45, 120, 3_000, 1_000_000].map((count) => on(count).alerts[0]!.alert!.severity);
    expect(severities).toEqual(severities.toSorted((a, b) => a - b));
    expect(new Set(severities).size).toBeGreaterThan(2);
    expect(severities[0]).toBeLessThan(4);
    expect(severities.at(-1)).toBe(10);
  });

  it('never divides by nothing: twelve mentions where there were none are twelve times one', () => {
    const silent = watch(slots(SUNDAY, 30, () => 0, 1)).state;
    expect(step(silent, { at: SUNDAY + 30 * DAY, count: 12 }).verdict.alert).toMatchObject({ count: 12, times: 12, low: 0 });
  });

  it('scores at least a half, and nothing else does', () => {
    for (const { score, alert } of on(5, 6, 90, 80, 70, 200, 10).verdicts) expect(score >= 0.5).toBe(alert !== null);
  });
});

describe('few authors', () => {
  it('make a campaign, less grave than the same count from many people', () => {
    const [few, many] = [on({ count: 120, authors: 6 }), on({ count: 120, authors: 110 })].map(({ alerts }) => alerts[0]!.alert!);
    expect(few).toMatchObject({ class: 'campaign' });
    expect(many).toMatchObject({ class: 'spike' });
    expect(few!.severity).toBeLessThan(many!.severity);
  });

  it('with one text many times over are a campaign too, however many they are', () => {
    expect(on({ count: 120, authors: 110, alike: 0.8 }).alerts[0]!.alert!.class).toBe('campaign');
    expect(on({ count: 120, authors: 110, alike: 0.1 }).alerts[0]!.alert!.class).toBe('spike');
  });

  it('of one or two are angry people, no alert, until others join', () => {
    expect(on({ count: 60, authors: 2 }).alerts).toEqual([]);
    expect(on({ count: 60, authors: 2 }, { count: 60, authors: 40 }).alerts.map(({ at }) => at)).toEqual([tuesday + 5 * MINUTE]);
  });
});

describe('sensitivity', () => {
  it('decides how much is an alert', () => {
    const least = (sensitivity: 'low' | 'normal' | 'high'): number => {
      for (let count = 1; count < 500; count++) if (step(learned, { at: tuesday, count }, { sensitivity }).verdict.alert) return count;
      return Infinity;
    };
    expect(least('high')).toBeLessThan(least('normal'));
    expect(least('normal')).toBeLessThan(least('low'));
  });

  it('learns from "not a spike": the same is none for weeks, and one again months later', () => {
    const [{ rarity }] = on(60).alerts as [Watched['alerts'][number]];
    const told = notUnusual(learned, { rarity }, tuesday);
    const again = (state: SpikeState, at: number, count: number): boolean => glance(state, { at, count, gap: 'quiet' }).verdict.alert !== null;
    expect(again(learned, tuesday, 60)).toBe(true);
    expect(again(told, tuesday, 60)).toBe(false);
    expect(again(told, tuesday, 600)).toBe(true);
    expect(again({ ...told, at: tuesday + 60 * DAY }, tuesday + 60 * DAY + 5 * MINUTE, 60)).toBe(true);
  });
});

describe('a slot that is still filling', () => {
  it('is an alert as soon as it crosses the line, and only once', () => {
    let state = learned;
    const alerts: number[] = [];
    for (let count = 1; count <= 400; count++) {
      const seen = glance(state, { at: tuesday, count });
      state = seen.state;
      if (seen.verdict.alert) alerts.push(count);
    }
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toBeLessThan(60);
    const closed = step(state, { at: tuesday, count: 400 });
    expect(closed.verdict.alert).toBeNull();
    const next = (count: number): string | undefined => step(closed.state, { at: tuesday + 5 * MINUTE, count }).verdict.alert?.kind;
    expect([next(700), next(800)]).toEqual([undefined, 'grows']);
  });

  it('teaches nothing', () => {
    const { state } = glance(learned, { at: tuesday, count: 90 });
    expect({ ...state, episode: null }).toEqual(learned);
  });

  it('is judged like a whole one when nothing more comes', () => {
    for (const count of [0, 5, 30, 90]) expect(glance(learned, { at: tuesday, count }).verdict).toEqual(step(learned, { at: tuesday, count }).verdict);
  });

  it('after quiet minutes is judged as if these had been closed one by one', () => {
    const at = tuesday + 2 * HOUR;
    const oneByOne = watch(Array.from({ length: 24 }, (_, index) => ({ at: tuesday + index * 5 * MINUTE, count: 0 })), {}, learned).state;
    expect(glance(learned, { at, count: 70, gap: 'quiet' }).verdict).toEqual(glance(oneByOne, { at, count: 70 }).verdict);
    expect(step(learned, { at, count: 70, gap: 'quiet' })).toEqual(step(oneByOne, { at, count: 70 }));
  });
});

describe('silence', () => {
  const silentFrom = (from: number, hours: number, state: SpikeState): SpikeState => step(state, { at: from + hours * HOUR - 5 * MINUTE, count: 0, gap: 'quiet' }).state;

  it('of a busy stream is unusual within hours', () => {
    const quiet = silentFrom(tuesday, 3, learned);
    const silence = unusualSilence(quiet);
    expect(silence!.since).toBeLessThanOrEqual(tuesday);
    expect(silence!.usualPerHour).toBeGreaterThan(30);
  });

  it('of minutes, of a brand that is hardly mentioned, or of a source that nobody watches is not', () => {
    expect(unusualSilence(learned)).toBeNull();
    expect(unusualSilence(silentFrom(tuesday, 0.2, learned))).toBeNull();
    expect(unusualSilence(silentFrom(tuesday, 24, watch(slots(SUNDAY, 30, () => 0.02, 4)).state))).toBeNull();
    expect(unusualSilence(step(learned, { at: tuesday + DAY, count: 0, gap: 'unknown' }).state)).toBeNull();
  });

  it('of every night and of Saturdays is not', () => {
    let unusual = 0;
    let state = watch([]).state;
    for (const tick of slots(SUNDAY, 35, (at) => 8 * Math.max(0, israeliWeek(at) - 0.4), 6)) {
      state = step(state, tick).state;
      if (state.slots > 14 * 288 && unusualSilence(state)) unusual++;
    }
    expect(unusual).toBe(0);
  });

  it('teaches nothing: after three days what was usual still is', () => {
    const at = tuesday + 73 * HOUR;
    const before = usualCounts(learned, at, 'hour');
    const after = usualCounts(silentFrom(tuesday, 72, learned), at, 'hour');
    expect(after.usual).toBeGreaterThan(0.9 * before.usual);
  });
});
