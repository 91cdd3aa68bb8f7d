import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { tableClient } from './clients.ts';
import { bucketPartition, counts } from './counts.ts';
import type { Item } from './items.ts';

export interface KeptBucket { series: string; minute: number; shard: number; isVolume: boolean }

function readKey({ pk, sk, n }: Item): KeptBucket {
  const [, series = '', , shard] = String(pk).split('#');
  return { series, minute: Date.parse(`${String(sk)}Z`), shard: Number(shard ?? 0), isVolume: n !== undefined };
}

/** The counts with what `rebuild` needs besides. */
export function countArchive(table: string) {
  const db = tableClient();
  return {
    ...counts(table),
    async buckets(): Promise<KeptBucket[]> {
      const found: KeptBucket[] = [];
      for (let from: Item | undefined; ;) {
        const page = await db.send(new ScanCommand({
          TableName: table, ConsistentRead: true, FilterExpression: 'begins_with(pk, :bucket) AND (attribute_exists(b) OR attribute_exists(n))', ProjectionExpression: 'pk, sk, n', ExpressionAttributeValues: { ':bucket': 'S#' },
          ...(from ? { ExclusiveStartKey: from } : {}),
        }));
        found.push(...(page.Items ?? []).map(readKey));
        from = page.LastEvaluatedKey;
        if (!from) return found;
      }
    },
    async remove({ series, minute, shard }: Pick<KeptBucket, 'series' | 'minute' | 'shard'>): Promise<void> {
      await db.send(new DeleteCommand({ TableName: table, Key: bucketPartition(series, minute, shard) }));
    },
  };
}
