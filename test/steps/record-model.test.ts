import { describe, expect, it } from '@jest/globals';
import type { RecordDeps } from '../../shared/steps/record.ts';
import { runWorld } from '../support/record-world.ts';
import type { Faults } from '../support/record-world.ts';

async function badSeeds(count: number, faults?: Faults): Promise<{ seed: number; wrongs: string[] }[]> {
  const bad: { seed: number; wrongs: string[] }[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const wrongs = await runWorld(seed, faults);
    if (wrongs.length > 0) bad.push({ seed, wrongs });
  }
  return bad;
}

async function firstBad(most: number, faults: Faults): Promise<number | undefined> {
  for (let seed = 1; seed <= most; seed++) if ((await runWorld(seed, faults)).length > 0) return seed;
  return undefined;
}

/** The obvious protocol: the message is written first, and who finds it stops. */
const messageFirst: RecordDeps['commit'] = async (store, thread, placement, message) => {
  if (!(await store.putMessage(message))) return 'duplicate';
  if (placement.head && (await store.writeHead(thread, placement.head, placement.expected))) return 'changed';
  if (placement.put) await store.putCase(placement.put);
  if (placement.move) await store.moveCase(placement.caseNumber, placement.move);
  return 'stored';
};

describe('the protocol of record, with crashes at every call, redelivery, two doors and three consumers', () => {
  it('loses nothing, stores nothing twice and plans one acknowledgement a case, in 1,200 seeded stories', async () => {
    expect(await badSeeds(1_200)).toEqual([]);
  }, 300_000);

  it('would be caught if it wrote the message first', async () => {
    expect((await badSeeds(100, { commit: messageFirst })).length).toBeGreaterThan(20);
  }, 120_000);

  it('would be caught if the head forgot the case before', async () => {
    const caught = await firstBad(2_000, {
      breakStore: (store) => {
        const write = store.writeHead.bind(store);
        store.writeHead = async (thread, head, expected) => write(thread, { ...head, prev: null }, expected);
      },
    });
    expect(caught).toBeDefined();
  }, 120_000);

  it('would be caught if the head forgot who moved the case', async () => {
    const caught = await firstBad(2_000, {
      breakStore: (store) => {
        const write = store.writeHead.bind(store);
        store.writeHead = async (thread, head, expected) => write(thread, { ...head, movedBy: null }, expected);
      },
    });
    expect(caught).toBeDefined();
  }, 120_000);

  it('would be caught if a head were written over another version', async () => {
    const bad = await badSeeds(200, {
      breakStore: (store) => {
        const write = store.writeHead.bind(store);
        store.writeHead = async (thread, head) => write(thread, head, store.heads.get(thread)?.v ?? null);
      },
    });
    expect(bad.length).toBeGreaterThan(20);
  }, 120_000);
});
