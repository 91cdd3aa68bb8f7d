import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StoredMessage } from '../ports.ts';
import { messageKey, readMessage, type Item } from './items.ts';
import { readAll } from './table.ts';

/** A record of the table's stream, as Lambda hands it on: bytes are base64 texts there. */
export interface StreamRecord { eventName?: string | undefined; dynamodb?: { NewImage?: Record<string, unknown> | undefined; OldImage?: Record<string, unknown> | undefined } | undefined }

/** Bytes are base64 texts in what Lambda hands on. */
export function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => {
    if (name === 'B' && typeof inner === 'string') return [name, Buffer.from(inner, 'base64')];
    return [name, name === 'BS' && Array.isArray(inner) ? inner.map((one) => Buffer.from(String(one), 'base64')) : withBytes(inner)];
  }));
}

/** The messages that are new in the table. */
export function newMessages(records: StreamRecord[]): StoredMessage[] {
  return records.flatMap(({ eventName, dynamodb }) => {
    const image = dynamodb?.NewImage;
    if (eventName !== 'INSERT' || !image) return [];
    const item: Item = unmarshall(withBytes(image) as Record<string, AttributeValue>);
    return String(item['pk']).startsWith('T#') && String(item['sk']).startsWith('M#') ? [readMessage(item)] : [];
  });
}

/** Messages by their places `thread/id`; those that are gone are left out. */
export async function readMessages(table: string, refs: string[]): Promise<StoredMessage[]> {
  const keys = refs.map((ref) => messageKey(ref.slice(0, ref.lastIndexOf('/')), ref.slice(ref.lastIndexOf('/') + 1)));
  const found = await readAll(table, keys);
  return keys.flatMap(({ pk, sk }) => {
    const item = found.get(`${pk}|${sk}`);
    return item ? [readMessage(item)] : [];
  });
}
