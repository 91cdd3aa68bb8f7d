import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { Unreadable, Untrusted } from '../../shared/errors.ts';
import { door } from '../../shared/channels/x/door.ts';
import { facts, XSettings } from '../../shared/channels/x/facts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { signAsX } from '../support/sign-x.ts';

const settings = XSettings.parse(facts.example);
const knock = (body: Buffer, headers: Record<string, string> = {}) => ({ method: 'POST', headers, query: {}, body });
const challenge = (token: string, secret = settings.consumerSecret) => door.challenge({ method: 'GET', headers: {}, query: { crc_token: token }, body: Buffer.alloc(0) }, { ...settings, consumerSecret: secret });
const EXAMPLES = new URL('../../events/x/', import.meta.url);
const names = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json')).map((file) => file.slice(0, -5));
const bodyOf = (name: string): Buffer => readFileSync(new URL(`${name}.json`, EXAMPLES));
const withoutRaw = (arrivals: object[]): object[] => arrivals.map((arrival) => Object.fromEntries(Object.entries(arrival).filter(([key]) => key !== 'raw')));
const read = (body: unknown, given = settings) => door.normalise(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), given, SUNDAY_MORNING);

describe('the challenge of X', () => {
  it('is answered as an independent implementation answers it', () => {
    expect(challenge('test token', 'apiSecret')?.body).toBe('{"response_token":"sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0="}');
  });

  it('cannot be used to have a delivery signed', () => {
    expect(() => challenge('{"for_user_id":"42"}')).toThrow(Untrusted);
  });

  it.each(['', 'x'.repeat(1001), '\ufeff{}', '[{}]'])('%j is none', (token) => {
    expect(() => challenge(token)).toThrow(Untrusted);
  });

  it('is not answered without a secret', () => {
    expect(() => challenge('token', '')).toThrow(Untrusted);
  });

  it('is not seen in a delivery', () => {
    expect(door.challenge(knock(Buffer.from('{}')), settings)).toBeUndefined();
  });
});

describe('a delivery of X', () => {
  const body = bodyOf('mention-hebrew');

  it('has the signature that the platform documents', () => {
    expect(() => door.verify(knock(Buffer.from('{"for_user_id":"1"}'), { 'x-twitter-webhooks-signature': 'sha256=Hlco0COzwYOsSzVcCoqAGpNZdK3BYQku/gWz9SSGVjA=' }), { ...settings, consumerSecret: 'consumer-secret' })).not.toThrow();
  });

  it('is accepted under the secret that is being replaced', () => {
    expect(() => door.verify(knock(body, signAsX(body, 'old')), { ...settings, consumerSecret: 'new', previousConsumerSecret: 'old' })).not.toThrow();
  });

  it.each<[string, Record<string, string>]>([['no signature', {}], ['an empty one', { 'x-twitter-webhooks-signature': '' }], ['another secret’s', signAsX(body, 'other')], ['an unfinished one', { 'x-twitter-webhooks-signature': 'sha256=' }]])('with %s is refused', (_, headers) => {
    expect(() => door.verify(knock(body, headers), settings)).toThrow(Untrusted);
  });

  it('is refused when no secret is set, even under the empty one', () => {
    expect(() => door.verify(knock(body, signAsX(body, '')), { ...settings, consumerSecret: '', previousConsumerSecret: '' })).toThrow(Untrusted);
  });

  it('is refused when it was written anew', () => {
    const anew = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));
    expect(() => door.verify(knock(anew, signAsX(body, settings.consumerSecret)), settings)).toThrow(Untrusted);
  });

  it('cannot be made of a signed challenge', () => {
    const token = Buffer.from('1234');
    expect(() => door.verify(knock(token, signAsX(token, settings.consumerSecret)), settings)).toThrow(Untrusted);
  });
});

describe('a delivery signed with the app’s OAuth 2.0 secret', () => {
  const body = bodyOf('mention-hebrew');
  const newer = (secret: string) => ({ 'x-twitter-webhooks-signature-oauth2': signAsX(body, secret)['x-twitter-webhooks-signature']! });
  const only = { ...settings, consumerSecret: '', clientSecret: 'client-secret' };

  it.each([['client-secret', {}], ['old', { previousClientSecret: 'old' }]])('%s is accepted (%j)', (secret, fields) => {
    expect(() => door.verify(knock(body, newer(secret)), { ...only, ...fields })).not.toThrow();
  });

  it('is accepted beside an older header whose secret we do not have', () => {
    expect(() => door.verify(knock(body, { ...newer('client-secret'), ...signAsX(body, 'not ours') }), only)).not.toThrow();
  });

  it.each<[string, Record<string, string>]>([
    ['the consumer secret under the newer header', newer(settings.consumerSecret)], ['the client secret under the older header', signAsX(body, 'client-secret')],
    ['nothing', {}], ['the empty secret', { ...newer(''), ...signAsX(body, '') }],
  ])('%s is refused', (_, headers) => {
    expect(() => door.verify(knock(body, headers), { ...settings, clientSecret: 'client-secret' })).toThrow(Untrusted);
  });

  it('has a challenge answered with that secret', () => {
    expect(door.challenge({ method: 'GET', headers: {}, query: { crc_token: 'test token' }, body: Buffer.alloc(0) }, { ...settings, clientSecret: 'apiSecret' })?.body).toContain('sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=');
  });
});

describe.each(names)('the example %s', (name) => {
  it('holds exactly what is expected of it', () => {
    const { expected } = JSON.parse(readFileSync(new URL(`${name}.expected.json`, EXAMPLES), 'utf8')) as { expected: object[] };
    expect(withoutRaw(door.normalise(bodyOf(name), settings, SUNDAY_MORNING))).toEqual(expected);
  });
});

describe('what X tells', () => {
  const oldPost = (id: string) => ({ id_str: id, text: '@brand שלום', user: { id_str: '7' } });

  it('is read whole, a thousand posts in one delivery', () => {
    const posts = Array.from({ length: 1000 }, (_, n) => oldPost(String(2_080_765_813_578_000_000n + BigInt(n))));
    expect(new Set(read({ for_user_id: '42', tweet_create_events: posts }).map(({ nativeId }) => nativeId)).size).toBe(1000);
  });

  it('keeps an item it cannot read beside its neighbours', () => {
    expect(read({ for_user_id: '42', tweet_create_events: [oldPost('1'), { strange: true }, oldPost('2')] }).map((arrival) => (arrival.kind === 'note' ? arrival.what : arrival.nativeId))).toEqual(['1', 'unknown', '2']);
  });

  it('keeps every digit of an id sent as a number', () => {
    expect(read('{"for_user_id":42,"tweet_delete_events":[{"status":{"id":2080765813578191303}}]}')[0]).toMatchObject({ about: '2080765813578191303', inbox: '42' });
  });

  it('is dated by its id when it carries no time', () => {
    const [arrival] = read({ for_user_id: '42', tweet_create_events: [oldPost('2080765813578191303')] });
    expect(new Date(arrival!.at).toISOString()).toMatch(/^2026-07-24T21:23:23/);
  });

  it('is dated by its arrival when its id tells nothing', () => {
    expect(read({ for_user_id: '42', tweet_create_events: [oldPost('17')] })[0]?.at).toBe(SUNDAY_MORNING);
  });

  it('is another conversation for every author under one post', () => {
    const reply = (id: string, author: string) => ({ data: { event_type: 'post.reply.create', filter: { user_id: '42' }, payload: { id, text: 'x', author_id: author, conversation_id: '9' } } });
    expect([read(reply('1', '7')), read(reply('2', '8'))].map(([arrival]) => arrival?.kind === 'message' && arrival.conversation)).toEqual(['9:7', '9:8']);
  });

  it('keeps a list that is called like something of every object', () => {
    const arrivals = read('{"for_user_id":"42","constructor":[{"a":1}],"toString":{"b":2},"hasOwnProperty":"x"}');
    expect(arrivals.map((arrival) => arrival.kind === 'note' && arrival.what)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it.each([['he', 'מותג מעצבן, איפה ההחזר שלי'], ['en', 'The brand is broken, where is my refund']])('of a kind that may have found a post by a keyword is watched only, unless the post names us (%s)', (_, text) => {
    const found = (words: string, type: string) => read({ data: { event_type: type, filter: { user_id: '42' }, payload: { id: '1', text: words, author_id: '7' } } });
    expect(found(text, 'post.keyword.match')).toMatchObject([{ monitoringOnly: true }]);
    expect(found(`@brand ${text}`, 'post.keyword.match')).toMatchObject([{ monitoringOnly: false }]);
    expect(found(text, 'post.quote.create')).toMatchObject([{ monitoringOnly: false }]);
  });

  it('may come as several events at once, of which one cannot be read', () => {
    const post = { event_type: 'post.mention.create', filter: { user_id: '42' }, payload: { id: '1', text: '@brand שלום', author_id: '7' } };
    expect(read({ data: [post, { strange: true }, { ...post, payload: { ...post.payload, id: '2' } }] }).map((arrival) => (arrival.kind === 'note' ? arrival.what : arrival.nativeId))).toEqual(['1', 'unknown', '2']);
  });

  it('nested deeper than anybody writes is of no known shape, or kept', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    for (const body of [deep, `{"for_user_id":"42","new_events":${deep}}`, `{"data":{"event_type":"new.kind","payload":${deep}}}`, `{"for_user_id":"42","tweet_create_events":${deep},"id":12345678901234567890}`]) {
      expect(() => read(body)).toThrow(Unreadable);
    }
  });

  it.each([['4242', { ownSend: true }], ['3033300', { ownSend: false, typedElsewhere: true }], [undefined, { ownSend: false }]])('of a message that app %s sent for us is %j', (app, known) => {
    const message = { id: '1', created_timestamp: '1795332615000', message_create: { target: { recipient_id: '7' }, sender_id: '42', ...(app ? { source_app_id: app } : {}), message_data: { text: 'x' } } };
    const [arrival] = read({ for_user_id: '42', direct_message_events: [message] });
    expect(arrival).toMatchObject({ ours: true, ...known });
    expect('typedElsewhere' in arrival!).toBe('typedElsewhere' in known);
  });

  it('is never taken for typed elsewhere when a customer’s app has another id, or ours is not known', () => {
    const message = (sender: string) => ({ id: '1', message_create: { target: { recipient_id: '42' }, sender_id: sender, source_app_id: '99', message_data: { text: 'x' } } });
    const { appId: _none, ...without } = settings;
    expect([read({ for_user_id: '42', direct_message_events: [message('7')] }), read({ for_user_id: '42', direct_message_events: [message('42')] }, without)].flat().filter((arrival) => 'typedElsewhere' in arrival)).toEqual([]);
  });

  it.each(['', 'hello', '[]', '{"a":1}', '{"data":{}}', '42', '\u0000'])('as %j is of no known shape', (body) => {
    expect(() => read(body)).toThrow(Unreadable);
  });
});
