import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseStatus } from '../../shared/domain/case.ts';
import { happeningsOf, runClocks, targetsFor } from '../../shared/domain/clocks.ts';
import type { Happening } from '../../shared/domain/clocks.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Minutes after Sunday 10:00 in Israel; the team works until 17:00. */
const at = (minutes: number): number => SUNDAY_MORNING + minutes * MINUTE;
const wrote = (minutes: number): Happening => ({ kind: 'inbound', at: at(minutes), by: 'customer' });
const robot = (minutes: number): Happening => ({ kind: 'inbound', at: at(minutes), by: 'machine' });
const answered = (minutes: number, reached = true): Happening => ({ kind: 'outbound', at: at(minutes), by: 'person', reached });
const acknowledged = (minutes: number): Happening => ({ kind: 'outbound', at: at(minutes), by: 'automatic', reached: true });
const became = (minutes: number, to: CaseStatus): Happening => ({ kind: 'status', at: at(minutes), to });
const targets = { firstResponse: 60, nextResponse: 60, resolution: 240 };
const run = (minutes: number, ...happenings: Happening[]) => runClocks({ happenings, targets, calendar: DEFAULT_SETTINGS.calendar, now: at(minutes) });
const minutesOf = (clock: { passed: { business: number } } | null): number | undefined => clock ? clock.passed.business / MINUTE : undefined;

describe('first response', () => {
  it('runs from the customer’s first message to the first answer by a person', () => {
    expect(run(200, wrote(0), wrote(10), answered(45), answered(60)).firstResponse).toMatchObject({ startedAt: at(0), stoppedAt: at(45), state: 'stopped', passed: { calendar: 45 * MINUTE, business: 45 * MINUTE } });
  });

  it('counts the whole of a night shift that it runs through, and nothing of the day between two', () => {
    const night: [string, string][] = [['22:00', '02:00']];
    const calendar = { ...DEFAULT_SETTINGS.calendar, weekdays: { 0: night, 1: night, 2: [], 3: [], 4: [], 5: [], 6: [] } };
    // From Sunday 23:00 to Monday 23:00: three hours of one night, one of the next.
    const happenings = [wrote(13 * 60), answered(37 * 60)];
    expect(runClocks({ happenings, targets: { ...targets, firstResponse: 240 }, calendar, now: at(40 * 60) }).firstResponse).toMatchObject({ passed: { calendar: 24 * HOUR, business: 4 * HOUR }, dueAt: at(37 * 60) });
  });

  it.each([['an acknowledgement', acknowledged(1)], ['a robot', robot(1)], ['an answer that failed', answered(1, false)]])('is not stopped by %s', (_, happening) => {
    expect(run(30, wrote(0), happening).firstResponse).toMatchObject({ stoppedAt: null, state: 'running' });
  });

  it('is not paused by waiting on the customer', () => {
    expect(minutesOf(run(50, wrote(0), became(10, 'waiting_on_customer')).firstResponse)).toBe(50);
  });

  it('has none where we wrote first', () => {
    expect(run(50, answered(0), wrote(10), answered(20)).firstResponse).toBeNull();
  });

  it('has none while only robots write', () => {
    expect(run(50, robot(0)).firstResponse).toBeNull();
  });

  it('counts opening hours apart from the clock on the wall', () => {
    // Sunday 16:00 to Monday 09:30: one hour on Sunday, one on Monday.
    expect(run(3000, wrote(360), answered(360 + 17.5 * 60)).firstResponse).toMatchObject({ passed: { calendar: 17.5 * HOUR, business: 2 * HOUR } });
  });

  it('is due after its minutes in opening hours', () => {
    expect(run(0, wrote(390)).firstResponse!.dueAt).toBe(at(420 + 15.5 * 60 + 30));
  });

  it('ends without an answer when the case is resolved, and goes on when it is opened again', () => {
    expect([run(40, wrote(0), became(30, 'resolved')), run(40, wrote(0), became(30, 'resolved'), wrote(35))].map(({ firstResponse }) => [firstResponse!.state, minutesOf(firstResponse)]))
      .toEqual([['ended', 30], ['running', 40]]);
  });
});

describe('next response', () => {
  const first = [wrote(0), answered(10), became(10, 'waiting_on_customer')];

  it('begins with the first message after an answer', () => {
    expect([run(20, ...first), run(50, ...first, wrote(30), wrote(40))].map(({ nextResponse }) => nextResponse && [nextResponse.startedAt, minutesOf(nextResponse)])).toEqual([null, [at(30), 20]]);
  });

  it('stops with the next answer', () => {
    expect(run(90, ...first, wrote(30), answered(70)).nextResponse).toMatchObject({ state: 'stopped', stoppedAt: at(70), passed: { business: 40 * MINUTE } });
  });

  it('pauses while the case waits on the customer, and is due later by as much', () => {
    const { nextResponse } = run(100, ...first, wrote(30), became(40, 'waiting_on_customer'), became(60, 'open'));
    expect([minutesOf(nextResponse), nextResponse!.state, nextResponse!.dueAt]).toEqual([50, 'running', at(110)]);
  });

  it('has no due time while it pauses', () => {
    expect(run(100, ...first, wrote(30), became(40, 'waiting_on_customer')).nextResponse).toMatchObject({ state: 'paused', dueAt: null, passed: { business: 10 * MINUTE } });
  });

  it('goes on when the customer writes again', () => {
    expect(minutesOf(run(100, ...first, wrote(30), became(40, 'waiting_on_customer'), wrote(70)).nextResponse)).toBe(40);
  });

  it('is not paused by snoozing', () => {
    expect(minutesOf(run(100, ...first, wrote(30), became(40, 'snoozed')).nextResponse)).toBe(70);
  });

  it('begins for what arrives after an answer, though it was written before', () => {
    expect(run(50, ...first, wrote(11)).unansweredSince).toBe(at(11));
  });

  it('is timed once for each run of messages', () => {
    expect(run(200, ...first, wrote(30), wrote(31), acknowledged(32), answered(70), wrote(80), answered(85)).responses.map(({ passed }) => passed.business / MINUTE)).toEqual([10, 40, 5]);
  });
});

describe('resolution', () => {
  it('runs from the first message to the last resolve, without the time we waited for the customer', () => {
    const { resolution, firstResolvedAt, reopened } = run(300, wrote(0), answered(10), became(10, 'waiting_on_customer'), wrote(40), became(60, 'resolved'), wrote(100), became(120, 'resolved'));
    expect([minutesOf(resolution), resolution!.stoppedAt, firstResolvedAt, reopened]).toEqual([90, at(120), at(60), 1]);
  });

  it('pauses while it waits, and is due later by as much', () => {
    expect([run(100, wrote(0), became(10, 'waiting_on_customer')), run(100, wrote(0), became(10, 'waiting_on_customer'), wrote(70))].map(({ resolution }) => [resolution!.state, minutesOf(resolution), resolution!.dueAt]))
      .toEqual([['paused', 10, null], ['running', 40, at(300)]]);
  });

  it('is not counted again by closing what was resolved', () => {
    expect(run(300, wrote(0), became(60, 'resolved'), became(200, 'closed')).resolution).toMatchObject({ stoppedAt: at(60) });
  });

  it('of spam is no resolving', () => {
    expect(run(300, wrote(0), became(60, 'spam')).firstResolvedAt).toBeNull();
  });
});

describe('the promise', () => {
  it('is answered by the first person who answers after it was made', () => {
    expect(run(200, wrote(0), { kind: 'promise', at: at(1), dueAt: at(60) }, acknowledged(1), answered(50), answered(70)).promises).toEqual([{ madeAt: at(1), dueAt: at(60), answeredAt: at(50) }]);
  });

  it('that was broken and made anew is two promises', () => {
    const told: Happening[] = [{ kind: 'promise', at: at(1), dueAt: at(60) }, { kind: 'promise', at: at(61), dueAt: at(120) }];
    expect(run(200, wrote(0), ...told, answered(90)).promises.map(({ answeredAt }) => answeredAt)).toEqual([at(90), at(90)]);
  });
});

const moment = fc.integer({ min: 0, max: 6000 });
const happening = fc.oneof(moment.map(wrote), moment.map((minutes) => answered(minutes)), moment.map(acknowledged), moment.map(robot),
  fc.tuple(moment, fc.constantFrom<CaseStatus>('open', 'waiting_on_customer', 'snoozed', 'resolved', 'closed')).map(([minutes, to]) => became(minutes, to)));

describe('all clocks', () => {
  const history = fc.uniqueArray(happening, { selector: (one) => one.at, maxLength: 14 });

  it('come to the same in whatever order the story is told', () => {
    fc.assert(fc.property(history, (story) => expect(run(6000, ...story.toReversed())).toEqual(run(6000, ...story))), { seed: 3, numRuns: 200 });
  });

  it('come to the same without acknowledgements and robots', () => {
    fc.assert(fc.property(history, (story) => {
      const people = story.filter((one) => !(one.kind === 'inbound' && one.by === 'machine') && !(one.kind === 'outbound' && one.by === 'automatic'));
      expect(run(6000, ...people)).toEqual(run(6000, ...story));
    }), { seed: 3, numRuns: 200 });
  });

  it('count no more opening hours than hours', () => {
    fc.assert(fc.property(history, (story) => {
      const { firstResponse, nextResponse, resolution, responses } = run(6000, ...story);
      for (const passed of [firstResponse?.passed, nextResponse?.passed, resolution?.passed, ...responses.map((one) => one.passed)]) expect(passed?.business ?? 0).toBeLessThanOrEqual(passed?.calendar ?? 0);
    }), { seed: 3, numRuns: 200 });
  });

  it('aim at the time that customers of this priority are promised', () => {
    expect(targetsFor(DEFAULT_SETTINGS, 'urgent')).toEqual({ firstResponse: 60, nextResponse: 60, resolution: null });
  });
});

describe('the story of a stored case', () => {
  const message = { direction: 'in' as const, at: at(-5), receivedAt: at(0), machine: false, person: true, reached: true };
  const reply = { ...message, direction: 'out' as const, at: at(20), receivedAt: at(20) };

  it('counts a message from its arrival, and the promise from when it was told', () => {
    expect(happeningsOf([message, { ...message, machine: true }], [], [{ at: at(1), dueAt: at(60) }])).toEqual([wrote(0), robot(0), { kind: 'promise', at: at(1), dueAt: at(60) }]);
  });

  it('leaves the case waiting on the customer after an answer', () => {
    expect(happeningsOf([reply], [], [])).toEqual([answered(20), became(20, 'waiting_on_customer')]);
  });

  it('believes the agent who resolved it with the answer', () => {
    expect(happeningsOf([reply], [{ what: 'statusChanged', at: at(20), to: 'resolved' }], [])).toEqual([answered(20), became(20, 'resolved')]);
  });
});
