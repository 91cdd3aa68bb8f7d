import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersWithin, clientSettings } from '../../shared/aws/client-settings.ts';

let asked = 0;
const mute = createServer(() => { asked++; });
beforeAll(async () => new Promise<void>((resolve) => { mute.listen(0, '127.0.0.1', resolve); }));
afterAll(() => { mute.closeAllConnections(); mute.close(); });

describe('a call that is never answered', () => {
  it('fails, after it was tried again', async () => {
    const client = new DynamoDBClient({
      ...clientSettings, requestHandler: answersWithin(50), region: 'eu-central-1', endpoint: `http://127.0.0.1:${(mute.address() as AddressInfo).port}`, credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    await expect(client.send(new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } }))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(asked).toBe(3);
    client.destroy();
  });

  it('has used up less than whoever waits over HTTP is given, all tries together', () => {
    expect(clientSettings.maxAttempts * clientSettings.requestHandler.requestTimeout).toBeLessThan(29_000);
  });
});
