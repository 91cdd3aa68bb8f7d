import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AlertRecord } from '../domain/alert.ts';
import type { AlertStore } from '../ports/counting.ts';
import { tableClient } from './clients.ts';
import { unlessRefused } from './table.ts';

const OPEN = 'A#open';
const PAST = 'A#past';
const KEPT_SECONDS = 365 * 24 * 3600;

const readRecord = (item: Record<string, unknown>): AlertRecord => JSON.parse(String(item['record'])) as AlertRecord;

/** Alerts in the table: the open ones together, since there are few and they are asked for often. */
export function alertStore(table: string): AlertStore {
  const db = tableClient();
  const unless = (expected: number | null): object => (expected === null ? { ConditionExpression: 'attribute_not_exists(pk)' } : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': expected } });
  const list = async (pk: string, limit?: number): Promise<AlertRecord[]> => {
    const page = await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, ScanIndexForward: false, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ...(limit ? { Limit: limit } : {}) }));
    return (page.Items ?? []).map(readRecord);
  };

  return {
    open: () => list(OPEN),
    past: (limit) => list(PAST, limit),

    async put(record, expected) {
      const version = (expected ?? 0) + 1;
      const there = await unlessRefused(db.send(new PutCommand({ TableName: table, Item: { pk: OPEN, sk: record.about, v: version, record: JSON.stringify({ ...record, version }) }, ...unless(expected) })));
      return there === undefined;
    },

    // First there, then gone here: whoever dies in between leaves it twice, and the next to close it finishes.
    async close(record, expected) {
      const closed = { ...record, version: expected + 1 };
      await db.send(new PutCommand({ TableName: table, Item: { pk: PAST, sk: record.id, record: JSON.stringify(closed), expiresAt: Math.ceil(record.raisedAt / 1000) + KEPT_SECONDS } }));
      const there = await unlessRefused(db.send(new DeleteCommand({ TableName: table, Key: { pk: OPEN, sk: record.about }, ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': expected } })));
      return there === undefined;
    },
  };
}
