import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { queue } from '../../shared/aws/queues.ts';

type Batch = { Entries: { Id: string; MessageBody: string }[] };

const THOUSAND = Array.from({ length: 1000 }, (_, index) => `עדכון ${index}`);
const CALLS = 100;

describe('putting on a queue', () => {
  /** It answers only when so many calls are with it at once, or the last one has come; it does not take `refuses`. */
  let atOnce = 1;
  let refuses: string | null = null;
  let taken: string[] = [];
  let come = 0;
  let held: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as Batch;
      come++;
      held.push(() => {
        const failed = Entries.some(({ MessageBody }) => MessageBody === refuses);
        if (!failed) taken.push(...Entries.map(({ MessageBody }) => MessageBody));
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.end(JSON.stringify(failed ? { Successful: [], Failed: Entries.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })) }
          : { Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') })), Failed: [] }));
      });
      if (held.length < atOnce && come < CALLS) return;
      for (const answer of held.splice(0)) answer();
    });
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    url = `${address}/000000000000/inbound`;
    Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL_SQS: address });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  });
  beforeEach(() => { [atOnce, refuses, taken, come, held] = [1, null, [], 0, []]; });

  it('hands a thousand entries over several calls at a time, each entry once', async () => {
    atOnce = 5;
    await queue(url).send(THOUSAND);
    expect(taken.map((body) => JSON.parse(body) as string).toSorted()).toEqual(THOUSAND.toSorted());
  });

  it.each([3, 503, 999])('fails as a whole when entry %i of a thousand was not taken', async (place) => {
    refuses = JSON.stringify(THOUSAND[place]);
    await expect(queue(url).send(THOUSAND)).rejects.toThrow('the queue did not take');
  });

  it('asks nothing of the queue when there is nothing to put on it', async () => {
    await queue(url).send([]);
    expect(come).toBe(0);
  });
});
