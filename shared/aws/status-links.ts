import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Head } from '../domain/case.ts';
import type { StatusLinks } from '../ports/status.ts';
import { tableClient } from './clients.ts';
import { caseKey, headKey, readCase, readHead } from './items.ts';
import type { Key } from './items.ts';
import { unlessRefused } from './table.ts';

/** Queues keep what nobody took no longer than this. */
const KEPT_DAYS = 30;
const DAY = 86_400_000;

const requestKey = (caseNumber: string, request: string): Key => ({ pk: `C#${caseNumber}`, sk: `S#${request}` });

/** New links to status pages, as `send` mails them. */
export function statusLinks(table: string): StatusLinks {
  const db = tableClient();
  return {
    async find(caseNumber) {
      const { Item: found } = await db.send(new GetCommand({ TableName: table, Key: caseKey(caseNumber), ConsistentRead: true }));
      if (!found) return undefined;
      const item = readCase(found);
      const heads = await Promise.all(item.threads.map(async (thread): Promise<{ thread: string; head: Head }[]> => {
        const { Item: head } = await db.send(new GetCommand({ TableName: table, Key: headKey(thread), ConsistentRead: true }));
        return head ? [{ thread, head: readHead(head) }] : [];
      }));
      return { item, heads: heads.flat() };
    },

    async claim(caseNumber, request, now) {
      return (await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: requestKey(caseNumber, request), UpdateExpression: 'SET handed = :yes, expiresAt = :until',
        ConditionExpression: 'attribute_not_exists(pk) OR handed = :no', ExpressionAttributeValues: { ':yes': true, ':no': false, ':until': Math.ceil((now + KEPT_DAYS * DAY) / 1000) },
      })))) === undefined;
    },

    async giveBack(caseNumber, request) {
      await db.send(new UpdateCommand({ TableName: table, Key: requestKey(caseNumber, request), UpdateExpression: 'SET handed = :no', ExpressionAttributeValues: { ':no': false } }));
    },
  };
}
