import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Notice } from '../domain/health.ts';
import type { Notices } from '../ports/notices.ts';
import { tableClient } from './clients.ts';
import type { Item, Key } from './items.ts';
import { unlessRefused } from './table.ts';

const noticeKey = (id: string): Key => ({ pk: 'Y#notices', sk: id });
/** Whoever asked may look for so long whether it is done. */
const KEPT_SECONDS = 365 * 24 * 3600;

/** What platforms told us by themselves. They lie together, since there are few and the look at all connections reads them. */
export function notices(table: string): Notices {
  const db = tableClient();
  return {
    async open(channel) {
      const found: Item[] = [];
      for (let from: Item | undefined; ;) {
        const page = await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': noticeKey('').pk }, ...(from ? { ExclusiveStartKey: from } : {}) }));
        found.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
        if (!from) break;
      }
      return found.map((item) => item['notice'] as Notice).filter((notice) => notice.channel === channel && notice.doneAt === undefined);
    },

    async find(id) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: noticeKey(id), ConsistentRead: true }));
      return item?.['notice'] as Notice | undefined;
    },

    async keep(notice) {
      const there = await unlessRefused(db.send(new PutCommand({ TableName: table, Item: { ...noticeKey(notice.id), notice }, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })));
      return there === undefined ? notice : there['notice'] as Notice;
    },

    async settle(id, at) {
      const refused = await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: noticeKey(id), ConditionExpression: 'attribute_exists(pk)',
        UpdateExpression: 'SET notice.doneAt = if_not_exists(notice.doneAt, :at), expiresAt = if_not_exists(expiresAt, :expires) REMOVE notice.finding.#values.person',
        ExpressionAttributeNames: { '#values': 'values' }, ExpressionAttributeValues: { ':at': at, ':expires': Math.ceil(at / 1000) + KEPT_SECONDS },
      })));
      return refused === undefined;
    },
  };
}
