import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { api } from '../../shared/channels/facebook/api.ts';
import { door as instagramDoor } from '../../shared/channels/instagram/door.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '7001', name: 'Dana Cohen' };
const BRAND = { id: 'IG1', name: 'brand' };
let world: GraphWorld;

beforeEach(async () => {
  world = await graphWorld();
});
afterEach(() => world.graph.close());

const told = (): unknown[] => world.graph.deliveries.instagram.packed().flatMap(({ body }) => instagramDoor.normalise(body, world.instagram.settings, 0));
const call = async (path: string, body?: unknown): Promise<{ status: number; body: { error?: { code: number }; data?: unknown[] } }> => {
  const answer = await fetch(`${world.graph.url}/v26.0/${path}`, { headers: { authorization: 'Bearer local-facebook-token' }, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }) });
  return { status: answer.status, body: (await answer.json()) as { error?: { code: number } } };
};

describe('what a person does on the stand-in', () => {
  it('may be other words for a message', () => {
    const mid = world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    world.graph.customers.rewrite('PAGE1', DANA, mid, 'y');
    expect(world.arrivals().at(-1)).toEqual(expect.objectContaining({ what: 'edited', about: mid, text: 'y', thread: [DANA.id] }));
  });

  it('may be a story in which the account is named: its address, never its media', () => {
    world.graph.customers.mentionInStory('IG1', DANA, 'https://cdn.example/story');
    expect(told()).toEqual([expect.objectContaining({ visibility: 'private', link: 'https://cdn.example/story', attachments: [{ type: 'story_mention', url: null, name: null }] })]);
  });

  it('may be a comment during a live broadcast', () => {
    world.graph.customers.comment('IG1', DANA, world.graph.customers.post('IG1', BRAND, 'live').id, 'שומעים?', true);
    expect(told()).toEqual([expect.objectContaining({ text: 'שומעים?', raw: expect.objectContaining({ field: 'live_comments' }) })]);
  });

  it('cannot be done to what is not there', () => {
    expect(() => world.graph.customers.unsend('PAGE1', DANA, 'm_0')).toThrow('no message m_0');
    expect(() => world.graph.customers.comment('PAGE1', DANA, '1_2', 'x')).toThrow('no item 1_2');
  });
});

describe('what a person sees on the stand-in', () => {
  it('is the conversation of both sides, in its order', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'איפה?' });
    world.pass(1000);
    await api.send(world.facebook, { route: { kind: 'private', to: DANA.id, inbox: 'PAGE1' }, text: 'בדרך', automatic: true });
    world.graph.customers.write('PAGE1', { id: '7002', name: 'Noa' }, { text: 'another’s' });
    expect(world.graph.customers.sees('PAGE1', DANA.id).conversation.map(({ text, byAccount }) => [text, byAccount])).toEqual([['איפה?', false], ['בדרך', true]]);
  });

  it('is each post with what stands below it, ours too', async () => {
    const post = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    world.pass(1000);
    await api.send(world.facebook, { route: { kind: 'publicReply', to: post.id, inbox: 'PAGE1' }, text: 'תודה', automatic: false });
    expect(world.graph.customers.sees('PAGE1', DANA.id).posts).toEqual([expect.objectContaining({ id: post.id, comments: [expect.objectContaining({ text: 'תודה', author: expect.objectContaining({ id: 'PAGE1' }) })] })]);
  });

  it('is the private answer to a comment as well', async () => {
    const post = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    await api.send(world.facebook, { route: { kind: 'privateReply', to: post.id, inbox: 'PAGE1' }, text: 'נמשיך כאן', automatic: true });
    expect(world.graph.customers.sees('PAGE1', DANA.id).conversation).toEqual([expect.objectContaining({ text: 'נמשיך כאן', byAccount: true })]);
  });
});

describe('deliveries that nobody takes', () => {
  const fail = async (): Promise<number[]> => world.graph.deliveries.page.deliver();

  it('end after an hour, without a word', async () => {
    world.graph.setWebhook('page', `${world.graph.url}/nobody`);
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    await fail();
    world.pass(HOUR - 1);
    await fail();
    expect(world.graph.state.unsubscribed.has('PAGE1')).toBe(false);
    world.pass(1);
    expect([await fail(), world.graph.state.unsubscribed.has('PAGE1'), world.arrivals()]).toEqual([[400], true, []]);
  });

  it('begin again when they are asked for, with what happens from then on', async () => {
    world.graph.state.unsubscribed.add('PAGE1');
    world.graph.customers.write('PAGE1', DANA, { text: 'meanwhile' });
    expect(await call('PAGE1/subscribed_apps', { subscribed_fields: 'messages,feed' })).toEqual({ status: 200, body: { success: true } });
    world.graph.customers.write('PAGE1', DANA, { text: 'later' });
    expect(world.arrivals().map(({ text }) => text)).toEqual(['later']);
    expect((await call('PAGE1/subscribed_apps')).body.data).toEqual([{ id: '4242', subscribed_fields: ['messages', 'feed'] }]);
  });

  it.each([[{ subscribed_fields: 'messages,telepathy' }, 'PAGE1', 100], [{}, 'PAGE1', 100], [{ subscribed_fields: 'messages' }, 'PAGE2', 200]])('do not begin by %j for %s', async (body, account, code) => {
    expect((await call(`${account}/subscribed_apps`, body)).body.error?.code).toBe(code);
  });
});

describe('conversations on the stand-in', () => {
  it('are refused to who reads them a third time in a second', async () => {
    await world.graph.close();
    world = await graphWorld({ conversationsPerSecond: 2 });
    const codes = [];
    for (let index = 0; index < 3; index++) codes.push((await call('PAGE1/conversations')).body.error?.code);
    world.pass(1000);
    codes.push((await call('PAGE1/conversations')).body.error?.code);
    expect(codes).toEqual([undefined, undefined, 613, undefined]);
  });

  it('are those of the token’s own account', async () => {
    expect((await call('IG1/conversations')).body.error?.code).toBe(200);
  });
});
