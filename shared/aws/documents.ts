import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import { Conflict } from '../errors.ts';
import type { Documents } from '../ports/office.ts';
import { tableClient } from './clients.ts';
import { settingsKey } from './items.ts';
import type { Key } from './items.ts';
import { unlessRefused } from './table.ts';

const keyOf = (name: string): Key => (name === 'settings' ? settingsKey : { pk: `G#${name}`, sk: 'G' });

// Key order is not kept by the table.
const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(sorted)
  : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)])) : value);

/** A version that follows from what is there, whoever wrote it and by which way. */
export function versionOfDocument(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(sorted(value ?? null))).digest('base64url').slice(0, 16);
}

/** The team's documents in the table; settings stand where every function reads them. */
export function documents(table: string): Documents {
  const db = tableClient();
  const read = async (name: string): Promise<unknown> => (await db.send(new GetCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true }))).Item?.['settings'];
  return {
    async read(name) {
      const value = await read(name);
      return { value, version: versionOfDocument(value) };
    },
    async write(name, value, version) {
      const before = await read(name);
      if (versionOfDocument(before) !== version) throw new Conflict(`${name} changed meanwhile`);
      const lost = await unlessRefused(db.send(new PutCommand({
        TableName: table, Item: { ...keyOf(name), settings: value },
        ...(before === undefined ? { ConditionExpression: 'attribute_not_exists(settings)' } : { ConditionExpression: 'settings = :before', ExpressionAttributeValues: { ':before': before } }),
      })));
      if (lost) throw new Conflict(`${name} changed meanwhile`);
      return versionOfDocument(value);
    },
  };
}
