import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { withTurn } from '../domain/cap.ts';
import type { Turn } from '../domain/cap.ts';
import { TryLater } from '../errors.ts';
import type { Sendings } from '../ports.ts';
import { tableClient } from './clients.ts';
import type { Item } from './items.ts';
import { unlessRefused } from './table.ts';

const KEPT_MS = 2 * 86_400_000;
const TRIES = 20;

const written = ({ id, at }: Turn): string => `${at.toString(36)}.${id}`;
const read = (turn: string): Turn => ({ at: Number.parseInt(turn, 36), id: turn.slice(turn.indexOf('.') + 1) });
const turnsIn = (item: Item): Turn[] => [...(item['turns'] as Set<string> | undefined) ?? []].map(read);

/**
 * What each address was given in the last day, in one item: ids, and when each was given. While it holds fewer than any cap
 * it takes one more unread, in one write; what is older is left out when it is read.
 */
export function takeCap(table: string, capKey: (address: string) => string): Sendings['takeCap'] {
  return async ({ address, ...asked }) => {
    const { id, now } = asked;
    const least = Math.min(asked.perHour, asked.perDay);
    if (least < 1) return false;
    const key = { pk: `L#${capKey(address)}`, sk: 'turns' };
    const expiresAt = Math.floor((now + KEPT_MS) / 1000);
    let there = await unlessRefused(tableClient().send(new UpdateCommand({
      TableName: table, Key: key, ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ConditionExpression: 'attribute_not_exists(ids) OR (size(ids) < :least AND NOT contains(ids, :id))',
      UpdateExpression: 'ADD ids :ids, turns :turns, v :one SET expiresAt = :expires',
      ExpressionAttributeValues: { ':id': id, ':ids': new Set([id]), ':turns': new Set([written({ id, at: now })]), ':one': 1, ':least': least, ':expires': expiresAt },
    })));
    for (let tries = 0; there && tries < TRIES; tries++) {
      const turns = turnsIn(there);
      const next = withTurn(turns, asked);
      if (next === null) return false;
      if (next.length === turns.length && turns.some((turn) => turn.id === id)) return true;
      there = await unlessRefused(tableClient().send(new PutCommand({
        TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ConditionExpression: 'v = :seen', ExpressionAttributeValues: { ':seen': there['v'] },
        Item: { ...key, ids: new Set(next.map((turn) => turn.id)), turns: new Set(next.map(written)), v: Number(there['v']) + 1, expiresAt },
      })));
    }
    if (there) throw new TryLater(1, 'a cap changed under every try');
    return true;
  };
}
