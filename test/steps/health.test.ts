import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { Api, ChannelFacts } from '../../shared/channels/channel.ts';
import type { Finding } from '../../shared/domain/health.ts';
import { TryLater } from '../../shared/errors.ts';
import type { Alert } from '../../shared/ports.ts';
import { health } from '../../shared/steps/health.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { connectionId } from '../../shared/domain/ids.ts';
import { MemoryChannelState } from '../../local/faults/memory-channel-state.ts';
import { MemoryNotices } from '../support/memory-notices.ts';

const factsOf = (name: string): ChannelFacts => ({
  name, documentation: 'https://platform.example', doors: ['webhook', 'poll'], settings: z.object({}), example: {},
  limits: { textCharacters: null, inboundBytes: 1, outboundBytes: 1, attachments: 0 }, automatic: { private: false, privateReply: false, public: false },
});
const unsubscribed: Finding = { key: 'unsubscribed', values: { account: 'PAGE1' } };

let state: MemoryChannelState;
let notices: MemoryNotices;
let clock: number;
let raised: Alert[];
let subscribed: string[];
let found: () => Finding[];
let settings: () => unknown;
let mailBreaks: boolean;
let subscribing: (() => Promise<void>) | undefined;
let standing: Api<never>['standing'] | undefined;

beforeEach(() => {
  [state, clock, raised, subscribed, mailBreaks] = [new MemoryChannelState(), SUNDAY_MORNING, [], [], false];
  [found, settings] = [() => [], () => ({})];
  notices = new MemoryNotices();
  subscribing = async () => undefined;
  standing = undefined;
});

function api(name: string): Api<never> {
  return {
    accounts: () => [{ inbox: 'PAGE1', names: [] }], send: async () => ({ id: '' }), poll: async () => ({ arrivals: [], cursor: '', more: false }),
    health: async () => (name === 'facebook' ? found() : []),
    ...(standing ? { standing } : {}),
    ...(subscribing ? { subscribe: async (_tools, inbox) => { await subscribing!(); subscribed.push(inbox); } } : {}),
  };
}

const look = async () => health({
  platforms: ['facebook', 'x'].map((name) => ({ facts: factsOf(name), api: async () => api(name), connection: { settings: async () => (name === 'facebook' ? settings() : {}), renewed: async () => undefined } })),
  state, notices, http: async () => { throw new Error('no network'); }, now: () => clock, log: () => undefined,
  alerts: { raise: async (alert) => { if (mailBreaks) throw new Error('no mail'); raised.push(alert); } },
})();

describe('the look at all connections', () => {
  it('stores what it found, with when something last came and was last fetched', async () => {
    state.events.set('facebook PAGE1', clock - 5000);
    await state.moveCursor('facebook', 'PAGE1', { cursor: 'c', notBefore: 0, movedAt: clock - 60_000 }, null);
    found = () => [{ key: 'tokenEnds', values: { account: 'PAGE1', days: '13' } }];
    await look();
    expect(await state.check('facebook')).toMatchObject({
      connected: true, checkedAt: clock, accounts: [{ inbox: 'PAGE1', lastEventAt: clock - 5000, fetchedAt: clock - 60_000 }], findings: [{ key: 'tokenEnds', values: { days: '13' } }],
    });
  });

  it('says in both languages what is to be done', async () => {
    found = () => [{ key: 'tokenEnds', values: { account: 'PAGE1', days: '2' } }];
    await look();
    expect(raised).toMatchObject([{ key: 'facebook:tokenEnds:PAGE1:7', channel: 'facebook', subject: 'החיבור ל־פייסבוק יפוג בעוד יומיים. נדרש חיבור מחדש.' }]);
    expect(raised[0]!.text).toContain('The connection to Facebook expires in 2 days. Reconnect it.');
  });

  it('calls what it has no words for a broken connection', async () => {
    found = () => [{ key: 'permissionMissing', values: { account: 'PAGE1' } }];
    await look();
    expect(raised[0]!.text).toMatch(/נותק[\s\S]*is broken[\s\S]*permissionMissing/);
  });

  it('asks a platform that has stopped delivering to go on, and says so', async () => {
    found = () => [unsubscribed];
    await look();
    expect([subscribed, (await state.check('facebook'))?.findings, raised.map(({ key }) => key)]).toEqual([['PAGE1'], [{ ...unsubscribed, key: 'resubscribed' }], ['facebook:resubscribed:PAGE1']]);
  });

  it.each([['refuses', async () => { throw new Error('no'); }], ['cannot be asked', undefined]])('leaves it to people when the platform %s', async (_what, how) => {
    [found, subscribing] = [() => [unsubscribed], how];
    await look();
    expect(raised.map(({ key }) => key)).toEqual(['facebook:unsubscribed:PAGE1']);
  });

  it('finds fetching that stands still', async () => {
    await state.moveCursor('facebook', 'PAGE1', { cursor: 'c', notBefore: 0, movedAt: clock }, null);
    clock += 40 * 60_000;
    await look();
    expect(raised.map(({ key, text }) => [key, text.includes('40 minutes')])).toEqual([['facebook:pollingStopped:PAGE1', true]]);
  });

  it('finds what only the cursor tells', async () => {
    await state.moveCursor('facebook', 'PAGE1', { cursor: 'spent', notBefore: 0, movedAt: clock }, null);
    standing = (_settings, cursor) => [{ key: 'budgetUsed', values: { account: cursor } }];
    await look();
    expect((await state.check('facebook'))!.findings).toEqual([{ key: 'budgetUsed', values: { account: 'spent' } }]);
  });

  it('tells nobody of a single answer that did not come, and of two', async () => {
    found = () => { throw new TryLater(60, 'slow'); };
    await look();
    const first = raised.length;
    clock += 3_600_000;
    await look();
    expect([first, raised.map(({ key }) => key)]).toEqual([0, ['facebook:unreachable:']]);
  });

  it('tells the next time what could not be told', async () => {
    [found, mailBreaks] = [() => [{ key: 'tokenDead', values: { account: 'PAGE1' } }], true];
    await look();
    mailBreaks = false;
    await look();
    await look();
    expect(raised.map(({ key }) => key)).toEqual(['facebook:tokenDead:PAGE1']);
  });

  it('looks at the others when the settings of one do not fit', async () => {
    settings = () => { throw new Error('the settings of facebook do not fit: appSecret'); };
    await look();
    expect([(await state.check('facebook'))?.findings, (await state.check('x'))?.connected]).toEqual([[{ key: 'settingsWrong', values: {} }], true]);
  });

  it('finds nothing wrong with what is not connected', async () => {
    settings = () => undefined;
    await look();
    expect([await state.check('facebook'), raised]).toMatchObject([{ connected: false, accounts: [], findings: [] }, []]);
  });

  it('tells once what a platform said by itself, and shows it until somebody has seen to it', async () => {
    await notices.keep({ id: 'r', channel: 'facebook', at: clock, finding: { key: 'deletionRequested', values: { request: 'r', person: '218471', network: 'facebook' } } });
    await look();
    await look();
    expect([raised.map(({ key }) => key), (await state.check('facebook'))?.findings.map(({ key }) => key)]).toEqual([['facebook:deletionRequested:r'], ['deletionRequested']]);
    expect(raised[0]!.text).toMatch(/אסמכתה r[\s\S]*npm run -s erase -- --channel facebook --id … --request r/);
    await notices.settle('r', clock);
    await look();
    expect((await state.check('facebook'))?.findings).toEqual([]);
  });

  it('calls a connection broken that was taken from us, until it is made anew', async () => {
    settings = () => ({ token: 'old' });
    await notices.keep({ id: 'd', channel: 'facebook', at: clock, connection: connectionId({ token: 'old' })!, finding: { key: 'disconnected', values: { account: 'PAGE1' } } });
    await look();
    expect([raised.map(({ key }) => key), (await state.check('facebook'))?.findings.map(({ key }) => key)]).toEqual([['facebook:disconnected:PAGE1'], ['disconnected']]);
    settings = () => ({ token: 'new' });
    await look();
    expect([(await state.check('facebook'))?.findings, await notices.open('facebook')]).toEqual([[], []]);
  });
});
