import { describe, expect, it } from '@jest/globals';
import type { Handing, Http, HttpAnswer } from '../../shared/channels/handing.ts';
import { api } from '../../shared/channels/x/api.ts';
import { facts, XSettings } from '../../shared/channels/x/facts.ts';
import { failureOf, pauseSeconds, type Call } from '../../shared/channels/x/failures.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const settings = XSettings.parse(facts.example);
const SECOND = SUNDAY_MORNING / 1000;

/** Hands over to an X that answers always the same; tells what it was asked. */
async function hand(fields: Partial<Handing>, answer: Partial<HttpAnswer> = { status: 201, body: { data: { id: '9', dm_event_id: '9' } } }): Promise<{ asked: Parameters<Http>[0][]; outcome: unknown }> {
  const asked: Parameters<Http>[0][] = [];
  const http: Http = async (request) => {
    asked.push(request);
    return { status: 200, headers: {}, body: null, ...answer };
  };
  const handing: Handing = { route: { kind: 'private', to: '7001', inbox: '42' }, text: 'שלום', automatic: false, ...fields };
  return { outcome: await api.send({ settings, http, now: () => SUNDAY_MORNING }, handing).catch((error: unknown) => error), asked };
}

describe('a private message on X', () => {
  it.each([[10_000, 1], [10_001, 0]])('of %i characters makes %i calls', async (length, calls) => {
    expect((await hand({ text: 'א'.repeat(length) })).asked).toHaveLength(calls);
  });

  it('carries the account’s own token and nothing but its text', async () => {
    const { asked } = await hand({});
    expect(asked).toEqual([expect.objectContaining({ method: 'POST', url: 'https://api.x.com/2/dm_conversations/with/7001/messages', headers: { authorization: 'Bearer local-x-token' }, body: { text: 'שלום' } })]);
  });

  it.each<[string, Partial<Handing>]>([
    ['badRequest', { attachment: { type: 'image', url: 'https://x.example/a.png' } }], ['badRequest', { route: { kind: 'private', to: '../42', inbox: '42' } }], ['badRequest', { route: { kind: 'private', to: '7001?x=1', inbox: '42' } }],
    ['badRequest', { route: { kind: 'publicReply', to: '', inbox: '42' } }], ['notConnected', { route: { kind: 'private', to: '7001', inbox: '43' } }], ['emptyText', { text: '\n ' }],
  ])('is refused as %s: %j', async (reason, fields) => {
    const { asked, outcome } = await hand(fields);
    expect([outcome, asked]).toEqual([expect.objectContaining({ name: 'Refused', reason }), []]);
  });
});

describe('what X says no with', () => {
  it.each<[number, unknown, Call, object]>([
    [403, {}, 'directMessage', { reason: 'personUnavailable' }],
    [403, {}, 'read', { reason: 'permissionMissing' }],
    [403, {}, 'app', { reason: 'permissionMissing' }],
    [403, {}, 'post', { reason: 'notSummoned' }],
    [403, { errors: [{ code: 187, message: 'Status is a duplicate.' }] }, 'post', { reason: 'duplicateText' }],
    [403, { type: 'https://api.twitter.com/2/problems/usage-capped' }, 'post', { reason: 'creditUsedUp' }],
    [400, { errors: [{ code: 89, message: 'Invalid or expired token.' }] }, 'read', { reason: 'tokenDead' }],
    [409, { title: 'Duplicate' }, 'read', { reason: 'badRequest' }],
    [408, {}, 'post', { name: 'Error' }],
    [502, '<html>', 'post', { name: 'TryLater', seconds: 30 }],
    [429, null, 'read', { name: 'TryLater', seconds: 900 }],
  ])('as %i %j to a call of kind %3$s means %4$j', (status, body, call, meaning) => {
    expect(failureOf({ status, headers: {}, body }, call, SUNDAY_MORNING)).toMatchObject(meaning);
  });

  it.each<[Record<string, string>, number]>([
    [{ 'x-rate-limit-reset': String(SECOND + 60) }, 61],
    [{ 'x-rate-limit-reset': String(SECOND - 60) }, 1],
    [{ 'x-rate-limit-reset': '' }, 900],
    [{ 'x-rate-limit-reset': 'soon' }, 900],
    [{ 'x-rate-limit-reset': String(SECOND + 90 * 86_400) }, 86_400],
    [{ 'x-rate-limit-reset': String(SECOND + 60), 'x-app-limit-24hour-remaining': '0', 'x-app-limit-24hour-reset': String(SECOND + 7200) }, 7201],
    [{ 'x-rate-limit-reset': String(SECOND + 60), 'x-user-limit-24hour-remaining': '3', 'x-user-limit-24hour-reset': String(SECOND + 7200) }, 61],
  ])('with the headers %j waits %d seconds', (headers, seconds) => {
    expect(pauseSeconds(headers, SUNDAY_MORNING)).toBe(seconds);
  });

  it('never tells the words that were to be sent, nor the token', async () => {
    const { outcome } = await hand({ text: 'סוד' }, { status: 400, body: { detail: 'סוד' } });
    expect(JSON.stringify(outcome, Object.getOwnPropertyNames(outcome))).not.toMatch(/סוד|local-x-token/);
  });
});
