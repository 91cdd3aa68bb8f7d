import { describe, expect, it } from '@jest/globals';
import type { Stuck, StuckQueue } from '../../shared/ports/stuck.ts';

export interface StuckWorld {
  stuck: Stuck;
  /** Gives something up; answers with its id. */
  giveUp: (queue: StuckQueue, body: string) => Promise<string>;
  /** What went back onto a queue so far. */
  wentBack: (queue: 'mail' | 'inbound' | 'outbox') => Promise<string[]>;
}

export function stuckContract(name: string, world: () => StuckWorld): void {
  describe(`what was given up, kept by ${name}`, () => {
    it('is listed whole and counted, as often as one looks', async () => {
      const { stuck, giveUp } = world();
      const id = await giveUp('outbox', '{"of":"תשובה"}');
      for (let times = 0; times < 3; times++) {
        const [entry, ...more] = await stuck.list(10);
        expect([entry, more]).toMatchObject([{ queue: 'outbox', id, body: '{"of":"תשובה"}' }, []]);
        expect(entry!.since).toBeGreaterThan(0);
        expect(await stuck.counts()).toEqual({ mail: 0, inbound: 0, outbox: 1, tally: 0, tell: 0 });
      }
      expect(await stuck.take('outbox', id, async () => undefined)).toBe(true);
    });

    it('is taken away once, however many press at the same moment', async () => {
      const { stuck, giveUp, wentBack } = world();
      const ids = [await giveUp('mail', 'one'), await giveUp('mail', 'two')];
      const take = async (): Promise<boolean> => stuck.take('mail', ids[0]!, async ({ body }) => stuck.putBack('mail', body));
      expect((await Promise.all([take(), take(), take()])).filter(Boolean)).toHaveLength(1);
      expect([await wentBack('mail'), await take(), (await stuck.list(10)).map(({ body }) => body)]).toEqual([['one'], false, ['two']]);
      await stuck.take('mail', ids[1]!, async () => undefined);
    });

    it('stays where what should be done with it fails', async () => {
      const { stuck, giveUp } = world();
      const id = await giveUp('inbound', 'stays');
      await expect(stuck.take('inbound', id, async () => { throw new Error('no queue'); })).rejects.toThrow('no queue');
      expect((await stuck.list(10)).map(({ body }) => body)).toEqual(['stays']);
      expect(await stuck.take('inbound', id, async () => undefined)).toBe(true);
    });

    it('is found among many', async () => {
      const { stuck, giveUp } = world();
      const ids: string[] = [];
      for (let n = 0; n < 25; n++) ids.push(await giveUp('tell', `change ${n}`));
      expect((await stuck.list(100)).length).toBe(25);
      for (const id of ids.toReversed()) expect(await stuck.take('tell', id, async () => undefined)).toBe(true);
      expect(await stuck.list(100)).toEqual([]);
    });

    it('is not there under an id that nothing has', async () => {
      expect(await world().stuck.take('tally', 'nothing', async () => { throw new Error('never'); })).toBe(false);
    });
  });
}
