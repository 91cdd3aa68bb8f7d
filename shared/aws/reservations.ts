import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Reservation } from '../domain/reservation.ts';
import type { Reservations } from '../ports.ts';
import { tableClient } from './clients.ts';
import type { Item, Key } from './items.ts';
import { unlessRefused } from './table.ts';

/** Nobody presses the same button again after so long. */
const KEPT_DAYS = 30;
const DAY = 86_400_000;

const reservationKey = (key: string): Key => ({ pk: `F#${key}`, sk: 'F' });
const read = (item: Item): Reservation => ({ caseNumber: String(item['case']), dueAt: Number(item['dueAt']), receivedAt: Number(item['at']), ...(typeof item['confirms'] === 'string' ? { confirms: item['confirms'] } : {}) });

/** What visitors of the web form were told. */
export function reservations(table: string): Reservations {
  const db = tableClient();
  return {
    async find(key) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: reservationKey(key), ConsistentRead: true }));
      return item && read(item);
    },
    async claim(key, reservation) {
      const { caseNumber, dueAt, receivedAt, confirms } = reservation;
      const there = await unlessRefused(db.send(new PutCommand({
        TableName: table, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        Item: { ...reservationKey(key), case: caseNumber, dueAt, at: receivedAt, ...(confirms ? { confirms } : {}), expiresAt: Math.floor((receivedAt + KEPT_DAYS * DAY) / 1000) },
      })));
      return there ? read(there) : reservation;
    },
  };
}
