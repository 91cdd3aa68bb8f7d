import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStores, type Stores } from '../../local/servers/fauxqs.ts';
import { SIGNED } from './signed.ts';

const ARN = 'arn:aws:sqs:eu-west-1:000000000000:care';
const DEAD = 'arn:aws:sqs:eu-west-1:000000000000:care-dead';
const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:received';

/** The library's parts that the engine reaches into. */
describe('queues, topics and buckets in process', () => {
  const room = mkdtempSync(join(tmpdir(), 'moked-stores-'));
  let directory = 0;
  let failures: unknown[];
  let stores: Stores;

  const open = (): Promise<Stores> => openStores(join(room, String(directory)), 'eu-west-1', (error) => failures.push(error));
  const reopen = async (): Promise<void> => {
    await stores.close();
    stores = await open();
  };
  const queue = () => stores.sqs.getQueueByName('care')!;
  const receive = () => queue().dequeue(10, undefined, (arn) => stores.sqs.getQueueByArn(arn));
  const call = async (action: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const response = await fetch(stores.url, { method: 'POST', headers: { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };

  beforeEach(async () => {
    directory++;
    failures = [];
    stores = await open();
    stores.sqs.createQueue('care-dead', `${stores.url}/000000000000/care-dead`, DEAD, {});
    stores.sqs.createQueue('care', `${stores.url}/000000000000/care`, ARN, { VisibilityTimeout: '30', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD, maxReceiveCount: 1 }) });
  });
  afterEach(() => stores.close());
  afterAll(() => rmSync(room, { recursive: true, force: true }));

  it('keeps what was put on a queue, in Hebrew too', async () => {
    stores.enqueue(queue(), 'שלום');
    await reopen();
    expect(receive().map(({ Body }) => Body)).toEqual(['שלום']);
  });

  it('makes a message of a consumer that is gone visible at once, without counting that receive', async () => {
    stores.enqueue(queue(), 'again');
    receive();
    await reopen();
    const [message] = receive();
    expect(queue().inflightMessages.get(message?.ReceiptHandle ?? '')?.message.approximateReceiveCount).toBe(1);
  });

  it('forgets a deleted message for good', async () => {
    stores.enqueue(queue(), 'done');
    queue().deleteMessage(receive()[0]?.ReceiptHandle ?? '');
    await reopen();
    expect(receive()).toEqual([]);
  });

  it('gives a message back at once when its visibility is set to zero', async () => {
    stores.enqueue(queue(), 'back');
    const handle = receive()[0]?.ReceiptHandle;
    await call('ChangeMessageVisibility', { QueueUrl: queue().url, ReceiptHandle: handle, VisibilityTimeout: 0 });
    expect(queue().messages.map(({ body }) => body)).toEqual(['back']);
  });

  it('moves a message to the dead-letter queue when it was received too often', () => {
    stores.enqueue(queue(), 'poison');
    queue().attributes['VisibilityTimeout'] = '0';
    receive();
    queue().processTimers();
    const again = receive();
    expect([again, stores.sqs.getQueueByName('care-dead')?.messages.map(({ body }) => body)]).toEqual([[], ['poison']]);
  });

  it('takes messages of one mebibyte and refuses longer ones', async () => {
    const send = (length: number): Promise<Record<string, unknown>> => call('SendMessage', { QueueUrl: queue().url, MessageBody: 'x'.repeat(length) });
    expect([typeof (await send(1_048_576))['MessageId'], (await send(1_048_577))['MessageId']]).toEqual(['string', undefined]);
  });

  it('answers a bad request without harm', async () => {
    const answer = await call('SendMessage', { QueueUrl: `${stores.url}/000000000000/nobody`, MessageBody: 'x' });
    expect([String(answer['__type']).includes('QueueDoesNotExist'), failures]).toEqual([true, []]);
  });

  it('tells its listener once the message can be received', async () => {
    const told = new Promise<number>((resolve) => {
      stores.onReady(queue(), () => resolve(queue().messages.length));
    });
    await call('SendMessage', { QueueUrl: queue().url, MessageBody: 'x' });
    expect(await told).toBe(1);
  });

  it('hands a publication to the queues of a topic as it is', () => {
    stores.sns.createTopic('received', undefined, undefined, 'eu-west-1');
    stores.sns.subscribe(TOPIC, 'sqs', ARN, { RawMessageDelivery: 'true' });
    stores.publish(TOPIC, '{"a":"ש"}');
    expect(queue().messages.map(({ body }) => body)).toEqual(['{"a":"ש"}']);
  });

  it('keeps what was published across a start, and who listens', async () => {
    stores.sns.createTopic('received', undefined, undefined, 'eu-west-1');
    stores.sns.subscribe(TOPIC, 'sqs', ARN, { RawMessageDelivery: 'true' });
    await reopen();
    stores.publish(TOPIC, 'later');
    expect(queue().messages.map(({ body }) => body)).toEqual(['later']);
  });

  it('changes nothing on disk of a step that fails, and says that it cannot go on', async () => {
    expect(() => stores.transaction(() => {
      stores.enqueue(queue(), 'half');
      throw new Error('in the middle');
    })).toThrow('in the middle');
    await reopen();
    expect([failures.length, queue().messages]).toEqual([1, []]);
  });

  it('takes objects of forty megabytes', async () => {
    stores.s3.createBucket('raw-mail');
    const body = Buffer.alloc(40 << 20, 'א');
    const put = await fetch(`${stores.url}/raw-mail/raw/one`, { method: 'PUT', body, headers: SIGNED });
    const got = await fetch(`${stores.url}/raw-mail/raw/one`, { headers: SIGNED });
    expect([put.status, Buffer.from(await got.arrayBuffer()).equals(body)]).toEqual([200, true]);
  });

  it('has queue addresses that lead to it, whatever its port was before', async () => {
    await reopen();
    expect(await call('GetQueueUrl', { QueueName: 'care' })).toEqual({ QueueUrl: `${stores.url}/000000000000/care` });
  });
});
