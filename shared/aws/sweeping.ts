import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InboundMessage } from '../domain/message.ts';
import { withIdsAlone } from '../domain/retention.ts';
import { tableClient } from './clients.ts';
import { queuesOf } from './items.ts';
import type { Key } from './items.ts';
import { unlessRefused } from './table.ts';

const PAGE = 200;
/** For so long what was told by its ids is still tried to be fetched: with the day before, three days of failure. */
const STILL_FETCHED_MS = 48 * 3_600_000;

/**
 * Deletes what may not be kept any longer; the table's own expiry comes days late. Objects that somebody who was erased had
 * left go with the item that names them; what waits to be fetched keeps its ids. Answers with how many items there were.
 */
export async function sweepExpired(table: string, now: number, removeObject: (key: string) => Promise<unknown>): Promise<number> {
  const db = tableClient();
  // Over what was read: one that was fetched meanwhile stays gone, and one that was told anew stays as it is.
  const emptyLookUp = async (Key: Key): Promise<void> => {
    const { Item: { message } = {} } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    if (typeof message !== 'string') return;
    await unlessRefused(db.send(new UpdateCommand({
      TableName: table, Key, ConditionExpression: 'message = :was', UpdateExpression: 'SET message = :ids, expiresAt = :expires REMOVE #queue, due', ExpressionAttributeNames: { '#queue': 'queue' },
      ExpressionAttributeValues: { ':was': message, ':ids': JSON.stringify(withIdsAlone(JSON.parse(message) as InboundMessage)), ':expires': Math.ceil((now + STILL_FETCHED_MS) / 1000) },
    })));
  };
  const sweep = async (Key: Key): Promise<void> => {
    if (Key.pk.startsWith('U#')) return emptyLookUp(Key);
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
