import { afterAll, describe, expect, it } from '@jest/globals';
import { foundNotification } from '../../shared/channels/email/notification.ts';
import { parserInWorker } from '../../shared/channels/email/parse-in-worker.ts';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { NoTimeLeft, Overtime, within } from '../../shared/channels/email/within.ts';
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

  describe('that lay in the bucket while nobody told of it', () => {
    const STAMP = 'Return-Path: <Bounces@Shop.example>\r\nReceived: from mx.shop.example (mx.shop.example [192.0.2.1])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id found1\r\n for Care+c.482109379ab@company.example;\r\n Sun, 22 Nov 2026 06:00:00 +0000 (UTC)\r\n';
    const found = async (raw: string) => {
      const world = mailWorld();
      world.bucket.set('raw/found1', Buffer.from(raw));
      await acceptMail(world.deps, [{ body: JSON.stringify(foundNotification({ id: 'found1', key: 'raw/found1', storedAt: RECEIVED_AT })), attempt: 1 }]);
      return world.messages[0]!;
    };

    it('has the envelope that the mail service wrote above it, and nobody who vouches for its sender', async () => {
      const message = await found(STAMP + mail());
      expect([message.deliveryId, message.receivedAt, message.mail]).toEqual(['found1', RECEIVED_AT, expect.objectContaining({ recipients: ['care+c.482109379ab@company.example'], envelopeFrom: 'bounces@shop.example', authenticated: false })]);
    });

    it('is known by the same id as when it is told of late', async () => {
      const world = mailWorld();
      expect((await found(STAMP + mail())).id).toBe((await world.read(STAMP + mail())).id);
    });

    it('believes no stamp that is not the mail service’s own', async () => {
      const message = await found(`${STAMP.replace('found1', 'another')}${mail({ To: 'care@company.example' })}`);
      expect(message.mail).toMatchObject({ recipients: ['care@company.example'], envelopeFrom: '' });
    });
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
    expect(await acceptMail(world.deps, [{ body: '{"notificationType":"Received"}', attempt: 1 }])).toMatchObject({ failed: [0], givenBack: [] });
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
    const world = mailWorld({ now: () => time, parse: async (raw) => { time += 20_000; return readBody(raw); } });
    const outcome = await acceptMail(world.deps, [world.arrive('a', mail()), world.arrive('b', mail()), world.arrive('c', mail()), world.arrive('d', mail())]);
    expect([outcome, world.messages.map(({ deliveryId }) => deliveryId)]).toEqual([{ failed: [], givenBack: [2, 3] }, ['a', 'b']]);
  });

  it('says how many it left for later', async () => {
    let time = RECEIVED_AT;
    const world = mailWorld({ now: () => time, parse: async (raw) => { time += 20_000; return readBody(raw); } });
    await acceptMail(world.deps, [world.arrive('a', mail()), world.arrive('b', mail()), world.arrive('c', mail())]);
    expect(world.logged.at(-1)?.event).toBe('mails given back for want of time');
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

describe('the time that the mails of a batch share', () => {
  const spinning = Buffer.from(mail({}, 'SPIN FOR EVER\r\n'));
  const nothing = (): void => undefined;

  it('ends the reading of a mail, which is then no fault of the mail', async () => {
    await expect(stuckParser(60_000)(spinning, { left: () => 200, slow: nothing })).rejects.toThrow(NoTimeLeft);
  });

  it('is not begun when it is over', async () => {
    await expect(stuckParser(60_000)(Buffer.from(mail()), { left: () => 0, slow: nothing })).rejects.toThrow(NoTimeLeft);
  });

  it('over, makes no minimal case of a mail at its third attempt', async () => {
    const world = mailWorld({ parse: () => Promise.reject(new NoTimeLeft('over')) });
    expect([await acceptMail(world.deps, [world.arrive('d1', mail(), {}, 3)]), world.messages]).toEqual([{ failed: [], givenBack: [0] }, []]);
  });

  it('is not waited for by those that are read: they go on while a slow one is read', async () => {
    const sends: string[][] = [];
    const world = mailWorld({ parse: stuckParser(3_000), inbound: { async send(entries) { sends.push(entries.map(({ deliveryId }) => deliveryId)); } } });
    await acceptMail(world.deps, [world.arrive('before', mail()), world.arrive('stuck', mail({}, 'SPIN FOR EVER\r\n')), world.arrive('after', mail())]);
    expect(sends).toEqual([['before'], ['after']]);
  });

  it('fails the whole batch when the queue does not take what goes on early', async () => {
    const world = mailWorld({ parse: async (raw, time) => { time.slow(); return readBody(raw); }, inbound: { send: () => Promise.reject(new Error('throttled')) } });
    await expect(acceptMail(world.deps, [world.arrive('a', mail()), world.arrive('b', mail())])).rejects.toThrow('throttled');
  });

  it('is not taken by what is done in the function\'s own thread for ever', async () => {
    const endless = mailWorld({ parse: async () => ({ get text(): string { for (;;); } } as never) });
    await acceptMail(endless.deps, [endless.arrive('d1', mail(), {}, 3)]);
    expect(endless.messages[0]).toMatchObject({ subject: 'My order', repairs: ['minimal:unread'] });
  }, 30_000);
});

describe('work in this thread', () => {
  it('is broken off when its time is over', () => {
    expect(() => within(50, () => { for (;;); })).toThrow(Overtime);
  });

  it('is broken off within a regular expression too', () => {
    expect(() => within(50, () => /^(?:a+)+$/.test(`${'a'.repeat(60)}b`))).toThrow(Overtime);
  });

  it('gives what it makes, and its own faults as they are', () => {
    expect(within(1_000, () => 'made')).toBe('made');
    expect(() => within(1_000, () => { throw new RangeError('own'); })).toThrow(RangeError);
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
    expect(await acceptMail(world.deps, [world.arrive('d1', mail(), {}, 2)])).toMatchObject({ failed: [0], givenBack: [] });
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
