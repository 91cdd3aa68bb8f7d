import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { SearchIndex, WantedWord, WordEntry } from '../ports/telling.ts';
import { whileSomebodyWaits } from './client-settings.ts';
import { objectsClient, tableClient } from './clients.ts';
import type { Item } from './items.ts';
import { feedItems, packWords, unpackWords } from './telling.ts';

/**
 * Words in one segment of the bucket for each day, laid away every hour from the feed; what is younger is read from the
 * feed itself. A message costs its share of one small item and of 24 rewritings a day, not an item a word: sixty words
 * would cost more than all the rest. Limits: a search reads days backwards until it has enough or a second and a half has
 * gone, about 100,000 messages where none answers; a deployment that outgrows that feeds a search engine behind this same port.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PREFIX = 'words/';
const STATE = { pk: 'S#words', sk: 'S' };
/** After the hour has ended: what is slow may still come. */
const SLACK_MS = 10 * 60_000;
/** No message is told later: the stream is not kept for longer. */
const TOLD_WITHIN_MS = DAY;
const PATIENCE_MS = 1_500;
const AT_ONCE = 6;
const CACHED_BYTES = 48 << 20;

const segmentOf = (at: number): string => `${PREFIX}${new Date(at).toISOString().slice(0, 10)}`;

interface Segment { bytes: Buffer; tag: string | undefined }

const wordsIn = (items: Item[]): WordEntry[] => items.flatMap((item) => (item['z'] ? unpackWords(item['z'] as Uint8Array) : []));

function matches(entry: WordEntry, wanted: WantedWord[]): boolean {
  const text = ` ${entry.words} `;
  return wanted.every(({ forms, open, number }) => forms.some((form) => (number ? entry.case.startsWith(form) : text.includes(` ${form} `) || (open && text.includes(` ${form}`)))));
}

export function searchIndex({ table, bucket, now }: { table: string; bucket: string; now: () => number }): SearchIndex {
  const cache = new Map<string, Buffer>();
  let cached = 0;

  const remember = (key: string, bytes: Buffer): void => {
    cache.set(key, bytes);
    cached += bytes.length;
    for (const [oldest, old] of cache) {
      if (cached <= CACHED_BYTES) break;
      cache.delete(oldest);
      cached -= old.length;
    }
  };
  const drop = (key: string): void => {
    cached -= cache.get(key)?.length ?? 0;
    cache.delete(key);
  };

  async function read(key: string): Promise<Segment | undefined> {
    try {
      const found = await objectsClient().send(new GetObjectCommand({ Bucket: bucket, Key: key }), whileSomebodyWaits);
      return { bytes: Buffer.from(await found.Body!.transformToByteArray()), tag: found.ETag };
    } catch (error) {
      if (error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound')) return undefined;
      throw error;
    }
  }

  // Over the very segment that was read: an erasure and the hourly laying-away may meet.
  async function rewrite(key: string, change: (entries: WordEntry[]) => WordEntry[] | undefined): Promise<void> {
    for (let tries = 1; ; tries++) {
      const there = await read(key);
      const next = change(there ? unpackWords(there.bytes) : []);
      if (next === undefined) return;
      try {
        await objectsClient().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: packWords(next), ContentType: 'application/octet-stream', ...(there?.tag ? { IfMatch: there.tag } : { IfNoneMatch: '*' }) }));
        drop(key);
        return;
      } catch (error) {
        if (tries >= 5 || !(error instanceof Error) || !['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.name)) throw error;
      }
    }
  }

  async function laidThrough(): Promise<number | null> {
    const { Item: item } = await tableClient().send(new GetCommand({ TableName: table, Key: STATE, ConsistentRead: true }));
    return item ? Number(item['through']) : null;
  }

  async function days(): Promise<string[]> {
    const keys: string[] = [];
    for (let token: string | undefined; ;) {
      const page = await objectsClient().send(new ListObjectsV2Command({ Bucket: bucket, Prefix: PREFIX, ...(token ? { ContinuationToken: token } : {}) }), whileSomebodyWaits);
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
      token = page.NextContinuationToken;
      if (!token) return keys.sort().toReversed();
    }
  }

  async function entriesOf(key: string): Promise<WordEntry[]> {
    // Yesterday and before stand still, but for erasures, after which the words lead to a message without any.
    const kept = cache.get(key);
    if (kept) return unpackWords(kept);
    const found = await read(key);
    if (!found) return [];
    if (key !== segmentOf(now()) && key !== segmentOf(now() - HOUR)) remember(key, found.bytes);
    return unpackWords(found.bytes);
  }

  return {
    async candidates(wanted, most) {
      const end = now() + PATIENCE_MS;
      const through = await laidThrough();
      const young = wordsIn(await feedItems(table, through ?? now() - 3 * DAY, now()));
      const found = new Map<string, WordEntry>();
      const take = (entries: WordEntry[]): void => { for (const entry of entries.toSorted((a, b) => b.at - a.at)) if (matches(entry, wanted)) found.set(entry.id, entry); };
      take(young);
      const keys = await days();
      for (let place = 0; place < keys.length && found.size < most && now() < end; place += AT_ONCE) {
        for (const entries of await Promise.all(keys.slice(place, place + AT_ONCE).map(entriesOf))) take(entries);
      }
      return [...found.values()].slice(0, most);
    },

    async forget(messages) {
      const gone = new Set(messages.map(({ id }) => id));
      const from = Math.min(...messages.map(({ storedAt }) => storedAt));
      const to = Math.max(...messages.map(({ storedAt }) => storedAt)) + TOLD_WITHIN_MS;
      if (to > now() - 3 * DAY) {
        for (const item of await feedItems(table, Math.max(from - HOUR, now() - 3 * DAY), Math.min(to, now()))) {
          if (!item['z']) continue;
          const entries = unpackWords(item['z'] as Uint8Array);
          const left = entries.filter(({ id }) => !gone.has(id));
          if (left.length < entries.length) await tableClient().send(new UpdateCommand({ TableName: table, Key: { pk: item['pk'], sk: item['sk'] }, ConditionExpression: 'attribute_exists(pk)', UpdateExpression: 'SET z = :z', ExpressionAttributeValues: { ':z': packWords(left) } }));
        }
      }
      for (const key of new Set(messages.flatMap(({ storedAt }) => [segmentOf(storedAt), segmentOf(storedAt + TOLD_WITHIN_MS)]))) {
        await rewrite(key, (entries) => { const left = entries.filter(({ id }) => !gone.has(id)); return left.length < entries.length ? left : undefined; });
      }
    },

    async layAnew(messages) {
      const known = new Set(messages.map(({ id }) => id));
      const byDay = Map.groupBy(messages, ({ storedAt }) => segmentOf(storedAt));
      for (const key of new Set([...byDay.keys(), ...await days()])) {
        const own = (byDay.get(key) ?? []).flatMap(({ entry }) => entry ?? []);
        await rewrite(key, (entries) => {
          const next = [...entries.filter(({ id }) => !known.has(id)), ...own];
          return packWords(next).equals(packWords(entries)) ? undefined : next;
        });
      }
      return messages.filter(({ entry }) => entry !== null).length;
    },

    async layAway(at) {
      const until = Math.floor((at - SLACK_MS) / HOUR) * HOUR;
      const through = await laidThrough() ?? until - 2 * DAY;
      if (through >= until) return 0;
      const items = (await feedItems(table, through, until - 1)).filter((item) => Number(item['at']) < until && item['z']);
      const byDay = Map.groupBy(items, (item) => segmentOf(Number(item['at'])));
      let count = 0;
      for (const [key, own] of byDay) {
        const fresh = wordsIn(own);
        count += fresh.length;
        await rewrite(key, (entries) => [...new Map([...entries, ...fresh].map((entry) => [entry.id, entry])).values()]);
      }
      // What was to be forgotten in between was taken from the feed first.
      const left = new Set(wordsIn(await feedItems(table, through, until - 1)).map(({ id }) => id));
      for (const [key, own] of byDay) {
        const forgotten = new Set(wordsIn(own).map(({ id }) => id).filter((id) => !left.has(id)));
        if (forgotten.size > 0) await rewrite(key, (entries) => entries.filter(({ id }) => !forgotten.has(id)));
      }
      // Only now: whoever dies before lays the same away again, which changes nothing.
      await tableClient().send(new PutCommand({ TableName: table, Item: { ...STATE, through: until } }));
      return count;
    },
  };
}
