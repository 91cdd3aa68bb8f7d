import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { Arrival, MessageArrival } from '../../shared/channels/arrival.ts';
import type { ChannelFacts, Door, Knock } from '../../shared/channels/channel.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { Unreadable, Untrusted } from '../../shared/errors.ts';
import { accept } from '../../shared/steps/accept.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';

const facts: ChannelFacts = {
  name: 'messenger', documentation: 'https://platform.example', doors: ['webhook'], settings: z.object({}), example: {},
  limits: { textCharacters: 2000, inboundBytes: 1000, outboundBytes: 1000, attachments: 10 }, automatic: { private: true, privateReply: true, public: false },
};
const arrival = (fields: Partial<MessageArrival> = {}): MessageArrival => ({
  kind: 'message', nativeId: 'm_1', inbox: 'PAGE1', visibility: 'private', conversation: 'person-1', post: null, parent: null, ours: false, ownSend: false,
  author: { id: 'person-1', name: 'דנה' }, at: SUNDAY_MORNING - 5, text: 'שלום, איפה ההזמנה?', attachments: [], link: null, monitoringOnly: false, raw: { mid: 'm_1' }, ...fields,
});

/** A platform whose bodies are lists of arrivals, and whose signature is a word. */
const door: Door<{ pages?: string[] }> = {
  inboxes: ({ pages = ['PAGE1'] }) => pages,
  wroteAsUs: ({ pages = ['PAGE1'] }, { id }) => pages.includes(id),
  challenge: (knock) => (knock.method === 'GET' ? { status: 200, type: 'text/plain', body: knock.query['challenge'] ?? '' } : undefined),
  verify: (knock) => { if (knock.headers['signature'] !== 'right') throw new Untrusted('wrong'); },
  normalise: (body) => {
    const read: unknown = JSON.parse(body.toString('utf8'));
    if (!Array.isArray(read)) throw new Unreadable('no list');
    return read as Arrival[];
  },
};

let queued: InboundMessage[];
const knock = async (body: unknown, fields: Partial<Knock> = {}, settings: { pages?: string[] } = {}) => accept({
  facts, door, settings, idKey: KEYS.id, now: () => SUNDAY_MORNING, log: () => undefined, inbound: { send: async (entries) => { queued.push(...entries.filter((entry): entry is InboundMessage => !('note' in entry) && !('sheets' in entry))); } },
})({ method: 'POST', headers: { signature: 'right' }, query: {}, body: Buffer.from(JSON.stringify(body)), ...fields });

beforeEach(() => { queued = []; });

describe('a webhook\'s door', () => {
  it('hears of a private message and has it on the queue before it says 200', async () => {
    expect(await knock([arrival()])).toMatchObject({ status: 200, body: '' });
    expect(queued.map((message) => InboundMessage.parse(message))).toMatchObject([{
      channel: 'messenger', inbox: 'PAGE1', visibility: 'private', text: 'שלום, איפה ההזמנה?', language: 'he', author: { id: 'person-1' },
      platform: { nativeId: 'm_1', automatic: { kind: 'private', to: 'person-1' }, reply: { kind: 'private', to: 'person-1' } },
    }]);
  });

  it('gives the same message the same id in every delivery, and another inbox another', async () => {
    await knock([arrival(), arrival({ at: SUNDAY_MORNING - 900 }), arrival({ inbox: 'PAGE2' })]);
    const [first, again, other] = queued.map(({ id }) => id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('answers nobody in private who only named us elsewhere, and nobody of them by itself', async () => {
    await knock([arrival({ visibility: 'public', post: 'THEIRS', nativeId: 'mention', elsewhere: true })]);
    const below = { kind: 'publicReply', to: 'mention', inbox: 'PAGE1' };
    expect(queued[0]!.platform).toMatchObject({ automatic: null, reply: below, handOver: below });
  });

  it('makes a thread of a post and an author, so that a viral post is no single thread', async () => {
    const comment = { visibility: 'public' as const, post: 'POST', conversation: 'POST' };
    await knock([arrival({ ...comment, nativeId: 'c1' }), arrival({ ...comment, nativeId: 'c2' }), arrival({ ...comment, nativeId: 'c3', author: { id: 'person-2', name: null } })]);
    expect(queued[0]!.conversation).toBe(queued[1]!.conversation);
    expect(queued[2]!.conversation).not.toBe(queued[0]!.conversation);
    expect(queued[0]!.platform).toMatchObject({ automatic: { kind: 'privateReply', to: 'c1' }, reply: { kind: 'publicReply', to: 'c1' } });
  });

  it('lets nothing automatic go to what was found by keyword, or to what one of us wrote', async () => {
    await knock([arrival({ monitoringOnly: true }), arrival({ nativeId: 'm_2', ours: true })]);
    expect(queued.map(({ platform }) => platform?.automatic)).toEqual([null, null]);
  });

  it('never believes that somebody writes later than we receive', async () => {
    await knock([arrival({ at: SUNDAY_MORNING + 60_000 })]);
    expect(queued[0]!.at).toBe(SUNDAY_MORNING);
  });

  it.each([['wrong', 'wrong'], ['missing', undefined], ['empty', '']])('says 401 and nothing else to a %s signature, and queues nothing', async (_what, signature) => {
    expect(await knock([arrival()], { headers: { signature } })).toEqual({ status: 401, type: 'text/plain', body: '' });
    expect(queued).toEqual([]);
  });

  it('answers the platform\'s handshake', async () => {
    expect(await knock([], { method: 'GET', query: { challenge: '42' } })).toMatchObject({ status: 200, body: '42' });
  });

  it('keeps what it trusts and cannot read, whole and visible, and says 200', async () => {
    expect(await knock({ new: 'shape', שלום: 1 })).toMatchObject({ status: 200 });
    expect(queued).toMatchObject([{ sender: { machine: 'unreadable' }, text: expect.stringContaining('שלום') as unknown }]);
  });

  it.each<[string, string[], string]>([['the one account that there is', ['PAGE1'], 'PAGE1'], ['no account where it may be any', ['PAGE1', 'PAGE2'], '']])('puts what it cannot read at all into the inbox of %s', async (_what, pages, inbox) => {
    await knock({ new: 'shape' }, {}, { pages });
    expect(queued.map((message) => message.inbox)).toEqual([inbox]);
  });

  it('puts an item that it does not know into the inbox of the account that it came for', async () => {
    await knock([{ kind: 'note', what: 'unknown', nativeId: 'n', inbox: 'PAGE2', about: null, text: null, at: 1, raw: { sticker: 7 } }], {}, { pages: ['PAGE1', 'PAGE2'] });
    expect(queued.map(({ inbox }) => inbox)).toEqual(['PAGE2']);
  });

  it('takes what another of our accounts wrote in public for ours, whatever it is called, and a customer\'s word of the same name for theirs', async () => {
    const below = { visibility: 'public' as const, post: 'POST', conversation: 'POST' };
    const settings = { pages: ['PAGE1', 'PAGE2'] };
    await knock([arrival({ ...below, nativeId: 'c1', author: { id: 'PAGE2', name: 'Brand Israel' } }), arrival({ ...below, nativeId: 'c2', author: { id: 'person-2', name: 'PAGE2' } })], {}, settings);
    expect(queued.map(({ platform }) => [platform?.ours, platform?.automatic])).toEqual([['sure', null], [undefined, expect.anything()]]);
  });

  it('keeps one unknown item without losing its neighbours', async () => {
    await knock([arrival(), { kind: 'note', what: 'unknown', nativeId: 'n', inbox: 'PAGE1', about: null, text: null, at: 1, raw: { sticker: 7 } }, arrival({ nativeId: 'm_2' })]);
    expect(queued.map(({ sender }) => sender.machine)).toEqual([null, 'unreadable', null]);
  });

  it('refuses a body larger than the platform sends', async () => {
    expect(await knock([arrival({ text: 'x'.repeat(2_000) })])).toMatchObject({ status: 413 });
  });

  it('says nothing when the queue does not take it, so that the platform tries again', async () => {
    const broken = accept({ facts, door, settings: {}, idKey: KEYS.id, now: () => SUNDAY_MORNING, log: () => undefined, inbound: { send: async () => { throw new Error('no queue'); } } });
    await expect(broken({ method: 'POST', headers: { signature: 'right' }, query: {}, body: Buffer.from(JSON.stringify([arrival()])) })).rejects.toThrow('no queue');
  });
});

it('what is nested so deep that it cannot be written again is filtered as it came, and the platform hears 200', async () => {
  queued = [];
  const deep = `[{"kind":"note","what":"unknown","inbox":"PAGE1","raw":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`;
  const roomy = { ...facts, limits: { ...facts.limits, inboundBytes: 1 << 20 } };
  const answer = await accept({
    facts: roomy, door, settings: {}, idKey: KEYS.id, now: () => SUNDAY_MORNING, log: () => undefined,
    inbound: { send: async (entries) => { queued.push(...entries.filter((entry): entry is InboundMessage => !('note' in entry))); } },
  })({ method: 'POST', headers: { signature: 'right' }, query: {}, body: Buffer.from(deep) });
  expect(answer).toMatchObject({ status: 200 });
  expect(queued).toMatchObject([{ sender: { machine: 'unreadable' }, raw: { size: deep.length } }]);
});
