import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tableClient } from './clients.ts';
import { queuesOf } from './items.ts';
import type { Key } from './items.ts';

const PAGE = 200;

/** Deletes what may not be kept any longer; the table's own expiry comes days late. Answers with how many items there were. */
export async function sweepExpired(table: string, now: number): Promise<number> {
  const db = tableClient();
  let swept = 0;
  for (const queue of queuesOf('expiring')) {
    for (let more = true; more;) {
      const { Items: found = [] } = await db.send(new QueryCommand({
        TableName: table, IndexName: 'byDue', Limit: PAGE, KeyConditionExpression: '#queue = :queue AND due < :now',
        ExpressionAttributeNames: { '#queue': 'queue' }, ExpressionAttributeValues: { ':queue': queue, ':now': new Date(now).toISOString() },
      }));
      await Promise.all((found as unknown as Key[]).map(async ({ pk, sk }) => db.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }))));
      swept += found.length;
      more = found.length === PAGE;
    }
  }
  return swept;
}
