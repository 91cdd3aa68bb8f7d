import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PostOwner } from '../domain/post-owner.ts';
import type { Posts } from '../ports/posts.ts';
import { tableClient } from './clients.ts';
import type { Item, Key } from './items.ts';
import { unlessRefused } from './table.ts';

/** As long as the lists of what stands under a post. */
const KEPT_SECONDS = 120 * 86_400;

const keyOf = (post: string): Key => ({ pk: `O#${post}`, sk: 'owner' });
const ownerIn = (item: Item | undefined): PostOwner | null => (typeof item?.['agent'] === 'string' ? { id: item['agent'], name: String(item['name']), at: Number(item['at']) } : null);

/** Owners of posts in the table, an item each. */
export function posts(table: string): Posts {
  const db = tableClient();
  return {
    owner: async (post) => ownerIn((await db.send(new GetCommand({ TableName: table, Key: keyOf(post), ConsistentRead: true }))).Item),
    async take(post, owner, expected) {
      const at = owner?.at ?? 0;
      const there = await unlessRefused(db.send(new PutCommand({
        TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ExpressionAttributeNames: { '#agent': 'agent' }, ExpressionAttributeValues: { ':expected': expected },
        Item: { ...keyOf(post), agent: owner?.id ?? null, name: owner?.name ?? null, at, ...(owner ? { expiresAt: Math.ceil(at / 1000) + KEPT_SECONDS } : {}) },
        ...(expected === null ? { ConditionExpression: 'attribute_not_exists(pk) OR #agent = :expected' } : { ConditionExpression: '#agent = :expected' }),
      })));
      return there && { owner: ownerIn(there) };
    },
  };
}
