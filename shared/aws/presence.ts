import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LEFT_AFTER_MS } from '../ports/office.ts';
import type { Colleague, Given, Presence } from '../ports/office.ts';
import { tableClient } from './clients.ts';
import { unlessRefused } from './table.ts';

const PEOPLE = 'V#people';
const GIVEN = 'V#given';
const KEPT_MS = 30_000;
const FORGOTTEN_SECONDS = 90 * 86_400;

const timeIn = (item: Record<string, unknown>, name: string): number | null => (typeof item[name] === 'number' ? item[name] : null);

/** Who is here, one small item a colleague: written when they open a case, and every half minute while they look. */
export function presence(table: string): Presence {
  const db = tableClient();
  const noted = new Map<string, number>();
  const write = async (id: string, sets: Record<string, unknown>, more: { ConditionExpression?: string } = {}): Promise<Record<string, unknown> | undefined> => {
    const fields = Object.entries(sets);
    const { Attributes: before } = await db.send(new UpdateCommand({
      TableName: table, Key: { pk: PEOPLE, sk: id }, UpdateExpression: `SET ${fields.map((_, place) => `#f${place} = :f${place}`).join(', ')}`, ReturnValues: 'UPDATED_OLD', ...more,
      ExpressionAttributeNames: Object.fromEntries(fields.map(([name], place) => [`#f${place}`, name])), ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], place) => [`:f${place}`, value])),
    }));
    return before;
  };
  const update = async (id: string, sets: Record<string, unknown>, at: number): Promise<void> => {
    noted.set(id, at);
    const before = await write(id, { ...sets, seenAt: at, expiresAt: Math.ceil(at / 1000) + FORGOTTEN_SECONDS });
    const seenAt = Number(before?.['seenAt'] ?? at);
    if (at - seenAt >= LEFT_AFTER_MS) await write(id, { leftAt: seenAt, backAt: at });
  };
  const everyone = async (pk: string): Promise<Record<string, unknown>[]> => (await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }))).Items ?? [];
  return {
    async all() {
      return (await everyone(PEOPLE)).map((item): Colleague => ({
        id: String(item['sk']), name: String(item['name']), seenAt: Number(item['seenAt']), number: (item['number'] as string | null | undefined) ?? null,
        state: item['state'] === 'typing' ? 'typing' : 'viewing', viewedAt: Number(item['viewedAt'] ?? 0), availability: (item['availability'] as Colleague['availability'] | undefined) ?? 'here',
        availableAgainAt: timeIn(item, 'availableAgainAt'), leftAt: timeIn(item, 'leftAt'), backAt: timeIn(item, 'backAt'), gotAt: timeIn(item, 'gotAt'),
      }));
    },
    async seen({ id, name, at }) {
      if (at - (noted.get(id) ?? 0) >= KEPT_MS) await update(id, { name }, at);
    },
    looks: async ({ id, name, number, state, at }) => update(id, { name, number, state, viewedAt: at }, at),
    sets: async ({ id, name, availability, availableAgainAt, at }) => update(id, { name, availability, availableAgainAt }, at),
    gets: async (id, at) => { await unlessRefused(write(id, { gotAt: at }, { ConditionExpression: 'attribute_exists(pk)' })); },
    given: async () => new Map((await everyone(GIVEN)).map((item): [string, Given] => [String(item['sk']), { v: Number(item['v']), cases: item['cases'] as Given['cases'] }])),
    give: async (id, next) => undefined === await unlessRefused(db.send(new PutCommand({
      TableName: table, Item: { pk: GIVEN, sk: id, ...next },
      ...(next.v === 1 ? { ConditionExpression: 'attribute_not_exists(v)' } : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': next.v - 1 } }),
    }))),
  };
}
