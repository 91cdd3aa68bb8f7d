import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Case } from '../domain/case.ts';
import type { StoredMessage } from '../ports.ts';
import { tableClient } from './clients.ts';
import { readCase, readMessage, withExpiring } from './items.ts';
import type { Item } from './items.ts';

/** All cases and messages of a deployment, with what may still be kept of them: one pass over the table. */
export async function everything(table: string, now: () => number = () => Date.now()): Promise<{ cases: Case[]; messages: StoredMessage[] }> {
  const beside = new Map<string, Item[]>();
  const found: { cases: Case[]; messages: StoredMessage[] } = { cases: [], messages: [] };
  for (let from: Item | undefined; ;) {
    const page = await tableClient().send(new ScanCommand({
      TableName: table, ConsistentRead: true, FilterExpression: 'begins_with(sk, :message) OR begins_with(sk, :body) OR begins_with(sk, :original) OR sk = :case', ExpressionAttributeValues: { ':message': 'M#', ':body': 'B#', ':original': 'A#', ':case': 'C' },
      ...(from ? { ExclusiveStartKey: from } : {}),
    }));
    for (const item of page.Items ?? []) {
      if (/^[AB]#/.test(String(item['sk']))) {
        const message = `${String(item['pk'])}|${String(item['sk']).slice(2)}`;
        beside.set(message, [...beside.get(message) ?? [], item]);
      } else if (item['sk'] !== 'C') found.messages.push(readMessage(item));
      else if (String(item['pk']).startsWith('C#') && item['number']) found.cases.push(readCase(item));
    }
    from = page.LastEvaluatedKey;
    if (!from) break;
  }
  found.messages = found.messages.map((stored) => {
    const items = beside.get(`T#${stored.thread}|${stored.id}`);
    return items ? withExpiring(stored, items, now()) : stored;
  });
  return found;
}
