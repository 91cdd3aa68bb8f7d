import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningEngine } from '../../local/data-directory.ts';
import { makeAssembly } from '../support/assembly.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

const EVENTS = ['send', 'delivery', 'bounce', 'complaint'];

describe('mail that goes out', () => {
  let engine: TestEngine;
  let assembly = '';
  let endpoints: Record<'sqs' | 'ses', string>;

  beforeAll(async () => {
    assembly = makeAssembly({
      Resources: {
        Outbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'outbox' } },
        Feedback: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'feedback' } },
        ToOutbox: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sqs', TopicArn: { Ref: 'Feedback' }, Endpoint: { 'Fn::GetAtt': ['Outbox', 'Arn'] }, RawMessageDelivery: true } },
        Set: { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: 'moked' } },
        Events: { Type: 'AWS::SES::ConfigurationSetEventDestination', Properties: { ConfigurationSetName: { Ref: 'Set' }, EventDestination: { Enabled: true, MatchingEventTypes: EVENTS, SnsDestination: { TopicARN: { Ref: 'Feedback' } } } } },
      },
    });
    engine = await startEngine({ assembly });
    endpoints = runningEngine(engine.ready.data)!.endpoints;
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });

  const send = (fields: Record<string, string>, raw = 'From: care@company.example\r\nMessage-ID: <own@moked>\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\nSubject: x\r\n\r\nשלום\r\n'): Promise<Response> =>
    fetch(endpoints.ses, {
      method: 'POST',
      headers: { ...SIGNED, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Action: 'SendRawEmail', Version: '2010-12-01', 'RawMessage.Data': Buffer.from(raw).toString('base64'), Source: 'care@company.example', ConfigurationSetName: 'moked', ...fields }),
    });
  const idOf = async (response: Response): Promise<string> => /<MessageId>(.*)<\/MessageId>/.exec(await response.text())?.[1] ?? '';
  const codeOf = async (response: Response): Promise<string> => `${response.status} ${/<Code>(.*)<\/Code>/.exec(await response.text())?.[1]}`;
  const fault = (body: unknown): Promise<Response> => engine.api('/engine/faults', { method: 'POST', body: JSON.stringify(body) });
  const eventsAbout = async (id: string): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    for (;;) {
      const response = await fetch(endpoints.sqs, { method: 'POST', headers: { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' }, body: JSON.stringify({ QueueUrl: `${endpoints.sqs}/000000000000/outbox`, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }) });
      const { Messages = [] } = (await response.json()) as { Messages?: { Body: string }[] };
      if (Messages.length === 0) return found;
      found.push(...Messages.map(({ Body }) => JSON.parse(Body) as Record<string, unknown> & { mail: { messageId: string } }).filter(({ mail }) => mail.messageId === id));
    }
  };

  it('is kept with its envelope, tags and bytes, under the Message-ID and Date that SES gives it', async () => {
    const id = await idOf(await send({ 'Destinations.member.1': 'yossi@customer.example', 'Tags.member.1.Name': 'case', 'Tags.member.1.Value': '482109379' }));
    const mail = (await engine.sent()).find((each) => each.id === id);
    const raw = Buffer.from(mail?.raw ?? '', 'base64').toString();
    expect([mail?.from, mail?.to, mail?.tags, raw.includes(`Message-ID: <${id}@eu-west-1.amazonses.com>`), raw.includes('own@moked'), raw.includes('1970'), raw.endsWith('\r\n\r\nשלום\r\n')]).toEqual([
      'care@company.example', ['yossi@customer.example'], { case: '482109379' }, true, false, false, true,
    ]);
  });

  it('is reported as sent and delivered, with its tags', async () => {
    const id = await idOf(await send({ 'Destinations.member.1': 'yossi@customer.example', 'Tags.member.1.Name': 'case', 'Tags.member.1.Value': '482109379' }));
    const events = await eventsAbout(id);
    expect(events.map((event) => [event['eventType'], (event['mail'] as { tags: Record<string, string[]> }).tags['case']])).toEqual([['Send', ['482109379']], ['Delivery', ['482109379']]]);
  });

  it('is reported as bounced when it goes to the simulator of bounces', async () => {
    const id = await idOf(await send({ 'Destinations.member.1': 'bounce+x@simulator.amazonses.com' }));
    const bounce = (await eventsAbout(id)).find(({ eventType }) => eventType === 'Bounce')?.['bounce'] as { bounceType: string; bouncedRecipients: { emailAddress: string }[] };
    expect([bounce.bounceType, bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress)]).toEqual(['Permanent', ['bounce+x@simulator.amazonses.com']]);
  });

  it('is reported as delivered and complained about when it goes to the simulator of complaints', async () => {
    const id = await idOf(await send({ 'Destinations.member.1': 'complaint@simulator.amazonses.com' }));
    expect((await eventsAbout(id)).map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery', 'Complaint']);
  });

  it.each([
    ['two addresses in one', { 'Destinations.member.1': 'a@b.example,evil@c.example' }, '400 InvalidParameterValue'],
    ['a line break in an address', { 'Destinations.member.1': 'a@b.example\r\nBcc: evil@c.example' }, '400 InvalidParameterValue'],
    ['letters beyond ASCII', { 'Destinations.member.1': 'דנה@b.example' }, '400 InvalidParameterValue'],
    ['nobody', {}, '400 InvalidParameterValue'],
    ['an unknown configuration set', { 'Destinations.member.1': 'a@b.example', ConfigurationSetName: 'other' }, '400 ConfigurationSetDoesNotExist'],
    ['another action', { Action: 'SendBounce' }, '400 InvalidAction'],
  ])('is refused for %s', async (_what, fields, refusal) => {
    expect(await codeOf(await send(fields as Record<string, string>))).toBe(refusal);
  });

  it('is throttled as often as asked, and then goes out', async () => {
    await fault({ ses: 'throttle', count: 2 });
    const codes = [];
    for (let attempt = 0; attempt < 3; attempt++) codes.push((await codeOf(await send({ 'Destinations.member.1': 'a@b.example' }))).slice(0, 14));
    expect(codes).toEqual(['400 Throttling', '400 Throttling', '200 undefined']);
  });

  it('is captured although its sender never hears of it when the hand-over crashes', async () => {
    await fault({ ses: 'crash-after-capture' });
    const before = (await engine.sent()).length;
    const outcome = await send({ 'Destinations.member.1': 'a@b.example' }).then(() => 'answered', () => 'nothing heard');
    expect([outcome, (await engine.sent()).length - before]).toEqual(['nothing heard', 1]);
  });

  it('is shown newest first, its HTML locked in a frame', async () => {
    const html = 'From: care@company.example\r\nSubject: =?UTF-8?B?16nXnNeV150=?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p onclick="x">"שלום"</p><script>alert(1)</script>';
    const id = await idOf(await send({ 'Destinations.member.1': 'last@customer.example' }, html));
    const list = await (await engine.api('/engine/outbox')).text();
    const page = await engine.api(`/engine/outbox/${id}`);
    const body = await page.text();
    expect([list.indexOf(id) < list.indexOf('/engine/outbox/', list.indexOf(id) + 60), list.includes('שלום'), page.headers.get('content-security-policy')?.startsWith("default-src 'none'"), /<iframe sandbox srcdoc="[^"<>]*"/.test(body), body.includes('<script>')]).toEqual([true, true, true, true, false]);
  });

  it('can be read raw', async () => {
    const id = await idOf(await send({ 'Destinations.member.1': 'a@b.example' }));
    expect(await (await engine.api(`/engine/outbox/${id}/raw`)).text()).toContain('\r\n\r\nשלום\r\n');
  });

  it('is put out of order only by somebody with the login', async () => {
    const answer = await engine.api('/engine/faults', { method: 'POST', body: '{"ses":"throttle"}', headers: { authorization: 'Bearer x.y.z' } });
    expect(answer.status).toBe(401);
  });

  it('is put out of order only in ways that there are', async () => {
    expect((await fault({ ses: 'explode' })).status).toBe(400);
  });
});
