import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { ROUTE_ROLES } from '../../functions/api-routes.ts';
import { consoleFiles } from '../../functions/console-files.ts';
import { mail } from '../support/make.ts';
import { apiWorld } from '../support/api-world.ts';
import { startIssuer } from '../support/oidc.ts';
import type { Issuer } from '../support/oidc.ts';

let issuer: Issuer;
let world: ReturnType<typeof apiWorld>;
let number: string;

beforeAll(async () => { issuer = await startIssuer(); });
afterAll(async () => issuer.stop());
beforeEach(async () => {
  world = apiWorld(issuer);
  number = await world.receive(mail({ subject: 'איפה ההזמנה?', language: 'he' }));
});
const call = async (method: string, path: string, { body, ...given }: { token?: string | undefined; body?: string; base64?: boolean } = {}) => world.call(method, path, { ...given, ...(body === undefined ? {} : { raw: body }) });

describe('the API', () => {
  it('lists the open cases, the Hebrew subject as it was written', async () => {
    const answer = await call('GET', '/cases', { token: await issuer.token() });
    expect(answer).toMatchObject({ status: 200, body: { cases: [{ number, subject: 'איפה ההזמנה?', status: 'new', acknowledgement: { state: 'planned' } }], next: null, timeZone: 'Asia/Jerusalem' } });
  });

  it('shows a case by its number, with or without hyphens', async () => {
    const token = await issuer.token();
    expect(await call('GET', `/cases/${number}`, { token })).toMatchObject({ status: 200, body: { case: { number } } });
    expect(await call('GET', `/cases/${number.replaceAll('-', '')}`, { token })).toMatchObject({ status: 200 });
  });

  it('refuses a mistyped number before it looks anything up', async () => {
    const wrong = number.slice(0, -1) + String((Number(number.at(-1)) + 1) % 10);
    expect(await call('GET', `/cases/${wrong}`, { token: await issuer.token() })).toMatchObject({ status: 400, body: { error: { key: 'invalid', values: { fields: 'number' } } } });
  });

  it('takes an answer in Hebrew from a body in base64, and signs it with the agent\'s name', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'ההזמנה ORD-2026-55431 בדרך' })).toString('base64');
    expect(await call('POST', `/cases/${number}/replies`, { token: await issuer.token(), body, base64: true })).toMatchObject({ status: 202, body: { state: 'planned' } });
    expect(world.outbox.at(-1)).toMatchObject({ kind: 'reply', plan: { text: 'ההזמנה ORD-2026-55431 בדרך', agent: 'דנה' } });
  });

  it.each([['nothing', '{}'], ['only spaces', '{"text":"  "}'], ['too much', JSON.stringify({ text: 'x'.repeat(20_001) })], ['no JSON', 'text=hello'], ['a bad key', '{"text":"a","key":"../"}']])('refuses an answer that holds %s', async (_what, body) => {
    expect(await call('POST', `/cases/${number}/replies`, { token: await issuer.token(), body })).toMatchObject({ status: 400, body: { error: { key: 'invalid' } } });
    expect(world.outbox).toHaveLength(1);
  });

  it('names the stored settings that are not in force, and gives the rest', async () => {
    world.office.documents.kept.set('settings', { capPerHour: -1, urgentPhone: '*1' });
    world.office.documents.kept.set('labels', { topics: [{ id: 'a', he: '', en: 'A' }], tags: [] });
    expect(await call('GET', '/settings', { token: await issuer.token() })).toMatchObject({ status: 200, body: { notInForce: ['capPerHour', 'topics.0.he'], settings: { urgentPhone: '*1', capPerHour: 3 }, topics: [] } });
  });

  it('releases what was filtered, and says which case it became', async () => {
    const robot = mail({ sender: { machine: 'outOfOffice', evidence: ['subject'] } });
    await world.receive(robot);
    const token = await issuer.token();
    expect(await call('GET', '/quarantine', { token })).toMatchObject({ body: { messages: [{ id: robot.id, reason: 'outOfOffice', evidence: ['subject'] }] } });
    expect(await call('POST', `/quarantine/${robot.id}/release`, { token, body: '{}' })).toMatchObject({ status: 200, body: { number: expect.stringMatching(/^\d{3}-\d{3}-\d{3}$/) as unknown } });
    expect(await call('GET', '/quarantine', { token })).toMatchObject({ body: { messages: [] } });
  });

  it('says when to come again where the table gives no answer', async () => {
    world = apiWorld(issuer, { nameOf: async () => { throw Object.assign(new Error('no answer'), { name: 'TimeoutError' }); } });
    const answer = await call('GET', '/cases', { token: await issuer.token() });
    expect([answer.status, answer.body, answer.headers['retry-after']]).toEqual([503, { error: { key: 'tryLater', values: { seconds: '5' } } }, '5']);
  });

  it('says in one word that there is no such thing', async () => {
    expect(await call('POST', `/quarantine/${'x'.repeat(22)}/release`, { token: await issuer.token() })).toMatchObject({ status: 404, body: { error: { key: 'notFound' } } });
    expect(await call('GET', '/nowhere')).toMatchObject({ status: 404 });
    expect(await call('DELETE', '/cases', { token: await issuer.token() })).toMatchObject({ status: 404 });
  });

  it('hands out the console with a policy that lets no foreign script run', async () => {
    const page = await call('GET', '/');
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Moked') as unknown });
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/);
  });

  it('lets it send files to the bucket, and nothing to anybody else', () => {
    const policyOf = (origin?: string): string | undefined => /connect-src [^;]*/.exec(consoleFiles('web', origin)('/index.html')!.headers.get('content-security-policy')!)?.[0];
    expect([policyOf('https://moked.s3.eu-west-1.amazonaws.com'), policyOf()]).toEqual(["connect-src 'self' https://moked.s3.eu-west-1.amazonaws.com", "connect-src 'self'"]);
  });

  it('hands it out compressed to whoever reads that', async () => {
    const files = consoleFiles('web');
    const [plain, small] = [files('/theme.css')!, files('/theme.css', 'br, gzip')!];
    expect([plain.headers.get('content-encoding'), small.headers.get('content-encoding'), gunzipSync(await small.arrayBuffer()).toString('utf8')]).toEqual([null, 'gzip', await plain.text()]);
  });

  it('hands out no other file, whatever the path', async () => {
    for (const path of ['/../package.json', '/..%2fpackage.json', '/console.ts', '/text/he.json', '/.env']) expect((await call('GET', path)).status).toBe(404);
  });
});

describe('signing in', () => {
  const bad: [string, () => Promise<string | undefined>][] = [
    ['no token', async () => undefined],
    ['an empty token', async () => ''],
    ['a word', async () => 'password'],
    ['three words', async () => 'a.b.c'],
    ['a token of somebody else\'s key', async () => issuer.token({}, { foreignKey: true })],
    ['a token of an unknown key', async () => issuer.token({}, { kid: 'two' })],
    ['a token of another issuer', async () => issuer.token({}, { issuer: 'https://evil.example' })],
    ['a token for another audience', async () => issuer.token({}, { audience: 'other' })],
    ['an expired token', async () => issuer.token({}, { expires: '-2m' })],
    ['a token without roles', async () => issuer.token({ roles: [] })],
    ['a token with a role of its own invention', async () => issuer.token({ roles: ['root'] })],
    ['a token with roles that are no list', async () => issuer.token({ roles: { agent: true } })],
    ['a token without a subject', async () => issuer.token({ sub: undefined as unknown as string })],
    ['a token of an algorithm we do not take', async () => issuer.token({}, { algorithm: 'PS256' })],
    ['a token not valid yet', async () => issuer.token({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['an unsigned token', async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await issuer.token()).split('.')[1]}.`],
    ['a token whose claims were changed', async () => {
      const [head, , signature] = (await issuer.token()).split('.');
      return `${head}.${Buffer.from(JSON.stringify({ sub: 'eve', roles: ['admin'], iss: issuer.issuer, aud: 'moked-console', exp: 9_999_999_999 })).toString('base64url')}.${signature}`;
    }],
    ['a token signed with the public key as a password', async () => {
      const { SignJWT } = await import('jose');
      return new SignJWT({ sub: 'eve', roles: ['admin'] }).setProtectedHeader({ alg: 'HS256', kid: 'one' }).setIssuer(issuer.issuer).setAudience('moked-console').setExpirationTime('5m').sign(Buffer.from(issuer.issuer.padEnd(32, '.')));
    }],
  ];
  it.each(bad)('with %s is refused, and nothing is said', async (_what, token) => {
    expect(await call('GET', '/cases', { token: await token() })).toMatchObject({ status: 401, body: '' });
  });

  const places: Record<string, string> = { ':number': '482109379', ':id': 'x'.repeat(22), ':thread': 'y'.repeat(22) };
  const cells = Object.entries(ROUTE_ROLES).flatMap(([route, roles]) => (['agent', 'lead', 'admin'] as const).map((role) => [route, role, roles.includes(role)] as const));
  it.each(cells)('%s as %s: allowed %s', async (route, role, allowed) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await call(method, path.replace(/:\w+/g, (name) => places[name]!), { token: await issuer.token({ roles: [role] }), ...(method === 'GET' ? {} : { body: '{}' }) });
    expect([401, 403].includes(answer.status)).toBe(!allowed);
    expect(answer.status).not.toBe(500);
  });

  it.each(Object.keys(ROUTE_ROLES))('%s is nobody\'s without a token', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    expect(await call(method, path.replace(/:\w+/g, (name) => places[name]!), method === 'GET' ? {} : { body: '{}' })).toMatchObject({ status: 401, body: '' });
  });

  it('takes the case number of nobody who is not signed in', async () => {
    expect((await call('GET', `/cases/${number}`)).status).toBe(401);
    expect((await call('POST', `/cases/${number}/replies`, { body: '{"text":"x"}' })).status).toBe(401);
    expect(world.outbox).toHaveLength(1);
  });
});
