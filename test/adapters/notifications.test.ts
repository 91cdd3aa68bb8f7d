import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { alertMail } from '../../shared/aws/alert-mail.ts';
import { AlertSecrets, notifier } from '../../shared/aws/notifications.ts';
import type { Notification } from '../../shared/ports/counting.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:moked-local-alerts';
const notification: Notification = { language: 'he', subject: 'זינוק באזכורים: פי 24 מהרגיל, מאז 09:48, בכל הערוצים ובכל הנושאים', text: 'שורה ראשונה\n', html: '<html lang="he" dir="rtl"><body>שורה ראשונה</body></html>', slack: { text: 'slack' }, teams: { type: 'message' }, facts: { kind: 'spike', severity: '7' } };

let server: Server;
let base: string;
let knocks: { path: string; body: string; type: string | undefined; authorization: string | undefined }[];
let answer: { status: number; body: string; location?: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      knocks.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('utf8'), type: request.headers['content-type'], authorization: request.headers.authorization });
      response.writeHead(answer.status, answer.location ? { location: answer.location } : {}).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_ENDPOINT_URL_SNS: base, AWS_ENDPOINT_URL_SES: base });
});
afterAll(() => { server.close(); });
beforeEach(() => {
  knocks = [];
  answer = { status: 200, body: 'ok' };
});

const logged: string[] = [];
const make = (secrets: string | undefined) => notifier({ prefix: '/moked/local', from: 'care@company.example', topicArn: TOPIC, now: () => 0, log: (_level, event, fields) => logged.push(`${event} ${fields?.reason ?? ''}`), read: async () => secrets });
const both = (): string => JSON.stringify({ slack: `${base}/slack/T0/B0/secret`, teams: `${base}/teams/secret` });

describe('where alerts go', () => {
  it('is to every address, the topic, and the webhooks that are set', async () => {
    expect(await make(both()).targets(['a@b.example'])).toEqual(['mail:a@b.example', 'topic', 'slack', 'teams']);
    expect(await make(undefined).targets([])).toEqual(['topic']);
  });

  it('is not kept from the others by secrets that are broken, which are told of without being quoted', async () => {
    expect(await make('{"slack":"http://evil.example/secret"}').targets(['a@b.example'])).toEqual(['mail:a@b.example', 'topic']);
    expect(await make('not json, secret').targets([])).toEqual(['topic']);
    expect(logged.at(-2)).toBe('alerts.secretsWrong slack');
    expect(logged.join()).not.toMatch(/secret[^sW]/);
  });

  it.each([['https://hooks.slack.com/services/T0/B0/x', true], ['http://127.0.0.1:9/x', true], ['http://hooks.slack.com/x', false], ['https://user@evil.example/x', false], ['file:///etc/passwd', false], ['javascript:alert(1)', false]])('%s may be one: %s', (slack, good) => {
    expect(AlertSecrets.safeParse({ slack }).success).toBe(good);
  });
});

describe('Slack and Teams', () => {
  it('get their own body as JSON; the status is the proof', async () => {
    answer = { status: 202, body: '' };
    expect([await make(both()).deliver('slack', notification), await make(both()).deliver('teams', notification)]).toEqual(['202', '202']);
    expect(knocks.map(({ path, body, type }) => [path, body, type])).toEqual([['/slack/T0/B0/secret', '{"text":"slack"}', 'application/json; charset=utf-8'], ['/teams/secret', '{"type":"message"}', 'application/json; charset=utf-8']]);
  });

  it.each([[404, 'no_service', { name: 'Refused', reason: 'no_service' }], [403, '<html>', { name: 'Refused', reason: 'status403' }], [429, '', { name: 'TryLater' }], [503, '', { name: 'TryLater' }]])('that answer %i %s are told or tried again', async (status, body, thrown) => {
    answer = { status, body };
    await expect(make(both()).deliver('slack', notification)).rejects.toMatchObject(thrown);
  });

  it('that send us elsewhere are not followed', async () => {
    answer = { status: 302, body: '', location: `${base}/elsewhere` };
    await expect(make(both()).deliver('slack', notification)).rejects.toMatchObject({ reason: 'status302' });
    expect(knocks).toHaveLength(1);
  });
});

describe('the topic', () => {
  it('gets the words, and beside them what programs sort by, in a signed call', async () => {
    answer = { status: 200, body: '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>' };
    expect(await make(undefined).deliver('topic', notification)).toBe('m-1');
    const form = new URLSearchParams(knocks[0]!.body);
    expect(Object.fromEntries(form)).toMatchObject({ Action: 'Publish', TopicArn: TOPIC, Message: 'שורה ראשונה\n', 'MessageAttributes.entry.1.Name': 'kind', 'MessageAttributes.entry.2.Value.DataType': 'Number' });
    expect(knocks[0]!.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/eu-west-1\/sns\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/);
  });

  it('that says slow down is tried again', async () => {
    answer = { status: 400, body: '<ErrorResponse><Error><Code>Throttled</Code></Error></ErrorResponse>' };
    await expect(make(undefined).deliver('topic', notification)).rejects.toMatchObject({ name: 'TryLater' });
  });
});

describe('the mail', () => {
  it('holds the words twice, as text and as a page, and says that no person wrote it', async () => {
    const mail = await simpleParser(alertMail({ from: 'care@company.example', to: 'lead@company.example', notification }).raw);
    expect([mail.subject, mail.text, mail.html, mail.from?.text]).toEqual([notification.subject, notification.text, notification.html, '"Moked" <care@company.example>']);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it.each(['a@b.example, c@d.example', 'a@b.example\r\nBcc: e@f.example', 'nobody'])('goes to one address only: %j is refused', (to) => {
    expect(() => alertMail({ from: 'care@company.example', to, notification })).toThrow('no single address');
  });
});
