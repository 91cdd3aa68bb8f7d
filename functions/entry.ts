import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { laterOf } from '../shared/aws/later.ts';
import { TryLater } from '../shared/errors.ts';
import { logTo } from '../shared/log.ts';
import type { Log } from '../shared/log.ts';

/** The clock and the log of every function: handed to the steps, which have none of their own. */
export const now = (): number => Date.now();
export const logOf = (source: string): Log => logTo((line) => process.stdout.write(`${line}\n`), source, now);

type Handler<E, R> = (event: E, context: Context) => Promise<R>;

/** Builds a function's inside at its first event, once; a build that failed is tried again with the next event. */
export function coldStart<E, R>(build: () => Promise<Handler<E, R>>): Handler<E, R> {
  let built: Promise<Handler<E, R>> | undefined;
  return async (event, context) => {
    built ??= build();
    let handle: Handler<E, R>;
    try {
      handle = await built;
    } catch (error) {
      built = undefined;
      throw error;
    }
    return handle(event, context);
  };
}

/** For whoever asks over HTTP: in how many seconds to come again, where AWS or a platform is slow, busy or away; undefined for any other failure. Behind a queue such a failure is thrown like any. */
export function comeAgainIn(error: unknown): number | undefined {
  return (error instanceof TryLater ? error : laterOf(error))?.seconds;
}

/** One entry received from a queue. `attempt` counts from 1. */
export interface Received {
  body: string;
  attempt: number;
  /** To hide or give back this one delivery. */
  receipt: string;
}

/** Places in the batch that come back, each after its own time when one is given. */
export interface BatchOutcome { failed: number[]; hideSeconds?: Map<number, number> }

/**
 * A step behind a queue: unpacks the envelope, and gives back only the entries that failed. What the step throws fails
 * the whole batch, since the poller backs off only then.
 */
export function forQueue(source: string, step: (received: Received[]) => Promise<BatchOutcome>, hide?: (receipt: string, seconds: number) => Promise<void>) {
  const log = logOf(source);
  return middy<SQSEvent, SQSBatchResponse>()
    .onError(({ error }) => {
      log('error', 'batch.failed', { error, ...(error instanceof TryLater ? { count: error.seconds } : {}) });
    })
    .handler(async (event: SQSEvent): Promise<SQSBatchResponse> => {
      const { failed, hideSeconds = new Map<number, number>() } = await step(event.Records.map((record) => ({
        body: record.body, attempt: Number(record.attributes.ApproximateReceiveCount), receipt: record.receiptHandle,
      })));
      await Promise.all([...hideSeconds].map(async ([place, seconds]) => hide?.(event.Records[place]!.receiptHandle, seconds)));
      const back = new Set([...failed, ...hideSeconds.keys()]);
      return { batchItemFailures: [...back].map((place) => ({ itemIdentifier: event.Records[place]!.messageId })) };
    });
}
