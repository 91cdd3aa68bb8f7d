import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { tableClient } from './clients.ts';
import type { Item, Key } from './items.ts';

/** A case's facts as one month knows them, packed as text; null: it knows nothing of it any more. */
export interface FactRow { number: string; readAt: number; facts: string | null }

/**
 * What a month knows, thousands of cases in a few items: reading those costs a tenth of reading each case by itself. They
 * are a copy, made when somebody looks; the rows stay what is true, and whatever changed since is read from them.
 */
export interface Packet { until: number; rows: FactRow[] }

/** A row that follows from a reading at this time is written within it, whatever happens to its writer. */
const WRITTEN_WITHIN_MS = 10 * 60_000;
const KEPT_MS = 40 * 86_400_000;
/** An item holds 400 KB, before it is deflated too. */
const CHUNK_CHARACTERS = 250_000;

const partition = (month: string): string => `Z#${month}#p`;
const headKey = (month: string): Key => ({ pk: partition(month), sk: 'H' });

export async function readPacket(table: string, month: string, now: number): Promise<Packet | undefined> {
  const db = tableClient();
  const { Item: head } = await db.send(new GetCommand({ TableName: table, Key: headKey(month) }));
  // What is past its time stays in the table for a while.
  if (!head || Number(head['expiresAt']) * 1000 <= now) return undefined;
  const chunks: Item[] = [];
  for (let from: Item | undefined; ;) {
    const page = await db.send(new QueryCommand({ TableName: table, KeyConditionExpression: 'pk = :pk AND begins_with(sk, :id)', ExpressionAttributeValues: { ':pk': partition(month), ':id': `${String(head['id'])}#` }, ...(from ? { ExclusiveStartKey: from } : {}) }));
    chunks.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
    if (!from) break;
  }
  if (chunks.length !== Number(head['chunks'])) return undefined;
  const rows = chunks.flatMap(({ z }) => inflateRawSync(z as Uint8Array).toString('utf8').split('\n').map((line): FactRow => {
    const [number = '', readAt = '', facts = ''] = line.split('\t');
    return { number, readAt: Number(readAt), facts };
  }));
  return { until: Number(head['until']), rows };
}

/** Packs what was read of a month at `now`; its head last, so that nobody reads half of it. */
export async function writePacket(table: string, month: string, rows: FactRow[], now: number): Promise<void> {
  const lines = rows.flatMap(({ number, readAt, facts }) => (facts === null ? [] : [`${number}\t${readAt}\t${facts}`]));
  const chunks: string[][] = [];
  let size = Infinity;
  for (const line of lines) {
    if (size + line.length > CHUNK_CHARACTERS) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)!.push(line);
    size += line.length;
  }
  // Two who pack at one moment write the same, or each their own.
  const id = `${now}-${lines.length}`;
  const expiresAt = Math.ceil((now + KEPT_MS) / 1000);
  await Promise.all(chunks.map(async (chunk, place) => tableClient().send(new PutCommand({ TableName: table, Item: { pk: partition(month), sk: `${id}#${place}`, z: deflateRawSync(Buffer.from(chunk.join('\n'))), expiresAt: expiresAt + 86_400 } }))));
  await tableClient().send(new PutCommand({ TableName: table, Item: { ...headKey(month), id, chunks: chunks.length, until: now - WRITTEN_WITHIN_MS, expiresAt } }));
}
