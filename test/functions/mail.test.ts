import { describe, expect, it } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { create } from '../../functions/mail.ts';
import { NoTimeLeft } from '../../shared/channels/email/within.ts';
import { mail, mailWorld, notification } from '../support/mail-world.ts';

function event(entries: { id: string; body: string; attempt: number }[]): SQSEvent {
  return {
    Records: entries.map(({ id, body, attempt }) => ({
      messageId: id, receiptHandle: `receipt-${id}`, body, attributes: { ApproximateReceiveCount: String(attempt), SentTimestamp: '0', SenderId: 'x', ApproximateFirstReceiveTimestamp: '0' },
      messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:mail', awsRegion: 'eu-west-1',
    })),
  };
}

let hidden: Record<string, number> = {};
const call = async (world: ReturnType<typeof mailWorld>, entries: Parameters<typeof event>[0]) => {
  hidden = {};
  return create({ ...world.deps, hide: async (receipt, seconds) => { hidden[receipt] = seconds; } })(event(entries), {} as Context);
};

describe('the mail function', () => {
  it('gives back nothing when every mail went on', async () => {
    const world = mailWorld();
    expect(await call(world, [{ id: '1', ...world.arrive('a', mail()) }])).toEqual({ batchItemFailures: [] });
  });

  it('gives back only the entry that failed', async () => {
    const world = mailWorld();
    const answer = await call(world, [{ id: '1', body: notification('gone'), attempt: 1 }, { id: '2', ...world.arrive('a', mail()) }]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('asks for a failed entry again soon at first, then ever later, never later than the queue itself', async () => {
    const asked: number[] = [];
    for (const attempt of [1, 2, 3, 8, 9, 500]) {
      await call(mailWorld(), [{ id: '1', body: notification('gone'), attempt }]);
      asked.push(hidden['receipt-1']!);
    }
    expect(asked).toEqual([2, 4, 8, 256, 360, 360]);
  });

  it('asks at once for what the others left no time for, however often it came', async () => {
    const world = mailWorld({ parse: () => Promise.reject(new NoTimeLeft('over')) });
    const answer = await call(world, [{ id: '1', ...world.arrive('a', mail()), attempt: 9 }, { id: '2', body: 'Successfully validated SNS topic', attempt: 1 }]);
    expect([answer, hidden]).toEqual([{ batchItemFailures: [{ itemIdentifier: '1' }] }, { 'receipt-1': 1 }]);
  });

  it('counts attempts as the queue does', async () => {
    const world = mailWorld({ parse: () => Promise.reject(new Error('parser died')) });
    await call(world, [{ id: '1', ...world.arrive('a', mail()), attempt: 3 }]);
    expect(world.messages[0]!.repairs).toEqual(['minimal:parser']);
  });
});
