import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Knock } from '../../shared/channels/channel.ts';
import { door as facebook } from '../../shared/channels/facebook/door.ts';
import type { FacebookSettings } from '../../shared/channels/facebook/facts.ts';
import { door as instagram } from '../../shared/channels/instagram/door.ts';
import type { InstagramSettings } from '../../shared/channels/instagram/facts.ts';
import { parseExactly } from '../../shared/channels/meta/envelope.ts';
import { deletionAnswer, readSignedRequest, signedRequestOf } from '../../shared/channels/meta/signed-request.ts';
import { answerChallenge, verifySignature } from '../../shared/channels/meta/signature.ts';
import { Untrusted } from '../../shared/errors.ts';

const settings = { appId: '4242', appSecret: 'app-secret', previousAppSecret: null, verifyToken: 'our-token' };
// Hebrew is escaped by the platform: a body that was parsed and written again has another signature.
const BODY = String.raw`{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m_1","text":"\u05e9\u05dc\u05d5\u05dd"}}]}]}`;
const RIGHT = 'sha256=1d72541f267dd7a684f71cee678b1715127339b99bac2efb71fbfa81ce53a91e';
const REWRITTEN = 'sha256=8f3d5f799208ee1247ec295fa15213fc7f7b9a2e999cb999b5489779a64e6b7c';

const delivery = (signature: string, body: string = BODY): Knock => ({ method: 'POST', query: {}, headers: { 'x-hub-signature-256': signature }, body: Buffer.from(body) });

describe('a signature over the bytes', () => {
  it('is believed when the app secret made it', () => {
    expect(() => verifySignature(delivery(RIGHT), settings)).not.toThrow();
  });

  it('is not believed over a Hebrew body that was parsed and written again', () => {
    expect(() => verifySignature(delivery(RIGHT, JSON.stringify(JSON.parse(BODY))), settings)).toThrow(Untrusted);
  });

  it('of the rewritten body does not fit the body that came', () => {
    expect(() => verifySignature(delivery(REWRITTEN), settings)).toThrow(Untrusted);
  });

  it('of the previous secret is believed while the secret is being changed', () => {
    expect(() => verifySignature(delivery(RIGHT), { ...settings, appSecret: 'the new one', previousAppSecret: 'app-secret' })).not.toThrow();
  });

  it('of the previous secret is refused once the change is over', () => {
    expect(() => verifySignature(delivery(RIGHT), { ...settings, appSecret: 'the new one' })).toThrow(Untrusted);
  });

  it('in capitals is none of the platform’s', () => {
    expect(() => verifySignature(delivery(`sha256=${RIGHT.slice(7).toUpperCase()}`), settings)).toThrow(Untrusted);
  });

  it('by the retired SHA-1 alone is refused', () => {
    const headers = { 'x-hub-signature': `sha1=${createHmac('sha1', 'app-secret').update(BODY).digest('hex')}` };
    expect(() => verifySignature({ ...delivery(RIGHT), headers }, settings)).toThrow(Untrusted);
  });
});

describe('the handshake of a subscription', () => {
  const knock = (query: Record<string, string>, method = 'GET'): Knock => ({ method, query, headers: {}, body: Buffer.alloc(0) });
  const asked = { 'hub.mode': 'subscribe', 'hub.verify_token': 'our-token', 'hub.challenge': '1158201444' };

  it('is answered with the challenge as it came', () => {
    expect(answerChallenge(knock(asked), settings)).toEqual({ status: 200, type: 'text/plain', body: '1158201444' });
  });

  it('is no business of a delivery', () => {
    expect(answerChallenge(knock(asked, 'POST'), settings)).toBeUndefined();
  });

  it.each([
    ['another token', { ...asked, 'hub.verify_token': 'their-token' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...asked, 'hub.mode': 'unsubscribe' }],
    ['nothing to answer', { 'hub.mode': 'subscribe', 'hub.verify_token': 'our-token' }],
    ['mark-up to be echoed', { ...asked, 'hub.challenge': '<script>alert(1)</script>' }],
  ])('is refused with %s', (_, query) => {
    expect(() => answerChallenge(knock(query), settings)).toThrow(Untrusted);
  });

  it('is refused while no token is set', () => {
    expect(() => answerChallenge(knock({ ...asked, 'hub.verify_token': '' }), { ...settings, verifyToken: '' })).toThrow(Untrusted);
  });
});

describe('a signed request', () => {
  const REQUEST = '6c3Dhkao1kn1KXf-A7Nv3rQVrfFnsPvFOQfwbcGCJ9M.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MSwidXNlcl9pZCI6IjIxODQ3MSJ9';
  const signedRequest = (payload: string, secret = 'app-secret'): string => {
    const encoded = Buffer.from(payload).toString('base64url');
    return `${createHmac('sha256', secret).update(encoded).digest('base64url')}.${encoded}`;
  };

  it('names the person who asks', () => {
    expect(readSignedRequest(REQUEST, settings)).toEqual({ userId: '218471', issuedAt: 1000 });
  });

  it('is taken out of the form that is posted', () => {
    expect(signedRequestOf(Buffer.from(`signed_request=${REQUEST}`))).toBe(REQUEST);
  });

  it('keeps every digit of a long id', () => {
    expect(readSignedRequest(signedRequest('{"algorithm":"HMAC-SHA256","user_id":10000000000000001}'), settings).userId).toBe('10000000000000001');
  });

  it.each([
    ['another secret', signedRequest('{"algorithm":"HMAC-SHA256","user_id":"1"}', 'another')],
    ['another algorithm', signedRequest('{"algorithm":"none","user_id":"1"}')],
    ['another person under the same signature', `${REQUEST.split('.')[0]}.${Buffer.from('{"algorithm":"HMAC-SHA256","user_id":"2"}').toString('base64url')}`],
    ['no signature', `.${REQUEST.split('.')[1]}`],
    ['nothing in it', ''],
    ['no person', signedRequest('{"algorithm":"HMAC-SHA256"}')],
  ])('is refused with %s', (_, request) => {
    expect(() => readSignedRequest(request, settings)).toThrow(Untrusted);
  });

  it('is refused while no secret is set', () => {
    expect(() => readSignedRequest(REQUEST, { appSecret: '', previousAppSecret: null })).toThrow(Untrusted);
  });

  it('is refused when the form has none', () => {
    expect(() => signedRequestOf(Buffer.from('a=b'))).toThrow(Untrusted);
  });

  it('is answered with where to look and a code', () => {
    expect(JSON.parse(deletionAnswer('https://company.example/deletion/7', '7').body)).toEqual({ url: 'https://company.example/deletion/7', confirmation_code: '7' });
  });
});

describe('a delivery’s JSON', () => {
  it('keeps every digit of a bare id', () => {
    expect(parseExactly(Buffer.from('{"id":26390203743090099,"at":1790000000000,"ids":[9007199254740993]}'))).toEqual({ id: '26390203743090099', at: 1790000000000, ids: ['9007199254740993'] });
  });

  it('leaves digits inside a text alone', () => {
    expect(parseExactly(Buffer.from('{"text":"[1234567890123456789] שלום"}'))).toEqual({ text: '[1234567890123456789] שלום' });
  });
});

describe('several accounts of one company', () => {
  const pages = { ...settings, accounts: [{ id: 'PAGE1' }, { id: 'PAGE2' }] } as FacebookSettings;
  const accounts = { accounts: [{ id: 'IG1', username: 'brand' }, { id: 'IG2', username: 'Brand_Israel' }] } as InstagramSettings;

  it.each([['PAGE2', 'Brand Israel', true], ['8001', 'Brand Israel', false], ['', null, false]])('know a page by its id %j alone, called %j: %j', (id, name, is) => {
    expect(facebook.wroteAsUs!(pages, { id, name })).toBe(is);
  });

  it.each([['IG2', null, true], ['17841', 'brand_israel', true], ['@brand_israel', 'brand_israel', true], ['17842', 'brand_israel_fans', false], ['17843', null, false], ['', null, false]])('know an account of Instagram by the id %j or the username %j: %j', (id, name, is) => {
    expect(instagram.wroteAsUs!(accounts, { id, name })).toBe(is);
  });
});
