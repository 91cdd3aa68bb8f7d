import { describe, expect, it } from '@jest/globals';
import { alertsDue, lagOf, type ConnectionCheck, type Finding } from '../../shared/domain/health.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = SUNDAY_MORNING;
const ends = (days: number): Finding => ({ key: 'tokenEnds', values: { account: 'IG1', days: String(days) } });
const broken: Finding = { key: 'tokenDead', values: { account: 'IG1' } };

/** Looks every hour at what is found then; answers with the alerts of each look. */
function looks(found: Finding[][], everyMs = HOUR): string[][] {
  let before: Pick<ConnectionCheck, 'findings' | 'told'> | undefined;
  return found.map((findings, place) => {
    const now = NOW + place * everyMs;
    const { tell, told } = alertsDue(findings, before, now);
    for (const key of tell.keys()) told[key] = now;
    before = { findings, told };
    return [...tell.keys()];
  });
}

describe('an alert on a connection', () => {
  it('is told once, however often the look finds the same', () => {
    expect(looks([[broken], [broken], [broken]])).toEqual([['tokenDead:IG1'], [], []]);
  });

  it('comes at 14, 7 and 1 days before an end, each once', () => {
    expect(looks([20, 14, 13, 8, 7, 2, 1, 0].map((days) => [ends(days)]), DAY)).toEqual([['tokenEnds:IG1:60'], ['tokenEnds:IG1:14'], [], [], ['tokenEnds:IG1:7'], [], ['tokenEnds:IG1:1'], []]);
  });

  it('is not missed when no look fell on the very day', () => {
    expect(looks([[ends(9)], [ends(3)], [ends(-1)]], DAY)).toEqual([['tokenEnds:IG1:14'], ['tokenEnds:IG1:7'], ['tokenEnds:IG1:1']]);
  });

  it('comes again when its reason has been gone for a day', () => {
    expect(looks([[broken], ...Array.from({ length: 24 }, () => []), [broken]]).at(-1)).toEqual(['tokenDead:IG1']);
    expect(looks([[broken], [], [broken]], 5 * HOUR)).toEqual([['tokenDead:IG1'], [], []]);
  });

  it('is told of each account', () => {
    expect(looks([[broken, { ...broken, values: { account: 'IG2' } }]])).toEqual([['tokenDead:IG1', 'tokenDead:IG2']]);
  });

  it('waits for a second look when the platform did not answer once', () => {
    const silent = { key: 'unreachable', values: {} };
    expect(looks([[silent], [], [silent], [silent], [silent]])).toEqual([[], [], [], ['unreachable:'], []]);
  });
});

describe('fetching that stands still', () => {
  const account = { inbox: 'IG1', movedAt: NOW, notBefore: NOW };

  it('is found after half an hour', () => {
    expect(lagOf(account, 1, NOW + 30 * 60_000)).toBeUndefined();
    expect(lagOf(account, 1, NOW + 31 * 60_000)).toEqual({ key: 'pollingStopped', values: { account: 'IG1', minutes: '31' } });
  });

  it('has three turns where a channel is fetched rarely', () => {
    expect(lagOf(account, 15, NOW + 45 * 60_000)).toBeUndefined();
    expect(lagOf(account, 15, NOW + 46 * 60_000)).toMatchObject({ key: 'pollingStopped' });
  });

  it('counts from the time until which the platform said to wait', () => {
    expect(lagOf({ ...account, notBefore: NOW + DAY }, 1, NOW + DAY + 60_000)).toBeUndefined();
  });
});
