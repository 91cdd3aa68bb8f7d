import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Case } from '../domain/case.ts';
import type { StoredMessage } from '../ports.ts';
import { tableClient } from './clients.ts';
import { readCase, readMessage } from './items.ts';
import type { Item } from './items.ts';

/** All cases and messages of a deployment, for the export: one pass over the table. */
export async function everything(table: string): Promise<{ cases: Case[]; messages: StoredMessage[] }> {
  const found: { cases: Case[]; messages: StoredMessage[] } = { cases: [], messages: [] };
  for (let from: Item | undefined; ;) {
    const page = await tableClient().send(new ScanCommand({
      TableName: table, ConsistentRead: true, FilterExpression: 'begins_with(sk, :message) OR sk = :case', ExpressionAttributeValues: { ':message': 'M#', ':case': 'C' },
      ...(from ? { ExclusiveStartKey: from } : {}),
    }));
    for (const item of page.Items ?? []) {
      if (item['sk'] !== 'C') found.messages.push(readMessage(item));
      else if (String(item['pk']).startsWith('C#') && item['number']) found.cases.push(readCase(item));
    }
    from = page.LastEvaluatedKey;
    if (!from) return found;
  }
}
