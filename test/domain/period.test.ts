import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseFacts } from '../../shared/domain/case-facts.ts';
import { isOpenAt, periodFigures } from '../../shared/domain/period.ts';
import type { Cut, PeriodFigures } from '../../shared/domain/period.ts';
import { busyHours, daysBefore, firstResponseSteps, lengthStep, periodDays, periodOf } from '../../shared/domain/period-days.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { answeredFacts, facts, minutes } from '../support/make-facts.ts';

const { calendar } = DEFAULT_SETTINGS;
const { timeZone } = calendar;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Sunday 22 November 2026 and the six days after it; looked at two weeks later.
const WEEK = { from: '2026-11-22', to: '2026-11-28' };
const PERIOD = periodOf(timeZone, WEEK.from, WEEK.to);
const NOW = PERIOD.to + 14 * DAY;
const figures = (all: CaseFacts[], cut: Cut = {}, period = PERIOD): PeriodFigures => periodFigures(all, { period, cut, calendar, now: NOW });

describe('what came and went', () => {
  const all = [
    answeredFacts('a', 30), facts('b', { openedAt: minutes(60) }), facts('old', { openedAt: PERIOD.from - 9 * DAY }), answeredFacts('before', 10, { openedAt: PERIOD.from - DAY }),
    facts('spam', { counts: false }), facts('after', { openedAt: PERIOD.to }),
  ];

  it('new are those that began in the period, resolved those that ended in it, and open what is left at its end', () => {
    const { new: fresh, resolved, backlog, handlingRate } = figures(all);
    expect([fresh.cases, resolved.cases, backlog.cases]).toEqual([['a', 'b'], ['a'], ['b', 'old']]);
    expect(handlingRate.value).toBe(1 / 3);
  });

  it('a case that is resolved twice is two resolutions and one case', () => {
    const twice = answeredFacts('a', 30, { over: [{ from: minutes(30), to: minutes(90), resolved: true }, { from: minutes(100), to: null, resolved: true }], reopenedAt: [minutes(90)] });
    expect([figures([twice]).resolved, figures([twice]).reopenRate.value]).toEqual([{ value: 2, cases: ['a'] }, 0.5]);
  });

  it('a reopening by a colleague is no reopening by the customer', () => {
    const back = answeredFacts('a', 30, { over: [{ from: minutes(30), to: minutes(90), resolved: true }] });
    expect(figures([back]).reopenRate).toEqual({ value: 0, cases: [] });
  });

  it('each cut sees its own cases, and all of it holds at once', () => {
    const some = [facts('a', { channel: 'x', topic: 'refund', agent: 'noa', team: 'web' }), facts('b', { channel: 'x', topic: 'refund', agent: 'yossi', team: 'web' }), facts('c')];
    expect([{ channel: 'x' }, { topic: 'delivery' }, { agent: 'noa' }, { team: 'web', agent: 'yossi' }].map((cut) => figures(some, cut).new.cases)).toEqual([['a', 'b'], ['c'], ['a', 'c'], ['b']]);
  });

  it('with no case there is no share, no length and no rating, and nothing is made up', () => {
    const none = figures([]);
    expect([none.new.value, none.backlog.value]).toEqual([0, 0]);
    expect([none.firstResponse, none.handlingRate, none.firstContact, none.csat, none.interactions, none.promisesKept].map(({ value }) => value)).toEqual([null, null, null, null, null, null]);
  });
});

describe('how long it took', () => {
  it('the first answer is dated by itself, late ones included, and not counted where an agent began', () => {
    const all = [answeredFacts('a', 10), answeredFacts('b', 30), answeredFacts('late', 20 * 24 * 60, { openedAt: PERIOD.from - 19 * DAY }), answeredFacts('ours', 1, { openedByAgent: true }), facts('waits')];
    const { cases, calendar: spread } = figures(all).firstResponse;
    expect([cases, spread!.median, spread!.p90]).toEqual([['a', 'b', 'late'], 30 * MINUTE, 20 * DAY]);
  });

  it('each run of unanswered messages counts for the response time, the case once', () => {
    const case_ = answeredFacts('a', 10, { responses: [{ from: minutes(0), to: minutes(10), business: 10 * MINUTE }, { from: minutes(20), to: minutes(60), business: 5 * MINUTE }] });
    const { cases, calendar: all, business } = figures([case_]).averageResponse;
    expect([cases, all!.mean, business!.mean]).toEqual([['a'], 25 * MINUTE, 7.5 * MINUTE]);
  });

  it('the first and the last resolution are told apart, each on its own day', () => {
    const length = (hours: number) => ({ calendar: hours * HOUR, business: hours * HOUR });
    const again = answeredFacts('a', 60, { openedAt: PERIOD.from - 2 * DAY, over: [{ from: PERIOD.from - DAY, to: PERIOD.from, resolved: true }, { from: PERIOD.from + HOUR, to: null, resolved: true }], resolution: { first: length(24), last: length(49) } });
    expect([figures([again]).resolution.business!.median, figures([again]).firstResolution.value]).toEqual([49 * HOUR, null]);
  });

  it.each([[0, 0], [59, 0], [60, 1], [239, 1], [240, 2], [479, 2], [480, 3], [1439, 3], [1440, 4], [99_999, 4]])('%i minutes fall into step %i', (length, step) => {
    expect(lengthStep(length * MINUTE)).toBe(step);
  });

  it('every first answer stands in one step, by the clock and by opening hours', () => {
    const night = answeredFacts('a', 600, { responses: [{ from: minutes(0), to: minutes(600), business: 30 * MINUTE }] });
    expect(firstResponseSteps([night, answeredFacts('ours', 1, { openedByAgent: true })], PERIOD)).toEqual([{ number: 'a', calendar: 3, business: 0 }]);
  });
});

describe('whether it was solved the first time', () => {
  const first = answeredFacts('a', 30, { contact: 'dana' });
  const once = (...all: CaseFacts[]): boolean => figures(all).firstContact.cases.includes('a');

  it('one answer and no return is', () => {
    expect(once(first)).toBe(true);
  });

  it('two answers are not', () => {
    expect(once({ ...first, answers: [...first.answers, { at: minutes(40), by: 'noa' }] })).toBe(false);
  });

  it.each([['the same topic within five business days', 'delivery', 4, false], ['another topic', 'refund', 4, true], ['the same topic after them', 'delivery', 9, true]])('a further case of %s', (_, topic, days, is) => {
    expect(once(first, facts('b', { contact: 'dana', topic, openedAt: minutes(30) + days * DAY }))).toBe(is);
  });

  it('five business days go over a weekend: Sunday’s answer is safe after the next Sunday', () => {
    // Monday to Friday are five days on which the team works; Saturday is none.
    expect([5 * DAY, 6 * DAY].map((later) => once(first, facts('b', { contact: 'dana', openedAt: minutes(30) + later })))).toEqual([false, true]);
  });

  it.each([['a case that says תודה and nothing else', { inAt: [minutes(60)], firstInAt: minutes(60), thanksAt: [minutes(60)], openedAt: minutes(60) }], ['somebody else’s case', { contact: 'moshe', openedAt: minutes(60) }], ['spam', { counts: false, openedAt: minutes(60) }]])('%s breaks nothing', (_, other) => {
    expect(once(first, facts('b', { contact: 'dana', ...other }))).toBe(true);
  });

  it('thanks that reopen it break nothing, any other word does', () => {
    const back = { ...first, over: [{ from: minutes(30), to: minutes(60), resolved: true }, { from: minutes(61), to: null, resolved: true }], reopenedAt: [minutes(60)] };
    expect([once({ ...back, thanksAt: [minutes(60)] }), once(back)]).toEqual([true, false]);
  });

  it('who comes back by another agent’s case is seen also when one agent is looked at', () => {
    const other = facts('b', { contact: 'dana', agent: 'yossi', openedAt: minutes(90) });
    expect(figures([first, other], { agent: 'noa' }).firstContact).toEqual({ value: 0, cases: [] });
  });
});

describe('who comes again', () => {
  it('counts customers, not cases, and looks thirty days back over the edge of the period', () => {
    const all = [
      facts('dana1', { contact: 'dana', openedAt: PERIOD.from - 29 * DAY }), facts('dana2', { contact: 'dana', openedAt: PERIOD.from + HOUR }), facts('dana3', { contact: 'dana', openedAt: PERIOD.from + 2 * HOUR }),
      facts('moshe1', { contact: 'moshe', openedAt: PERIOD.from - 32 * DAY }), facts('moshe2', { contact: 'moshe' }), facts('nobody', { contact: null }),
    ];
    expect(figures(all).repeatContact).toEqual({ value: 1 / 2, cases: ['dana2', 'dana3'] });
  });

  it('cases that nobody gave a topic are of one topic', () => {
    expect(figures([facts('a', { contact: 'dana', topic: null }), facts('b', { contact: 'dana', topic: null, openedAt: minutes(5) })]).repeatContact.value).toBe(1);
  });
});

describe('what it took and what customers said', () => {
  it('messages both ways and agents are means over resolved cases', () => {
    const busy = answeredFacts('a', 60, { inAt: [minutes(0), minutes(2), minutes(3)], answers: [{ at: minutes(1), by: 'noa' }, { at: minutes(60), by: 'yossi' }] });
    const { interactions, agentsPerCase } = figures([busy, answeredFacts('b', 5), facts('open')]);
    expect([interactions.value, agentsPerCase.value, interactions.cases]).toEqual([3.5, 1.5, ['a', 'b']]);
  });

  it('satisfaction is the share of fours and fives among those who rated', () => {
    const rated = [5, 4, 3, 1].map((score, place) => answeredFacts(`r${place}`, 5, { rating: { score, at: minutes(9) }, solved: score > 2 ? 'yes' as const : 'no' as const }));
    const { csat, csatMean, responseRate, solvedShare } = figures([...rated, answeredFacts('silent', 5)]);
    expect([csat.value, csatMean.value, responseRate.value, solvedShare.value]).toEqual([0.5, 3.25, 0.8, 0.75]);
  });

  it('a promise counts on the day it was kept or missed', () => {
    const promises = (answeredAt: number | null) => [{ madeAt: minutes(0), dueAt: minutes(60), answeredAt }];
    const { value, cases } = figures([answeredFacts('kept', 30, { promises: promises(minutes(30)) }), answeredFacts('late', 90, { promises: promises(minutes(90)) }), facts('never', { promises: promises(null) })]).promisesKept;
    expect([value, cases]).toEqual([1 / 3, ['late', 'never', 'kept']]);
  });
});

describe('day by day', () => {
  it('says what came, what went and what was left; of days to come nothing', () => {
    const days = periodDays([answeredFacts('a', 30), facts('b', { openedAt: minutes(24 * 60) }), facts('old', { openedAt: PERIOD.from - DAY })], { ...WEEK, timeZone, now: minutes(26 * 60) });
    expect(days.slice(0, 3)).toEqual([{ day: '2026-11-22', new: 1, resolved: 1, open: 1 }, { day: '2026-11-23', new: 1, resolved: 0, open: 2 }, { day: '2026-11-24', new: 0, resolved: 0, open: null }]);
  });

  it('the period before has as many days and ends where this one begins', () => {
    expect([daysBefore('2026-11-22', '2026-11-28'), daysBefore('2026-03-01', '2026-03-31'), daysBefore('2026-01-01', '2026-01-01')]).toEqual([{ from: '2026-11-15', to: '2026-11-21' }, { from: '2026-01-29', to: '2026-02-28' }, { from: '2025-12-31', to: '2025-12-31' }]);
  });

  it('hours are those of the company’s clock, and the week begins on Sunday', () => {
    // 23:30 of Saturday in Jerusalem is still Saturday, though Sunday in Tokyo.
    const late = Date.parse('2026-11-28T23:30:00+02:00');
    const { hours, cases } = busyHours([facts('a', { inAt: [minutes(0), late] })], PERIOD, timeZone, { weekday: 6, hour: 23 });
    expect([hours[6]![23], hours.flat().reduce((sum, one) => sum + one, 0), cases]).toEqual([1, 2, ['a']]);
    expect(hours[0]!.some((count) => count === 1)).toBe(true);
  });
});

describe('whatever happens', () => {
  const instant = fc.integer({ min: PERIOD.from - 20 * DAY, max: PERIOD.to + 5 * DAY });
  const story = fc.tuple(fc.uniqueArray(instant, { minLength: 1, maxLength: 6 }), fc.constantFrom('dana', 'moshe', 'noga'), fc.boolean()).map(([times, contact, counts]): CaseFacts => {
    const [openedAt, ...later] = times.toSorted((a, b) => a - b) as [number, ...number[]];
    const over = later.flatMap((from, turn) => (turn % 2 === 0 ? [{ from, to: later[turn + 1] ?? null, resolved: true }] : []));
    const [first] = later;
    return { ...facts(contact, { openedAt, contact, counts, over }), ...(first ? { responses: [{ from: openedAt, to: first, business: 1 }], answers: [{ at: first, by: 'noa' }] } : {}) };
  });
  const stories = fc.array(story, { maxLength: 12 }).map((all) => all.map((one, place) => ({ ...one, number: String(place) })));
  const half = (from: string, to: string) => periodOf(timeZone, from, to);

  it('two adjoining periods add up to the whole, and the steps of first answers with them', () => {
    fc.assert(fc.property(stories, (all) => {
      const parts = [half('2026-11-22', '2026-11-24'), half('2026-11-25', '2026-11-28')];
      for (const name of ['new', 'resolved'] as const) expect(parts.reduce((sum, part) => sum + figures(all, {}, part)[name].value!, 0)).toBe(figures(all)[name].value);
      expect(parts.flatMap((part) => figures(all, {}, part).firstResponse.cases).toSorted()).toEqual(figures(all).firstResponse.cases.toSorted());
      expect(firstResponseSteps(all, PERIOD)).toHaveLength(figures(all).firstResponse.cases.length);
    }), { numRuns: 60 });
  });

  it('the books balance: open at the end are those at the beginning, and new, and back, less the resolved', () => {
    fc.assert(fc.property(stories, (all) => {
      const counted = all.filter(({ counts }) => counts);
      const atStart = counted.filter((one) => isOpenAt(one, PERIOD.from - 1)).length;
      const back = counted.flatMap(({ over }) => over).filter(({ to }) => to !== null && to >= PERIOD.from && to < PERIOD.to).length;
      const { new: fresh, resolved, backlog } = figures(all);
      expect(backlog.value).toBe(atStart + fresh.value! + back - resolved.value!);
    }), { numRuns: 60 });
  });

  it('what is over before a period changes nothing in it', () => {
    fc.assert(fc.property(stories, (all) => {
      const older = answeredFacts('older', 30, { openedAt: PERIOD.from - 40 * DAY, contact: 'dana', promises: [{ madeAt: 0, dueAt: PERIOD.from - 30 * DAY, answeredAt: null }], rating: { score: 1, at: PERIOD.from + HOUR } });
      expect(figures([older, ...all])).toEqual(figures(all));
    }), { numRuns: 30 });
  });

  it('a promise that ran out in the period is missed in it, though its case was over before', () => {
    const over = answeredFacts('a', 1, { openedAt: PERIOD.from - DAY, promises: [{ madeAt: PERIOD.from - DAY, dueAt: minutes(60), answeredAt: null }] });
    expect(figures([over]).promisesKept).toEqual({ value: 0, cases: ['a'] });
  });

  it('the days say the same as the figures', () => {
    fc.assert(fc.property(stories, (all) => {
      const days = periodDays(all, { ...WEEK, timeZone, now: NOW });
      const { new: fresh, resolved, backlog } = figures(all);
      expect([days.reduce((sum, day) => sum + day.new, 0), days.reduce((sum, day) => sum + day.resolved, 0), days.at(-1)!.open]).toEqual([fresh.value, resolved.value, backlog.value]);
    }), { numRuns: 60 });
  });
});
