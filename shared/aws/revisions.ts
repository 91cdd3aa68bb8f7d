import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Case } from '../domain/case.ts';
import { withoutQuotes } from '../domain/case.ts';
import type { CaseStore } from '../ports.ts';
import { tableClient } from './clients.ts';
import { bodyKey, caseKey, keyName, leftObjectsItem, messageKey, originalKey, packed, readMessage, withExpiring } from './items.ts';
import type { Item } from './items.ts';
import { readAll, unlessRefused } from './table.ts';

/** What follows from a later word about a message, or about its writer, beside the message itself. */
export function revisions(table: string, now: () => number = () => Date.now()): Pick<CaseStore, 'whole' | 'becomeCase' | 'dropQuotes' | 'leaveObjects'> {
  const db = tableClient();

  return {
    async whole(thread, id) {
      const keys = [messageKey(thread, id), bodyKey(thread, id), originalKey(thread, id)];
      const found = await readAll(table, keys);
      const [item, ...beside] = keys.map((key) => found.get(keyName(key)));
      return item && withExpiring(readMessage(item), beside.filter((one): one is Item => one !== undefined), now());
    },

    // Attribute by attribute: what else becomes of the message meanwhile stays.
    async becomeCase(stored) {
      const { thread, id, case: number, of, threadedBy, relatedTo, suppressedBecause, decision, revised } = stored;
      const told = Object.entries({ case: number, of, threadedBy, relatedTo, suppressedBecause, decision }).filter(([, value]) => value !== null && value !== undefined);
      const lost = await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: messageKey(thread, id), ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#case) AND revised.#at = :at AND revised.what = :what',
        UpdateExpression: `SET z = :z, ${told.map(([name]) => `#${name} = :${name}`).join(', ')}${suppressedBecause === null ? ' REMOVE #suppressedBecause' : ''}`,
        ExpressionAttributeNames: { '#at': 'at', '#case': 'case', ...(suppressedBecause === null ? { '#suppressedBecause': 'suppressedBecause' } : {}), ...Object.fromEntries(told.map(([name]) => [`#${name}`, name])) },
        ExpressionAttributeValues: { ':z': packed(stored), ':at': revised?.at ?? -1, ':what': 'edited', ...Object.fromEntries(told.map(([name, value]) => [`:${name}`, value])) },
      })));
      return lost === undefined;
    },

    async leaveObjects(id, objects, at) {
      await db.send(new PutCommand({ TableName: table, Item: leftObjectsItem(id, objects, at) }));
    },

    async dropQuotes(caseNumber) {
      const Key = caseKey(caseNumber);
      for (let tries = 0; tries < 10; tries++) {
        const { Item: there } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
        const urgency = there?.['urgency'] as Case['urgency'];
        if (!urgency || urgency.every(({ evidence }) => evidence.length === 0)) return;
        // It may have become more urgent meanwhile, by another message's words.
        const lost = await unlessRefused(db.send(new UpdateCommand({
          TableName: table, Key, ConditionExpression: 'urgency = :before', UpdateExpression: 'SET urgency = :after', ExpressionAttributeValues: { ':before': urgency, ':after': withoutQuotes(urgency) },
        })));
        if (lost === undefined) return;
      }
      throw new Error('a case became more urgent ten times while its quotes went');
    },
  };
}
