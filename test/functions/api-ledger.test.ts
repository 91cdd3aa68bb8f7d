import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Channels } from '../../shared/api-shapes/desk.ts';
import type { LedgerView, StuckList } from '../../shared/api-shapes/ledger.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { sheetsOf } from '../../shared/domain/ledger.ts';
import { booksOf } from '../../shared/steps/check-books.ts';
import { SUNDAY_MORNING, privateMessage } from '../support/make.ts';
import { MemoryLedger } from '../support/memory-ledger.ts';
import { MemoryStuck } from '../support/memory-stuck.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const DAY = 86_400_000;
const { begin, dana, noa, gil } = await signedIn();
let [world, ledger, stuck]: [ApiWorld, MemoryLedger, MemoryStuck] = [begin(), new MemoryLedger(), new MemoryStuck()];
let filtered: InboundMessage[] = [];
beforeEach(() => {
  [ledger, stuck, filtered] = [new MemoryLedger(), new MemoryStuck(), []];
  world = begin({ ledger, stuck: { stuck, inbound: { send: async (entries) => { filtered.push(...entries); } } } });
});

describe('GET /ledger', () => {
  it('tells a lead, by day and channel, what came in and what became of it, for as many days as are asked for', async () => {
    await ledger.add(sheetsOf([
      { source: 'facebook', at: SUNDAY_MORNING, receipt: 1, is: 'stored' }, { source: 'facebook', at: SUNDAY_MORNING, receipt: 2, is: 'received' },
      { source: 'email', at: SUNDAY_MORNING - 2 * DAY, receipt: 3, is: 'quarantined' }, { source: 'email', at: SUNDAY_MORNING - 8 * DAY, receipt: 4, is: 'stored' },
    ]));
    const { status, body } = await world.call<LedgerView>('GET', '/ledger?days=7', { token: noa });
    expect([status, body.from < body.to, body.rows]).toMatchObject([200, true, [
      { day: body.to, source: 'facebook', received: 2, stored: 1, underWay: 1, overdue: 0, balanced: true }, { source: 'email', received: 1, quarantined: 1, balanced: true },
    ]]);
    expect((await world.call<LedgerView>('GET', '/ledger?days=14', { token: gil })).body.rows).toHaveLength(3);
  });

  it.each(['0', '32', 'all'])('refuses %s days', async (days) => {
    expect((await world.call('GET', `/ledger?days=${days}`, { token: noa })).status).toBe(400);
  });

  it('is for leads and administrators', async () => {
    for (const [method, path] of [['GET', '/ledger'], ['GET', '/stuck'], ['POST', '/stuck/mail/a/retry'], ['POST', '/stuck/mail/a/keep']]) expect([path, (await world.call(method!, path!, { token: dana })).status]).toEqual([path, 403]);
  });
});

describe('what was given up', () => {
  beforeEach(() => {
    for (const [place, body] of [JSON.stringify(privateMessage('talk', { text: 'שלום' })), '{"schema":2}'].entries()) stuck.entries.push({ queue: 'inbound', id: `entry-${place}`, body, since: SUNDAY_MORNING, tries: 1001 });
  });

  it('is listed, and counted where the channels are looked at', async () => {
    const { body } = await world.call<StuckList>('GET', '/stuck', { token: noa });
    expect([body.total, body.stuck.map(({ kind }) => kind)]).toEqual([2, ['message', 'unreadable']]);
    expect((await world.call<Channels>('GET', '/channels', { token: dana })).body.stuck).toBe(2);
  });

  it('goes back to its queue by one press; the second is told that it is gone', async () => {
    const press = async (): Promise<number> => (await world.call('POST', '/stuck/inbound/entry-0/retry', { token: noa })).status;
    expect([await press(), await press(), stuck.back.length]).toEqual([200, 404, 1]);
  });

  it('is kept among the filtered messages', async () => {
    expect((await world.call('POST', '/stuck/inbound/entry-1/keep', { token: gil })).status).toBe(200);
    expect(filtered).toMatchObject([{ text: '{"schema":2}', sender: { machine: 'unreadable' } }]);
  });

  it.each(['/stuck/elsewhere/entry-0/retry', '/stuck/inbound/a%20b/retry'])('is asked for by its queue and id: %s fits no such thing', async (path) => {
    expect((await world.call('POST', path, { token: noa })).status).toBe(400);
  });
});

describe('a channel whose books do not balance', () => {
  it('says so among its findings', async () => {
    await world.channels.putCheck({ channel: booksOf('email'), checkedAt: 1, connected: true, accounts: [], findings: [{ key: 'imbalance', values: { account: '2026-11-20', count: '3' } }], told: {} });
    const { channels } = (await world.call<Channels>('GET', '/channels', { token: dana })).body;
    expect(channels.find(({ channel }) => channel === 'email')!.findings).toEqual([{ key: 'imbalance', values: { account: '2026-11-20', count: '3' } }]);
  });
});
