import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Case, CaseStatus } from '../domain/case.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { StoredMessage } from '../ports.ts';
import { readCase, readMessage } from './items.ts';
import type { Item } from './items.ts';
import { withBytes } from './stream.ts';
import type { StreamRecord } from './stream.ts';

type Changed = { kind: 'message'; message: StoredMessage; isNew: boolean } | { kind: 'case'; item: Case; isNew: boolean; reopened: boolean };

/** Messages and cases that are new or another than before, the latest state of each, and whether it was over before. What was deleted says nothing. */
export function changesIn(records: StreamRecord[]): Changed[] {
  const changes = new Map<string, Changed>();
  const reopened = new Set<string>();
  for (const { eventName, dynamodb } of records) {
    if (!dynamodb?.NewImage) continue;
    const item: Item = unmarshall(withBytes(dynamodb.NewImage) as Record<string, AttributeValue>);
    const [pk, sk] = [String(item['pk']), String(item['sk'])];
    const name = `${pk}|${sk}`;
    const isNew = eventName === 'INSERT' || (changes.get(name)?.isNew ?? false);
    if (pk.startsWith('T#') && sk.startsWith('M#')) changes.set(name, { kind: 'message', message: readMessage(item), isNew });
    else if (pk.startsWith('C#') && sk === 'C' && item['number']) {
      const now = readCase(item);
      const before = dynamodb.OldImage?.['status'] as { S?: string } | undefined;
      if (before?.S !== undefined && isOver(before.S as CaseStatus) && !isOver(now.status)) reopened.add(name);
      changes.set(name, { kind: 'case', item: now, isNew, reopened: reopened.has(name) });
    }
  }
  return [...changes.values()];
}
