import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from '../../local/servers/dynoxide.ts';

/** A real DynamoDB-compatible server of this test file's own, with one table of our keys. The SDK's variables point at it. */
export async function startTable(name: string): Promise<{ stop: () => Promise<void> }> {
  const room = mkdtempSync(join(tmpdir(), 'moked-table-'));
  const database = await startDatabase(room, 'eu-west-1', undefined, () => undefined);
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: database.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  await database.call('CreateTable', {
    TableName: name, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: ['pk', 'sk', 'queue', 'due', 'owner'].map(text),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    GlobalSecondaryIndexes: [{
      IndexName: 'byDue', KeySchema: [{ AttributeName: 'queue', KeyType: 'HASH' }, { AttributeName: 'due', KeyType: 'RANGE' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['assignee', 'team', 'topic', 'tags', 'channel', 'priority', 'openedAt', 'answeredAt', 'lastAnsweredAt', 'unansweredSince', 'snoozedUntil'] },
    }, {
      IndexName: 'byOwner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }, { AttributeName: 'due', KeyType: 'RANGE' }], Projection: { ProjectionType: 'KEYS_ONLY' },
    }],
  });
  return {
    stop: async () => {
      await database.stop();
      rmSync(room, { recursive: true, force: true });
    },
  };
}
