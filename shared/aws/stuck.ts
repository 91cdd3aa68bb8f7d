import { ChangeMessageVisibilityBatchCommand, DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { STUCK_QUEUES } from '../ports/stuck.ts';
import type { Stuck, StuckEntry, StuckQueue } from '../ports/stuck.ts';
import { queuesClient } from './queues.ts';

const AT_ONCE = 10;
/** Whoever dies with one in hand keeps it from the others for so long. */
const IN_HAND_SECONDS = 20;
/** Waiting asks all servers of a queue, not some: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const WAIT_SECONDS = 1;
/** While somebody else looks at it, it is waited for that often. */
const WAITS = 3;
/** So many lie there at most that one of them is looked for. */
const LOOKED_THROUGH = 500;

interface Held { entry: StuckEntry; handle: string }

/** Queues of what was given up, by their addresses; `back`: where it came from. */
export function stuck(dead: Record<StuckQueue, string>, back: Record<'mail' | 'inbound' | 'outbox', string>): Stuck {
  async function receive(queue: StuckQueue): Promise<Held[]> {
    const { Messages = [] } = await queuesClient().send(new ReceiveMessageCommand({
      QueueUrl: dead[queue], MaxNumberOfMessages: AT_ONCE, VisibilityTimeout: IN_HAND_SECONDS, WaitTimeSeconds: WAIT_SECONDS, MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    }));
    return Messages.flatMap(({ MessageId: id, ReceiptHandle: handle, Body: body, Attributes: attributes }) => (id === undefined || handle === undefined ? [] : [{
      handle, entry: { queue, id, body: body ?? '', since: Number(attributes?.SentTimestamp ?? 0), tries: Number(attributes?.ApproximateReceiveCount ?? 1) },
    }]));
  }

  async function release(queue: StuckQueue, held: Held[]): Promise<void> {
    for (let from = 0; from < held.length; from += AT_ONCE) {
      await queuesClient().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: dead[queue], Entries: held.slice(from, from + AT_ONCE).map(({ handle }, place) => ({ Id: String(place), ReceiptHandle: handle, VisibilityTimeout: 0 })) }));
    }
  }

  // Hands what was received to `look`, until it has seen enough or nothing more is there; then lets go of all that nobody wants.
  async function look<T>(queue: StuckQueue, atMost: number, waits: number, wanted: (held: Held) => Promise<T | undefined>): Promise<T | undefined> {
    const held = new Set<Held>();
    try {
      for (let waited = 0; held.size < atMost;) {
        const fresh = await receive(queue);
        for (const one of fresh) held.add(one);
        for (const one of fresh) {
          const found = await wanted(one);
          if (found === undefined) continue;
          held.delete(one);
          return found;
        }
        if (fresh.length === 0 && ++waited > waits) return undefined;
      }
      return undefined;
    } finally {
      await release(queue, [...held]);
    }
  }

  async function countAll(): Promise<Record<StuckQueue, number>> {
    const counted = await Promise.all(STUCK_QUEUES.map(async (queue) => {
      const { Attributes } = await queuesClient().send(new GetQueueAttributesCommand({ QueueUrl: dead[queue], AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] }));
      return [queue, Number(Attributes?.ApproximateNumberOfMessages ?? 0) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)] as const;
    }));
    return Object.fromEntries(counted) as Record<StuckQueue, number>;
  }

  return {
    counts: countAll,

    async list(atMost) {
      // Nobody waits for what is not there.
      const counted = await countAll();
      const found = await Promise.all(STUCK_QUEUES.filter((queue) => counted[queue] > 0).map(async (queue) => {
        const entries = new Map<string, StuckEntry>();
        await look(queue, Math.min(atMost, counted[queue]), 0, async ({ entry }) => { entries.set(entry.id, entry); return undefined; });
        return [...entries.values()];
      }));
      return found.flat().sort((a, b) => a.since - b.since).slice(0, atMost);
    },

    async take(queue, id, work) {
      const done = await look(queue, LOOKED_THROUGH, WAITS, async ({ entry, handle }) => {
        if (entry.id !== id) return undefined;
        await work(entry);
        await queuesClient().send(new DeleteMessageCommand({ QueueUrl: dead[queue], ReceiptHandle: handle }));
        return true;
      });
      return done ?? false;
    },

    async putBack(queue, body) {
      await queuesClient().send(new SendMessageCommand({ QueueUrl: back[queue], MessageBody: body }));
    },
  };
}
