import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { LocalFunction } from './invoker.ts';
import type { Mapping } from './mappings.ts';
import type { Database } from './servers/dynoxide.ts';
import { fitsPattern } from './stream-filter.ts';

/** One record as the stream gives it, which is as a function gets it: bytes are base64 texts. */
export interface StreamRecord { eventID: string; eventName: string; dynamodb: { SequenceNumber: string; [name: string]: unknown } }

export interface StreamMappingSpec {
  /** Of the template: under it the place in the stream is kept. */
  name: string;
  streamArn: string;
  target: LocalFunction;
  batchSize: number;
  windowSeconds: number;
  patterns: unknown[];
  bisects: boolean;
  /** Further attempts after the first; -1: until the records are too old. */
  retries: number;
  oldestSeconds: number;
  /** Where a batch is told of that was given up. */
  giveUp: ((told: unknown) => void) | undefined;
  region: string;
}

const POLL_MS = 100;
// What an iterator is good for is not known for longer.
const LONGEST_WITHOUT_READING_MS = 60_000;
const LONGEST_PAUSE_MS = 5_000;
const READ_AT_ONCE = 1_000;

/** Places in streams survive restarts: beside the queues, on disk. */
function placesIn(database: DatabaseSync): { read(name: string): string | undefined; keep(name: string, sequence: string): void } {
  database.exec('CREATE TABLE IF NOT EXISTS stream_places (name TEXT PRIMARY KEY, sequence TEXT NOT NULL)');
  const [one, put] = [database.prepare('SELECT sequence FROM stream_places WHERE name = ?'), database.prepare('INSERT INTO stream_places VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence')];
  return { read: (name) => (one.get(name) as { sequence: string } | undefined)?.sequence, keep: (name, sequence) => void put.run(name, sequence) };
}

/**
 * Feeds a table's stream to a function, as Lambda's own poller does: in order, from where it was left, only what fits the
 * pattern. A batch that fails comes again, halved where the template says so, until it is given up.
 */
export function startStreamMapping(spec: StreamMappingSpec, database: Database, kept: DatabaseSync, failed: (error: unknown) => void): Mapping {
  const places = placesIn(kept);
  // An object, since it changes behind every loop's back.
  const turn = { stopped: false };
  let wake: (() => void) | undefined;
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

  async function iterator(after: string | undefined): Promise<string | undefined> {
    const { StreamDescription } = (await database.call('DescribeStream', { StreamArn: spec.streamArn })) as { StreamDescription?: { Shards?: { ShardId: string }[] } };
    const shard = StreamDescription?.Shards?.[0];
    if (!shard) return undefined;
    const where = after === undefined ? { ShardIteratorType: 'TRIM_HORIZON' } : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    return ((await database.call('GetShardIterator', { StreamArn: spec.streamArn, ShardId: shard.ShardId, ...where })) as { ShardIterator?: string }).ShardIterator;
  }

  const fits = (record: StreamRecord): boolean => spec.patterns.length === 0 || spec.patterns.some((pattern) => fitsPattern(record, pattern));
  const event = (records: StreamRecord[]): unknown => ({ Records: records.map((record) => ({ ...record, eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion: spec.region, eventSourceARN: spec.streamArn })) });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
  async function hand(records: StreamRecord[], attempts: number, since: number): Promise<void> {
    for (let attempt = attempts; !turn.stopped; attempt++) {
      try {
        await spec.target.invoke(event(records));
        return;
      } catch (error) {
        if (turn.stopped) return;
        const tooOld = Date.now() - since > spec.oldestSeconds * 1_000;
        if (spec.bisects && records.length > 1 && !tooOld) {
          const half = Math.ceil(records.length / 2);
          await hand(records.slice(0, half), 1, since);
          if (!turn.stopped) await hand(records.slice(half), 1, since);
          return;
        }
        if (tooOld || (spec.retries >= 0 && attempt > spec.retries)) {
          spec.giveUp?.({
            requestContext: { requestId: randomUUID(), functionArn: spec.target.spec.arn, condition: 'RetryAttemptsExhausted', approximateInvokeCount: attempt }, version: '1.0', timestamp: new Date().toISOString(),
            responseContext: { statusCode: 200, functionError: error instanceof Error ? error.name : 'Unhandled' },
            DDBStreamBatchInfo: { startSequenceNumber: records[0]!.dynamodb.SequenceNumber, endSequenceNumber: records.at(-1)!.dynamodb.SequenceNumber, batchSize: records.length, streamArn: spec.streamArn },
          });
          return;
        }
        await pause(Math.min(100 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS));
      }
    }
  }

  async function read(): Promise<void> {
    let place = places.read(spec.name);
    let at = await iterator(place);
    let gathered: StreamRecord[] = [];
    let gatheredSince = 0;
    let latest: string | undefined;
    while (!turn.stopped) {
      if (at === undefined) {
        await pause(POLL_MS);
        at = await iterator(latest ?? place);
        continue;
      }
      const [writes, readAt] = [database.writes(), Date.now()];
      const page = (await database.call('GetRecords', { ShardIterator: at, Limit: READ_AT_ONCE })) as { Records?: StreamRecord[]; NextShardIterator?: string };
      at = page.NextShardIterator;
      const records = page.Records ?? [];
      latest = records.at(-1)?.dynamodb.SequenceNumber ?? latest;
      const wanted = records.filter(fits);
      if (gathered.length === 0) gatheredSince = Date.now();
      gathered.push(...wanted);
      const isReady = gathered.length >= spec.batchSize || Date.now() - gatheredSince >= spec.windowSeconds * 1_000;
      if (isReady) {
        for (let from = 0; from < gathered.length && !turn.stopped; from += spec.batchSize) await hand(gathered.slice(from, from + spec.batchSize), 1, Date.now());
        gathered = [];
      }
      if (turn.stopped) return;
      if (gathered.length === 0 && latest !== undefined && latest !== place) {
        places.keep(spec.name, latest);
        place = latest;
      }
      if (records.length >= READ_AT_ONCE) continue;
      // Nothing is asked for while nothing is written.
      const isQuiet = (): boolean => gathered.length === 0 && writes !== undefined && writes === database.writes() && Date.now() - readAt < LONGEST_WITHOUT_READING_MS;
      do await pause(POLL_MS); while (!turn.stopped && isQuiet());
    }
  }

  async function run(): Promise<void> {
    while (!turn.stopped) {
      try {
        await read();
      } catch (error) {
        if (turn.stopped) return;
        failed(error);
        await pause(1_000);
      }
    }
  }

  const running = run();
  return {
    async stop() {
      turn.stopped = true;
      wake?.();
      await running;
    },
  };
}
