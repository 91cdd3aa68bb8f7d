import { GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { CaseStatus, Head } from '../domain/case.ts';
import { Conflict } from '../errors.ts';
import type { DeskStore } from '../ports.ts';
import { tableClient } from './clients.ts';
import { bodyKey, caseItem, caseKey, dueOf, eventKey, headItem, keyName, messageItem, messageKey, originalKey, queueOf, queuesOf, readCase, readHead, readMessage, withExpiring } from './items.ts';
import type { Item, Key } from './items.ts';
import { readAll } from './table.ts';

/** A place in a queue of `byDue`. */
interface Place extends Key { due: string }

function merged(pages: Place[][], limit: number): Place[] {
  return pages.flat().sort((a, b) => (a.due < b.due ? -1 : 1)).slice(0, limit);
}

function nextAfter(places: Place[], limit: number): string | null {
  return places.length === limit ? (places.at(-1)?.due ?? null) : null;
}

/** The table as people use it: lists by what is due, one case whole, and acts in transactions. */
export function desk(table: string, now: () => number = () => Date.now()): DeskStore {
  const db = tableClient();

  // Every shard of a queue gives its first page; merged, they are the queue's first page.
  async function firstOf(status: CaseStatus | 'quarantine', limit: number, after: string | undefined): Promise<Place[]> {
    const pages = await Promise.all(queuesOf(status).map(async (queue) => ((await db.send(new QueryCommand({
      TableName: table, IndexName: 'byDue', Limit: limit,
      KeyConditionExpression: after ? '#queue = :queue AND due > :after' : '#queue = :queue', ExpressionAttributeNames: { '#queue': 'queue' },
      ExpressionAttributeValues: { ':queue': queue, ...(after ? { ':after': after } : {}) },
    }))).Items ?? []) as Place[]));
    return merged(pages, limit);
  }

  async function items(keys: Key[]): Promise<Item[]> {
    const found = await readAll(table, keys.map(({ pk, sk }) => ({ pk, sk })));
    return keys.flatMap((key): Item[] => { const item = found.get(keyName(key)); return item ? [item] : []; });
  }

  async function transact(writes: NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>): Promise<void> {
    try {
      await db.send(new TransactWriteCommand({ TransactItems: writes }));
    } catch (error) {
      if (error instanceof Error && error.name === 'TransactionCanceledException') throw new Conflict('the case changed meanwhile', { cause: error });
      throw error;
    }
  }

  return {
    async list(statuses, limit, after) {
      const places = merged(await Promise.all(statuses.map((status) => firstOf(status, limit, after))), limit);
      return { cases: (await items(places)).map(readCase), next: nextAfter(places, limit) };
    },

    async quarantine(limit, after) {
      const places = await firstOf('quarantine', limit, after);
      return { messages: (await items(places)).map(readMessage), next: nextAfter(places, limit) };
    },

    async case(number) {
      const found = await db.send(new GetCommand({ TableName: table, Key: caseKey(number), ConsistentRead: true }));
      return found.Item ? readCase(found.Item) : undefined;
    },

    async thread(thread) {
      const entries: Item[] = [];
      for (let from: Item | undefined; ;) {
        const page = await db.send(new QueryCommand({
          TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': `T#${thread}` }, ...(from ? { ExclusiveStartKey: from } : {}),
        }));
        entries.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
        if (!from) break;
      }
      const head = entries.find((item) => item['sk'] === 'H');
      const expiring = entries.filter((item) => /^[AB]#/.test(String(item['sk'])));
      return {
        head: head ? readHead(head) : undefined,
        messages: entries.filter((item) => String(item['sk']).startsWith('M#')).map((item) => withExpiring(readMessage(item), expiring, now())).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt),
      };
    },

    async events(number) {
      const page = await db.send(new QueryCommand({
        TableName: table, KeyConditionExpression: 'pk = :pk AND begins_with(sk, :e)', ExpressionAttributeValues: { ':pk': `C#${number}`, ':e': 'E#' },
      }));
      return (page.Items ?? []).map((item) => ({ at: Number(item['at']), what: String(item['what']), by: String(item['by']), id: String(item['id']) }));
    },

    async message(thread, id) {
      const [message, ...expiring] = await items([messageKey(thread, id), bodyKey(thread, id), originalKey(thread, id)]);
      return message && String(message['sk']).startsWith('M#') ? withExpiring(readMessage(message), expiring, now()) : undefined;
    },

    async answer({ thread, head, expected, others, caseNumber, reply, change, event }) {
      const heads = [{ thread, head, expected }, ...others];
      // One version of the case for each of its threads that the act touches.
      const version = (one: { thread: string; head: Head }, place: number): string => (one.head.joined ? `hvs.#t${place}` : 'hv');
      const joined = heads.flatMap((one, place) => (one.head.joined ? [[`#t${place}`, one.thread] as const] : []));
      await transact([
        ...heads.map((one) => ({ Put: { TableName: table, Item: headItem(one.thread, one.head), ConditionExpression: 'v = :expected', ExpressionAttributeValues: { ':expected': one.expected } } })),
        {
          Update: {
            TableName: table, Key: caseKey(caseNumber),
            ConditionExpression: heads.map((one, place) => (one.head.joined ? `(attribute_not_exists(${version(one, place)}) OR ${version(one, place)} < :v${place})` : `hv < :v${place}`)).join(' AND '),
            UpdateExpression: `SET #status = :status, queue = :queue, due = :due, answeredAt = :answered, ${heads.map((one, place) => `${version(one, place)} = :v${place}`).join(', ')}`,
            ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(joined) },
            ExpressionAttributeValues: {
              ':status': change.status, ':queue': queueOf(change.status, caseNumber), ':due': dueOf(change.dueAt, caseNumber), ':answered': change.answeredAt,
              ...Object.fromEntries(heads.map((one, place) => [`:v${place}`, one.head.v])),
            },
          },
        },
        { Put: { TableName: table, Item: messageItem(reply), ConditionExpression: 'attribute_not_exists(pk)' } },
        { Put: { TableName: table, Item: { ...eventKey(caseNumber, event.at, event.id), ...event } } },
      ]);
    },

    async release({ message, head, item, event }) {
      await transact([
        { Put: { TableName: table, Item: headItem(message.thread, head), ConditionExpression: 'attribute_not_exists(v)' } },
        { Put: { TableName: table, Item: caseItem(item), ConditionExpression: 'attribute_not_exists(pk)' } },
        { Put: { TableName: table, Item: messageItem(message), ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#case)', ExpressionAttributeNames: { '#case': 'case' } } },
        { Put: { TableName: table, Item: { ...eventKey(item.number, event.at, event.id), ...event } } },
      ]);
    },
  };
}
