import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Walk } from '../domain/reconcile.ts';
import type { Deliveries, OriginalsList } from '../ports/reconciling.ts';
import { cases } from './cases.ts';
import { objectsClient, tableClient } from './clients.ts';
import { deliveryKey, keyName, walkKey } from './items.ts';
import { readAll } from './table.ts';

const PREFIX = 'raw/';

export function originalsList(bucket: string): OriginalsList {
  return {
    async list(after) {
      const { Contents = [], IsTruncated = false } = await objectsClient().send(new ListObjectsV2Command({ Bucket: bucket, Prefix: PREFIX, ...(after === null ? {} : { StartAfter: after }) }));
      return { originals: Contents.flatMap(({ Key, LastModified }) => (Key && LastModified ? [{ key: Key, storedAt: LastModified.getTime() }] : [])), more: IsTruncated };
    },
  };
}

export function deliveries(table: string): Deliveries {
  return {
    async walk() {
      const { Item: item } = await tableClient().send(new GetCommand({ TableName: table, Key: walkKey, ConsistentRead: true }));
      return item?.['walk'] as Walk | undefined;
    },
    async keepWalk(walk) {
      await tableClient().send(new PutCommand({ TableName: table, Item: { ...walkKey, walk } }));
    },
    async unknown(ids) {
      const known = await readAll(table, ids.map(deliveryKey));
      return ids.filter((id) => !known.has(keyName(deliveryKey(id))));
    },
    async noteFound(found, at) {
      await cases(table).noteDeliveries(found.map(({ id, key }) => ({ deliveryId: id, outcome: 'found', key, at })));
    },
  };
}
