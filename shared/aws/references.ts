import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { References } from '../ports/references.ts';
import { tableClient } from './clients.ts';
import { caseKey, readCase } from './items.ts';
import type { Item, Key } from './items.ts';
import { unlessRefused } from './table.ts';

/** Cases are merged into merged ones, but never round in a circle. */
const MERGES_FOLLOWED = 10;

const referenceItemKey = (key: string): Key => ({ pk: `J#${key}`, sk: 'J' });

/** The links by which people were led to the form. */
export function references(table: string): References {
  const db = tableClient();
  return {
    async offer(key, { caseNumber, thread, until }) {
      await unlessRefused(db.send(new PutCommand({ TableName: table, Item: { ...referenceItemKey(key), case: caseNumber, thread, until, expiresAt: Math.ceil(until / 1000) }, ConditionExpression: 'attribute_not_exists(pk)' })));
    },

    async use(key, by, now) {
      const there = await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: referenceItemKey(key), UpdateExpression: 'SET usedBy = :by', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ConditionExpression: '#until > :now AND (attribute_not_exists(usedBy) OR usedBy = :by)', ExpressionAttributeNames: { '#until': 'until' }, ExpressionAttributeValues: { ':by': by, ':now': now },
      })));
      const found: Item | undefined = there ?? (await db.send(new GetCommand({ TableName: table, Key: referenceItemKey(key), ConsistentRead: true }))).Item;
      if (!found || !(Number(found['until']) > now)) return undefined;
      // What was merged goes on elsewhere, and that may have been merged too.
      for (let number = String(found['case']), hops = 0; hops <= MERGES_FOLLOWED; hops++) {
        const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: caseKey(number), ConsistentRead: true }));
        if (!item) return undefined;
        const { mergedInto, status } = readCase(item);
        if (mergedInto === null) return { caseNumber: number, thread: String(found['thread']), first: there === undefined, status };
        number = mergedInto;
      }
      return undefined;
    },
  };
}
