import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { apiWorld } from '../support/api-world.ts';
import { startIssuer } from '../support/oidc.ts';
import type { Issuer } from '../support/oidc.ts';

let issuer: Issuer;
let other: Issuer;
let world: ReturnType<typeof apiWorld>;
beforeAll(async () => { [issuer, other] = await Promise.all([startIssuer(), startIssuer()]); });
afterAll(async () => Promise.all([issuer.stop(), other.stop()]));
beforeEach(() => { world = apiWorld(issuer); });

const HEAD = { alg: 'ES256', kid: 'one', typ: 'JWT' };
const soon = (): number => Math.floor(Date.now() / 1000) + 300;
const good = (): Record<string, unknown> => ({ iss: issuer.issuer, aud: 'moked-console', sub: 'dana', roles: ['agent'], exp: soon(), iat: soon() - 300 });
const without = (name: string): Record<string, unknown> => Object.fromEntries(Object.entries(good()).filter(([claim]) => claim !== name));
const ask = async (token: string) => world.call('GET', '/me', { token });

describe('a token', () => {
  it('of our issuer, for us, in time and with a role opens the console', async () => {
    expect((await ask(await issuer.signed(HEAD, good()))).status).toBe(200);
    expect((await ask(await issuer.signed(HEAD, { ...good(), aud: ['other', 'moked-console'] }))).status).toBe(200);
  });

  const bad: [string, () => Promise<string> | string][] = [
    ['of another issuer with the same key id', async () => other.token()],
    ['that names our issuer, by another\'s key', async () => other.signed(HEAD, good())],
    ['of our issuer with a slash more', async () => issuer.signed(HEAD, { ...good(), iss: `${issuer.issuer}/` })],
    ['of no issuer', async () => issuer.signed(HEAD, without('iss'))],
    ['of several issuers', async () => issuer.signed(HEAD, { ...good(), iss: [issuer.issuer] })],
    ['for nobody', async () => issuer.signed(HEAD, without('aud'))],
    ['for others', async () => issuer.signed(HEAD, { ...good(), aud: ['a', 'b'] })],
    ['for us in capitals', async () => issuer.signed(HEAD, { ...good(), aud: 'MOKED-CONSOLE' })],
    ['that never ends', async () => issuer.signed(HEAD, without('exp'))],
    ['that ended a minute ago', async () => issuer.signed(HEAD, { ...good(), exp: soon() - 360 })],
    ['whose end is a word', async () => issuer.signed(HEAD, { ...good(), exp: 'tomorrow' })],
    ['that begins tomorrow', async () => issuer.signed(HEAD, { ...good(), nbf: soon() + 86_400 })],
    ['of nobody', async () => issuer.signed(HEAD, without('sub'))],
    ['of an empty name', async () => issuer.signed(HEAD, { ...good(), sub: '' })],
    ['without roles', async () => issuer.signed(HEAD, without('roles'))],
    ['with a role in capitals', async () => issuer.signed(HEAD, { ...good(), roles: ['ADMIN'] })],
    ['with roles in a list in a list', async () => issuer.signed(HEAD, { ...good(), roles: [['admin']] })],
    ['with roles in one text', async () => issuer.signed(HEAD, { ...good(), roles: 'agent,admin' })],
    ['that is an access token', async () => issuer.signed(HEAD, { ...good(), token_use: 'access' })],
    ['of an unknown key', async () => issuer.signed({ ...HEAD, kid: 'nine' }, good())],
    ['that says it is RSA', async () => issuer.signed({ ...HEAD, alg: 'RS256' }, good())],
    ['that says it is not signed', async () => issuer.signed({ ...HEAD, alg: 'none' }, good())],
    ['that says it is signed by a shared word', async () => issuer.signed({ ...HEAD, alg: 'HS256' }, good())],
    ['of an algorithm that is none', async () => issuer.signed({ ...HEAD, alg: '' }, good())],
    ['that brings its own key', async () => other.signed({ ...HEAD, kid: undefined, jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }, good())],
    ['that says where its key lies', async () => other.signed({ ...HEAD, jku: `${other.issuer}/keys` }, good())],
    ['that demands what we do not know', async () => issuer.signed({ ...HEAD, crit: ['b64'], b64: false }, good())],
    ['whose claims are no JSON', async () => issuer.signed(HEAD, 'not json')],
    ['whose claims are a list', async () => issuer.signed(HEAD, [good()])],
    ['whose header is no JSON', async () => `${Buffer.from('{').toString('base64url')}.${(await issuer.signed(HEAD, good())).split('.').slice(1).join('.')}`],
    ['whose header was changed after signing', async () => { const [, claims, signature] = (await issuer.signed(HEAD, good())).split('.'); return `${Buffer.from(JSON.stringify({ ...HEAD, x: 1 })).toString('base64url')}.${claims}.${signature}`; }],
    ['with half of its signature', async () => (await issuer.signed(HEAD, good())).slice(0, -20)],
    ['with another\'s signature', async () => { const [one, two] = [await issuer.signed(HEAD, good()), await issuer.signed(HEAD, { ...good(), sub: 'eve' })]; return `${two.split('.').slice(0, 2).join('.')}.${one.split('.')[2]}`; }],
    ['without a signature', async () => `${(await issuer.signed(HEAD, good())).split('.').slice(0, 2).join('.')}.`],
    ['in five parts', async () => `${await issuer.signed(HEAD, good())}.a.b`],
    ['twice', async () => { const token = await issuer.signed(HEAD, good()); return `${token} ${token}`; }],
    ['with a comma behind it', async () => `${await issuer.signed(HEAD, good())},`],
    ['in Hebrew', () => 'אסימון.של.שלום'],
    ['of a hundred thousand letters', () => `${'a'.repeat(100_000)}.b.c`],
  ];
  it.each(bad)('%s opens nothing, and nothing is said', async (_what, token) => {
    expect(await ask(await token())).toMatchObject({ status: 401, body: '' });
  });

  it('is looked for in the header that is made for it, and nowhere else', async () => {
    const token = await issuer.token();
    expect((await world.call('GET', `/me?token=${token}&access_token=${token}`)).status).toBe(401);
  });
});

describe('signing in by a code', () => {
  const verifier = 'v'.repeat(64);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const redirect = 'http://127.0.0.1/';
  const exchange = async (body: object) => world.call<{ token: string }>('POST', '/sign-in', { body });

  it('begins where the settings say', async () => {
    expect(await world.call('GET', '/sign-in.json')).toMatchObject({ status: 200, body: { authorize: `${issuer.issuer}/authorize`, clientId: 'console', scope: 'openid profile' } });
  });

  it('gives a token for the issuer\'s code to who began it, and that opens the console', async () => {
    const { status, body } = await exchange({ code: issuer.codeFor(challenge, redirect, { roles: ['lead'] }), verifier, redirect });
    expect(status).toBe(200);
    expect((await world.call('GET', '/me', { token: body.token })).body).toMatchObject({ id: 'dana', name: 'דנה', roles: ['lead'] });
  });

  it.each<[string, () => object]>([
    ['another verifier', () => ({ code: issuer.codeFor(challenge, redirect), verifier: 'w'.repeat(64), redirect })],
    ['a code of nobody', () => ({ code: 'guessed', verifier, redirect })],
  ])('refuses %s, and says nothing', async (_what, body) => {
    expect(await exchange(body())).toMatchObject({ status: 401, body: '' });
  });

  it('takes a code once', async () => {
    const body = { code: issuer.codeFor(challenge, redirect), verifier, redirect };
    expect([(await exchange(body)).status, (await exchange(body)).status]).toEqual([200, 401]);
  });

  it.each<[string, object]>([['another place to come back to', { redirect: 'https://evil.example/' }], ['a short verifier', { verifier: 'short' }], ['no code', { code: '' }]])('refuses %s before it asks anybody', async (_what, change) => {
    expect(await exchange({ code: 'x', verifier, redirect, ...change })).toMatchObject({ status: 400 });
  });
});
