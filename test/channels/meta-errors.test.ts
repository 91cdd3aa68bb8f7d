import { describe, expect, it } from '@jest/globals';
import { AlreadyReplied, failureOf, pauseSeconds, usedPercent } from '../../shared/channels/meta/graph-errors.ts';
import { Refused, TryLater } from '../../shared/errors.ts';

const answer = (code: number, subcode?: number, headers: Record<string, string> = {}, status = 400) =>
  ({ status, headers, body: { error: { message: 'words of the platform', type: 'OAuthException', code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: 'x' } } });

const USAGE = JSON.stringify({ '102': [{ type: 'pages', call_count: 100, total_cputime: 20, total_time: 20, estimated_time_to_regain_access: 7 }, { type: 'messenger', call_count: 3, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 }] });

describe('an error of the Graph API that passes', () => {
  it.each([1, 2])('is code %i: tried again soon, and later each time', (code) => {
    expect([0, 1, 2].map((attempt) => (failureOf(answer(code), attempt) as TryLater).seconds)).toEqual([30, 60, 120]);
  });

  it.each([1, 2])('no longer passes when code %i has come five times', (code) => {
    expect(failureOf(answer(code), 5)).toEqual(expect.objectContaining({ name: 'Refused', reason: 'platformError' }));
  });

  it.each([4, 17, 32, 613, 80001, 80002, 80006])('is the throttle %i: nothing until the time that the platform names', (code) => {
    expect(failureOf(answer(code, undefined, { 'x-business-use-case-usage': USAGE }), 0)).toEqual(expect.objectContaining({ name: 'TryLater', seconds: 420 }));
  });

  it('is a throttle however often it came', () => {
    expect(failureOf(answer(4), 50)).toBeInstanceOf(TryLater);
  });

  it.each([429, 503])('is the status %i without words', (status) => {
    expect(failureOf({ status, headers: { 'retry-after': '17' }, body: 'busy' }, 0)).toEqual(expect.objectContaining({ name: 'TryLater', seconds: 17 }));
  });

  it('is one that calls itself so', () => {
    const told = answer(9999);
    expect(failureOf({ ...told, body: { error: { ...told.body.error, is_transient: true } } }, 0)).toBeInstanceOf(TryLater);
  });
});

describe('a pause that the platform does not name', () => {
  it.each([{}, { 'x-business-use-case-usage': '{broken' }, { 'x-business-use-case-usage': '[]' }, { 'x-app-usage': '{"call_count":100}' }, { 'x-business-use-case-usage': '{"1":[{"call_count":100}]}' }])('is a quarter of an hour: %j', (headers) => {
    expect(pauseSeconds(headers as Record<string, string>)).toBe(900);
  });

  it('is never longer than a day, whatever a header says', () => {
    expect(pauseSeconds({ 'retry-after': '99999999' })).toBe(86_400);
  });
});

describe('how much is used', () => {
  it.each([[{ 'x-app-usage': '{"call_count":28,"total_time":85,"total_cputime":25}' }, 85], [{ 'x-business-use-case-usage': USAGE, 'x-app-usage': '{"call_count":3}' }, 100], [{}, null], [{ 'x-app-usage': '{broken' }, null], [{ 'x-app-usage': '[1]' }, null]])('is what the fullest of its numbers says: %j', (headers, percent) => {
    expect(usedPercent(headers as Record<string, string>)).toBe(percent);
  });
});

describe('an error of the Graph API that is final', () => {
  it.each<[number, number | undefined, string]>([
    [10, undefined, 'permissionMissing'],
    [10, 2018278, 'windowClosed'],
    [100, undefined, 'badRequest'],
    [100, 2018001, 'personUnknown'],
    [100, 33, 'itemGone'],
    [100, 2018108, 'personUnavailable'],
    [190, undefined, 'tokenDead'],
    [190, 458, 'tokenDead'],
    [190, 459, 'tokenDead'],
    [190, 460, 'tokenDead'],
    [190, 463, 'tokenDead'],
    [190, 464, 'tokenDead'],
    [190, 467, 'tokenDead'],
    [190, 492, 'roleLost'],
    [200, undefined, 'permissionMissing'],
    [230, undefined, 'noConsent'],
    [299, undefined, 'permissionMissing'],
    [368, undefined, 'blockedAsAbusive'],
    [551, undefined, 'personUnavailable'],
    [551, 1545041, 'personUnavailable'],
    [1705, undefined, 'notAsPage'],
    [424242, undefined, 'platformRefused'],
  ])('%i (%s) is %s', (code, subcode, reason) => {
    expect(failureOf(answer(code, subcode), 0)).toEqual(expect.objectContaining({ name: 'Refused', reason }));
  });

  it('says nothing of the platform’s words, which may quote a customer', () => {
    expect(failureOf(answer(100), 0).message).not.toContain('words of the platform');
  });
});

describe('an error of the Graph API that says neither', () => {
  it.each([10900, 10903])('%i: the one private reply was given before', (code) => {
    expect(failureOf(answer(code), 0)).toBeInstanceOf(AlreadyReplied);
  });

  it.each([500, 502, 504])('a gateway’s %i leaves the outcome open', (status) => {
    const failure = failureOf({ status, headers: {}, body: '<html>' }, 0);
    expect([failure instanceof TryLater, failure instanceof Refused]).toEqual([false, false]);
  });

  it('a success of no known shape leaves the outcome open', () => {
    expect(failureOf({ status: 200, headers: {}, body: null }, 0).name).toBe('Error');
  });
});
