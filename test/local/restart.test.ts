import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runningEngine } from '../../local/data-directory.ts';
import { restamped } from '../../local/sample-day.ts';
import { lambda, mailTo, makeAssembly, pipeTo, type Resources } from '../support/assembly.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

const COUNTS = 'export const handler = async () => ({ batchItemFailures: [] });';

describe('an engine that is started again', () => {
  const room = mkdtempSync(join(tmpdir(), 'moked-restart-'));
  const running: TestEngine[] = [];
  const assemblies: string[] = [];

  const start = async (data: string, Resources: Resources, more: { empty?: boolean } = {}): Promise<TestEngine> => {
    const assembly = makeAssembly({ Resources }, { reader: COUNTS });
    assemblies.push(assembly);
    const engine = await startEngine({ data: join(room, data), assembly, ...more });
    running.push(engine);
    return engine;
  };
  const dynamodb = async (engine: TestEngine, operation: string, input: unknown): Promise<Record<string, unknown>> => {
    const { endpoints } = runningEngine(engine.ready.data)!;
    const date = '20261122T000000Z';
    const response = await fetch(endpoints.dynamodb, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}`, 'x-amz-date': date, authorization: 'AWS4-HMAC-SHA256 Credential=x/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0' } });
    return (await response.json()) as Record<string, unknown>;
  };
  const tableWith = (indexes: string[], holds?: string[]): Resources => ({
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'cases', BillingMode: 'PAY_PER_REQUEST', StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        AttributeDefinitions: ['pk', ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map((name) => ({ IndexName: name, KeySchema: [{ AttributeName: name, KeyType: 'HASH' }], Projection: holds ? { ProjectionType: 'INCLUDE', NonKeyAttributes: holds } : { ProjectionType: 'ALL' } })) } : {}),
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    },
  });

  afterAll(async () => {
    await Promise.all(running.map((engine) => engine.stop()));
    for (const path of [room, ...assemblies]) rmSync(path, { recursive: true, force: true });
  });

  it('has the items that were there, and an index that the template gained', async () => {
    const first = await start('table', tableWith([]));
    await dynamodb(first, 'PutItem', { TableName: 'cases', Item: { pk: { S: 'ת' }, owner: { S: 'דנה' } } });
    await first.kill9();
    const second = await start('table', tableWith(['owner']));
    const found = await dynamodb(second, 'Query', { TableName: 'cases', IndexName: 'owner', KeyConditionExpression: '#o = :o', ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'דנה' } } });
    expect(found['Items']).toEqual([{ pk: { S: 'ת' }, owner: { S: 'דנה' } }]);
  });

  it('has in an index what the template now wants in it, of items that were there before', async () => {
    const first = await start('held', tableWith(['owner'], ['old']));
    await dynamodb(first, 'PutItem', { TableName: 'cases', Item: { pk: { S: 'ת' }, owner: { S: 'דנה' }, old: { S: '1' }, team: { S: 'תקלות' } } });
    await first.kill9();
    const second = await start('held', tableWith(['owner'], ['old', 'team']));
    const found = await dynamodb(second, 'Query', { TableName: 'cases', IndexName: 'owner', KeyConditionExpression: '#o = :o', ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'דנה' } } });
    expect(found['Items']).toEqual([{ pk: { S: 'ת' }, owner: { S: 'דנה' }, old: { S: '1' }, team: { S: 'תקלות' } }]);
  });

  it('takes over what the template changed about a queue, and ends a subscription that it lost', async () => {
    const resources = (VisibilityTimeout: number, topics: string[]): Resources => ({
      Mail: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail', VisibilityTimeout } },
      ...Object.fromEntries(topics.flatMap((name) => [
        [name, { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } }],
        [`${name}Sub`, { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sqs', TopicArn: { Ref: name }, Endpoint: { 'Fn::GetAtt': ['Mail', 'Arn'] }, RawMessageDelivery: true } }],
      ])),
    });
    await (await start('changes', resources(30, ['kept', 'lost']))).stop();
    const engine = await start('changes', resources(77, ['kept']));
    const { endpoints } = runningEngine(engine.ready.data)!;
    const attributes = await (await fetch(endpoints.sqs, { method: 'POST', headers: { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueAttributes' }, body: JSON.stringify({ QueueUrl: `${endpoints.sqs}/000000000000/mail`, AttributeNames: ['All'] }) })).json() as { Attributes: Record<string, string> };
    const topics = await (await fetch(endpoints.sns, { method: 'POST', headers: SIGNED, body: new URLSearchParams({ Action: 'ListSubscriptions' }) })).text();
    expect([attributes.Attributes['VisibilityTimeout'], topics.includes(':kept'), topics.includes(':lost')]).toEqual(['77', true, false]);
  });

  it('loads the sample day into a new data directory, and only once', async () => {
    const resources = { ...pipeTo('mail', 'Reader', {}, { Enabled: false }), ...mailTo('mail', ['care@company.example', 'support@company.example']), Reader: lambda('reader') };
    const first = await start('sample', resources, { empty: false });
    const before = (await first.state()).queues['mail']?.visible ?? 0;
    await first.stop();
    const second = await start('sample', resources, { empty: false });
    const after = (await second.state()).queues['mail']?.visible;
    expect([before > 3, after]).toEqual([true, before]);
  });

  it('loads no sample day when it is to be empty, nor on a later start', async () => {
    const resources = { ...pipeTo('mail', 'Reader', {}, { Enabled: false }), ...mailTo('mail', ['care@company.example', 'support@company.example']), Reader: lambda('reader') };
    await (await start('empty', resources)).stop();
    const second = await start('empty', resources, { empty: false });
    expect((await second.state()).queues['mail']?.visible).toBe(0);
  });

  it('keeps its login and its addresses from other people on the machine', async () => {
    const engine = running.at(-1)!;
    expect(['engine.json', 'login-key.json'].map((name) => (statSync(join(engine.ready.data, name)).mode & 0o777).toString(8))).toEqual(['600', '600']);
  });
});

describe('a mail of the sample day', () => {
  it('is written as long ago as it says, its other bytes untouched', () => {
    const raw = Buffer.concat([Buffer.from('Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nSubject: '), Buffer.from([0xf9]), Buffer.from('\r\n\r\nDate: stays\r\n')]);
    const expected = Buffer.concat([Buffer.from('Subject: '), Buffer.from([0xf9]), Buffer.from('\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nDate: stays\r\n')]);
    expect(restamped(raw, new Date('2026-11-22T10:00:00Z')).equals(expected)).toBe(true);
  });
});
