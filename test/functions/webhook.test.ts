import { beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { create, handler } from '../../functions/webhook.ts';
import { door } from '../../shared/channels/facebook/door.ts';
import { facts, type FacebookSettings } from '../../shared/channels/facebook/facts.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';

const settings = facts.settings.parse(facts.example);
const TEXT = 'שלום, איפה ההזמנה שלי? 👋';
const BODY = JSON.stringify({ object: 'page', entry: [{ id: 'PAGE1', time: SUNDAY_MORNING, messaging: [{ sender: { id: 'P1' }, recipient: { id: 'PAGE1' }, timestamp: SUNDAY_MORNING, message: { mid: 'm_1', text: TEXT } }] }] });

let queued: unknown[];
let counted: unknown[];
let stored: FacebookSettings | undefined;
let renewed: (FacebookSettings | undefined)[];
let logged: string[];
let queueBreaks: boolean;

beforeEach(() => {
  [queued, counted, stored, renewed, logged, queueBreaks] = [[], [], settings, [], [], false];
});

const sign = (body: string | Buffer, secret = settings.appSecret): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function knock(body: string, { headers = { 'x-hub-signature-256': sign(body) }, ...event }: { headers?: Record<string, string>; isBase64Encoded?: boolean; body?: string; queryStringParameters?: Record<string, string>; method?: string } = {}) {
  const webhook = create({
    facts, door, idKey: KEYS.id, now: () => SUNDAY_MORNING, log: (_level, name) => logged.push(name),
    inbound: { send: async (entries) => { if (queueBreaks) throw new Error('no queue'); for (const entry of entries) ('sheets' in entry ? counted : queued).push(entry); } },
    connection: { settings: async () => stored, renewed: async () => renewed.shift() },
  });
  const answer = await webhook({ body, headers, isBase64Encoded: false, requestContext: { http: { method: event.method ?? 'POST' } }, ...event } as unknown as APIGatewayProxyEventV2, {} as Context);
  return answer as { statusCode: number; body: string; headers: Record<string, string> };
}

describe('a platform\'s webhook', () => {
  it('queues what is signed, Hebrew and all, and says 200 with an empty body', async () => {
    expect(await knock(BODY)).toMatchObject({ statusCode: 200, body: '' });
    expect(queued.map((entry) => InboundMessage.parse(entry).text)).toEqual([TEXT]);
  });

  it('hashes the bytes themselves, whichever way the gateway hands them over', async () => {
    const base64 = Buffer.from(BODY).toString('base64');
    expect(await knock(base64, { isBase64Encoded: true, headers: { 'x-hub-signature-256': sign(BODY) } })).toMatchObject({ statusCode: 200 });
    expect(queued.map((entry) => InboundMessage.parse(entry).text)).toEqual([TEXT]);
  });

  it.each([['no signature', {}], ['an empty one', { 'x-hub-signature-256': '' }], ['a wrong one', { 'x-hub-signature-256': sign(BODY, 'other') }], ['one of other bytes', { 'x-hub-signature-256': sign(`${BODY} `) }]] as [string, Record<string, string>][])('says 401 and nothing else to %s', async (_what, headers) => {
    expect(await knock(BODY, { headers })).toMatchObject({ statusCode: 401, body: '' });
    expect([queued, logged]).toEqual([[], ['knock.untrusted']]);
    expect(counted).toMatchObject([{ sheets: [{ source: 'facebook', items: {} }] }]);
    expect(JSON.stringify(counted)).toContain('{"rejected":1}');
  });

  it('says 401 while the channel is not connected, whatever the signature', async () => {
    stored = undefined;
    expect(await knock(BODY)).toMatchObject({ statusCode: 401, body: '' });
    expect(logged).toEqual(['knock.notConnected']);
  });

  it('believes a secret that was changed a moment ago', async () => {
    renewed = [{ ...settings, appSecret: 'new-secret' }];
    expect(await knock(BODY, { headers: { 'x-hub-signature-256': sign(BODY, 'new-secret') } })).toMatchObject({ statusCode: 200 });
  });

  it('is open as soon as the channel is connected', async () => {
    [stored, renewed] = [undefined, [settings]];
    expect(await knock(BODY)).toMatchObject({ statusCode: 200 });
    expect(queued.length).toBe(1);
  });

  it('answers the handshake of whoever knows the verify token', async () => {
    const ask = (token: string) => knock('', { method: 'GET', headers: {}, queryStringParameters: { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' } });
    expect([await ask('local-verify-token'), await ask('other')]).toMatchObject([{ statusCode: 200, body: '1158201444' }, { statusCode: 401, body: '' }]);
  });

  it('says nothing good when the queue did not take it, so that the platform tries again', async () => {
    queueBreaks = true;
    await expect(knock(BODY)).rejects.toThrow('no queue');
    expect(logged).toEqual(['webhook.failed']);
  });

  it('refuses what is larger than any delivery', async () => {
    const huge = `{"pad":"${'x'.repeat(facts.limits.inboundBytes)}"}`;
    expect(await knock(huge)).toMatchObject({ statusCode: 413, body: '' });
  });

  it('touches neither network nor environment when it is loaded', () => {
    expect(handler).toBeInstanceOf(Function);
  });
});
