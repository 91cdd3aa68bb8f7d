import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersWithin, clientSettings, whileSomebodyWaits } from '../../shared/aws/client-settings.ts';
import { laterOf } from '../../shared/aws/later.ts';

let asked = 0;
const mute = createServer(() => { asked++; });
beforeAll(async () => new Promise<void>((resolve) => { mute.listen(0, '127.0.0.1', resolve); }));
afterAll(() => { mute.closeAllConnections(); mute.close(); });

describe('a call that is never answered', () => {
  it('fails, after it was tried again', async () => {
    const client = new DynamoDBClient({
      ...clientSettings, requestHandler: answersWithin(50), region: 'eu-central-1', endpoint: `http://127.0.0.1:${(mute.address() as AddressInfo).port}`, credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const failed = await client.send(new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } })).catch((error: unknown) => error);
    expect([failed, laterOf(failed)]).toEqual([expect.objectContaining({ name: 'TimeoutError' }), expect.objectContaining({ name: 'TryLater' })]);
    expect(asked).toBe(3);
    client.destroy();
  });

  it('of the bucket, that somebody waits for, fails as soon', async () => {
    asked = 0;
    const bucket = new S3Client({ maxAttempts: 3, requestHandler: answersWithin(40_000), region: 'eu-central-1', endpoint: `http://127.0.0.1:${(mute.address() as AddressInfo).port}`, forcePathStyle: true, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await expect(bucket.send(new GetObjectCommand({ Bucket: 'none', Key: 'a' }), { requestTimeout: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect([asked, whileSomebodyWaits.requestTimeout]).toEqual([3, clientSettings.requestHandler.requestTimeout]);
    bucket.destroy();
  });

  it('has used up less than whoever waits over HTTP is given, all tries together', () => {
    expect(clientSettings.maxAttempts * clientSettings.requestHandler.requestTimeout).toBeLessThan(29_000);
  });
});
