import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addBusinessMinutes, closedLast, closesNext, isOpen, openTimeBetween, opensNext } from '../../shared/domain/calendar.ts';
import { DEFAULT_SETTINGS, type BusinessCalendar } from '../../shared/domain/settings.ts';

const MINUTE = 60_000;
const at = (iso: string): number => Date.parse(iso);
const show = (instant: number): string => new Date(instant).toISOString().slice(0, 16);
const none = { 0: [], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] };
const israel = (changes: Partial<BusinessCalendar> = {}): BusinessCalendar => ({ ...DEFAULT_SETTINGS.calendar, ...changes });
const passover = { date: '2026-04-02', blocks: [], reason: { he: 'בשל חג הפסח', en: 'for Passover' } };
const eve = { date: '2026-04-01', blocks: [['08:30', '12:00']] as [string, string][], reason: { he: 'בשל ערב חג', en: 'for the eve of the holiday' } };

// Jerusalem is two hours ahead of UTC in winter, three in summer; its clocks changed on 27 March and 25 October 2026.
describe('the business calendar', () => {
  it.each([
    ['Sunday morning', '2026-11-22T07:00Z', true],
    ['the first minute of the day', '2026-11-22T06:30Z', true],
    ['the minute after the last', '2026-11-22T15:00Z', false],
    ['Friday noon', '2026-11-20T10:00Z', true],
    ['Friday afternoon', '2026-11-20T12:00Z', false],
    ['Saturday', '2026-11-21T10:00Z', false],
    ['half past eight in summer time', '2026-06-14T05:30Z', true],
    ['half past seven in summer time', '2026-06-14T04:30Z', false],
  ])('%s: open is %s', (_, iso, open) => {
    expect(isOpen(israel(), at(iso))).toBe(open);
  });

  it('knows several blocks a day', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['14:00', '18:00'], ['08:00', '12:00']] } });
    expect(['2026-11-22T07:00Z', '2026-11-22T11:00Z', '2026-11-22T13:00Z'].map((iso) => isOpen(calendar, at(iso)))).toEqual([true, false, true]);
  });

  it('runs on through midnight where one block ends at 24:00 and the next begins', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['20:00', '24:00']], 1: [['00:00', '02:00']] } });
    expect(show(addBusinessMinutes(calendar, at('2026-11-22T21:00Z'), 120))).toBe('2026-11-22T23:00');
  });

  it('knows a night shift, which belongs to the day it begins on', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['22:00', '06:00']] } });
    expect(['2026-11-22T21:00Z', '2026-11-23T03:00Z', '2026-11-23T05:00Z', '2026-11-22T03:00Z'].map((iso) => isOpen(calendar, at(iso)))).toEqual([true, true, false, false]);
  });

  it('a night shift of the eve of a holiday runs into the holiday; the holiday’s own night is closed', () => {
    const nights = israel({ weekdays: { ...none, 2: [['22:00', '02:00']], 3: [['22:00', '02:00']], 4: [['22:00', '02:00']] }, specialDays: [passover] });
    // 2 April 2026 was a Thursday; summer time.
    expect(['2026-04-01T20:00Z', '2026-04-01T22:59Z', '2026-04-01T23:00Z', '2026-04-02T20:00Z', '2026-04-02T22:00Z'].map((iso) => isOpen(nights, at(iso)))).toEqual([true, true, false, false, false]);
    expect(opensNext(nights, at('2026-04-01T23:00Z'))).toEqual({ at: at('2026-04-07T19:00Z'), reason: passover.reason });
  });

  it.each([['goes forward', '2026-03-26T20:00Z', 4 * 60], ['goes back', '2026-10-24T19:00Z', 5 * 60]])('a night shift until two in which the clock %s has as many minutes as the night', (_, from, minutes) => {
    const nights = israel({ weekdays: { ...none, 4: [['22:00', '02:00']], 6: [['22:00', '02:00']] } });
    expect([isOpen(nights, at(from)), isOpen(nights, at(from) - 1), openTimeBetween(nights, at(from) - 60 * MINUTE, at(from) + 12 * 60 * MINUTE)]).toEqual([true, false, minutes * MINUTE]);
  });

  it('a promise made before midnight in a night shift falls after it, and the rest on the next evening', () => {
    const nights = israel({ weekdays: { ...none, 0: [['22:00', '02:00']], 1: [['22:00', '02:00']] } });
    expect([90, 300].map((minutes) => show(addBusinessMinutes(nights, at('2026-11-22T21:30Z'), minutes)))).toEqual(['2026-11-22T23:00', '2026-11-23T22:30']);
    expect([closesNext(nights, at('2026-11-22T22:30Z')), closedLast(nights, at('2026-11-23T08:00Z'))]).toEqual([at('2026-11-23T00:00Z'), at('2026-11-23T00:00Z')]);
  });

  it('counts overlapping blocks once', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['08:00', '12:00'], ['10:00', '14:00'], ['11:00', '11:30']] } });
    expect(openTimeBetween(calendar, at('2026-11-22T00:00Z'), at('2026-11-23T00:00Z'))).toBe(6 * 60 * MINUTE);
  });

  it('counts a morning once that a night shift reaches into', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['22:00', '06:00']], 1: [['05:00', '09:00']] } });
    expect(show(addBusinessMinutes(calendar, at('2026-11-22T20:00Z'), 10 * 60))).toBe('2026-11-23T06:00');
  });

  it('takes the later of two entries for one day', () => {
    expect(isOpen(israel({ specialDays: [passover, { ...passover, blocks: [['08:00', '12:00']] }] }), at('2026-04-02T08:00Z'))).toBe(true);
  });

  it('gives a special day its own hours instead of its weekday’s', () => {
    expect(['2026-04-01T08:00Z', '2026-04-01T10:00Z', '2026-04-02T08:00Z'].map((iso) => isOpen(israel({ specialDays: [eve, passover] }), at(iso)))).toEqual([true, false, false]);
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => isOpen(israel({ timeZone: 'Asia/Nowhere' }), 0)).toThrow(RangeError);
  });
});

describe('the next opening', () => {
  it('is now while the team works', () => {
    expect(opensNext(israel(), at('2026-11-22T07:00Z'))).toEqual({ at: at('2026-11-22T07:00Z'), reason: null });
  });

  it('is Sunday for a message of Friday afternoon, without a reason', () => {
    expect(opensNext(israel(), at('2026-11-20T12:00Z'))).toEqual({ at: at('2026-11-22T06:30Z'), reason: null });
  });

  it.each([
    ['the eve that closed early', '2026-04-01T10:00Z', 'for the eve of the holiday'],
    ['the holiday that begins tomorrow', '2026-04-01T20:00Z', 'for Passover'],
    ['the holiday itself', '2026-04-02T20:00Z', 'for Passover'],
  ])('names %s', (_, iso, reason) => {
    expect(opensNext(israel({ specialDays: [eve, passover] }), at(iso))?.reason?.en).toBe(reason);
  });

  it('does not blame a holiday that is still to come', () => {
    expect(opensNext(israel({ specialDays: [eve, passover] }), at('2026-03-31T20:00Z'))).toEqual({ at: at('2026-04-01T05:30Z'), reason: null });
  });

  it('does not exist in a calendar that is closed for 60 days', () => {
    expect(opensNext(israel({ weekdays: none }), 0)).toBeNull();
  });
});

describe('business minutes', () => {
  it.each([
    ['within a day', '2026-11-22T07:00Z', 60, '2026-11-22T08:00'],
    ['up to the closing', '2026-11-22T14:00Z', 60, '2026-11-22T15:00'],
    ['over the night', '2026-11-22T14:00Z', 61, '2026-11-23T06:31'],
    ['over the weekend', '2026-11-20T10:00Z', 60, '2026-11-22T07:00'],
    ['from a closed hour', '2026-11-21T10:00Z', 30, '2026-11-22T07:00'],
    ['no minutes, from a closed hour', '2026-11-21T10:00Z', 0, '2026-11-22T06:30'],
    ['over the day on which clocks go forward', '2026-03-26T14:30Z', 60, '2026-03-27T06:00'],
    ['over the day on which clocks go back', '2026-10-23T09:00Z', 60, '2026-10-25T07:00'],
  ])('%s', (_, iso, minutes, expected) => {
    expect(show(addBusinessMinutes(israel(), at(iso), minutes))).toBe(expected);
  });

  it('skip the hour that clocks leave out', () => {
    const calendar = israel({ weekdays: { ...none, 5: [['01:30', '04:00']] } });
    expect(openTimeBetween(calendar, at('2026-03-26T00:00Z'), at('2026-03-28T00:00Z'))).toBe(90 * MINUTE);
  });

  it('begin when clocks have changed where the opening lies in the hour left out', () => {
    const calendar = israel({ weekdays: { ...none, 5: [['02:30', '04:00']] } });
    expect(show(opensNext(calendar, at('2026-03-26T20:00Z'))!.at)).toBe('2026-03-27T00:00');
  });

  it('count the hour that comes twice twice', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['00:00', '04:00']] } });
    expect(openTimeBetween(calendar, at('2026-10-24T00:00Z'), at('2026-10-26T00:00Z'))).toBe(300 * MINUTE);
  });

  it('add up over a year', () => {
    const calendar = israel({ weekdays: { ...none, 0: [['08:00', '08:01']] } });
    expect(show(addBusinessMinutes(calendar, at('2026-11-22T00:00Z'), 53))).toBe('2027-11-21T06:01');
  });

  it('run by the clock in a calendar that is never open', () => {
    expect(addBusinessMinutes(israel({ weekdays: none }), 0, 90)).toBe(90 * MINUTE);
  });

  it('run by the clock once the last open day is past', () => {
    const calendar = israel({ weekdays: none, specialDays: [{ date: '2026-11-22', blocks: [['08:00', '09:00']], reason: null }] });
    expect(show(addBusinessMinutes(calendar, at('2026-11-22T00:00Z'), 90))).toBe('2026-11-22T07:30');
  });

  it('come to an end for a sum without measure', () => {
    expect(addBusinessMinutes(israel({ weekdays: { ...none, 0: [['08:00', '08:01']] } }), 0, 1e9)).toBeGreaterThan(1e9 * MINUTE);
  });

  it('are never negative', () => {
    expect(() => addBusinessMinutes(israel(), 0, -1)).toThrow(RangeError);
  });
});

const time = fc.constantFrom('00:00', '03:00', '06:15', '08:30', '12:00', '12:01', '17:00', '22:45', '24:00');
const night = fc.tuple(fc.constantFrom('17:00', '22:45'), fc.constantFrom('00:00', '02:00', '05:00'));
const blocks = fc.array(fc.oneof({ weight: 3, arbitrary: fc.tuple(time, time).filter(([start, end]) => start < end) }, { weight: 1, arbitrary: night }), { maxLength: 3 });
const calendars: fc.Arbitrary<BusinessCalendar> = fc.record({
  timeZone: fc.constantFrom('Asia/Jerusalem', 'America/New_York', 'Asia/Kolkata', 'UTC'),
  weekdays: fc.record({ 0: blocks, 1: blocks, 2: blocks, 3: blocks, 4: fc.constant<[string, string][]>([['08:30', '17:00']]), 5: blocks, 6: blocks }),
  specialDays: fc.array(fc.record({ date: fc.constantFrom('2026-03-26', '2026-03-27', '2026-10-25', '2026-10-26'), blocks, reason: fc.constant(null) }), { maxLength: 2 }),
});
// A fortnight round either change of clocks.
const instants = fc.tuple(fc.constantFrom(at('2026-03-20T00:00Z'), at('2026-10-18T00:00Z')), fc.integer({ min: 0, max: 14 * 24 * 60 })).map(([from, minutes]) => from + minutes * MINUTE);
const lengths = fc.integer({ min: 0, max: 900 });

const wallClocks = new Map(['Asia/Jerusalem', 'America/New_York', 'Asia/Kolkata', 'UTC'].map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })]));

// The same question asked of the clock on the wall, minute by minute.
function openByTheWall(calendar: BusinessCalendar, instant: number): boolean {
  const [date, clock] = wallClocks.get(calendar.timeZone)!.format(instant).split(' ') as [string, string];
  const blocksOn = (day: Date): [string, string][] => calendar.specialDays.findLast((special) => special.date === day.toISOString().slice(0, 10))?.blocks ?? calendar.weekdays[day.getUTCDay() as 0];
  const today = new Date(`${date}T00:00Z`);
  return blocksOn(today).some(([start, end]) => start <= clock && (clock < end || end < start)) || blocksOn(new Date(today.getTime() - 86_400_000)).some(([start, end]) => end < start && clock < end);
}

describe('any calendar', () => {
  it('is open exactly when the clock on the wall says so', () => {
    fc.assert(fc.property(calendars, instants, (calendar, instant) => {
      expect(isOpen(calendar, instant)).toBe(openByTheWall(calendar, instant));
    }), { numRuns: 400 });
  });

  it('has exactly so many open minutes up to the instant it gives', () => {
    fc.assert(fc.property(calendars, instants, lengths, (calendar, instant, minutes) => {
      const reached = addBusinessMinutes(calendar, instant, minutes);
      let open = 0;
      for (let minute = instant; minute < reached; minute += MINUTE) if (openByTheWall(calendar, minute)) open++;
      expect(open).toBe(minutes);
    }), { numRuns: 25 });
  });

  it('gives an instant inside open hours, or at their very end', () => {
    fc.assert(fc.property(calendars, instants, lengths, (calendar, instant, minutes) => {
      const reached = addBusinessMinutes(calendar, instant, minutes);
      expect(isOpen(calendar, reached) || isOpen(calendar, reached - 1)).toBe(true);
    }), { numRuns: 300 });
  });

  it('never promises a later customer an earlier time', () => {
    fc.assert(fc.property(calendars, instants, fc.integer({ min: 0, max: 3_000 }), lengths, (calendar, instant, later, minutes) => {
      expect(addBusinessMinutes(calendar, instant + later * MINUTE, minutes)).toBeGreaterThanOrEqual(addBusinessMinutes(calendar, instant, minutes));
    }), { numRuns: 300 });
  });

  it('never gives more minutes an earlier time', () => {
    fc.assert(fc.property(calendars, instants, lengths, fc.integer({ min: 0, max: 300 }), (calendar, instant, minutes, more) => {
      expect(addBusinessMinutes(calendar, instant, minutes + more)).toBeGreaterThanOrEqual(addBusinessMinutes(calendar, instant, minutes));
    }), { numRuns: 300 });
  });
});
