import type { LocalFunction } from './invoker.ts';
import type { Stores } from './servers/fauxqs.ts';
import type { FauxQueue, ReceivedMessage } from './servers/fauxqs-shapes.ts';

export interface MappingSpec {
  queue: FauxQueue;
  target: LocalFunction;
  batchSize: number;
  windowSeconds: number;
  reportsFailures: boolean;
  concurrency: number;
  region: string;
}

export interface Mapping {
  stop(): Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;
const TIMER_MS = 50;
const MOST_PER_RECEIVE = 10;

/** A batch as Lambda hands it to a function: `Records` of one SQS queue. */
function sqsEvent({ queue, region }: MappingSpec, batch: ReceivedMessage[]): { Records: unknown[] } {
  const Records = batch.map((received) => {
    const message = queue.inflightMessages.get(received.ReceiptHandle)?.message;
    const messageAttributes = Object.fromEntries(Object.entries(message?.messageAttributes ?? {}).map(([name, value]) => [
      name,
      { stringValue: value.StringValue, binaryValue: value.BinaryValue, dataType: value.DataType, stringListValues: [], binaryListValues: [] },
    ]));
    return {
      messageId: received.MessageId,
      receiptHandle: received.ReceiptHandle,
      body: received.Body,
      attributes: {
        ApproximateReceiveCount: String(message?.approximateReceiveCount ?? 1),
        SentTimestamp: String(message?.sentTimestamp ?? 0),
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: String(message?.approximateFirstReceiveTimestamp ?? 0),
      },
      messageAttributes,
      md5OfBody: received.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: region,
    };
  });
  return { Records };
}

/**
 * The messages of a batch that the function reports as failed; all of them when its answer is not valid.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedOf(batch: { MessageId: string }[], answer: unknown): Set<string> {
  const everything = new Set(batch.map(({ MessageId }) => MessageId));
  if (answer === null || answer === undefined) return new Set();
  const reported = (answer as { batchItemFailures?: unknown }).batchItemFailures;
  if (reported === null || reported === undefined) return new Set();
  if (!Array.isArray(reported)) return everything;
  const failed = new Set<string>();
  for (const item of reported as { itemIdentifier?: unknown }[]) {
    if (typeof item?.itemIdentifier !== 'string' || !everything.has(item.itemIdentifier)) return everything;
    failed.add(item.itemIdentifier);
  }
  return failed;
}

/** Feeds a queue to a function, as Lambda's own poller does. What fails comes back when its visibility ends. */
export function startMapping(spec: MappingSpec, stores: Stores): Mapping {
  const { queue, target } = spec;
  const deadLetters = (arn: string): FauxQueue | undefined => stores.sqs.getQueueByArn(arn);
  const running = new Set<Promise<void>>();
  let stopped = false;
  let failures = 0;
  let pausedUntil = 0;
  let waitingSince: number | undefined;
  target.allow(spec.concurrency);

  function take(): ReceivedMessage[] {
    const batch: ReceivedMessage[] = [];
    while (batch.length < spec.batchSize && queue.messages.length > 0) {
      batch.push(...queue.dequeue(Math.min(MOST_PER_RECEIVE, spec.batchSize - batch.length), undefined, deadLetters));
    }
    return batch;
  }

  async function run(batch: ReceivedMessage[]): Promise<void> {
    try {
      const answer = await target.invoke(sqsEvent(spec, batch));
      const failed = spec.reportsFailures ? failedOf(batch, answer) : new Set<string>();
      stores.transaction(() => {
        for (const message of batch) if (!failed.has(message.MessageId)) queue.deleteMessage(message.ReceiptHandle);
      }, true);
      failures = 0;
    } catch {
      // The invoker has counted and logged it; the whole batch stays in flight until its visibility ends, and polling slows down.
      failures++;
      pausedUntil = Date.now() + Math.min(100 * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS);
    }
  }

  function pump(): void {
    if (stopped) return;
    while (running.size < spec.concurrency && queue.messages.length > 0 && Date.now() >= pausedUntil) {
      if (spec.windowSeconds > 0 && queue.messages.length < spec.batchSize) {
        waitingSince ??= Date.now();
        if (Date.now() < waitingSince + spec.windowSeconds * 1_000) return;
      }
      waitingSince = undefined;
      const batch = stores.transaction(take, true);
      if (batch.length === 0) return;
      const run1 = run(batch).finally(() => {
        running.delete(run1);
        pump();
      });
      running.add(run1);
    }
  }

  stores.onReady(queue, pump);
  const timer = setInterval(() => {
    if (queue.inflightMessages.size > 0 || queue.delayedMessages.length > 0) queue.processTimers();
    if (queue.messages.length > 0) pump();
  }, TIMER_MS);
  pump();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}
