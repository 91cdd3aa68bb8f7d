import { readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { join } from 'node:path';
import { runningEngine, type EngineCard } from '../../local/data-directory.ts';
import { mailTo, makeAssembly } from '../support/assembly.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

const SERVICES = ['sqs', 'sns', 's3', 'ses', 'ssm'] as const;
const ENVELOPE = { from: 'dana@customer.example', to: 'care@company.example' };
const MAIL = 'From: dana@customer.example\r\nSubject: שלום\r\n\r\nשלום\r\n';

describe('what other web pages in the same browser can do to a running engine', () => {
  let engine: TestEngine;
  let assembly = '';
  let card: EngineCard;

  beforeAll(async () => {
    assembly = makeAssembly({ Resources: { Mail: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail' } }, ...mailTo('Mail', ['care@company.example']) } });
    engine = await startEngine({ assembly });
    card = runningEngine(engine.ready.data)!;
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });

  const post = (url: string, headers: Record<string, string>, body = ''): Promise<{ status: number | undefined; text: string }> => new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve({ status: response.statusCode, text }));
    }).on('error', reject).end(body);
  });
  const subscriptions = async (): Promise<string[]> => {
    const { text } = await post(card.endpoints.sns, SIGNED, 'Action=ListSubscriptions');
    return [...text.matchAll(/<SubscriptionArn>(.*?)<\/SubscriptionArn>/g)].map((match) => match[1] ?? '');
  };

  it.each(SERVICES)('%s refuses a form that a page sends', async (service) => {
    expect((await post(card.endpoints[service], { origin: 'https://evil.example' }, 'Action=ListTopics')).status).toBe(403);
  });

  it.each(SERVICES.flatMap((service) => [
    [service, { origin: 'null' }], [service, { origin: 'http://127.0.0.1:3000' }], [service, { 'sec-fetch-site': 'same-site' }], [service, { 'sec-fetch-mode': 'navigate' }], [service, { 'sec-fetch-mode': 'no-cors' }],
  ] as const))('%s refuses even a signed request with %j', async (service, headers) => {
    expect((await post(card.endpoints[service], { ...SIGNED, ...headers })).status).toBe(403);
  });

  it.each(SERVICES.flatMap((service) => [
    [service, {}], [service, { authorization: 'Bearer LOCAL' }], [service, { authorization: SIGNED.authorization.replace('LOCAL', 'AKIAOTHER') }],
  ] as [string, Record<string, string>][]))('%s refuses a request that none of the own keys signed: %j', async (service, headers) => {
    expect((await post(card.endpoints[service as 'sqs'], headers)).status).toBe(403);
  });

  it('cannot unsubscribe the inbox from its mail', async () => {
    const [arn = ''] = await subscriptions();
    await post(card.endpoints.sns, { origin: 'https://evil.example' }, String(new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn: arn })));
    expect([arn.startsWith('arn:'), await subscriptions()]).toEqual([true, [arn]]);
  });

  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[])('cannot change how the engine behaves: %j', async (headers) => {
    expect((await post(`${card.api}/engine/faults`, { authorization: `Bearer ${card.token}`, ...headers }, '{"ses":"off"}')).status).toBe(403);
  });

  it('lets its own page change how it behaves', async () => {
    expect((await post(`${card.api}/engine/faults`, { authorization: `Bearer ${card.token}`, origin: card.api, 'sec-fetch-site': 'same-origin' }, '{"ses":"off"}')).status).toBe(200);
  });

  const withToken = async (token: string): Promise<number | undefined> => (await post(`${card.api}/engine/faults`, { authorization: `Bearer ${token}` }, '{"ses":"off"}')).status;
  const claims = (roles: unknown): SignJWT => new SignJWT({ roles }).setIssuer(`${card.api}/engine/oidc`).setAudience('moked-console').setSubject('x').setIssuedAt().setExpirationTime('1h');

  it('answers 401 to a token of a shared secret', async () => {
    expect(await withToken(await claims(['admin']).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1)))).toBe(401);
  });

  it.each(['RS256', 'ES512', 'ES256'])('answers 401 to a token of another %s key', async (alg) => {
    expect(await withToken(await claims(['admin']).setProtectedHeader({ alg }).sign((await generateKeyPair(alg)).privateKey))).toBe(401);
  });

  it.each(['x', 'a.b.c', '{}'])('answers 401 to %j', async (token) => {
    expect(await withToken(token)).toBe(401);
  });

  it.each([[['agent']], ['admin'], [undefined]])('answers 403 to an own token whose roles are %j', async (roles) => {
    const key = await importJWK(JSON.parse(readFileSync(join(engine.ready.data, 'login-key.json'), 'utf8')) as JWK, 'ES256');
    expect(await withToken(await claims(roles).setProtectedHeader({ alg: 'ES256' }).sign(key))).toBe(403);
  });

  it('takes no mail that nobody would hear of', async () => {
    const before = await engine.sendMail(MAIL, ENVELOPE);
    for (const SubscriptionArn of await subscriptions()) await post(card.endpoints.sns, SIGNED, String(new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn })));
    const after = await engine.sendMail(MAIL, ENVELOPE);
    expect([before.code, after.code]).toEqual([250, 451]);
  });
});
