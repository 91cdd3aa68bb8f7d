import { describe, expect, it } from '@jest/globals';
import type { ConnectionCheck } from '../../shared/domain/health.ts';
import { watermarkOf } from '../../shared/domain/watermark.ts';
import { keepVolumes } from '../../shared/steps/keep-volumes.ts';
import { countingWorld, HOUR, MINUTE } from '../support/counting-world.ts';
import { SUNDAY_MORNING as NOW } from '../support/make.ts';

const check = (key: string | null, ago = 0): ConnectionCheck => ({ channel: 'x', checkedAt: NOW - ago, connected: true, accounts: [], findings: key === null ? [] : [{ key, values: {} }], told: {} });
const cursor = (ago: number, more = false) => ({ movedAt: NOW - ago, more });

describe('how far a channel’s past is complete', () => {
  it.each([
    ['delivered: two minutes back', { check: check(null), cursors: [] }, { until: NOW - 2 * MINUTE, brokenSince: null, atLeast: false }],
    ['fetched: as far as the account that is furthest behind', { check: check(null), cursors: [cursor(MINUTE), cursor(10 * MINUTE)] }, { until: NOW - 12 * MINUTE, brokenSince: null, atLeast: false }],
    ['standing still for long: broken since then', { check: check(null), cursors: [cursor(40 * MINUTE)] }, { until: NOW - 2 * MINUTE, brokenSince: NOW - 40 * MINUTE, atLeast: false }],
    ['unsubscribed: broken since that was found', { check: check('unsubscribed', 5 * MINUTE), cursors: [] }, { until: NOW - 2 * MINUTE, brokenSince: NOW - 5 * MINUTE, atLeast: false }],
    ['found broken long ago, and not looked at since: nobody knows', { check: check('unsubscribed', 3 * HOUR), cursors: [] }, { until: NOW - 2 * MINUTE, brokenSince: null, atLeast: false }],
    ['with a budget that is used up: there may be more', { check: check('budgetUsed'), cursors: [] }, { until: NOW - 2 * MINUTE, brokenSince: null, atLeast: true }],
    ['with a budget that is used up for long: no outage, and nothing is known to be whole', { check: check('budgetUsed'), cursors: [cursor(3 * 60 * MINUTE)] }, { until: NOW - 2 * MINUTE, brokenSince: null, atLeast: true }],
    ['with pages that are not fetched yet: there is more', { check: check(null), cursors: [cursor(0, true)] }, { until: NOW - 2 * MINUTE, brokenSince: null, atLeast: true }],
    ['never looked at', { check: undefined, cursors: [] }, { until: NOW - 2 * MINUTE, brokenSince: null, atLeast: false }],
  ])('%s', (_what, sight, expected) => {
    expect(watermarkOf(sight, NOW)).toEqual(expected);
  });
});

describe('what a platform only counts', () => {
  it('is a series of its own, minute by minute, an hour’s count spread over it whole, and again the same', async () => {
    const world = countingWorld();
    const keep = keepVolumes({ counts: world.counts, settings: async () => world.settings, now: world.now, channel: 'x' });
    const told = [{ at: NOW - HOUR, minutes: 60, count: 100, query: 'q' }, { at: NOW - 3 * MINUTE, minutes: 1, count: 7, query: 'q' }];
    await keep('42', told);
    await keep('42', told);
    let count = 0;
    for (let slot = NOW - HOUR; slot < NOW; slot += 5 * MINUTE) count += (await world.counts.volumes('volume/main/x/', slot)).reduce((sum, one) => sum + one.count, 0);
    // The last word about a minute stands.
    expect(count).toBe(100 - 1 + 7);
  });

  it('raises an alert within the next minute, as the same episode as what we hold', async () => {
    const world = countingWorld();
    await world.learned('volume/main/x/', 14, 12);
    world.at(NOW + 4 * MINUTE);
    await keepVolumes({ counts: world.counts, settings: async () => world.settings, now: world.now, channel: 'x' })('42', Array.from({ length: 4 }, (_, n) => ({ at: NOW + n * MINUTE, minutes: 1, count: 40, query: 'q' })));
    await world.run(1);
    expect(world.mails()).toEqual([expect.stringMatching(/^זינוק באזכורים: פי \d+ מהרגיל/)]);
    expect((await world.alerts.open())[0]).toMatchObject({ about: 'mentions/main/', facts: { count: 160 } });
  });
});
