import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import { joinSheets } from '../domain/ledger.ts';
import type { Sheet } from '../domain/ledger.ts';
import type { Ledger } from '../ports/ledger.ts';
import { tableClient } from './clients.ts';
import type { Item } from './items.ts';

const DAY = 86_400_000;
/** As long as what became of each mail is known. */
const KEPT_DAYS = 35;
const RECEIPT_BYTES = 6;
/** What one item holds of receipts: an item ends at 400 KB. */
const RECEIPTS = 40_000;
/** Fewer parts less are not worth the writing. */
const WORTH_BINDING = 3;

const partition = (at: number): string => `L#${new Date(at).toISOString().slice(0, 10)}`;

function pack(receipts: number[]): Buffer {
  const bytes = Buffer.alloc(receipts.length * RECEIPT_BYTES);
  receipts.forEach((receipt, place) => bytes.writeUIntBE(receipt, place * RECEIPT_BYTES, RECEIPT_BYTES));
  return bytes;
}

function unpack(packed: Uint8Array): number[] {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: bytes.length / RECEIPT_BYTES }, (_, place) => bytes.readUIntBE(place * RECEIPT_BYTES, RECEIPT_BYTES));
}

// Named by what it says: the same part again is the same item.
function itemOf({ source, hour, items, countings }: Sheet): Item {
  const said = { items: Object.fromEntries(Object.entries(items).map(([is, receipts]) => [is, pack(receipts)])), ...(Object.keys(countings).length > 0 ? { countings } : {}) };
  const name = createHash('sha256').update(JSON.stringify([items, countings])).digest('base64url').slice(0, 16);
  return { pk: partition(hour), sk: `${new Date(hour).toISOString().slice(11, 13)}#${source}#${name}`, hour, source, ...said, expiresAt: Math.ceil(hour / 1000) + (KEPT_DAYS + 1) * (DAY / 1000) };
}

function sheetOf(item: Item): Sheet {
  const items = Object.fromEntries(Object.entries(item['items'] as Record<string, Uint8Array>).map(([is, bytes]) => [is, unpack(bytes)]));
  return { source: String(item['source']), hour: Number(item['hour']), items, countings: (item['countings'] as Sheet['countings'] | undefined) ?? {} };
}

const sizeOf = ({ items, countings }: Sheet): number => Object.values(items).reduce((sum, receipts) => sum + receipts.length, 0) + 10 * Object.keys(countings).length;

/** Too many receipts for one item make several. */
function portions(sheet: Sheet): Sheet[] {
  if (sizeOf(sheet) <= RECEIPTS) return [sheet];
  const parts: Sheet[] = [{ ...sheet, items: {} }];
  for (const [is, receipts] of Object.entries(sheet.items)) {
    for (let from = 0; from < receipts.length; from += RECEIPTS) parts.push({ ...sheet, countings: {}, items: { [is]: receipts.slice(from, from + RECEIPTS) } });
  }
  return parts;
}

/** The books in the table: parts are added and never changed, so that no two writers meet. A day's lie together. */
export function ledger(table: string): Ledger {
  const db = tableClient();

  async function itemsOf(at: number): Promise<Item[]> {
    const found: Item[] = [];
    for (let next: Item | undefined; ;) {
      const page = await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': partition(at) }, ...(next ? { ExclusiveStartKey: next } : {}) }));
      found.push(...(page.Items ?? []));
      next = page.LastEvaluatedKey;
      if (!next) return found;
    }
  }

  const put = async (sheets: Sheet[]): Promise<Item[]> => {
    const items = sheets.flatMap(portions).map(itemOf);
    await Promise.all(items.map(async (Item) => db.send(new PutCommand({ TableName: table, Item }))));
    return items;
  };

  return {
    async add(sheets) {
      await put(sheets);
    },

    async read(from, to) {
      const days = Array.from({ length: Math.max(0, Math.floor(to / DAY) - Math.floor(from / DAY) + 1) }, (_, place) => (Math.floor(from / DAY) + place) * DAY);
      return (await Promise.all(days.map(itemsOf))).flat().map(sheetOf);
    },

    async bind(at) {
      let gone = 0;
      for (const parts of Map.groupBy(await itemsOf(at), ({ hour, source }) => `${String(hour)} ${String(source)}`).values()) {
        const joined = joinSheets(parts.map(sheetOf)).flatMap(portions);
        if (parts.length - joined.length < WORTH_BINDING) continue;
        // Written before anything is taken away: whoever dies in between leaves both, which say the same.
        const kept = new Set((await put(joined)).map(({ sk }) => sk));
        for (const { pk, sk } of parts) if (!kept.has(sk)) await db.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
        gone += parts.length - kept.size;
      }
      return gone;
    },
  };
}
