import { describe, expect, it } from '@jest/globals';
import { availabilityAt, endOfAvailability } from '../../shared/domain/availability.ts';
import { closingOf, dueAroundClosing, onCallBetween } from '../../shared/domain/closing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { cameSince, sinceFor } from '../../shared/domain/since.ts';
import type { CameCase } from '../../shared/domain/since.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const { calendar } = DEFAULT_SETTINGS;
const at = (iso: string): number => Date.parse(iso);
// Israel is two hours ahead of UTC in November.
const FRIDAY_CLOSING = at('2026-11-20T10:30:00Z');
const SUNDAY_CLOSING = at('2026-11-22T15:00:00Z');
const MONDAY_OPENING = at('2026-11-23T06:30:00Z');
const shownAs = (time: number | null): string | null => time === null ? null : new Date(time).toISOString();

describe('what somebody says of themselves', () => {
  it.each<[string, Parameters<typeof endOfAvailability>, string | null]>([
    ['that they are here lasts', ['here', SUNDAY_MORNING, calendar], null],
    ['a break ends after half an hour', ['break', SUNDAY_MORNING, calendar], '2026-11-22T08:30:00.000Z'],
    ['a break ends when they said', ['break', SUNDAY_MORNING, calendar, SUNDAY_MORNING + HOUR], '2026-11-22T09:00:00.000Z'],
    ['being away ends when the team opens next on another day', ['away', SUNDAY_MORNING, calendar], '2026-11-23T06:30:00.000Z'],
    ['being away from Friday noon ends on Sunday morning', ['away', at('2026-11-20T09:00:00Z'), calendar], '2026-11-22T06:30:00.000Z'],
    ['an end that is over ends it now', ['away', SUNDAY_MORNING, calendar, 5], '2026-11-22T08:00:00.000Z'],
  ])('%s', (_what, given, end) => {
    expect(shownAs(endOfAvailability(...given))).toBe(end);
  });

  it('is over with its end', () => {
    const said = { availability: 'break' as const, availableAgainAt: SUNDAY_MORNING };
    expect([availabilityAt(said, SUNDAY_MORNING - 1), availabilityAt(said, SUNDAY_MORNING), availabilityAt({ ...said, availableAgainAt: null }, SUNDAY_MORNING)]).toEqual(['break', 'here', 'break']);
  });
});

describe('since I left', () => {
  const since = (pause: { leftAt: number | null; backAt: number | null } | undefined, asked?: number) => sinceFor({ now: SUNDAY_MORNING, asked, pause, calendar });

  it.each<[string, ReturnType<typeof since>, { since: number; because: string }]>([
    ['begins when the team closed last, for who is new', since(undefined), { since: FRIDAY_CLOSING, because: 'closed' }],
    ['begins when one left, before closing', since({ leftAt: FRIDAY_CLOSING - HOUR, backAt: SUNDAY_MORNING - 5 }), { since: FRIDAY_CLOSING - HOUR, because: 'left' }],
    ['begins when one left late in the evening', since({ leftAt: FRIDAY_CLOSING + 9 * HOUR, backAt: SUNDAY_MORNING - 5 }), { since: FRIDAY_CLOSING + 9 * HOUR, because: 'left' }],
    ['begins with the closing where the latest pause was a lunch before it', since({ leftAt: FRIDAY_CLOSING - 3 * HOUR, backAt: FRIDAY_CLOSING - 2 * HOUR }), { since: FRIDAY_CLOSING, because: 'closed' }],
    ['goes back two weeks at most', since({ leftAt: SUNDAY_MORNING - 400 * 24 * HOUR, backAt: SUNDAY_MORNING }), { since: SUNDAY_MORNING - 14 * 24 * HOUR, because: 'left' }],
    ['begins when one asks', since(undefined, SUNDAY_MORNING - HOUR), { since: SUNDAY_MORNING - HOUR, because: 'asked' }],
    ['never begins in the future', since(undefined, SUNDAY_MORNING + HOUR), { since: SUNDAY_MORNING, because: 'asked' }],
  ])('%s', (_what, given, expected) => {
    expect(given).toEqual(expected);
  });

  it('begins a day ago where no hours are known', () => {
    expect(sinceFor({ now: SUNDAY_MORNING, pause: undefined, calendar: { ...calendar, weekdays: { 0: [], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] } } })).toEqual({ since: SUNDAY_MORNING - 24 * HOUR, because: 'dayAgo' });
  });
});

describe('what came', () => {
  const SINCE = SUNDAY_MORNING - 10 * HOUR;
  const one = (number: string, fields: Partial<CameCase> = {}): CameCase => ({ number, status: 'new', channel: 'email', topic: null, assignee: null, priority: 'normal', openedAt: SINCE + 1, unansweredSince: SINCE + 1, dueAt: SUNDAY_MORNING + HOUR, ...fields });
  const came = (cases: CameCase[]) => cameSince(cases, { since: SINCE, now: SUNDAY_MORNING, me: 'dana' });

  it('is counted by topic and channel, the most first, the gravest first within each', () => {
    const { opened } = came([one('1', { channel: 'facebook' }), one('2', { topic: 'outage' }), one('3', { topic: 'outage', priority: 'urgent' }), one('4', { openedAt: SINCE - 1 }), one('5', { status: 'spam' })]);
    expect(opened.count).toBe(3);
    expect(opened.byTopic).toEqual([{ topic: 'outage', count: 2, urgent: 1, numbers: ['3', '2'] }, { topic: null, count: 1, urgent: 0, numbers: ['1'] }]);
    expect(opened.byChannel.map(({ channel, count }) => [channel, count])).toEqual([['email', 2], ['facebook', 1]]);
  });

  it('on older cases is who wrote again and waits; answered ones are not', () => {
    expect(came([one('1', { openedAt: SINCE - 5 }), one('2', { openedAt: SINCE - 5, unansweredSince: SINCE - 4 }), one('3', { openedAt: SINCE - 5, unansweredSince: null })]).wroteAgain).toEqual(['1']);
  });

  it('tells what is urgent, what is mine, what became late, and what is done by now', () => {
    const told = came([one('1', { priority: 'urgent' }), one('2', { assignee: 'dana' }), one('3', { dueAt: SUNDAY_MORNING - 1 }), one('4', { dueAt: SINCE - 1 }), one('5', { status: 'resolved', unansweredSince: null }), one('6', { dueAt: null })]);
    expect([told.urgent, told.mine, told.late, told.done]).toEqual([['1'], ['2'], ['3'], 1]);
  });
});

describe('before closing', () => {
  const closing = (now: number) => { const { closesAt, opensAt } = closingOf(calendar, now); return [shownAs(closesAt), shownAs(opensAt)]; };

  it.each<[string, number, (string | null)[]]>([
    ['a working day ends in the afternoon and goes on tomorrow', SUNDAY_MORNING, [shownAs(SUNDAY_CLOSING), shownAs(MONDAY_OPENING)]],
    ['Friday ends at noon and goes on on Sunday', at('2026-11-20T08:00:00Z'), [shownAs(FRIDAY_CLOSING), '2026-11-22T06:30:00.000Z']],
    ['at night nothing closes any more', SUNDAY_CLOSING + HOUR, [null, shownAs(MONDAY_OPENING)]],
    ['in the small hours the day has not begun: it is this morning that the team opens', MONDAY_OPENING - 4 * HOUR, [null, shownAs(MONDAY_OPENING)]],
  ])('%s', (_what, now, expected) => {
    expect(closing(now)).toEqual(expected);
  });

  it('a pause at noon is no closing', () => {
    const siesta = { ...calendar, weekdays: { ...calendar.weekdays, 0: [['08:30', '12:00'], ['15:00', '19:00']] as [string, string][] } };
    expect([SUNDAY_MORNING, at('2026-11-22T11:00:00Z')].map((now) => shownAs(closingOf(siesta, now).opensAt))).toEqual([shownAs(MONDAY_OPENING), shownAs(MONDAY_OPENING)]);
    expect(shownAs(closingOf(siesta, SUNDAY_MORNING).closesAt)).toBe('2026-11-22T17:00:00.000Z');
  });

  it('cases are told apart by when they are due, the earliest first', () => {
    const due = (number: string, dueAt: number | null, assignee: string | null = 'noa') => ({ number, dueAt, assignee });
    const groups = dueAroundClosing([
      due('7', MONDAY_OPENING + 130 * MINUTE), due('6', MONDAY_OPENING + 120 * MINUTE), due('5', MONDAY_OPENING + 5), due('4', SUNDAY_CLOSING + HOUR), due('3', SUNDAY_CLOSING - 1), due('2', SUNDAY_MORNING + 1), due('1', SUNDAY_MORNING - 1, null), due('8', null),
    ], closingOf(calendar, SUNDAY_MORNING), SUNDAY_MORNING);
    expect(groups).toEqual({ unassigned: ['1'], late: ['1'], beforeClosing: ['2', '3'], whileClosed: ['4'], afterOpening: ['5', '6'] });
  });

  it('whoever is on call until the next opening is named', () => {
    const duty = (who: string, from: string, to: string) => ({ who, phone: null, from, to });
    const all = [duty('later', '2026-11-23', '2026-11-24'), duty('weekend', '2026-11-20', '2026-11-21'), duty('tonight', '2026-11-22', '2026-11-22'), duty('next week', '2026-11-24', '2026-11-30')];
    expect(onCallBetween(all, 'Asia/Jerusalem', SUNDAY_MORNING, MONDAY_OPENING).map(({ who }) => who)).toEqual(['tonight', 'later']);
  });
});
