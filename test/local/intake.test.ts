import { describe, expect, it } from '@jest/globals';
import { intake } from '../../local/intake.ts';
import type { Stores } from '../../local/servers/fauxqs.ts';

const TOPIC = 'arn:topic';

/** As much of the stores as the mail door touches; commits and queue depth are in the test's hands. */
function shelf() {
  const queue = { messages: [] as string[] };
  const steps: string[] = [];
  let commit = (): void => undefined;
  const stores = {
    sns: { subscriptions: new Map([['s', { topicArn: TOPIC, endpoint: 'arn:queue' }]]) },
    sqs: { getQueueByArn: () => queue },
    s3: { putObject: () => steps.push('object') },
    transaction: (work: () => unknown) => work(),
    publish: () => steps.push('notification'),
    committed: () => new Promise<void>((resolve) => {
      commit = () => {
        steps.push('committed');
        resolve();
      };
    }),
  } as unknown as Stores;
  const door = intake([{ name: 'r', recipients: ['care@company.example'], bucketName: 'b', objectKeyPrefix: 'raw/', topicArn: TOPIC }], stores, 'eu-west-1', () => undefined);
  const receive = async (): Promise<void> => {
    await door.receive(Buffer.from('From: a@b.example\r\n\r\nx\r\n'), { from: 'a@b.example', to: ['care@company.example'], helo: 'x' });
    steps.push('accepted');
  };
  return { queue, steps, receive, commit: () => commit() };
}

const oneTurn = (): Promise<void> => new Promise((resolve) => {
  setImmediate(resolve);
});

describe('a mail is accepted', () => {
  it('only when object and notification are on disk', async () => {
    const { commit, receive, steps } = shelf();
    const accepted = receive();
    await oneTurn();
    commit();
    await accepted;
    expect(steps).toEqual(['object', 'notification', 'committed', 'accepted']);
  });

  it('later while more mail waits to be read than can be read soon', async () => {
    const { commit, queue, receive, steps } = shelf();
    queue.messages.length = 2_001;
    const accepted = receive();
    await oneTurn();
    commit();
    await oneTurn();
    const before = steps.includes('accepted');
    queue.messages.length = 2_000;
    await accepted;
    expect([before, steps.includes('accepted')]).toEqual([false, true]);
  });
});
