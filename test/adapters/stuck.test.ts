import { afterAll, beforeAll } from '@jest/globals';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { queuesClient } from '../../shared/aws/queues.ts';
import { stuck } from '../../shared/aws/stuck.ts';
import { STUCK_QUEUES } from '../../shared/ports/stuck.ts';
import type { StuckQueue } from '../../shared/ports/stuck.ts';
import { startBuckets } from '../support/bucket-server.ts';
import { MemoryStuck } from '../support/memory-stuck.ts';
import { stuckContract } from './stuck.contract.ts';

let server: Awaited<ReturnType<typeof startBuckets>>;
const dead = (queue: StuckQueue): string => `${server.stores.url}/000000000000/moked-${queue}-dead`;
const back = (queue: 'mail' | 'inbound' | 'outbox'): string => `${server.stores.url}/000000000000/moked-${queue}`;

beforeAll(async () => {
  server = await startBuckets();
  process.env['AWS_ENDPOINT_URL_SQS'] = server.stores.url;
  for (const name of STUCK_QUEUES.flatMap((queue) => [`moked-${queue}-dead`, `moked-${queue}`])) server.stores.sqs.createQueue(name, `${server.stores.url}/000000000000/${name}`, `arn:aws:sqs:eu-west-1:000000000000:${name}`, { VisibilityTimeout: '360' });
}, 60_000);
afterAll(async () => {
  queuesClient().destroy();
  await server.stop();
});

stuckContract('the memory of the tests', () => {
  const memory = new MemoryStuck();
  return {
    stuck: memory,
    async giveUp(queue, body) {
      const id = `${queue}-${memory.entries.length}-${body}`;
      memory.entries.push({ queue, id, body, since: 1 + memory.entries.length, tries: 3 });
      return id;
    },
    wentBack: async (queue) => memory.back.filter((one) => one.queue === queue).map(({ body }) => body),
  };
});

stuckContract('its queues', () => ({
  stuck: stuck({ mail: dead('mail'), inbound: dead('inbound'), outbox: dead('outbox'), tally: dead('tally'), tell: dead('tell') }, { mail: back('mail'), inbound: back('inbound'), outbox: back('outbox') }),
  giveUp: async (queue, MessageBody) => (await queuesClient().send(new SendMessageCommand({ QueueUrl: dead(queue), MessageBody }))).MessageId!,
  wentBack: async (queue) => server.stores.sqs.getQueueByName(`moked-${queue}`)!.messages.map(({ body }) => body),
}));
