import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { packBucket, unpackBucket } from '../domain/bucket.ts';
import type { SpikeState } from '../domain/spike.ts';
import type { Awake, BucketPart, CountStore, SeriesState } from '../ports/counting.ts';
import { tableClient } from './clients.ts';
import type { Item, Key } from './items.ts';
import { unlessRefused } from './table.ts';

/** The longest gap after which the detector still remembers anything. */
const KEPT_SECONDS = 62 * 24 * 3600;
/** Shards beside the usual one, each with a partition of its own. */
export const SHARDS = 15;
const STATES = 'N#states';
const AGENDA: Key = { pk: 'N#agenda', sk: 'N' };
const SPREAD = 'spread';

const slotName = (series: string, slot: number, shard: number): string => `S#${series}#${new Date(slot).toISOString().slice(0, 16)}${shard === 0 ? '' : `#${shard}`}`;
const slotStart = (minute: number): number => Math.floor(minute / 300_000) * 300_000;
const minuteName = (minute: number): string => new Date(minute).toISOString().slice(0, 16);
const expiresAt = (minute: number): number => Math.ceil(minute / 1000) + KEPT_SECONDS;

function readPart(item: Item): BucketPart {
  const shard = /#(\d+)$/.exec(String(item['pk']))?.[1];
  return { minute: Date.parse(`${String(item['sk'])}Z`), shard: Number(shard ?? 0), version: Number(item['v']), bucket: unpackBucket(item['b'] as Uint8Array, (item['refs'] as string[] | undefined) ?? []) };
}

export const bucketPartition = (series: string, minute: number, shard: number): Key => ({ pk: slotName(series, slotStart(minute), shard), sk: minuteName(minute) });

const awakeName = ({ series, slot }: Awake): string => `${series}|${slot / 60_000}`;

function readAwake(name: string): Awake {
  const at = name.lastIndexOf('|');
  return { series: name.slice(0, at), slot: Number(name.slice(at + 1)) * 60_000 };
}

/**
 * Counts in the table. A slot's minutes lie together, so that one query reads them; where many write at once, they spread
 * over further partitions, and the slot says so.
 */
export function counts(table: string): CountStore {
  const db = tableClient();
  const spread = new Set<string>();

  async function rows(pk: string): Promise<Item[]> {
    const found: Item[] = [];
    for (let from: Item | undefined; ;) {
      const page = await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ...(from ? { ExclusiveStartKey: from } : {}) }));
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
      if (!from) return found;
    }
  }

  async function rowsOfSlot(series: string, slot: number): Promise<Item[]> {
    const own = await rows(slotName(series, slot, 0));
    const others = own.some((item) => item['sk'] === SPREAD) ? await Promise.all(Array.from({ length: SHARDS }, async (_, shard) => rows(slotName(series, slot, shard + 1)))) : [];
    return [...own.filter((item) => item['sk'] !== SPREAD), ...others.flat()];
  }

  // Said before the first write elsewhere, so that no reader misses it.
  async function saySpread(series: string, slot: number): Promise<void> {
    const pk = slotName(series, slot, 0);
    if (spread.has(pk)) return;
    await db.send(new PutCommand({ TableName: table, Item: { pk, sk: SPREAD, expiresAt: expiresAt(slot) } }));
    if (spread.size > 1_000) spread.clear();
    spread.add(pk);
  }

  return {
    async slot(series, slot) {
      return (await rowsOfSlot(series, slot)).filter((item) => item['b'] !== undefined).map(readPart);
    },

    async put(series, { minute, shard, bucket }, expected) {
      const slot = slotStart(minute);
      if (shard > 0) await saySpread(series, slot);
      const { bytes, refs } = packBucket(bucket);
      const there = await unlessRefused(db.send(new PutCommand({
        TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        Item: { pk: slotName(series, slot, shard), sk: minuteName(minute), v: (expected ?? 0) + 1, b: bytes, ...(refs.length > 0 ? { refs } : {}), expiresAt: expiresAt(minute) },
        ...(expected === null ? { ConditionExpression: 'attribute_not_exists(pk)' } : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': expected } }),
      })));
      if (there === undefined) return undefined;
      return there['b'] === undefined ? { minute, shard, version: 0, bucket: { entries: [], sketches: null } } : readPart(there);
    },

    async putVolume(series, minute, count) {
      await db.send(new PutCommand({ TableName: table, Item: { pk: slotName(series, slotStart(minute), 0), sk: minuteName(minute), n: count, expiresAt: expiresAt(minute) } }));
    },

    async volumes(series, slot) {
      return (await rows(slotName(series, slot, 0))).filter((item) => item['n'] !== undefined).map((item) => ({ minute: Date.parse(`${String(item['sk'])}Z`), count: Number(item['n']) }));
    },

    async state(series) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: { pk: STATES, sk: series }, ConsistentRead: true }));
      return item && readState(item);
    },

    async putState(series, { spike, unwatched }, expected) {
      const there = await unlessRefused(db.send(new PutCommand({
        TableName: table, Item: { pk: STATES, sk: series, v: (expected ?? 0) + 1, state: JSON.stringify(spike), ...(unwatched ? { unwatched } : {}) },
        ...(expected === null ? { ConditionExpression: 'attribute_not_exists(pk)' } : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': expected } }),
      })));
      return there === undefined;
    },

    async states() {
      return new Map((await rows(STATES)).map((item) => [String(item['sk']), readState(item)]));
    },

    async agenda() {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: AGENDA, ConsistentRead: true }));
      return { awake: [...((item?.['awake'] as Set<string> | undefined) ?? [])].map(readAwake), lookedAroundAt: Number(item?.['lookedAroundAt'] ?? 0) };
    },

    async wake(awake) {
      await change('ADD', awake);
    },

    async rest(awake) {
      await change('DELETE', awake);
    },

    async lookedAround(at) {
      await db.send(new UpdateCommand({ TableName: table, Key: AGENDA, UpdateExpression: 'SET lookedAroundAt = :at', ExpressionAttributeValues: { ':at': at } }));
    },
  };

  async function change(act: 'ADD' | 'DELETE', awake: Awake[]): Promise<void> {
    if (awake.length === 0) return;
    await db.send(new UpdateCommand({ TableName: table, Key: AGENDA, UpdateExpression: `${act} awake :awake`, ExpressionAttributeValues: { ':awake': new Set(awake.map(awakeName)) } }));
  }
}

function readState(item: Item): SeriesState {
  return { spike: JSON.parse(String(item['state'])) as SpikeState, unwatched: (item['unwatched'] as SeriesState['unwatched'] | undefined) ?? null, version: Number(item['v']) };
}
