import { describe, expect, it } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { create } from '../../functions/mail.ts';
import { mail, mailWorld, notification } from '../support/mail-world.ts';

function event(entries: { id: string; body: string; attempt: number }[]): SQSEvent {
  return {
    Records: entries.map(({ id, body, attempt }) => ({
      messageId: id, receiptHandle: `receipt-${id}`, body, attributes: { ApproximateReceiveCount: String(attempt), SentTimestamp: '0', SenderId: 'x', ApproximateFirstReceiveTimestamp: '0' },
      messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:mail', awsRegion: 'eu-west-1',
    })),
  };
}

const call = async (world: ReturnType<typeof mailWorld>, entries: Parameters<typeof event>[0]) => create(world.deps)(event(entries), {} as Context);

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

  it('counts attempts as the queue does', async () => {
    const world = mailWorld({ parse: () => Promise.reject(new Error('parser died')) });
    await call(world, [{ id: '1', ...world.arrive('a', mail()), attempt: 3 }]);
    expect(world.messages[0]!.repairs).toEqual(['minimal:parser']);
  });
});
