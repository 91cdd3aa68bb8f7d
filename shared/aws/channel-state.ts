import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ConnectionCheck } from '../domain/health.ts';
import type { InboundMessage } from '../domain/message.ts';
import type { ChannelState } from '../ports.ts';
import { tableClient } from './clients.ts';
import { checkKey, cursorKey, lastEventKey, lookUpKey } from './items.ts';
import { unlessRefused } from './table.ts';

/** What the table keeps of the connections to platforms. */
export function channelState(table: string): ChannelState {
  const db = tableClient();
  return {
    async cursor(channel, inbox) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: cursorKey(channel, inbox), ConsistentRead: true }));
      if (!item) return null;
      return { cursor: (item['cursor'] as string | undefined) ?? null, version: Number(item['version']), notBefore: Number(item['notBefore']), movedAt: Number(item['movedAt']) };
    },

    async moveCursor(channel, inbox, { cursor, notBefore, movedAt }, expected) {
      const refused = await unlessRefused(db.send(new PutCommand({
        TableName: table, Item: { ...cursorKey(channel, inbox), cursor, notBefore, movedAt, version: (expected ?? 0) + 1 },
        ...(expected === null ? { ConditionExpression: 'attribute_not_exists(pk)' } : { ConditionExpression: 'version = :expected', ExpressionAttributeValues: { ':expected': expected } }),
      })));
      return refused === undefined;
    },

    async pendingLookUps(channel, limit) {
      const { pk } = lookUpKey(channel, '');
      const answer = await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, Limit: limit, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }));
      return (answer.Items ?? []).map((item) => ({ id: String(item['sk']), channel, message: JSON.parse(String(item['message'])) as InboundMessage }));
    },

    async finishLookUp(channel, id) {
      await db.send(new DeleteCommand({ TableName: table, Key: lookUpKey(channel, id) }));
    },

    async lastEvent(channel, inbox) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: lastEventKey(channel, inbox) }));
      return item ? Number(item['at']) : null;
    },

    async check(channel) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: checkKey(channel), ConsistentRead: true }));
      return item?.['check'] as ConnectionCheck | undefined;
    },

    async putCheck(check) {
      await db.send(new PutCommand({ TableName: table, Item: { ...checkKey(check.channel), check } }));
    },
  };
}
