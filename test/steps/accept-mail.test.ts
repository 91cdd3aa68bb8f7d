import { afterAll, describe, expect, it } from '@jest/globals';
import { parserInWorker } from '../../shared/channels/email/parse-in-worker.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { acceptMail } from '../../shared/steps/accept-mail.ts';
import { mail, mailWorld, notification, RECEIVED_AT } from '../support/mail-world.ts';

const parsers: { close(): Promise<void> }[] = [];
afterAll(async () => { await Promise.all(parsers.map((parser) => parser.close())); });

function stuckParser(milliseconds: number) {
  const parser = parserInWorker({ milliseconds, megabytes: 200 }, new URL('../support/stuck-parser.ts', import.meta.url));
  parsers.push(parser);
  return parser.read;
}

describe('accepting mail', () => {
  it('puts a mail on the queue in the form that every channel brings', async () => {
    const message = await mailWorld().read(mail());
    expect(InboundMessage.safeParse(message).success).toBe(true);
  });

  it('gives the same id to a mail delivered twice', async () => {
    const world = mailWorld();
    const first = await world.read(mail());
    const second = await world.read(`Received: from elsewhere\r\n${mail()}`);
    expect(second.id).toBe(first.id);
  });

  it('gives different ids to different mails with one Message-ID', async () => {
    const world = mailWorld();
    const first = await world.read(mail());
    const second = await world.read(mail({}, 'Something else.\r\n'));
    expect(second.id).not.toBe(first.id);
  });

  it('gives a mail without Message-ID the id of its delivery', async () => {
    const world = mailWorld();
    const first = await world.read(mail({ 'Message-ID': '' }));
    const second = await world.read(mail({ 'Message-ID': '' }));
    expect(second.id).not.toBe(first.id);
  });

  it('keeps attachments in the bucket under the delivery', async () => {
    const world = mailWorld();
    const raw = mail({ 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\r\n\r\nsee the file\r\n--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1,2,3\r\n--b--\r\n');
    await acceptMail(world.deps, [world.arrive('d1', raw)]);
    expect(world.bucket.get('parts/d1/0')?.toString()).toBe('1,2,3');
  });

  it('keeps sanitised HTML in the bucket', async () => {
    const world = mailWorld();
    await acceptMail(world.deps, [world.arrive('d1', mail({ 'Content-Type': 'text/html' }, '<p onclick="x()">שלום</p><script>x()</script>'))]);
    expect(world.bucket.get(world.messages[0]!.htmlKey!)?.toString()).toBe('<p>שלום</p>');
  });

  it('keeps a text that is too long for the queue whole in the bucket', async () => {
    const world = mailWorld();
    const text = `${'מילה '.repeat(40_000)}סוף`;
    await acceptMail(world.deps, [world.arrive('d1', mail({ 'Content-Type': 'text/plain; charset=utf-8' }, text))]);
    expect(world.bucket.get(world.messages[0]!.textKey!)?.toString()).toBe(text);
  });

  it('stays under the queue\'s limit with a long Hebrew text', async () => {
    const message = await mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8' }, 'מילה '.repeat(100_000)));
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(200_000);
  });

  it.each([
    ['a plain sentence', 'Successfully validated SNS topic for Amazon SES event publishing.'],
    ['the setup mail', notification('AMAZON_SES_SETUP_NOTIFICATION')],
    ['the subscription\'s confirmation', JSON.stringify({ notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'You have successfully subscribed' })],
  ])('ignores what the mail service sends when it is set up: %s', async (_what, body) => {
    const world = mailWorld();
    const { failed } = await acceptMail(world.deps, [{ body, attempt: 1 }]);
    expect({ failed, messages: world.messages.length }).toEqual({ failed: [], messages: 0 });
  });

  it('gives back a notification that it does not understand', async () => {
    const world = mailWorld();
    expect(await acceptMail(world.deps, [{ body: '{"notificationType":"Received"}', attempt: 1 }])).toEqual({ failed: [0] });
  });

  it('gives back a mail that is not in the bucket, and its neighbour goes on', async () => {
    const world = mailWorld();
    const { failed } = await acceptMail(world.deps, [{ body: notification('gone'), attempt: 1 }, world.arrive('here', mail())]);
    expect({ failed, arrived: world.messages.map(({ deliveryId }) => deliveryId) }).toEqual({ failed: [0], arrived: ['here'] });
  });

  it('fails the whole batch when the bucket does not answer', async () => {
    const world = mailWorld({ objects: { get: () => Promise.reject(new Error('connection refused')), put: () => Promise.resolve() } });
    await expect(acceptMail(world.deps, [world.arrive('d1', mail())])).rejects.toThrow('connection refused');
  });

  it('fails the whole batch when the queue does not answer', async () => {
    const world = mailWorld({ inbound: { send: () => Promise.reject(new Error('throttled')) } });
    await expect(acceptMail(world.deps, [world.arrive('d1', mail())])).rejects.toThrow('throttled');
  });

  it('leaves mails for later when those before took most of its time', async () => {
    let time = RECEIVED_AT;
    const world = mailWorld({ now: () => (time += 20_000) });
    const { failed } = await acceptMail(world.deps, [world.arrive('a', mail()), world.arrive('b', mail()), world.arrive('c', mail())]);
    expect(failed).toEqual([1, 2]);
  });
});

describe('a mail that keeps the parser busy', () => {
  const busy = mail({ Subject: 'Help me' }, 'SPIN FOR EVER, please help\r\n');

  it('comes back at its first attempt, and its neighbours go on', async () => {
    const world = mailWorld({ parse: stuckParser(1_500) });
    const { failed } = await acceptMail(world.deps, [world.arrive('before', mail()), world.arrive('stuck', busy), world.arrive('after', mail())]);
    expect({ failed, arrived: world.messages.map(({ deliveryId }) => deliveryId) }).toEqual({ failed: [1], arrived: ['before', 'after'] });
  });

  it('goes on with what its raw bytes say at the third', async () => {
    const world = mailWorld({ parse: stuckParser(1_500) });
    await acceptMail(world.deps, [world.arrive('stuck', busy, {}, 3)]);
    expect(world.messages[0]).toMatchObject({ subject: 'Help me', text: 'SPIN FOR EVER, please help', author: { id: 'dana@customer.example' }, repairs: ['minimal:parser'] });
  });

  it('has the same id by its raw bytes as the parser would have given it', async () => {
    const world = mailWorld({ parse: stuckParser(1_500) });
    await acceptMail(world.deps, [world.arrive('stuck', busy, {}, 3)]);
    expect(world.messages[0]!.id).toBe((await mailWorld().read(busy)).id);
  });
});

describe('a mail that ends the parser', () => {
  it('leaves a new parser to the next mail', async () => {
    const world = mailWorld({ parse: stuckParser(20_000) });
    const { failed } = await acceptMail(world.deps, [world.arrive('end', mail({}, 'END THE THREAD')), world.arrive('next', mail())]);
    expect({ failed, arrived: world.messages.map(({ deliveryId }) => deliveryId) }).toEqual({ failed: [0], arrived: ['next'] });
  });
});

describe('a mail that our own code fails on', () => {
  // A body that is not what the parser promises: the fault comes after the parser.
  const faulty = { parse: () => Promise.resolve({} as never) };

  it('comes back at its second attempt', async () => {
    const world = mailWorld(faulty);
    expect(await acceptMail(world.deps, [world.arrive('d1', mail(), {}, 2)])).toEqual({ failed: [0] });
  });

  it('waits for a person at the third, with its original', async () => {
    const world = mailWorld(faulty);
    await acceptMail(world.deps, [world.arrive('d1', mail(), {}, 3)]);
    expect(world.messages[0]).toMatchObject({ subject: 'My order', raw: { key: 'raw/d1' }, sender: { machine: 'autoSubmitted' }, repairs: ['minimal:unread'] });
  });

  it('is still a whole message for the queue', async () => {
    const world = mailWorld(faulty);
    await acceptMail(world.deps, [world.arrive('d1', mail(), {}, 3)]);
    expect(InboundMessage.safeParse(world.messages[0]).success).toBe(true);
  });
});
