import { describe, expect, it } from '@jest/globals';
import { breachAt, breachOf, dueOn, promiseState } from '../../shared/domain/breach.ts';
import { runClocks } from '../../shared/domain/clocks.ts';
import type { Clock, Happening } from '../../shared/domain/clocks.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const at = (minutes: number): number => SUNDAY_MORNING + minutes * 60_000;
const clock = (fields: Partial<Clock>): Clock => ({ startedAt: at(0), stoppedAt: null, state: 'running', passed: { calendar: 0, business: 0 }, dueAt: at(60), ...fields });
const clocksOf = (now: number, ...happenings: Happening[]) => runClocks({ happenings, targets: { firstResponse: 60, nextResponse: 60, resolution: 240 }, calendar: DEFAULT_SETTINGS.calendar, now: at(now) });

describe('a case that is due', () => {
  it.each([
    [0, { state: 'fine', minutes: 60 }], [29.5, { state: 'fine', minutes: 31 }], [30, { state: 'soon', minutes: 30 }], [59.5, { state: 'soon', minutes: 1 }], [60, { state: 'soon', minutes: 0 }],
    [60.01, { state: 'breached', minutes: 0 }], [95, { state: 'breached', minutes: 35 }],
  ])('at 60 is, at %d, %j', (now, shown) => {
    expect(breachAt(at(60), at(now))).toMatchObject(shown);
  });

  it.each<[string, Clock, object]>([
    ['answered in time has kept it', clock({ state: 'stopped', stoppedAt: at(60) }), { state: 'kept' }],
    ['answered late has missed it', clock({ state: 'stopped', stoppedAt: at(61) }), { state: 'missed' }],
    ['answered long before has kept it', clock({ state: 'stopped', stoppedAt: at(5), dueAt: null }), { state: 'kept' }],
    ['resolved without an answer is no breach', clock({ state: 'ended' }), { state: 'none' }],
    ['without a target is never breached', clock({ dueAt: null }), { state: 'none' }],
    ['that pauses with time left is not breached', clock({ state: 'paused', dueAt: null }), { state: 'none' }],
    ['that was breached before it paused stays so', clock({ state: 'paused', dueAt: at(10) }), { state: 'breached', dueAt: at(10), minutes: 60 }],
  ])('and %s', (_, one, shown) => {
    expect(breachOf(one, at(70))).toEqual(shown);
  });

  it('is due by its nearest clock', () => {
    expect(dueOn(clocksOf(30, { kind: 'inbound', at: at(0), by: 'customer' }))).toBe(at(60));
  });

  it('is due by the promise, where that is earlier', () => {
    expect(dueOn(clocksOf(30, { kind: 'inbound', at: at(0), by: 'customer' }, { kind: 'promise', at: at(1), dueAt: at(45) }))).toBe(at(45));
  });

  it('is not due while it waits on the customer', () => {
    expect(dueOn(clocksOf(30, { kind: 'inbound', at: at(0), by: 'customer' }, { kind: 'outbound', at: at(5), by: 'person', reached: true }, { kind: 'status', at: at(5), to: 'waiting_on_customer' }))).toBeNull();
  });
});

describe('a promise', () => {
  it.each([
    ['open', null, 59], ['open', null, 60], ['missed', null, 61], ['kept', 60, 99], ['missed', 61, 99],
  ])('is %s when it was answered at %s and it is now %d', (state, answered, now) => {
    expect(promiseState({ madeAt: at(0), dueAt: at(60), answeredAt: answered === null ? null : at(answered) }, at(now))).toBe(state);
  });
});
