import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { figuresOf, nowCaseOf } from '../../shared/domain/case-figures.ts';
import { runClocks, targetsFor } from '../../shared/domain/clocks.ts';
import type { Happening } from '../../shared/domain/clocks.ts';
import { answeredIn, awaitingFirstResponse, breached, breachingSoon, firstResponseIn, newIn, nowPanel, oldestUnanswered, open, promisesKeptIn, spreadOf, today, todayPanel, unassigned } from '../../shared/domain/kpi.ts';
import type { CaseFigures } from '../../shared/domain/kpi.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { someCase } from '../support/make-case.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const MINUTE = 60_000;
const at = (minutes: number): number => SUNDAY_MORNING + minutes * MINUTE;
const { calendar } = DEFAULT_SETTINGS;
const NOW = at(300);
const TODAY = today(calendar.timeZone, NOW);

const item = (number: string, fields: Partial<CaseFigures> = {}): CaseFigures => ({
  number, channel: 'email', status: 'open', assignee: 'noa', mergedInto: null, openedAt: at(0), firstInAt: at(0), firstAnsweredAt: null, openedByAgent: false, answersAt: [], unansweredSince: null, dueAt: null, promises: [], ...fields,
});
const answered = (number: string, minutes: number, fields: Partial<CaseFigures> = {}): CaseFigures => item(number, { firstAnsweredAt: at(minutes), answersAt: [at(minutes)], ...fields });

describe('now', () => {
  const all = [
    item('new', { status: 'new', assignee: null, unansweredSince: at(100), dueAt: at(320) }), item('open', { unansweredSince: at(50), dueAt: at(290), firstAnsweredAt: at(10) }),
    item('waiting', { status: 'waiting_on_customer', firstAnsweredAt: at(10) }), item('snoozed', { status: 'snoozed', unansweredSince: at(200), dueAt: at(331), channel: 'x' }),
    item('resolved', { status: 'resolved', unansweredSince: at(1), dueAt: at(10), assignee: null }), item('closed', { status: 'closed' }), item('spam', { status: 'spam', assignee: null }),
    item('merged', { mergedInto: 'open', assignee: null, unansweredSince: at(0), dueAt: at(1) }),
  ];

  it('open are all that are not over, merged or spam', () => {
    expect(open(all)).toEqual({ value: 4, cases: ['new', 'open', 'waiting', 'snoozed'] });
  });

  it('unassigned are open and nobody’s', () => {
    expect(unassigned(all)).toEqual({ value: 1, cases: ['new'] });
  });

  it('the oldest unanswered has waited longest, whatever was opened first', () => {
    expect(oldestUnanswered(all, NOW)).toEqual({ value: 250 * MINUTE, since: at(50), cases: ['open'] });
  });

  it('with nobody waiting there is no oldest', () => {
    expect(oldestUnanswered([item('a')], NOW)).toEqual({ value: 0, since: null, cases: [] });
  });

  it('breaching are those due within thirty minutes, breached those beyond', () => {
    expect([breachingSoon(all, NOW).cases, breached(all, NOW).cases]).toEqual([['new'], ['open']]);
  });

  it('breached are shown the longest first', () => {
    expect(breached([item('a', { dueAt: at(200) }), item('b', { dueAt: at(100) })], NOW).cases).toEqual(['b', 'a']);
  });

  it('those awaiting a first response have none by a person', () => {
    expect(awaitingFirstResponse(all).cases).toEqual(['new', 'snoozed']);
  });

  it('each channel has its own figures, and they add up', () => {
    const panel = nowPanel(all, NOW);
    expect([panel.channels.map(({ channel, figures }) => [channel, figures.open.value]), panel.open.value]).toEqual([[['email', 3], ['x', 1]], 4]);
  });
});

describe('today', () => {
  it('is the company’s own day', () => {
    expect([TODAY.from, TODAY.to].map((instant) => new Date(instant).toISOString())).toEqual(['2026-11-21T22:00:00.000Z', '2026-11-22T22:00:00.000Z']);
  });

  it('has 25 hours when the clocks go back', () => {
    const { from, to } = today('Asia/Jerusalem', Date.parse('2026-10-25T10:00:00Z'));
    expect((to - from) / 3_600_000).toBe(25);
  });

  it('new are the cases that began today', () => {
    expect(newIn([item('a'), item('b', { openedAt: TODAY.from - 1 }), item('c', { openedAt: TODAY.to }), item('d', { status: 'spam' }), item('e', { mergedInto: 'a' }), item('f', { status: 'resolved' })], TODAY).cases).toEqual(['a', 'f']);
  });

  it('answered are the cases that a person answered today, each once', () => {
    expect(answeredIn([item('a', { answersAt: [at(1), at(2)] }), item('b', { answersAt: [TODAY.from - 1] }), item('c')], TODAY)).toEqual({ value: 1, cases: ['a'] });
  });
});

describe('first response', () => {
  it('is dated by the reply', () => {
    expect(firstResponseIn([answered('a', 10, { openedAt: TODAY.from - 9, firstInAt: TODAY.from - 9 }), answered('b', 10, { firstAnsweredAt: TODAY.to })], TODAY, calendar).cases).toEqual(['a']);
  });

  it('counts the late ones in', () => {
    expect(firstResponseIn([answered('a', 10), answered('b', 20), answered('c', 300)], TODAY, calendar)).toMatchObject({ value: 3, calendar: { median: 20 * MINUTE, p90: 300 * MINUTE, mean: 110 * MINUTE } });
  });

  it('is told by the clock and by opening hours', () => {
    const early = answered('a', 0, { firstInAt: at(-120), firstAnsweredAt: at(0) });
    expect(firstResponseIn([early], TODAY, calendar)).toMatchObject({ calendar: { median: 120 * MINUTE }, business: { median: 90 * MINUTE } });
  });

  it('leaves out cases that an agent opened', () => {
    expect(firstResponseIn([answered('a', 10, { openedByAgent: true })], TODAY, calendar)).toEqual({ value: 0, cases: [], calendar: { median: null, p90: null, mean: null }, business: { median: null, p90: null, mean: null } });
  });

  it.each([
    [[1], { median: 1, p90: 1, mean: 1 }], [[4, 2], { median: 3, p90: 4, mean: 3 }], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 100], { median: 5.5, p90: 9, mean: 14.5 }], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { median: 6, p90: 10, mean: 6 }],
  ])('of %j is %j', (lengths, spread) => {
    expect(spreadOf(lengths)).toEqual(spread);
  });

  it('of any lengths has nine in ten at or below its p90', () => {
    fc.assert(fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (lengths) => {
      const { p90 } = spreadOf(lengths);
      expect(lengths.filter((length) => length <= p90!).length).toBeGreaterThanOrEqual(lengths.length * 0.9);
      expect(lengths.filter((length) => length < p90!).length).toBeLessThan(lengths.length * 0.9);
    }), { seed: 3 });
  });
});

describe('promises kept', () => {
  const promise = (dueAt: number, answeredAt: number | null) => ({ madeAt: at(0), dueAt, answeredAt });

  it('are those answered in time today, of all decided today', () => {
    const cases = [item('kept', { promises: [promise(at(60), at(50))] }), item('late', { promises: [promise(at(60), at(70))] }), item('broken', { promises: [promise(at(60), null)] }), item('open', { promises: [promise(at(400), null)] })];
    expect(promisesKeptIn(cases, TODAY, NOW)).toEqual({ kept: { value: 1, cases: ['kept'] }, missed: { value: 2, cases: ['late', 'broken'] }, share: 1 / 3 });
  });

  it('are counted on one day only: kept when answered, missed when the time ran out', () => {
    const tomorrow = { from: TODAY.to, to: TODAY.to + 86_400_000 };
    const cases = [item('early', { promises: [promise(TODAY.to + 5, at(50))] }), item('late', { promises: [promise(at(60), TODAY.to + 5)] })];
    expect([TODAY, tomorrow].map((period) => { const { kept, missed } = promisesKeptIn(cases, period, TODAY.to + 10); return [kept.value, missed.value]; })).toEqual([[1, 1], [0, 0]]);
  });

  it('have no share before one is decided', () => {
    expect(promisesKeptIn([item('a')], TODAY, NOW).share).toBeNull();
  });
});

describe('a case’s figures', () => {
  const stored = someCase('482109379', { status: 'open' });
  const wrote: Happening = { kind: 'inbound', at: at(0), by: 'customer' };
  const clocksOf = (happenings: Happening[]) => runClocks({ happenings, targets: targetsFor(DEFAULT_SETTINGS, 'urgent'), calendar, now: NOW });
  const figures = (...happenings: Happening[]) => figuresOf(stored, happenings, clocksOf(happenings));

  it('come from its story', () => {
    expect(figures(wrote, { kind: 'outbound', at: at(5), by: 'automatic', reached: true }, { kind: 'outbound', at: at(30), by: 'person', reached: true }, { kind: 'inbound', at: at(100), by: 'customer' }))
      .toMatchObject({ firstInAt: at(0), firstAnsweredAt: at(30), answersAt: [at(30)], openedByAgent: false, unansweredSince: at(100), dueAt: at(160) });
  });

  it('know that an agent opened it', () => {
    expect(figures({ kind: 'outbound', at: at(-5), by: 'person', reached: true }, wrote)).toMatchObject({ openedByAgent: true });
  });

  it('of this moment come from its item, too', () => {
    expect([nowCaseOf(stored), nowCaseOf({ ...stored, answeredAt: at(5) }), nowCaseOf({ ...stored, answeredAt: at(5), unansweredSince: at(9) })].map(({ unansweredSince, dueAt }) => [unansweredSince, dueAt]))
      .toEqual([[at(0), at(60)], [null, null], [at(9), at(60)]]);
  });

  it('make today’s panel', () => {
    expect(todayPanel([figures(wrote, { kind: 'outbound', at: at(30), by: 'person', reached: true })], calendar, NOW)).toMatchObject({ new: { value: 1 }, answered: { value: 1 }, firstResponse: { business: { median: 30 * MINUTE } } });
  });
});
