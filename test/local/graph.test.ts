import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { door } from '../../shared/channels/facebook/door.ts';
import { readBody } from '../../local/servers/loopback.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '7001', name: 'Dana Cohen' };
let world: GraphWorld;
let webhook: Server;
let received: { body: Buffer; signature: string }[];
let status: number;

beforeEach(async () => {
  world = await graphWorld();
  received = [];
  status = 200;
  webhook = createServer((request, response) => {
    const take = async (): Promise<void> => {
      received.push({ body: await readBody(request, 10 << 20), signature: String(request.headers['x-hub-signature-256']) });
      response.writeHead(status).end();
    };
    void take();
  });
  await new Promise<void>((resolve) => { webhook.listen(0, '127.0.0.1', resolve); });
  world.graph.setWebhook('page', `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/webhooks/facebook`);
});
afterEach(async () => {
  webhook.closeAllConnections();
  webhook.close();
  await world.graph.close();
});

const deliver = (options?: Parameters<GraphWorld['graph']['deliveries']['page']['deliver']>[0]): Promise<number[]> => world.graph.deliveries.page.deliver(options);
const textsOf = (body: Buffer): unknown[] => door.normalise(body, world.facebook.settings, 0).map(({ text }) => text);
const call = async (path: string, init: { token?: string; method?: string; body?: string } = {}): Promise<{ status: number; body: { error?: { code: number } } }> => {
  const answer = await fetch(`${world.graph.url}${path}`, { method: init.method ?? 'GET', headers: { authorization: `Bearer ${init.token ?? 'local-facebook-token'}` }, ...(init.body === undefined ? {} : { body: init.body }) });
  return { status: answer.status, body: (await answer.json()) as { error?: { code: number } } };
};

describe('what the Graph stand-in delivers', () => {
  it('is signed as the product’s door believes it, Hebrew escaped', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'שלום' });
    expect(await deliver()).toEqual([200]);
    const [{ body, signature }] = received as [{ body: Buffer; signature: string }];
    expect(() => door.verify({ method: 'POST', query: {}, headers: { 'x-hub-signature-256': signature }, body }, world.facebook.settings)).not.toThrow();
    expect(body.toString('latin1')).toContain(String.raw`\u05e9\u05dc\u05d5\u05dd`);
    expect(textsOf(body)).toEqual(['שלום']);
  });

  it('comes in batches, in any order, as often as wanted', async () => {
    for (let index = 0; index < 5; index++) world.graph.customers.write('PAGE1', DANA, { text: `${index}` });
    expect(await deliver({ batch: 2, times: 2, order: (updates) => updates.toReversed() })).toHaveLength(6);
    expect(received.map(({ body }) => textsOf(body))).toEqual([['4', '3'], ['4', '3'], ['2', '1'], ['2', '1'], ['0'], ['0']]);
  });

  it('waits until it was taken', async () => {
    status = 500;
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    await deliver();
    status = 200;
    expect([await deliver(), await deliver()]).toEqual([[200], []]);
  });

  it('names seconds for a comment and milliseconds for a message', async () => {
    world.graph.customers.post('PAGE1', DANA, 'x');
    world.graph.customers.write('PAGE1', DANA, { text: 'y' });
    await deliver();
    const { entry } = JSON.parse(received[0]!.body.toString()) as { entry: { time: number }[] };
    expect(entry.map(({ time }) => String(time).length)).toEqual([10, 13]);
  });

  it('tells every kind of act of a customer', async () => {
    const { customers } = world.graph;
    const mid = customers.write('PAGE1', DANA, { text: 'x' });
    customers.react('PAGE1', DANA, mid);
    customers.read('PAGE1', DANA, mid);
    customers.unsend('PAGE1', DANA, mid);
    customers.answerElsewhere('PAGE1', DANA.id, 'y');
    const post = customers.post('PAGE1', DANA, 'p');
    const comment = customers.comment('PAGE1', DANA, post.id, 'c');
    customers.edit(comment.id, 'd');
    customers.remove(comment.id);
    expect(world.arrivals().map((arrival) => (arrival.kind === 'note' ? arrival.what : `${arrival.visibility}${arrival.ours ? ' ours' : ''}`)))
      .toEqual(['private', 'reaction', 'receipt', 'removed', 'private ours', 'public', 'public', 'edited', 'removed']);
  });
});

describe('what the Graph stand-in refuses', () => {
  it('is a token it does not know', async () => {
    expect(await call('/v26.0/PAGE1/subscribed_apps', { token: 'another' })).toEqual({ status: 401, body: { error: expect.objectContaining({ code: 190 }) } });
  });

  it('is an address without version', async () => {
    expect((await call('/PAGE1/subscribed_apps')).status).toBe(400);
  });

  it('is a retired tag', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const body = JSON.stringify({ recipient: { id: DANA.id }, messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE', message: { text: 'x' } });
    expect((await call('/v26.0/PAGE1/messages', { method: 'POST', body })).body.error?.code).toBe(100);
  });

  it('is HUMAN_AGENT without approval', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const body = JSON.stringify({ recipient: { id: DANA.id }, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'x' } });
    expect((await call('/v26.0/PAGE1/messages', { method: 'POST', body })).body.error?.code).toBe(10);
  });

  it('is a text beyond the platform’s limit', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const body = JSON.stringify({ recipient: { id: DANA.id }, messaging_type: 'RESPONSE', message: { text: 'x'.repeat(2001) } });
    expect((await call('/v26.0/PAGE1/messages', { method: 'POST', body })).body.error?.code).toBe(100);
  });

  it('is no JSON', async () => {
    expect((await call('/v26.0/PAGE1/messages', { method: 'POST', body: '{' })).status).toBe(400);
  });

  it('ends when the throttle does, and each call meanwhile prolongs it', async () => {
    world.graph.throttle(1);
    expect((await call('/v26.0/PAGE1/subscribed_apps')).body.error?.code).toBe(80006);
    world.pass(HOUR / 60);
    expect((await call('/v26.0/PAGE1/subscribed_apps')).body.error?.code).toBe(80006);
    world.pass(HOUR);
    expect((await call('/v26.0/PAGE1/subscribed_apps')).status).toBe(200);
  });

  it('a bare call to a comment writes that comment anew, which is why the product never makes it', async () => {
    const comment = world.graph.customers.comment('PAGE1', DANA, world.graph.customers.post('PAGE1', DANA, 'p').id, 'customer’s words');
    await call(`/v26.0/${comment.id}`, { method: 'POST', body: JSON.stringify({ message: 'ours' }) });
    expect(world.graph.state.items.get(comment.id)?.text).toBe('ours');
  });
});
