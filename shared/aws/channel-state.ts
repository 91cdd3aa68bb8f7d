import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ConnectionCheck } from '../domain/health.ts';
import type { InboundMessage } from '../domain/message.ts';
import type { ChannelState } from '../ports.ts';
import { tableClient } from './clients.ts';
import { checkKey, cursorKey, heldKey, lastEventKey, lookUpKey } from './items.ts';
import { unlessRefused } from './table.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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

    async hold(channel, inbox, items, days) {
      for (const [hour, ofHour] of Map.groupBy(items, ({ at }) => Math.floor(at / HOUR) * HOUR)) {
        await db.send(new UpdateCommand({
          TableName: table, Key: heldKey(channel, inbox, hour), UpdateExpression: 'ADD ids :ids SET expiresAt = :until',
          ExpressionAttributeValues: { ':ids': new Set(ofHour.map(({ id }) => id)), ':until': Math.ceil((hour + (days + 1) * DAY) / 1000) },
        }));
      }
    },

    async held(channel, inbox, from, to) {
      const [first, last] = [heldKey(channel, inbox, from), heldKey(channel, inbox, to)];
      const { Items: [item] = [] } = await db.send(new QueryCommand({
        TableName: table, ConsistentRead: true, Limit: 1, KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last', ExpressionAttributeValues: { ':pk': first.pk, ':first': first.sk, ':last': last.sk },
      }));
      // A set that was emptied is no attribute any more.
      return item ? { hour: Date.parse(`${String(item['sk']).slice(2)}:00:00Z`), ids: [...(item['ids'] as Set<string> | undefined ?? [])] } : null;
    },

    async letGo(channel, inbox, hour, ids) {
      await db.send(new UpdateCommand({ TableName: table, Key: heldKey(channel, inbox, hour), UpdateExpression: 'DELETE ids :ids', ExpressionAttributeValues: { ':ids': new Set(ids) } }));
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
