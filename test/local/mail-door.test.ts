import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningEngine } from '../../local/data-directory.ts';
import { splitMail } from '../../local/mail-headers.ts';
import { covers } from '../../local/mail-rules.ts';
import { verdictsOf } from '../../local/received-mail.ts';
import { mailTo, makeAssembly } from '../support/assembly.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

interface Notification {
  notificationType: string;
  mail: { source: string; messageId: string; destination: string[]; headersTruncated: boolean; headers: { name: string; value: string }[]; commonHeaders: Record<string, unknown> };
  receipt: { recipients: string[]; spamVerdict: { status: string }; dmarcVerdict: { status: string }; dmarcPolicy?: string; action: { type: string; bucketName: string; objectKeyPrefix: string; objectKey: string; topicArn: string } };
}

const ENVELOPE = { from: 'dana@customer.example', to: 'care@company.example' };

describe('mail that knocks', () => {
  let engine: TestEngine;
  let assembly = '';
  let endpoints: Record<'sqs' | 's3', string>;

  beforeAll(async () => {
    assembly = makeAssembly({ Resources: { Mail: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail' } }, ...mailTo('Mail', ['care@company.example', 'brand.example']) } });
    engine = await startEngine({ assembly });
    endpoints = runningEngine(engine.ready.data)!.endpoints;
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });

  const next = async (): Promise<Notification | undefined> => {
    const response = await fetch(endpoints.sqs, { method: 'POST', headers: { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' }, body: JSON.stringify({ QueueUrl: `${endpoints.sqs}/000000000000/mail`, WaitTimeSeconds: 5, VisibilityTimeout: 600 }) });
    const { Messages } = (await response.json()) as { Messages?: { Body: string }[] };
    return Messages?.[0] && (JSON.parse(Messages[0].Body) as Notification);
  };
  const stored = async ({ receipt: { action } }: Notification): Promise<Buffer> => Buffer.from(await (await fetch(`${endpoints.s3}/${action.bucketName}/${action.objectKey}`, { headers: SIGNED })).arrayBuffer());
  const receive = async (raw: Buffer | string, envelope: { from: string; to: string | string[] } = ENVELOPE): Promise<Notification> => {
    const answer = await engine.sendMail(raw, envelope);
    if (answer.code !== 250) throw new Error(`${answer.code} ${answer.text}`);
    return (await next())!;
  };

  it('is announced as SES announces it, once it is in the bucket', async () => {
    const notification = await receive('From: Dana <dana@customer.example>\nTo: care@company.example\nSubject: =?UTF-8?B?16nXnNeV150=?=\nMessage-ID: <1@customer.example>\n\nשלום\n', { from: 'bounces@customer.example', to: 'care+482109379@company.example' });
    const { mail, receipt } = notification;
    expect({ type: notification.notificationType, source: mail.source, to: mail.destination, common: mail.commonHeaders, recipients: receipt.recipients, action: receipt.action, spam: receipt.spamVerdict.status, dmarc: receipt.dmarcVerdict.status }).toEqual({
      type: 'Received',
      source: 'bounces@customer.example',
      to: ['care+482109379@company.example'],
      common: { returnPath: 'bounces@customer.example', from: ['Dana <dana@customer.example>'], to: ['care@company.example'], messageId: '<1@customer.example>', subject: '=?UTF-8?B?16nXnNeV150=?=' },
      recipients: ['care+482109379@company.example'],
      action: { type: 'S3', bucketName: 'raw-mail', objectKeyPrefix: 'raw/', objectKey: `raw/${mail.messageId}`, topicArn: 'arn:aws:sns:eu-west-1:000000000000:received' },
      spam: 'PASS',
      dmarc: 'PASS',
    });
  });

  it('keeps every byte of a legacy Hebrew mail', async () => {
    const raw = Buffer.concat([Buffer.from('From: a@b.example\r\nSubject: '), Buffer.from([0xf9, 0xec, 0xe5, 0xed]), Buffer.from('\r\n\r\n..dots\r\n.\r\n'), Buffer.from([0xe0, 0xe1, 0x00, 0xff]), Buffer.from('\r\n')]);
    const object = await stored(await receive(raw));
    expect(object.subarray(object.length - raw.length).equals(raw)).toBe(true);
  });

  it('carries the envelope sender as Return-Path', async () => {
    const object = await stored(await receive('From: a@b.example\n\nx\n', { from: '', to: 'care@company.example' }));
    expect(object.toString()).toMatch(/^Return-Path: <>\r\nReceived: from localhost/);
  });

  it('believes verdict headers, and takes them out before the product sees the mail', async () => {
    const notification = await receive('Authentication-Results: mx.example;\n dmarc=fail (p=REJECT) header.from=b.example\nX-SES-Spam-Verdict: FAIL\nFrom: a@b.example\nX-SES-Virus-Verdict: PASS\nSubject: x\n\nX-SES-Spam-Verdict: stays here\n');
    const { spamVerdict, dmarcVerdict, dmarcPolicy } = notification.receipt;
    const object = (await stored(notification)).toString();
    expect([spamVerdict.status, dmarcVerdict.status, dmarcPolicy, object.split('\r\n').slice(5)]).toEqual(['FAIL', 'FAIL', 'reject', ['From: a@b.example', 'Subject: x', '', 'X-SES-Spam-Verdict: stays here', '']]);
  });

  it('announces headers up to ten kilobytes and says that it left some out', async () => {
    const { mail } = await receive(`From: a@b.example\nX-Long: ${'x'.repeat(11_000)}\nSubject: after\n\nx\n`);
    expect([mail.headersTruncated, mail.headers.map(({ name }) => name), mail.commonHeaders['subject']]).toEqual([true, ['Return-Path', 'Received', 'From'], undefined]);
  });

  it('is refused for a mailbox that nobody has', async () => {
    expect(await engine.sendMail('From: a@b.example\n\nx\n', { from: 'a@b.example', to: 'nobody@company.example' })).toEqual({ code: 550, text: '5.1.1 No such mailbox here' });
  });

  it('reaches every address of a domain that is taken as a whole', async () => {
    expect((await receive('From: a@b.example\n\nx\n', { from: 'a@b.example', to: 'anybody@brand.example' })).receipt.recipients).toEqual(['anybody@brand.example']);
  });

  it('may come from and go to addresses with Hebrew letters', async () => {
    expect((await receive('From: דנה@דוגמה.example\n\nx\n', { from: 'דנה@דוגמה.example', to: 'care@company.example' })).mail.source).toBe('דנה@דוגמה.example');
  });

  it('of thirty-nine megabytes is stored whole', async () => {
    const raw = Buffer.concat([Buffer.from('From: a@b.example\r\n\r\n'), Buffer.alloc(39 << 20, 'line of text\r\n'), Buffer.from('\r\n')]);
    const object = await stored(await receive(raw));
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(object.subarray(object.length - raw.length))).toBe(digest(raw));
  });

  it('of more than forty megabytes is refused', async () => {
    expect((await engine.sendMail(Buffer.alloc((40 << 20) + 10, 'line\r\n'), ENVELOPE)).code).toBe(552);
  });
});

describe('whom a recipient condition covers', () => {
  it.each([
    ['care@company.example', 'care@company.example', true],
    ['care@company.example', 'Care@Company.Example', true],
    ['care@company.example', 'care+482@company.example', true],
    ['care@company.example', 'careful@company.example', false],
    ['care@company.example', 'care@sub.company.example', false],
    ['company.example', 'anybody@company.example', true],
    ['company.example', 'anybody@sub.company.example', false],
    ['.company.example', 'anybody@sub.company.example', true],
  ])('%s and %s: %s', (condition, address, expected) => {
    expect(covers(condition, address)).toBe(expected);
  });
});

describe('verdicts about a mail', () => {
  const verdicts = (headers: string) => verdictsOf(splitMail(Buffer.from(`${headers}\r\n\r\n`)).headers);

  it.each([
    ['no headers', 'From: a@b.example', { spam: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' }],
    ['everything passed', 'Authentication-Results: x; spf=pass; dkim=pass; dmarc=pass (p=NONE)', { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' }],
    ['a failed policy', 'Authentication-Results: x; dmarc=fail action=none policy.dmarc=quarantine', { dmarc: 'FAIL', dmarcPolicy: 'quarantine' }],
    ['no policy published', 'Authentication-Results: x; spf=softfail; dkim=none; dmarc=none', { spf: 'GRAY', dkim: 'GRAY', dmarc: 'GRAY' }],
    ['the topmost of two', 'Authentication-Results: x; dmarc=pass\r\nAuthentication-Results: y; dmarc=fail', { dmarc: 'PASS' }],
    ['a virus', 'X-SES-Virus-Verdict: FAIL', { virus: 'FAIL' }],
    ['a gray spam verdict', 'X-SES-Spam-Verdict: GRAY', { spam: 'GRAY' }],
  ])('are read from %s', (_what, headers, expected) => {
    expect(verdicts(headers)).toMatchObject(expected);
  });
});
