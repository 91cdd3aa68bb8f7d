import { DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tableClient } from './clients.ts';
import { queuesOf } from './items.ts';
import type { Key } from './items.ts';

const PAGE = 200;

/**
 * Deletes what may not be kept any longer; the table's own expiry comes days late. Objects that somebody who was erased had
 * left go with the item that names them. Answers with how many items there were.
 */
export async function sweepExpired(table: string, now: number, removeObject: (key: string) => Promise<unknown>): Promise<number> {
  const db = tableClient();
  const sweep = async (Key: Key): Promise<void> => {
    if (Key.pk.startsWith('X#')) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      for (const object of (item?.['objects'] ?? []) as string[]) await removeObject(object);
    }
    await db.send(new DeleteCommand({ TableName: table, Key }));
  };
  let swept = 0;
  for (const queue of queuesOf('expiring')) {
    for (let more = true; more;) {
      const { Items: found = [] } = await db.send(new QueryCommand({
        TableName: table, IndexName: 'byDue', Limit: PAGE, KeyConditionExpression: '#queue = :queue AND due < :now',
        ExpressionAttributeNames: { '#queue': 'queue' }, ExpressionAttributeValues: { ':queue': queue, ':now': new Date(now).toISOString() },
      }));
      await Promise.all((found as unknown as Key[]).map(async ({ pk, sk }) => sweep({ pk, sk })));
      swept += found.length;
      more = found.length === PAGE;
    }
  }
  return swept;
}
