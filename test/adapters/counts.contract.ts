import { describe, expect, it } from '@jest/globals';
import { addEntries, countOf, newBucket, type Entry } from '../../shared/domain/bucket.ts';
import { newSpikeState } from '../../shared/domain/spike.ts';
import type { AlertStore, CountStore } from '../../shared/ports/counting.ts';
import { newRecord } from '../../shared/steps/raise.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const MINUTE = 60_000;
const entry = (hash: number, ref: string | null = `t/${hash}`): Entry => ({ hash, author: hash, print: 0, negative: false, late: false, ref });

/** What every store of counts and alerts keeps to: the table, and the one in memory. */
export function countsContract(name: string, open: () => { counts: CountStore; alerts: AlertStore }): void {
  describe(`counts ${name}`, () => {
    let n = 0;
    const series = (): string => `mentions/main/x/${++n}`;

    it('a minute is written over the version that was read, and answers with what is there instead', async () => {
      const { counts } = open();
      const own = series();
      const part = { minute: SUNDAY_MORNING, shard: 0, version: 0, bucket: addEntries(newBucket(), [entry(1), entry(2, null)]) };
      expect(await counts.put(own, part, null)).toBeUndefined();
      const there = await counts.put(own, { ...part, bucket: newBucket() }, null);
      expect(there).toEqual({ ...part, version: 1 });
      expect(await counts.put(own, { ...part, bucket: addEntries(there!.bucket, [entry(3)]) }, there!.version)).toBeUndefined();
      expect(await counts.put(own, part, 1)).toMatchObject({ version: 2 });
      expect((await counts.slot(own, SUNDAY_MORNING)).map(({ version, bucket }) => [version, countOf(bucket)])).toEqual([[2, 3]]);
    });

    it('a slot has all its minutes and all shards of them, and none of its neighbours', async () => {
      const { counts } = open();
      const own = series();
      const put = async (minute: number, shard: number): Promise<unknown> => counts.put(own, { minute: SUNDAY_MORNING + minute * MINUTE, shard, version: 0, bucket: addEntries(newBucket(), [entry(1_000 + minute * 100 + shard)]) }, null);
      for (const [minute, shard] of [[0, 0], [0, 7], [4, 0], [4, 15], [5, 0], [-1, 3]] as const) expect(await put(minute, shard)).toBeUndefined();
      const found = (await counts.slot(own, SUNDAY_MORNING)).map(({ minute, shard }) => `${(minute - SUNDAY_MORNING) / MINUTE}/${shard}`).sort();
      expect(found).toEqual(['0/0', '0/7', '4/0', '4/15']);
      expect(await counts.slot(`${own}-other`, SUNDAY_MORNING)).toEqual([]);
    });

    it('what a platform counted stands beside them, the last word of it', async () => {
      const { counts } = open();
      const own = series();
      await counts.putVolume(own, SUNDAY_MORNING + MINUTE, 5);
      await counts.putVolume(own, SUNDAY_MORNING + MINUTE, 7);
      expect(await counts.volumes(own, SUNDAY_MORNING)).toEqual([{ minute: SUNDAY_MORNING + MINUTE, count: 7 }]);
      expect(await counts.slot(own, SUNDAY_MORNING)).toEqual([]);
    });

    it('a state is written over the version that was read, or by the first', async () => {
      const { counts } = open();
      const own = series();
      const state = { spike: newSpikeState(), unwatched: { from: 1, to: null } };
      expect(await counts.state(own)).toBeUndefined();
      expect([await counts.putState(own, state, null), await counts.putState(own, state, null), await counts.putState(own, { ...state, unwatched: null }, 1)]).toEqual([true, false, true]);
      expect(await counts.state(own)).toEqual({ spike: state.spike, unwatched: null, version: 2 });
      expect((await counts.states()).get(own)).toEqual(await counts.state(own));
    });

    it('the agenda holds what was woken until it rests, each once', async () => {
      const { counts } = open();
      const own = series();
      const awake = [{ series: own, slot: SUNDAY_MORNING }, { series: `!${own}`, slot: 0 }];
      await counts.wake(awake);
      await counts.wake(awake);
      await counts.wake([]);
      await counts.lookedAround(SUNDAY_MORNING);
      const mine = async () => (await counts.agenda()).awake.filter((one) => one.series.endsWith(own));
      expect((await mine()).length).toBe(2);
      expect((await counts.agenda()).lookedAroundAt).toBe(SUNDAY_MORNING);
      await counts.rest([awake[0]!]);
      expect(await mine()).toEqual([awake[1]]);
    });
  });

  describe(`alerts ${name}`, () => {
    it('there is one open alert about the same; over, it makes room for the next', async () => {
      const { alerts } = open();
      const [first, second] = [newRecord('mentions/a/', SUNDAY_MORNING, { brand: 'a' }), newRecord('mentions/a/', SUNDAY_MORNING + MINUTE, { brand: 'a' })];
      expect([await alerts.put(first, null), await alerts.put(second, null)]).toEqual([true, false]);
      expect([await alerts.put({ ...first, state: 'muted' }, 1), await alerts.put(first, 1)]).toEqual([true, false]);
      expect(await alerts.open()).toEqual([{ ...first, state: 'muted', version: 2 }]);
      expect(await alerts.close({ ...first, state: 'over' }, 1)).toBe(false);
      expect(await alerts.close({ ...first, state: 'over' }, 2)).toBe(true);
      expect(await alerts.open()).toEqual([]);
      expect(await alerts.put(second, null)).toBe(true);
      await alerts.close({ ...second, state: 'over' }, 1);
      expect((await alerts.past(5)).map(({ id, state }) => [id, state])).toEqual([[second.id, 'over'], [first.id, 'over']]);
      expect(await alerts.past(1)).toHaveLength(1);
    });
  });
}
