import { describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import type { LocalFunction } from '../../local/invoker.ts';
import { fitsPattern } from '../../local/stream-filter.ts';
import { startStreamMapping, type StreamMappingSpec, type StreamRecord } from '../../local/stream-mappings.ts';
import type { Database } from '../../local/servers/dynoxide.ts';
import { until } from '../support/engine.ts';

const record = (n: number, sk = `M#${n}`): StreamRecord => ({ eventID: String(n), eventName: 'INSERT', dynamodb: { SequenceNumber: String(n).padStart(21, '0'), Keys: { sk: { S: sk } } } });

/** A stream in memory; an iterator is the place in it. */
function streamOf(records: StreamRecord[]): Database {
  return {
    url: '', indexStreams: () => undefined, writes: () => undefined, stop: async () => undefined,
    async call(operation, input) {
      const { ShardIteratorType, SequenceNumber, ShardIterator, Limit } = input as Record<string, string>;
      if (operation === 'DescribeStream') return { StreamDescription: { Shards: [{ ShardId: 'one' }] } };
      if (operation === 'GetShardIterator') return { ShardIterator: ShardIteratorType === 'TRIM_HORIZON' ? '0' : String(records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === SequenceNumber) + 1) };
      const page = records.slice(Number(ShardIterator), Number(ShardIterator) + Number(Limit));
      return { Records: page, NextShardIterator: String(Number(ShardIterator) + page.length) };
    },
  };
}

interface World { handed: string[][]; stop(): Promise<void>; gaveUp: unknown[] }

function start(records: StreamRecord[], answer: (ids: string[]) => void, change: Partial<StreamMappingSpec> = {}, kept = new DatabaseSync(':memory:'), database = streamOf(records)): World {
  const [handed, gaveUp]: [string[][], unknown[]] = [[], []];
  const target = { spec: { arn: 'arn:tally' }, invoke: async (event: { Records: StreamRecord[] }) => {
    const ids = event.Records.map(({ eventID }) => eventID);
    answer(ids);
    handed.push(ids);
  } } as unknown as LocalFunction;
  const spec: StreamMappingSpec = { name: 'S', streamArn: 'arn:stream', target, batchSize: 4, windowSeconds: 0, patterns: [], bisects: true, retries: 1, oldestSeconds: 3600, giveUp: (told) => gaveUp.push(told), region: 'eu-west-1', ...change };
  const running = startStreamMapping(spec, database, kept, (error) => { throw error; });
  return { handed, gaveUp, stop: async () => running.stop() };
}

describe('a table’s stream', () => {
  it('is handed on in order, in batches, only what fits the pattern', async () => {
    const world = start(Array.from({ length: 11 }, (_, n) => record(n, n % 2 ? 'H' : `M#${n}`)), () => undefined, { patterns: [{ dynamodb: { Keys: { sk: { S: [{ prefix: 'M#' }] } } } }] });
    await until(() => world.handed.flat().length === 6, 'all are handed on');
    await world.stop();
    expect(world.handed).toEqual([['0', '2', '4', '6'], ['8', '10']]);
  });

  it('halves a batch that fails until the record that is to blame is alone, and tells of it', async () => {
    const world = start(Array.from({ length: 4 }, (_, n) => record(n)), (ids) => {
      if (ids.includes('2')) throw new Error('poison');
    });
    await until(() => world.gaveUp.length > 0 && world.handed.flat().length === 3, 'the rest is handed on');
    await world.stop();
    expect(world.handed).toEqual([['0', '1'], ['3']]);
    expect(world.gaveUp).toMatchObject([{ DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: record(2).dynamodb.SequenceNumber } }]);
  });

  it('goes on where it was left, after a restart too', async () => {
    const kept = new DatabaseSync(':memory:');
    const records = Array.from({ length: 3 }, (_, n) => record(n));
    const first = start(records, () => undefined, {}, kept);
    await until(() => kept.prepare('SELECT * FROM stream_places').all().length > 0, 'its place is kept');
    await first.stop();
    records.push(record(3));
    const second = start(records, () => undefined, {}, kept);
    await until(() => second.handed.length > 0, 'the rest is handed on');
    await second.stop();
    expect(second.handed).toEqual([['3']]);
  });
});

describe('a table’s stream, looked at from beside', () => {
  it('is asked for nothing while nothing is written, and for what is written at once', async () => {
    const records = [record(0)];
    const stream = streamOf(records);
    const [asked, looks] = [[0], [0]];
    const world = start(records, () => undefined, {}, undefined, {
      ...stream, writes: () => { looks[0]!++; return records.length; },
      call: async (operation, input) => { if (operation === 'GetRecords') asked[0]!++; return stream.call(operation, input); },
    });
    await until(() => looks[0]! > 5, 'it has looked several times');
    expect([world.handed, asked]).toEqual([[['0']], [1]]);
    records.push(record(1));
    await until(() => world.handed.length === 2, 'what was written is handed on');
    await world.stop();
    expect([world.handed, asked]).toEqual([[['0'], ['1']], [2]]);
  });
});

describe('a pattern', () => {
  it.each<[string, unknown, boolean]>([
    ['equals a text', { eventName: ['INSERT', 'MODIFY'] }, true], ['does not', { eventName: ['REMOVE'] }, false], ['finds a beginning', { dynamodb: { Keys: { sk: { S: [{ prefix: 'M#' }] } } } }, true],
    ['asks for what is there', { dynamodb: { OldImage: [{ exists: false }] } }, true], ['wants every part', { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'X' }] } } } }, false],
  ])('%s', (_what, pattern, fits) => {
    expect(fitsPattern(record(1), pattern)).toBe(fits);
  });

  it('of a kind that is not known is an error, not a guess', () => {
    expect(() => fitsPattern(record(1), { eventName: [{ 'anything-but': ['INSERT'] }] })).toThrow('does not know the rule');
  });
});
