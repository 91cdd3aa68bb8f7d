import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { monthsBetween, monthsOf } from '../domain/case-facts.ts';
import type { CaseFacts } from '../domain/case-facts.ts';
import type { FactStore } from '../ports/figures.ts';
import { tableClient } from './clients.ts';
import { readPacket, writePacket } from './fact-packets.ts';
import type { FactRow } from './fact-packets.ts';
import type { Item, Key } from './items.ts';
import { unlessRefused } from './table.ts';
import { FEED_KEPT_HOURS, feedItems } from './telling.ts';

/** A month lies in so many partitions, which are read at once. */
const SHARDS = 4;
const MONTHS_AT_ONCE = 6;
const STATE: Key = { pk: 'Z#', sk: 'Z' };
const SCHEMA = 1;
/** Where more cases than these are in no packet, they are packed. */
const LOOSE_ROWS = 1_000;

const partition = (month: string, shard: number): string => `Z#${month}#${shard}`;
const rowKey = (month: string, number: string): Key => ({ pk: partition(month, Number(number.at(-1)) % SHARDS), sk: number });

// Without names of fields and with times from when it was opened: a usual case takes about 200 bytes, so that a month is read in a few pages.
function pack({ openedAt, ...facts }: CaseFacts): string {
  const since = (at: number): number => at - openedAt;
  const maybe = (at: number | null): number | null => (at === null ? null : since(at));
  return JSON.stringify([
    openedAt, facts.channel, facts.topic, facts.team, facts.agent, facts.contact, facts.counts ? 1 : 0, maybe(facts.firstInAt), facts.openedByAgent ? 1 : 0, facts.inAt.map(since), facts.answers.map(({ at, by }) => [since(at), by]),
    facts.responses.map(({ from, to, business }) => [since(from), since(to), business]), facts.over.map(({ from, to, resolved }) => [since(from), maybe(to), resolved ? 1 : 0]),
    facts.resolution && [facts.resolution.first.calendar, facts.resolution.first.business, facts.resolution.last.calendar, facts.resolution.last.business], facts.reopenedAt.map(since), facts.thanksAt.map(since),
    facts.promises.map(({ madeAt, dueAt, answeredAt }) => [since(madeAt), since(dueAt), maybe(answeredAt)]), facts.rating && [facts.rating.score, since(facts.rating.at)], facts.solved,
  ]);
}

type Word = string | null;
type Packed = [
  number, string, Word, Word, Word, Word, number, number | null, number, number[], [number, string][], [number, number, number][], [number, number | null, number][],
  [number, number, number, number] | null, number[], number[], [number, number, number | null][], [number, number] | null, 'yes' | 'no' | null,
];

function unpack(number: string, text: string): CaseFacts {
  const [openedAt, channel, topic, team, agent, contact, counts, firstInAt, openedByAgent, inAt, answers, responses, over, resolution, reopenedAt, thanksAt, promises, rating, solved] = JSON.parse(text) as Packed;
  const at = (since: number): number => openedAt + since;
  const maybe = (since: number | null): number | null => (since === null ? null : at(since));
  return {
    number, channel, topic, team, agent, contact, counts: counts === 1, openedAt, firstInAt: maybe(firstInAt), openedByAgent: openedByAgent === 1, inAt: inAt.map(at), answers: answers.map(([since, by]) => ({ at: at(since), by })),
    responses: responses.map(([from, to, business]) => ({ from: at(from), to: at(to), business })), over: over.map(([from, to, resolved]) => ({ from: at(from), to: maybe(to), resolved: resolved === 1 })),
    resolution: resolution && { first: { calendar: resolution[0], business: resolution[1] }, last: { calendar: resolution[2], business: resolution[3] } }, reopenedAt: reopenedAt.map(at), thanksAt: thanksAt.map(at),
    promises: promises.map(([madeAt, dueAt, answeredAt]) => ({ madeAt: at(madeAt), dueAt: at(dueAt), answeredAt: maybe(answeredAt) })), rating: rating && { score: rating[0], at: at(rating[1]) }, solved,
  };
}

// Of one reading a month that knows a case says more than one that does not any more.
function latestOf(rows: FactRow[]): FactRow[] {
  const latest = new Map<string, FactRow>();
  for (const row of rows) {
    const there = latest.get(row.number);
    if (!there || there.readAt < row.readAt || (there.readAt === row.readAt && there.facts === null)) latest.set(row.number, row);
  }
  return [...latest.values()];
}

/** Facts in the table: an item for each case and month that knows of it, so that a period is read by its months and never by a scan. */
export function factStore(table: string, now: () => number, loose = LOOSE_ROWS): FactStore {
  const db = tableClient();

  async function shardOf(month: string, shard: number, after: number): Promise<FactRow[]> {
    const found: FactRow[] = [];
    for (let from: Item | undefined; ;) {
      const page = await db.send(new QueryCommand({
        TableName: table, KeyConditionExpression: 'pk = :pk', FilterExpression: 'readAt > :after', ProjectionExpression: 'sk, readAt, f', ExpressionAttributeValues: { ':pk': partition(month, shard), ':after': after }, ...(from ? { ExclusiveStartKey: from } : {}),
      }));
      found.push(...(page.Items ?? []).map(({ sk, readAt, f }) => ({ number: String(sk), readAt: Number(readAt), facts: typeof f === 'string' ? f : null })));
      from = page.LastEvaluatedKey;
      if (!from) return found;
    }
  }

  async function inMonth(month: string): Promise<FactRow[]> {
    const at = now();
    const packet = await readPacket(table, month, at);
    const rows = (await Promise.all(Array.from({ length: SHARDS }, async (_, shard) => shardOf(month, shard, packet?.until ?? 0)))).flat();
    const all = latestOf([...packet?.rows ?? [], ...rows]);
    if (rows.length > loose) await writePacket(table, month, all, at);
    return all;
  }

  const write = async (month: string, number: string, readAt: number, facts: string | null): Promise<unknown> => unlessRefused(db.send(new PutCommand({
    TableName: table, Item: { ...rowKey(month, number), schema: SCHEMA, readAt, ...(facts === null ? {} : { f: facts }) },
    ConditionExpression: 'attribute_not_exists(readAt) OR readAt <= :readAt', ExpressionAttributeValues: { ':readAt': readAt },
  })));

  return {
    async inMonths(months) {
      const rows: FactRow[] = [];
      for (let place = 0; place < months.length; place += MONTHS_AT_ONCE) rows.push(...(await Promise.all(months.slice(place, place + MONTHS_AT_ONCE).map(inMonth))).flat());
      return latestOf(rows).flatMap(({ number, facts }) => (facts === null ? [] : [unpack(number, facts)]));
    },

    async kept(number, openedAt) {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: rowKey(monthsBetween(openedAt, openedAt)[0]!, number), ConsistentRead: true }));
      return typeof item?.['f'] === 'string' ? unpack(number, item['f']) : undefined;
    },

    async keep(facts, readAt, before) {
      const months = new Set(monthsOf(facts));
      const gone = before ? monthsOf(before).filter((month) => !months.has(month)) : [];
      const text = pack(facts);
      // The month it was opened in last: by that one it is seen that all are written.
      const own = monthsBetween(facts.openedAt, facts.openedAt)[0]!;
      for (const month of gone) await write(month, facts.number, readAt, null);
      for (const month of months) if (month !== own) await write(month, facts.number, readAt, text);
      await write(own, facts.number, readAt, text);
    },

    async through() {
      const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: STATE, ConsistentRead: true }));
      return item ? Number(item['through']) : null;
    },
    async settle(through) {
      await db.send(new PutCommand({ TableName: table, Item: { ...STATE, through } }));
    },
    async touched(from, to) {
      if (now() - from > FEED_KEPT_HOURS * 3_600_000) return null;
      return (await feedItems(table, from, to)).map((item) => ({ at: Number(item['at']), cases: item['cases'] as string[] })).filter(({ at, cases }) => at <= to && cases.length > 0).toSorted((a, b) => a.at - b.at);
    },
  };
}
