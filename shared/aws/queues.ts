import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../ports.ts';
import { clientSettings, once } from './client-settings.ts';

// Beside the other clients it would bring the table's into every webhook's bundle.
export const queuesClient = /* @__PURE__ */ once(() => new SQSClient(clientSettings));

/** SQS takes ten entries and 1 MiB a call; a margin is left for its own accounting. */
const ENTRIES = 10;
const BYTES = 1_000_000;
/** A delivery may bring a thousand updates, and its platform gives up after ten seconds: not one call after the other. */
const CALLS_AT_ONCE = 5;

// A queue takes XML characters only (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html):
// the rest, and emoji, which not every queue that speaks SQS takes, travel as JSON escapes and arrive as they were.
const ESCAPED = /[\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/g;

function bodyOf(entry: unknown): string {
  return JSON.stringify(entry).replace(ESCAPED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function batches(bodies: string[]): string[][] {
  const made: string[][] = [];
  let bytes = Infinity;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    if (bytes + size > BYTES || made.at(-1)!.length === ENTRIES) {
      made.push([]);
      bytes = 0;
    }
    made.at(-1)!.push(body);
    bytes += size;
  }
  return made;
}

/** A queue to put things on as JSON. Throws when any entry was not taken, so that the caller's own message comes back. */
export function queue<T>(url: string): Queue<T> {
  async function hand(batch: string[], delaySeconds: number | undefined): Promise<void> {
    const answer = await queuesClient().send(new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: batch.map((body, index) => ({ Id: String(index), MessageBody: body, ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}) })),
    }));
    const refused = answer.Failed?.[0];
    if (refused) throw new Error(`the queue did not take ${answer.Failed?.length} of ${batch.length} entries: ${refused.Code}`);
  }
  return {
    async send(entries, options = {}) {
      const waiting = batches(entries.map(bodyOf)).values();
      // All lanes draw from one list; the first that fails ends the call, and whoever sent comes again.
      const lane = async (): Promise<void> => {
        for (const batch of waiting) await hand(batch, options.delaySeconds);
      };
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
    },
  };
}

/** Hides one received message for so many seconds (at most twelve hours): the outbox entry is its own timer. */
export async function hide(url: string, receiptHandle: string, seconds: number): Promise<void> {
  await queuesClient().send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: Math.max(0, Math.min(43_200, Math.ceil(seconds))) }));
}
