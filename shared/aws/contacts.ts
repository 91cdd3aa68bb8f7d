import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactEvent, Identity, IdentityRef, Person } from '../domain/contact.ts';
import { keyedId } from '../domain/ids.ts';
import { Conflict } from '../errors.ts';
import type { Contacts } from '../ports/contacts.ts';
import { tableClient } from './clients.ts';
import { caseKey, keyName } from './items.ts';
import type { Item, Key } from './items.ts';
import { readAll, unlessRefused } from './table.ts';

const FEW = 20;
const FAR = 50;

const spoken = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^(?:00)?972/, '0');

function identityIn(item: Item): Identity {
  const { pk: _pk, sk: _sk, ...rest } = item;
  return rest as unknown as Identity;
}

/**
 * Contacts in the table: an identity under a keyed hash of who it is, the same under its contact, and a pointer for each
 * thing by which somebody alike may be found. A new customer costs five writes or six, a known one none.
 */
export function contacts(table: string, idKey: string): Contacts {
  const db = tableClient();
  const hash = (...parts: string[]): string => keyedId(idKey, 'contact', ...parts);
  const ownKey = ({ channel, externalId }: IdentityRef): Key => ({ pk: `P#${channel}#${hash(channel, externalId)}`, sk: 'P' });
  const memberKey = (contact: string, ref: IdentityRef): Key => ({ pk: `K#${contact}`, sk: `P#${ref.channel}#${hash(ref.channel, ref.externalId)}` });

  // A name of one word is nobody's own: it points nowhere.
  function pointers({ address, phone, name }: Pick<Person, 'address' | 'phone' | 'name'>): string[] {
    return [
      ...(address ? [`P#=address#${hash('address', address.value.toLowerCase())}`] : []),
      ...(phone && digits(phone).length >= 9 ? [`P#=phone#${hash('phone', digits(phone))}`] : []),
      ...(name && spoken(name).includes(' ') ? [`P#=name#${hash('name', spoken(name))}`] : []),
    ];
  }

  async function all(pk: string, prefix: string, more: { limit?: number; newestFirst?: boolean } = {}): Promise<Item[]> {
    const found: Item[] = [];
    for (let from: Item | undefined; ;) {
      const page = await db.send(new QueryCommand({
        TableName: table, ConsistentRead: true, KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)', ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ScanIndexForward: !more.newestFirst, ...(more.limit ? { Limit: more.limit } : {}), ...(from ? { ExclusiveStartKey: from } : {}),
      }));
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
      if (!from || (more.limit !== undefined && found.length >= more.limit)) return found;
    }
  }

  const one = async (ref: IdentityRef): Promise<Identity | undefined> => {
    const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: ownKey(ref), ConsistentRead: true }));
    return item && identityIn(item);
  };
  const put = async (Item: Item): Promise<void> => { await db.send(new PutCommand({ TableName: table, Item })); };

  return {
    identity: one,

    async alike(person) {
      const found = (await Promise.all(pointers(person).map(async (pk) => all(pk, '', { limit: FEW })))).flat();
      const keys = found.map(({ ref }) => ownKey(ref as IdentityRef));
      const items = await readAll(table, keys);
      return [...new Set(keys.map(keyName))].flatMap((name) => { const item = items.get(name); return item ? [identityIn(item)] : []; });
    },

    async events(wanted) {
      const events = new Map<string, ContactEvent>();
      const seen = new Set<string>();
      for (let open = [...new Set(wanted)]; open.length > 0 && seen.size < FAR;) {
        for (const contact of open) seen.add(contact);
        const found = (await Promise.all(open.map(async (contact) => all(`K#${contact}`, 'E#')))).flat();
        for (const { event } of found) events.set((event as ContactEvent).id, event as ContactEvent);
        open = [...new Set(found.flatMap(({ concerns }) => concerns as string[]))].filter((contact) => !seen.has(contact));
      }
      return [...events.values()].sort((a, b) => a.at - b.at);
    },

    async putIdentity(identity) {
      const before = await one(identity);
      const next: Identity = before ? {
        ...before, name: identity.name ?? before.name, phone: identity.phone ?? before.phone,
        address: before.address?.verified && !identity.address?.verified ? before.address : (identity.address ?? before.address),
      } : identity;
      if (before && JSON.stringify(before) === JSON.stringify(next)) return;
      for (const pk of pointers(next)) if (!before || !pointers(before).includes(pk)) await put({ pk, sk: `${next.channel}#${hash(next.channel, next.externalId)}`, ref: { channel: next.channel, externalId: next.externalId } });
      await put({ ...memberKey(next.contact, next), ...next });
      // Last, since it says that the others are there.
      await put({ ...ownKey(next), ...next });
    },

    identitiesOf: async (contact) => (await all(`K#${contact}`, 'P#')).map(identityIn),
    casesOf: async (contact) => (await all(`K#${contact}`, 'C#')).map(({ number, at }) => ({ number: String(number), at: Number(at) })).sort((a, b) => b.at - a.at),

    async addCase(contact, { number, at }) {
      await put({ pk: `K#${contact}`, sk: `C#${number}`, number, at });
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: caseKey(number), ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(contact) OR attribute_type(contact, :null))', UpdateExpression: 'SET contact = :contact', ExpressionAttributeValues: { ':contact': contact, ':null': 'NULL' },
      })));
    },

    async addEvent(event, concerns) {
      try {
        await db.send(new TransactWriteCommand({
          TransactItems: [...new Set(concerns)].map((contact) => ({ Put: { TableName: table, Item: { pk: `K#${contact}`, sk: `E#${event.id}`, event, concerns }, ConditionExpression: 'attribute_not_exists(pk)' } })),
        }));
      } catch (error) {
        if (error instanceof Error && error.name === 'TransactionCanceledException') throw new Conflict('it was done already', { cause: error });
        throw error;
      }
    },
  };
}
