import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { noticeInForce } from '../domain/incident.ts';
import type { Incident } from '../domain/incident.ts';
import type { Settings } from '../domain/settings.ts';
import type { Incidents, OpenIncidents } from '../ports/incidents.ts';
import { Refused } from '../errors.ts';
import { tableClient } from './clients.ts';
import type { Key } from './items.ts';
import { allOrNone } from './table.ts';

const MOST_BYTES = 350_000;
const PARTITION = 'G#incidents';
const openKey: Key = { pk: PARTITION, sk: 'open' };
// As long as each other, so that they sort like numbers.
const overKey = (id: string): Key => ({ pk: PARTITION, sk: `over#${id.padStart(9, '0')}` });

async function readOpen(table: string, consistent: boolean): Promise<OpenIncidents> {
  const item = (await tableClient().send(new GetCommand({ TableName: table, Key: openKey, ConsistentRead: consistent }))).Item;
  return { incidents: (item?.['incidents'] as Incident[] | undefined) ?? [], v: Number(item?.['v'] ?? 0), last: Number(item?.['last'] ?? 0) };
}

/** What customers are told of open incidents; null: nothing. */
export const noticeIn = async (table: string): Promise<Settings['incident']> => noticeInForce((await readOpen(table, false)).incidents);

/** Incidents in the table: the open ones in one item, each that is over in one of its own. */
export function incidents(table: string): Incidents {
  return {
    open: async () => readOpen(table, true),
    async write({ incidents: all, v, last }, over) {
      const was = over?.before.state === 'over' ? over.before : undefined;
      // An item of DynamoDB has room for 400 KB, and an attribute's name and type take some of it.
      if (Buffer.byteLength(JSON.stringify(all)) > MOST_BYTES) throw new Refused('incidentsFull', 'the histories of the open incidents fill their item');
      return allOrNone([
        { Put: { TableName: table, Item: { ...openKey, incidents: all, v: v + 1, last }, ...(v === 0 ? { ConditionExpression: 'attribute_not_exists(v)' } : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': v } }) } },
        ...(over ? [{ Put: { TableName: table, Item: { ...overKey(over.incident.id), incident: over.incident, v: over.incident.v }, ...(was ? { ConditionExpression: 'v = :was', ExpressionAttributeValues: { ':was': was.v } } : { ConditionExpression: 'attribute_not_exists(pk)' }) } }] : []),
      ]);
    },
    async over(id) {
      return (await tableClient().send(new GetCommand({ TableName: table, Key: overKey(id), ConsistentRead: true }))).Item?.['incident'] as Incident | undefined;
    },
    async allOver(limit, before) {
      const found = await tableClient().send(new QueryCommand({
        TableName: table, Limit: limit, ScanIndexForward: false, KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': PARTITION, ':from': 'over#', ':to': before === undefined ? 'over#~' : overKey(String(Number(before) - 1)).sk },
      }));
      return (found.Items ?? []).map((item) => item['incident'] as Incident);
    },
  };
}
