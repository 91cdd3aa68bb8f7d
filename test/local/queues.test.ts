import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningEngine } from '../../local/data-directory.ts';
import { failedOf } from '../../local/mappings.ts';
import { lambda, makeAssembly, pipeTo } from '../support/assembly.ts';
import { startEngine, until, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

// One function with several bad habits; what it did is noted on the queue `seen`.
const WORKER = `
const send = (QueueUrl, MessageBody) => fetch(process.env.AWS_ENDPOINT_URL_SQS, {
  method: 'POST', headers: { ...${JSON.stringify(SIGNED)}, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' }, body: JSON.stringify({ QueueUrl, MessageBody }),
});
let running = 0;
export const handler = async (event, context) => {
  running++;
  const batchItemFailures = [];
  for (const { body, messageId, attributes } of event.Records) {
    await send(process.env.SEEN, JSON.stringify({ body, running, attempt: attributes.ApproximateReceiveCount, size: event.Records.length, left: context.getRemainingTimeInMillis(), env: Object.keys(process.env), functionName: context.functionName }));
    if (body === 'fails') batchItemFailures.push({ itemIdentifier: messageId });
    if (body === 'throws' && attributes.ApproximateReceiveCount === '1') throw new Error('on purpose');
    if (body === 'spins' && attributes.ApproximateReceiveCount === '1') for (;;);
    if (body === 'dies' && attributes.ApproximateReceiveCount === '1') process.exit(7);
    if (body === 'waits') await new Promise((resolve) => setTimeout(resolve, 300));
  }
  running--;
  return { batchItemFailures };
};`;

interface Seen { body: string; running: number; attempt: string; size: number; left: number; env: string[]; functionName: string }

describe('queues that feed functions', () => {
  let engine: TestEngine;
  let assembly = '';
  let sqs = '';

  const call = async (action: string, queue: string, more: Record<string, unknown>): Promise<{ Messages?: { Body: string }[] }> => {
    const response = await fetch(sqs, { method: 'POST', headers: { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }, body: JSON.stringify({ QueueUrl: `${sqs}/000000000000/${queue}`, ...more }) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { Messages?: { Body: string }[] };
  };
  const put = (body: string, queue = 'work'): Promise<unknown> => call('SendMessage', queue, { MessageBody: body });
  const noted: Seen[] = [];
  const seen = async (body: string): Promise<Seen[]> => {
    const { Messages = [] } = await call('ReceiveMessage', 'seen', { MaxNumberOfMessages: 10, VisibilityTimeout: 600 });
    noted.push(...Messages.map(({ Body }) => JSON.parse(Body) as Seen));
    return noted.filter((each) => each.body === body);
  };

  /** What was noted about it once it ran so many times; undefined before. */
  const times = async (body: string, count: number): Promise<Seen[] | undefined> => {
    const all = await seen(body);
    return all.length === count ? all : undefined;
  };

  beforeAll(async () => {
    const worker = lambda('worker', { SEEN: { Ref: 'Seen' } }, { Timeout: 2 });
    assembly = makeAssembly({
      Resources: {
        Seen: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'seen' } },
        ...pipeTo('work', 'Worker', { VisibilityTimeout: 3 }),
        ...pipeTo('slow', 'Single', { VisibilityTimeout: 30 }, { BatchSize: 1 }),
        ...pipeTo('gathered', 'Gatherer', {}, { BatchSize: 5, MaximumBatchingWindowInSeconds: 20 }),
        Worker: worker,
        Single: lambda('single', { SEEN: { Ref: 'Seen' } }),
        Gatherer: lambda('gatherer', { SEEN: { Ref: 'Seen' } }),
      },
    }, { worker: WORKER, single: WORKER, gatherer: WORKER });
    engine = await startEngine({ assembly });
    sqs = runningEngine(engine.ready.data)?.endpoints.sqs ?? '';
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });

  it('gives a function nothing but what Lambda would give it', async () => {
    await put('environment');
    const [{ env, functionName, left }] = (await until(() => times('environment', 1), 'it ran')) as [Seen];
    expect([env.includes('SEEN'), env.includes('AWS_ENDPOINT_URL_SQS'), env.includes('PATH'), env.includes('HOME'), functionName, left > 0 && left <= 2_000]).toEqual([true, true, false, false, 'worker', true]);
  });

  it('brings back only the message that failed, and lays it aside after its last attempt', async () => {
    await Promise.all([put('fails'), put('fine')]);
    await until(async () => (await engine.state()).queues['work-dead']?.visible === 1, 'the failing one is laid aside');
    expect([(await seen('fails')).map(({ attempt }) => attempt), (await seen('fine')).length]).toEqual([['1', '2', '3'], 1]);
  });

  it('brings back the whole batch when the function throws', async () => {
    await put('throws');
    const attempts = await until(() => times('throws', 2), 'it is tried again');
    expect(attempts.map(({ attempt }) => attempt)).toEqual(['1', '2']);
  });

  it('ends a function that runs longer than its timeout, and tries the message again', async () => {
    await put('spins');
    await until(async () => (await seen('spins')).length === 2, 'it is tried again');
    const { functions } = await engine.state();
    expect(functions['worker']?.timeouts).toBe(1);
  });

  it('survives a function that ends its own process, and tries the message again', async () => {
    await put('dies');
    const attempts = await until(() => times('dies', 2), 'it is tried again');
    expect(attempts).toHaveLength(2);
  });

  it('runs one event at a time in each worker, and more workers when there is more to do', async () => {
    await Promise.all(Array.from({ length: 6 }, () => put('waits', 'slow')));
    const all = await until(() => times('waits', 6), 'all ran');
    const { functions } = await engine.state();
    expect([Math.max(...all.map(({ running }) => running)), functions['single']?.workers]).toEqual([1, 2]);
  });

  it('gathers a batch within its window and hands it over as soon as it is full', async () => {
    for (let index = 0; index < 5; index++) await put('gathered', 'gathered');
    const all = await until(() => times('gathered', 5), 'the batch came', 15_000);
    expect(all.map(({ size }) => size)).toEqual([5, 5, 5, 5, 5]);
  });

  it('hands a delayed message over once its delay has passed', async () => {
    const before = Date.now();
    await call('SendMessage', 'work', { MessageBody: 'later', DelaySeconds: 1 });
    await until(async () => (await seen('later')).length === 1, 'it came');
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  });
});

describe('what a function reports about a batch', () => {
  const batch = [{ MessageId: 'a' }, { MessageId: 'b' }];

  it.each([
    ['nothing', null, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one message', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['an unknown message', { batchItemFailures: [{ itemIdentifier: 'x' }] }, ['a', 'b']],
    ['an empty name', { batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b']],
    ['no list', { batchItemFailures: 'b' }, ['a', 'b']],
  ])('%s means these failed', (_what, answer, failed) => {
    expect([...failedOf(batch, answer)]).toEqual(failed);
  });
});
