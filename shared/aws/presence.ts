import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Colleague, Presence } from '../ports/office.ts';
import { tableClient } from './clients.ts';

const PEOPLE = 'V#people';
const KEPT_MS = 30_000;
const FORGOTTEN_SECONDS = 90 * 86_400;

/** Who is here, one small item a colleague: written when they open a case, and every half minute while they look. */
export function presence(table: string): Presence {
  const db = tableClient();
  const noted = new Map<string, number>();
  const update = async (id: string, sets: Record<string, unknown>, at: number): Promise<void> => {
    const fields = Object.entries({ ...sets, seenAt: at, expiresAt: Math.ceil(at / 1000) + FORGOTTEN_SECONDS });
    noted.set(id, at);
    await db.send(new UpdateCommand({
      TableName: table, Key: { pk: PEOPLE, sk: id }, UpdateExpression: `SET ${fields.map((_, place) => `#f${place} = :f${place}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(fields.map(([name], place) => [`#f${place}`, name])), ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], place) => [`:f${place}`, value])),
    }));
  };
  return {
    async all() {
      const { Items: found = [] } = await db.send(new QueryCommand({ TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': PEOPLE } }));
      return found.map((item): Colleague => ({
        id: String(item['sk']), name: String(item['name']), seenAt: Number(item['seenAt']), number: (item['number'] as string | null | undefined) ?? null,
        state: item['state'] === 'typing' ? 'typing' : 'viewing', viewedAt: Number(item['viewedAt'] ?? 0), availability: (item['availability'] as Colleague['availability'] | undefined) ?? 'here',
      }));
    },
    async seen({ id, name, at }) {
      if (at - (noted.get(id) ?? 0) >= KEPT_MS) await update(id, { name }, at);
    },
    looks: async ({ id, name, number, state, at }) => update(id, { name, number, state, viewedAt: at }, at),
    sets: async ({ id, name, availability, at }) => update(id, { name, availability }, at),
  };
}
