import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alertStore } from '../../shared/aws/alert-store.ts';
import { countArchive } from '../../shared/aws/count-archive.ts';
import { counts } from '../../shared/aws/counts.ts';
import { messageItem } from '../../shared/aws/items.ts';
import { newMessages } from '../../shared/aws/stream.ts';
import { marshall } from '@aws-sdk/util-dynamodb';
import { rebuildCounts } from '../../shared/steps/rebuild-counts.ts';
import { slotCount } from '../../shared/steps/watch.ts';
import { burst, countingWorld, HOUR, mention, MINUTE } from '../support/counting-world.ts';
import { memoryAlerts, memoryCounts } from '../support/memory-counts.ts';
import { startTable } from '../support/table-server.ts';
import { countsContract } from './counts.contract.ts';

const TABLE = 'moked-counts';
let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => { table = await startTable(TABLE); }, 60_000);
afterAll(async () => table.stop());

const memory = { counts: memoryCounts(), alerts: memoryAlerts() };
countsContract('in memory', () => memory);
countsContract('in the table', () => ({ counts: counts(TABLE), alerts: alertStore(TABLE) }));

describe('rebuild', () => {
  it('counts every message anew, takes away what no message stands for, and keeps what platforms counted', async () => {
    const world = countingWorld();
    const archive = countArchive(TABLE);
    const messages = burst(120, world.now() - 20 * MINUTE, 120);
    const [series, volume] = ['mentions/main/x/', 'volume/main/x/'];
    const wrong = { minute: world.now() - 10 * HOUR, shard: 4, version: 0, bucket: { entries: [{ hash: 1, author: 1, print: 0, negative: false, late: false, ref: null }], sketches: null } };
    await archive.put(series, wrong, null);
    await archive.putVolume(volume, world.now() - HOUR, 9);
    const rebuilt = await rebuildCounts({ counts: archive, settings: async () => world.settings, now: world.now }, messages);
    expect(rebuilt).toMatchObject({ messages: 120, removed: 1 });
    let count = 0;
    for (let slot = world.now() - 12 * HOUR; slot <= world.now(); slot += 5 * MINUTE) count += (await slotCount(archive, series, slot)).count;
    expect(count).toBe(120);
    expect((await archive.volumes(volume, world.now() - HOUR))[0]).toMatchObject({ count: 9 });
    expect((await archive.state(series))!.spike.level.rate).toBeGreaterThan(1);
  }, 60_000);
});

describe('a record of the table’s stream', () => {
  it('is a new message, its bytes as Lambda hands them on', () => {
    const stored = mention(Date.parse('2026-11-22T08:00:00Z'), { text: 'שלום' });
    const image = JSON.parse(JSON.stringify(marshall(messageItem(stored), { removeUndefinedValues: true }), (_name, value: unknown) => {
      const bytes = value as { type?: string; data?: number[] } | null;
      return bytes?.type === 'Buffer' ? Buffer.from(bytes.data!).toString('base64') : value;
    })) as Record<string, unknown>;
    expect(newMessages([{ eventName: 'INSERT', dynamodb: { NewImage: image } }])).toEqual([stored]);
    expect(newMessages([{ eventName: 'MODIFY', dynamodb: { NewImage: image } }, { eventName: 'INSERT', dynamodb: { NewImage: { ...image, sk: { S: 'H' } } } }, { eventName: 'REMOVE', dynamodb: {} }])).toEqual([]);
  });
});
