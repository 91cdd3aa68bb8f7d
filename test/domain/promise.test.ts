import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formatLength, formatWhen, promiseFor } from '../../shared/domain/promise.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';

const at = (iso: string): number => Date.parse(iso);
const show = (instant: number | null): string | null => instant === null ? null : new Date(instant).toISOString().slice(0, 16);
const settings = DEFAULT_SETTINGS;
const friday = at('2026-11-20T14:00Z');
const sundayOpening = '2026-11-22T06:30';

describe('the promise', () => {
  it('is the priority’s business time from now, in opening hours', () => {
    expect(show(promiseFor({ settings, at: at('2026-11-22T07:00Z'), priority: 'urgent' }).dueAt)).toBe('2026-11-22T08:00');
  });

  it('says nothing about an opening while the team works', () => {
    expect(promiseFor({ settings, at: at('2026-11-22T07:00Z'), priority: 'urgent' })).toMatchObject({ opensAt: null, awayReason: null });
  });

  it('is rounded up to a quarter of an hour', () => {
    expect(show(promiseFor({ settings, at: at('2026-11-22T07:00:01Z'), priority: 'urgent' }).dueAt)).toBe('2026-11-22T08:15');
  });

  it('is never earlier than the time it takes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 7 * 24 * 60 * 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (seconds, spread) => {
      const instant = friday + seconds * 1000;
      expect(promiseFor({ settings, at: instant, priority: 'urgent', spread }).dueAt).toBeGreaterThanOrEqual(instant + 60 * 60_000);
    }), { numRuns: 200 });
  });

  it('of a night shift goes on past midnight, and over the day to the next night', () => {
    const night: [string, string][] = [['22:00', '02:00']];
    const nights = { ...settings, calendar: { ...settings.calendar, weekdays: { 0: night, 1: night, 2: [], 3: [], 4: [], 5: [], 6: [] } } };
    // Sunday 23:30 in Israel.
    expect([promiseFor({ settings: nights, at: at('2026-11-22T21:30Z'), priority: 'urgent' }), promiseFor({ settings: nights, at: at('2026-11-22T21:30Z'), priority: 'high' })].map(({ dueAt, opensAt }) => [show(dueAt), opensAt])).toEqual([['2026-11-22T22:30', null], ['2026-11-23T21:30', null]]);
    expect(show(promiseFor({ settings: nights, at: at('2026-11-23T00:00:01Z'), priority: 'urgent' }).opensAt)).toBe('2026-11-23T20:00');
  });

  it('names the opening while the team is away', () => {
    expect(show(promiseFor({ settings, at: friday, priority: 'normal' }).opensAt)).toBe(sundayOpening);
  });

  it('carries the holiday’s own words in both languages', () => {
    const reason = { he: 'בשל חג הפסח', en: 'for Passover' };
    const holiday = { ...settings, calendar: { ...settings.calendar, specialDays: [{ date: '2026-11-22', blocks: [], reason }] } };
    expect(promiseFor({ settings: holiday, at: friday, priority: 'normal' })).toMatchObject({ opensAt: at('2026-11-23T06:30Z'), awayReason: reason });
  });

  it('after a weekend comes by priority', () => {
    const due = (['urgent', 'high', 'normal', 'low'] as const).map((priority) => promiseFor({ settings, at: friday, priority, spread: 0.5 }).dueAt);
    expect(due).toEqual([...due].sort((a, b) => a - b));
  });

  it('of an urgent message after a weekend, however spread, comes before any ordinary one', () => {
    expect(promiseFor({ settings, at: friday, priority: 'urgent', spread: 1 }).dueAt).toBeLessThan(promiseFor({ settings, at: friday, priority: 'normal', spread: 0 }).dueAt);
  });

  it('after a weekend does not fall on one quarter for everybody', () => {
    const quarters = new Set(Array.from({ length: 100 }, (_, i) => promiseFor({ settings, at: friday, priority: 'normal', spread: i / 100 }).dueAt));
    expect(quarters.size).toBeGreaterThanOrEqual(16);
  });

  it('is not spread in opening hours', () => {
    const during = { settings, at: at('2026-11-22T07:00Z'), priority: 'normal' } as const;
    expect(promiseFor({ ...during, spread: 1 })).toEqual(promiseFor({ ...during, spread: 0 }));
  });

  it('is made by the clock where the calendar is never open', () => {
    const closed = { ...settings, calendar: { ...settings.calendar, weekdays: { 0: [], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] } } };
    expect(promiseFor({ settings: closed, at: 0, priority: 'urgent' })).toEqual({ dueAt: 60 * 60_000, opensAt: null, awayReason: null });
  });
});

describe('the promised time in words', () => {
  const instant = at('2026-11-22T12:00Z');

  it('in Hebrew is weekday, date and time', () => {
    expect(formatWhen(instant, 'he', 'Asia/Jerusalem')).toBe('יום ראשון, 22 בנובמבר, בשעה 14:00');
  });

  it('in English is weekday, date, time and whose time', () => {
    expect(formatWhen(instant, 'en', 'Asia/Jerusalem')).toBe('Sunday 22 November, 14:00 (Israel time)');
  });

  it('in Hebrew begins with the word for day on Saturday too', () => {
    expect(formatWhen(at('2026-11-21T22:00Z') - 1, 'he', 'Asia/Jerusalem')).toBe('יום שבת, 21 בנובמבר, בשעה 23:59');
  });

  it('says midnight as 00:00', () => {
    expect(formatWhen(at('2026-11-21T22:00Z'), 'en', 'Asia/Jerusalem')).toBe('Sunday 22 November, 00:00 (Israel time)');
  });

  it.each([
    ['en', 'Europe/Berlin', 'Sunday 22 November, 13:00 (Central European Time)'],
    ['en', 'UTC', 'Sunday 22 November, 12:00 (UTC)'],
    ['he', 'Europe/Berlin', 'יום ראשון, 22 בנובמבר, בשעה 13:00 (שעון מרכז אירופה)'],
  ] as const)('names another zone (%s, %s)', (language, zone, words) => {
    expect(formatWhen(instant, language, zone)).toBe(words);
  });

  it.each(['Asia/Jerusalem', 'Europe/London', 'America/New_York', 'UTC', 'Etc/GMT+3', 'Asia/Tokyo'])('carries no invisible character (%s)', (zone) => {
    expect(`${formatWhen(instant, 'he', zone)}${formatWhen(instant, 'en', zone)}`).not.toMatch(/\p{C}/u);
  });
});

describe('a length in words', () => {
  it.each([
    [1, 'hour', 'שעה', '1 hour'], [2, 'hour', 'שעתיים', '2 hours'], [3, 'hour', '3 שעות', '3 hours'], [20, 'hour', '20 שעות', '20 hours'],
    [1, 'day', 'יום', '1 day'], [2, 'day', 'יומיים', '2 days'], [11, 'day', '11 ימים', '11 days'],
    [1, 'minute', 'דקה', '1 minute'], [2, 'minute', 'שתי דקות', '2 minutes'], [0, 'minute', '0 דקות', '0 minutes'],
    [2, 'times', 'פי שניים', '2x'], [7, 'times', 'פי 7', '7x'],
    [1, 'mention', 'אזכור אחד', '1 mention'], [2, 'mention', 'שני אזכורים', '2 mentions'], [1500, 'mention', '1,500 אזכורים', '1,500 mentions'],
    [1, 'case', 'פנייה אחת', '1 case'], [2, 'case', 'שתי פניות', '2 cases'], [0.5, 'hour', '0.5 שעות', '0.5 hours'],
  ] as const)('%s %s', (count, counted, hebrew, english) => {
    expect([formatLength(count, counted, 'he'), formatLength(count, counted, 'en')]).toEqual([hebrew, english]);
  });
});
