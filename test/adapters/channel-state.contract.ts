import { describe, expect, it } from '@jest/globals';
import type { ConnectionCheck } from '../../shared/domain/health.ts';
import type { ChannelState, PendingLookUp } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';

const NOW = SUNDAY_MORNING;
let count = 0;

/** What every keeper of connections must do. `wait` and `note` do what `record` does. */
export function channelStateContract(name: string, make: () => { state: ChannelState; wait: (pending: PendingLookUp) => Promise<void>; note: (channel: string, inbox: string, at: number) => Promise<void> }): void {
  const fresh = (): ReturnType<typeof make> & { channel: string } => ({ ...make(), channel: `channel${++count}` });
  const at = (cursor: string) => ({ cursor, notBefore: NOW + 60_000, movedAt: NOW });

  describe(`connections in ${name}`, () => {
    it('know no cursor before the first fetching', async () => {
      const { state, channel } = fresh();
      expect(await state.cursor(channel, 'IG1')).toBeNull();
    });

    it('keep a cursor of each account apart', async () => {
      const { state, channel } = fresh();
      await state.moveCursor(channel, 'IG1', at('one'), null);
      await state.moveCursor(channel, 'IG2', at('other'), null);
      expect(await state.cursor(channel, 'IG1')).toEqual({ cursor: 'one', version: 1, notBefore: NOW + 60_000, movedAt: NOW });
    });

    it('let one of two runs move the first cursor, and one of two any later one', async () => {
      const { state, channel } = fresh();
      const first = await Promise.all([state.moveCursor(channel, 'IG1', at('a'), null), state.moveCursor(channel, 'IG1', at('b'), null)]);
      const later = await Promise.all([state.moveCursor(channel, 'IG1', at('c'), 1), state.moveCursor(channel, 'IG1', at('d'), 1)]);
      expect([first.filter(Boolean), later.filter(Boolean), (await state.cursor(channel, 'IG1'))?.version]).toEqual([[true], [true], 2]);
    });

    it('keep a cursor that is still null: the first page did not come', async () => {
      const { state, channel } = fresh();
      await state.moveCursor(channel, 'IG1', { cursor: null, notBefore: NOW + 1, movedAt: NOW }, null);
      expect(await state.cursor(channel, 'IG1')).toMatchObject({ cursor: null, notBefore: NOW + 1 });
    });

    it('hold ids by the hour in which they were written, and let them go', async () => {
      const { state, channel } = fresh();
      const HOUR = 3_600_000;
      const hour = Math.floor(NOW / HOUR) * HOUR;
      expect(await state.held(channel, 'IG1', hour - HOUR, NOW)).toBeNull();
      for (const _ of [1, 2]) await state.hold(channel, 'IG1', [{ id: '11', at: hour + 5 }, { id: '12', at: hour + 6 }, { id: '21', at: hour + HOUR }], 3);
      await state.hold(channel, 'IG2', [{ id: '99', at: hour - HOUR }], 3);
      const held = async (from: number, to = NOW + 9 * HOUR) => { const found = await state.held(channel, 'IG1', from, to); return found && [found.hour, found.ids.toSorted((a, b) => a.localeCompare(b))]; };
      expect([await held(hour - HOUR), await held(hour + HOUR), await held(hour - HOUR, hour - 1), await held(hour + 2 * HOUR)]).toEqual([[hour, ['11', '12']], [hour + HOUR, ['21']], null, null]);
      await state.letGo(channel, 'IG1', hour, ['11', 'never-there']);
      await state.letGo(channel, 'IG1', hour + HOUR, ['21']);
      expect([await held(hour), await held(hour + HOUR)]).toEqual([[hour, ['12']], [hour + HOUR, []]]);
    });

    it('name what waits to be fetched, of one channel and at most so many, until it is finished', async () => {
      const { state, channel, wait } = fresh();
      const message = { ...mail(), text: 'שלום 👋' };
      for (const id of ['a', 'b', 'c']) await wait({ id, channel, message });
      await wait({ id: 'a', channel: `${channel}-other`, message });
      expect((await state.pendingLookUps(channel, 2)).length).toBe(2);
      await state.finishLookUp(channel, 'a');
      await state.finishLookUp(channel, 'never-there');
      expect((await state.pendingLookUps(channel, 10)).map(({ id, message: kept }) => [id, kept.text])).toEqual([['b', 'שלום 👋'], ['c', 'שלום 👋']]);
    });

    it('remember when something last came, and never an earlier time', async () => {
      const { state, channel, note } = fresh();
      expect(await state.lastEvent(channel, 'PAGE1')).toBeNull();
      await note(channel, 'PAGE1', NOW);
      await note(channel, 'PAGE1', NOW - 120_000);
      expect(await state.lastEvent(channel, 'PAGE1')).toBe(NOW);
    });

    it('keep the latest look at a connection', async () => {
      const { state, channel } = fresh();
      const check: ConnectionCheck = { channel, checkedAt: NOW, connected: true, accounts: [{ inbox: 'PAGE1', lastEventAt: null, fetchedAt: NOW }], findings: [{ key: 'tokenEnds', values: { account: 'PAGE1', days: '7' } }], told: { 'tokenEnds:PAGE1:7': NOW } };
      expect(await state.check(channel)).toBeUndefined();
      await state.putCheck({ ...check, findings: [] });
      await state.putCheck(check);
      expect(await state.check(channel)).toEqual(check);
    });
  });
}
