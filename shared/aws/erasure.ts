import { DeleteCommand, GetCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Erasure } from '../domain/erasure.ts';
import type { InboundMessage } from '../domain/message.ts';
import { MODERATED } from '../domain/moderation.ts';
import type { Erasing, Stored } from '../ports/erasing.ts';
import { tableClient } from './clients.ts';
import { bodyKey, caseItem, caseKey, erasedKey, headItem, headKey, lookUpKey, messageItem, messageKey, originalKey, readCase, readHead, readMessage } from './items.ts';
import type { Item, Key } from './items.ts';
import { asItWas, unlessRefused } from './table.ts';

const TRIES = 20;
/** Lines of one person's doings are enough to see that it was done again. */
const DONE_KEPT = 10;
const LEDGER = 'R#erasures';
/** Queues keep what waits for 14 days at most, and what came may be replayed for 30. */
const STILL_COMING_MS = 35 * 86_400_000;

function readStored(item: Item): Stored | undefined {
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  if (sk.startsWith('M#')) return { kind: 'message', message: readMessage(item) };
  if (sk === 'H') return { kind: 'head', thread: pk.slice(2), head: readHead(item) };
  if (pk.startsWith('C#')) return sk === 'C' ? { kind: 'case', item: readCase(item) } : { kind: 'note', caseNumber: pk.slice(2), name: sk, objects: ((item['files'] ?? []) as { key?: string }[]).flatMap(({ key }) => key ?? []) };
  if (pk.startsWith('P#') || pk.startsWith('K#')) return readIdentity(item, { pk, sk });
  if (pk.startsWith('U#')) return { kind: 'lookUp', pending: { id: sk, channel: pk.slice(2), message: JSON.parse(String(item['message'])) as InboundMessage } };
  const { key, message } = item;
  return typeof message === 'string' && typeof key === 'string' && key !== '' ? { kind: 'delivery', key, message } : undefined;
}

function readIdentity(item: Item, place: Key): Stored | undefined {
  const { channel, externalId } = (item['ref'] ?? (item['event'] as { identity?: unknown } | undefined)?.identity ?? item) as { channel?: unknown; externalId?: unknown };
  return typeof channel === 'string' && typeof externalId === 'string' ? { kind: 'identity', place, channel, externalId } : undefined;
}

const readLine = (item: Item): Erasure => ({ person: String(item['sk']), channel: String(item['channel']), at: Number(item['at']), done: (item['done'] as Erasure['done'] | undefined) ?? [] });

/** The whole table, as erasing sees it. */
export function erasing(table: string): Erasing {
  const db = tableClient();

  async function* pages(command: (from: Item | undefined) => ScanCommand | QueryCommand): AsyncIterable<Item> {
    for (let from: Item | undefined; ;) {
      const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await db.send(command(from) as ScanCommand);
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
      if (!from) return;
    }
  }

  // Over the very version that was read: what happens beside it is never written over. False when there is no such item.
  async function change(key: Key, write: (there: Item) => { Item: Item; unchanged: string; names?: Record<string, string>; values?: Record<string, unknown> } | null): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      const { Item: there } = await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      const wanted = there && write(there);
      if (!wanted) return false;
      const lost = await unlessRefused(db.send(new PutCommand({
        TableName: table, Item: wanted.Item, ConditionExpression: wanted.unchanged,
        ...(wanted.names ? { ExpressionAttributeNames: wanted.names } : {}), ...(wanted.values ? { ExpressionAttributeValues: wanted.values } : {}),
      })));
      if (lost === undefined) return true;
    }
    throw new Error(`an item changed ${TRIES} times while it was erased`);
  }

  return {
    async* all() {
      const command = (from: Item | undefined): ScanCommand => new ScanCommand({
        TableName: table, ConsistentRead: true, ...(from ? { ExclusiveStartKey: from } : {}),
        FilterExpression: 'begins_with(sk, :message) OR sk IN (:head, :case) OR begins_with(pk, :lookUp) OR (begins_with(pk, :delivery) AND attribute_exists(message)) OR (begins_with(pk, :ofCase) AND (begins_with(sk, :note) OR begins_with(sk, :waiting))) OR ((begins_with(pk, :person) OR begins_with(pk, :contact)) AND (attribute_exists(externalId) OR attribute_exists(#ref) OR attribute_exists(#event.#identity)))',
        ExpressionAttributeNames: { '#ref': 'ref', '#event': 'event', '#identity': 'identity' },
        ExpressionAttributeValues: { ':message': 'M#', ':head': 'H', ':case': 'C', ':lookUp': 'U#', ':delivery': 'D#', ':ofCase': 'C#', ':note': 'N#', ':waiting': 'W#', ':person': 'P#', ':contact': 'K#' },
      });
      for await (const item of pages(command)) {
        const stored = readStored(item);
        if (stored) yield stored;
      }
    },

    async changeMessage(thread, id, make) {
      await Promise.all([bodyKey(thread, id), originalKey(thread, id)].map(async (Key) => db.send(new DeleteCommand({ TableName: table, Key }))));
      return change(messageKey(thread, id), (there) => ({ Item: messageItem(make(readMessage(there))), ...asItWas(there, ['z', 'sending', 'case', 'revised', ...MODERATED]) }));
    },

    // An item of a case that was read keeps its index's own attributes. It counts as an act: who acts on what was read before has to read again.
    changeCase: (number, make) => change(caseKey(number), (there) => ({
      Item: { ...caseItem({ ...make(readCase(there)), acts: (readCase(there).acts ?? 0) + 1 }), ...(there['owner'] === undefined ? {} : { owner: there['owner'] }) },
      ...asItWas(there, ['status', 'hv', 'hvs', 'acts', 'acknowledgement', 'threads', 'assignee', 'priority', 'dueAt', 'answeredAt', 'mergedInto']),
    })),

    changeHead: (thread, make) => change(headKey(thread), (there) => {
      const head = make(readHead(there));
      return head && { Item: headItem(thread, head), ...asItWas(there, ['v']) };
    }),

    // An event stays, so that what was merged stays merged: whom it names goes.
    async dropIdentity({ pk, sk }) {
      if (!sk.startsWith('E#')) await db.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
      else await unlessRefused(db.send(new UpdateCommand({ TableName: table, Key: { pk, sk }, ConditionExpression: 'attribute_exists(pk)', UpdateExpression: 'SET #event.#identity.externalId = :nobody', ExpressionAttributeNames: { '#event': 'event', '#identity': 'identity' }, ExpressionAttributeValues: { ':nobody': '' } })));
    },

    async emptyNote(caseNumber, name) {
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: { pk: caseKey(caseNumber).pk, sk: name }, ConditionExpression: 'attribute_exists(pk)', UpdateExpression: 'SET #text = :nothing REMOVE #files', ExpressionAttributeNames: { '#text': 'text', '#files': 'files' }, ExpressionAttributeValues: { ':nothing': '' },
      })));
    },

    async dropLookUp(channel, id) {
      await db.send(new DeleteCommand({ TableName: table, Key: lookUpKey(channel, id) }));
    },

    async enter({ person, channel, at }) {
      const Key = { pk: LEDGER, sk: person };
      const there = await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key, ConditionExpression: 'attribute_not_exists(#at) OR #at < :at', UpdateExpression: 'SET #at = :at, channel = :channel, done = if_not_exists(done, :none)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ExpressionAttributeNames: { '#at': 'at' }, ExpressionAttributeValues: { ':at': at, ':channel': channel, ':none': [] },
      })));
      const line = there ? readLine(there) : { person, channel, at, done: [] };
      // Apart from the ledger, which is one partition: every message asks for its writer.
      await db.send(new PutCommand({ TableName: table, Item: { ...erasedKey(person), at: line.at, expiresAt: Math.ceil((line.at + STILL_COMING_MS) / 1000) } }));
      return line;
    },

    async noteDone(person, count) {
      const Key = { pk: LEDGER, sk: person };
      const { Item: there } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      await db.send(new UpdateCommand({ TableName: table, Key, UpdateExpression: 'SET done = :done', ExpressionAttributeValues: { ':done': [...(there ? readLine(there).done : []), count].slice(-DONE_KEPT) } }));
    },

    async ledger() {
      const lines: Erasure[] = [];
      for await (const item of pages((from) => new QueryCommand({ TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': LEDGER }, ...(from ? { ExclusiveStartKey: from } : {}) }))) lines.push(readLine(item));
      return lines;
    },
  };
}
