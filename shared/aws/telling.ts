import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Invalid } from '../errors.ts';
import type { FeedBatch, MessageRef, Telling, WordEntry } from '../ports/telling.ts';
import { tableClient } from './clients.ts';
import type { Item } from './items.ts';

const HOUR = 3_600_000;
/** For so long what was told can be told again; what is searched is laid away long before. */
export const FEED_KEPT_HOURS = 72;
const LISTED_DAYS = 120;
/** Whoever was away for longer reads everything anew. */
const CAUGHT_UP_HOURS = 2;
const PAGE = 50;

const listPartition = (name: string, at: number): string => `O#${name}#${new Date(at).toISOString().slice(0, 7)}`;
const monthBefore = (from: number): number => Date.UTC(new Date(from).getUTCFullYear(), new Date(from).getUTCMonth() - 1, 1);
export const feedPartition = (at: number): string => `F#${new Date(at).toISOString().slice(0, 13)}`;
const stamp = (at: number): string => new Date(at).toISOString();

export function packWords(words: WordEntry[]): Buffer {
  return deflateRawSync(Buffer.from(words.map(({ id, thread, at, case: number, words: forms }) => `${id}\t${thread === id ? '' : thread}\t${at}\t${number}\t${forms}`).join('\n')));
}

export function unpackWords(bytes: Uint8Array): WordEntry[] {
  const text = inflateRawSync(bytes).toString('utf8');
  return text === '' ? [] : text.split('\n').map((line) => {
    const [id = '', thread = '', at = '', number = '', words = ''] = line.split('\t');
    return { id, thread: thread === '' ? id : thread, at: Number(at), case: number, words };
  });
}

export async function feedItems(table: string, from: number, to: number): Promise<Item[]> {
  const hours = Array.from({ length: Math.max(0, Math.floor(to / HOUR) - Math.floor(from / HOUR) + 1) }, (_, place) => (Math.floor(from / HOUR) + place) * HOUR);
  const pages = await Promise.all(hours.map(async (hour) => {
    const found: Item[] = [];
    for (let next: Item | undefined; ;) {
      const page = await tableClient().send(new QueryCommand({
        TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk AND sk >= :from', ExpressionAttributeValues: { ':pk': feedPartition(hour), ':from': stamp(from) }, ...(next ? { ExclusiveStartKey: next } : {}),
      }));
      found.push(...(page.Items ?? []));
      next = page.LastEvaluatedKey;
      if (!next) return found;
    }
  }));
  return pages.flat();
}

// Written by `listed`, and sent along by whoever asks for the next page: a month to come would be read back from there, one by one.
function listCursor(after: string | undefined, now: number): { from: number; bound: string | undefined; skip: number } {
  if (after === undefined) return { from: Date.parse(`${stamp(now).slice(0, 7)}-01T00:00:00Z`), bound: undefined, skip: 0 };
  const [, month = '', bound = '', shown = ''] = /^(\d{4}-\d\d)\|([^|]+)\|(\d{1,6})$/.exec(after) ?? [];
  const from = Date.parse(`${month}-01T00:00:00Z`);
  if (!(from <= now)) throw new Invalid(['after']);
  return { from, bound, skip: Number(shown) };
}

/** The feed in the table: an item a batch, in partitions by the hour. Lists of public items: an item a batch and list, by the month. */
export function telling(table: string, now: () => number): Telling {
  const db = tableClient();
  return {
    async since(at) {
      if (now() - at > CAUGHT_UP_HOURS * HOUR) return null;
      return (await feedItems(table, at, now())).map((item) => ({ id: String(item['id']), at: Number(item['at']), cases: item['cases'] as string[] }));
    },

    async add({ id, at, cases, words }: FeedBatch) {
      await db.send(new PutCommand({
        TableName: table, Item: { pk: feedPartition(at), sk: `${stamp(at)}#${id}`, id, at, cases, ...(words.length > 0 ? { z: packWords(words) } : {}), expiresAt: Math.ceil((at + FEED_KEPT_HOURS * HOUR) / 1000) },
      }));
    },

    async list(name, refs, { id, at }) {
      await db.send(new PutCommand({ TableName: table, Item: { pk: listPartition(name, at), sk: `${stamp(at)}#${id}`, refs, expiresAt: Math.ceil(at / 1000) + LISTED_DAYS * 86_400 } }));
    },

    // Page by page backwards, month after month; a cursor names month, item and how many of it were shown.
    async listed(name, limit, after) {
      let { from, bound, skip } = listCursor(after, now());
      const refs: MessageRef[] = [];
      const oldest = now() - LISTED_DAYS * 24 * HOUR;
      for (;;) {
        const { Items: found = [] } = await db.send(new QueryCommand({
          TableName: table, ScanIndexForward: false, Limit: PAGE, KeyConditionExpression: bound ? 'pk = :pk AND sk <= :bound' : 'pk = :pk', ExpressionAttributeValues: { ':pk': listPartition(name, from), ...(bound ? { ':bound': bound } : {}) },
        }));
        for (const [place, item] of found.entries()) {
          const hidden = place === 0 ? skip : 0;
          const own = (item['refs'] as MessageRef[]).toSorted((a, b) => b.at - a.at).slice(hidden);
          const room = limit - refs.length;
          refs.push(...own.slice(0, room));
          if (own.length >= room) return { refs, next: `${stamp(from).slice(0, 7)}|${String(item['sk'])}|${hidden + room}` };
        }
        if (found.length === PAGE) [bound, skip] = [String(found.at(-1)!['sk']), (found.at(-1)!['refs'] as MessageRef[]).length];
        else {
          if (from <= oldest) return { refs, next: null };
          [from, bound, skip] = [monthBefore(from), undefined, 0];
        }
      }
    },
  };
}
