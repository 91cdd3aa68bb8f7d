import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { tableClient } from './clients.ts';
import type { Item, Key } from './items.ts';
import { keyName } from './items.ts';

const PER_CALL = 100;

/** Reads any number of items, consistently, asking again for what the table left out. Keyed by `keyName`. */
export async function readAll(table: string, keys: Key[]): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  const wanted = [...new Map(keys.map((key) => [keyName(key), key])).values()];
  for (let from = 0; from < wanted.length; from += PER_CALL) {
    let open: Key[] = wanted.slice(from, from + PER_CALL);
    for (let tries = 0; open.length > 0; tries++) {
      if (tries > 8) throw new Error(`the table left ${open.length} items unread after ${tries} tries`);
      const answer = await tableClient().send(new BatchGetCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: true } } }));
      for (const item of answer.Responses?.[table] ?? []) found.set(keyName(item as unknown as Key), item);
      open = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
    }
  }
  return found;
}

/** Runs a conditional write. Undefined when it went through; else the item that is there (empty when there is none). */
export async function unlessRefused(write: Promise<unknown>): Promise<Item | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ? unmarshall(error.Item) : {};
    throw error;
  }
}

const OTHERS_WERE_FIRST = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/** Runs a transaction. False when one of its items is not as it was expected, or is being written by somebody else. */
export async function allOrNone(TransactItems: NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>): Promise<boolean> {
  try {
    await tableClient().send(new TransactWriteCommand({ TransactItems }));
    return true;
  } catch (error) {
    const reasons = error instanceof TransactionCanceledException ? error.CancellationReasons ?? [] : [];
    if (reasons.length === 0) throw error;
    // What the table would refuse again for what is in it is told like any such item.
    const refused = reasons.find(({ Code }) => Code === 'ValidationError');
    if (refused) throw Object.assign(new Error(refused.Message ?? 'an item of a transaction does not fit', { cause: error }), { name: 'ValidationException' });
    if (reasons.every(({ Code }) => OTHERS_WERE_FIRST.has(Code ?? 'None'))) return false;
    throw error;
  }
}

/** The condition that these attributes of an item are still as they were read. */
export function asItWas(there: Item, attributes: readonly string[]): { unchanged: string; names: Record<string, string>; values?: Record<string, unknown> } {
  const present = attributes.filter((name) => there[name] !== undefined);
  return {
    unchanged: attributes.map((name) => (there[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`)).join(' AND '),
    names: Object.fromEntries(attributes.map((name) => [`#${name}`, name])), ...(present.length > 0 ? { values: Object.fromEntries(present.map((name) => [`:${name}`, there[name]])) } : {}),
  };
}
