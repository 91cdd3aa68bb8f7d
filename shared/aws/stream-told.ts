import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Case } from '../domain/case.ts';
import type { StoredMessage } from '../ports.ts';
import { readCase, readMessage } from './items.ts';
import type { Item } from './items.ts';
import { withBytes } from './stream.ts';
import type { StreamRecord } from './stream.ts';

type Changed = { kind: 'message'; message: StoredMessage; isNew: boolean } | { kind: 'case'; item: Case; isNew: boolean };

/** Messages and cases that are new or another than before, the latest state of each. What was deleted says nothing. */
export function changesIn(records: StreamRecord[]): Changed[] {
  const changes = new Map<string, Changed>();
  for (const { eventName, dynamodb } of records) {
    if (!dynamodb?.NewImage) continue;
    const item: Item = unmarshall(withBytes(dynamodb.NewImage) as Record<string, AttributeValue>);
    const [pk, sk] = [String(item['pk']), String(item['sk'])];
    const name = `${pk}|${sk}`;
    const isNew = eventName === 'INSERT' || (changes.get(name)?.isNew ?? false);
    if (pk.startsWith('T#') && sk.startsWith('M#')) changes.set(name, { kind: 'message', message: readMessage(item), isNew });
    else if (pk.startsWith('C#') && sk === 'C' && item['number']) changes.set(name, { kind: 'case', item: readCase(item), isNew });
  }
  return [...changes.values()];
}
