import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Arrival, MessageArrival } from '../../shared/channels/arrival.ts';
import { api } from '../../shared/channels/facebook/api.ts';
import { door } from '../../shared/channels/facebook/door.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '7001', name: 'Dana Cohen' };
const NOA = { id: '7002', name: 'נועה לוי' };
const PAGE = { id: 'PAGE1', name: 'Brand' };
const MINUTE = 60_000;
let world: GraphWorld;
let cursor: string | null;

beforeEach(async () => {
  world = await graphWorld();
  cursor = null;
});
afterEach(() => world.graph.close());

/** One round, however many calls it takes. */
async function round(): Promise<MessageArrival[]> {
  const arrivals: Arrival[] = [];
  for (let more = true; more;) {
    const page = await api.poll!(world.facebook, { inbox: 'PAGE1', cursor });
    arrivals.push(...page.arrivals);
    ({ cursor, more } = page);
  }
  return arrivals as MessageArrival[];
}
const delivered = (): MessageArrival[] => world.graph.deliveries.page.packed().flatMap(({ body }) => door.normalise(body, world.facebook.settings, 0)).filter((arrival) => arrival.kind === 'message');
const essence = ({ nativeId, inbox, visibility, conversation, post, parent, ours, author, text, attachments, monitoringOnly }: MessageArrival): unknown =>
  ({ nativeId, inbox, visibility, conversation, post, parent, ours, author: author.id, text, attachments, monitoringOnly });
const byId = (arrivals: MessageArrival[]): unknown[] => arrivals.toSorted((one, other) => one.nativeId.localeCompare(other.nativeId)).map(essence);
const texts = (arrivals: MessageArrival[]): string[] => arrivals.map(({ text }) => text);

describe('what is fetched from a page', () => {
  it('has the key, thread, author, words and files that its delivery has, whatever it is', async () => {
    const { customers } = world.graph;
    customers.write('PAGE1', DANA, { text: 'איפה המשלוח?' });
    customers.write('PAGE1', NOA, { text: 'see', attachments: [{ type: 'image', payload: { url: 'https://cdn.example/1.jpg' } }] });
    customers.answerElsewhere('PAGE1', DANA.id, 'בדרך');
    const post = customers.post('PAGE1', PAGE, 'מבצע');
    const comment = customers.comment('PAGE1', DANA, post.id, 'כמה?');
    customers.comment('PAGE1', NOA, comment.id, 'גם אני שואלת');
    customers.comment('PAGE1', PAGE, comment.id, 'עשרים');
    customers.post('PAGE1', NOA, 'תודה על השירות');
    const fetched = await round();
    expect(fetched).toHaveLength(7);
    expect(byId(fetched)).toEqual(byId(delivered()));
  });

  it.each([['of an older form', '{"since":1,"round":null}'], ['of a part of an older form', '{"feed":{"cursor":"{\\"after\\":3}","begunAt":1,"notBefore":0}}'], ['that is no JSON', 'QVFIUj']])('begins anew from a cursor %s, and says so', async (_what, kept) => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const page = await api.poll!(world.facebook, { inbox: 'PAGE1', cursor: kept });
    expect(page.refused).toEqual([{ part: expect.stringContaining('cursor'), reason: 'unreadable' }]);
    expect((await api.poll!(world.facebook, { inbox: 'PAGE1', cursor: page.cursor })).refused).toBeUndefined();
  });

  it('has the second in which it was written', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const at = world.facebook.now();
    world.pass(5 * MINUTE);
    expect((await round()).map((arrival) => arrival.at)).toEqual([at]);
  });

  it('tells who wrote, which a delivery of a private message does not', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    expect(await round()).toEqual([expect.objectContaining({ author: DANA })]);
  });

  it('is nothing of what lies before the first look', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'old' });
    world.graph.customers.comment('PAGE1', DANA, world.graph.customers.post('PAGE1', PAGE, 'p').id, 'old');
    world.pass(HOUR);
    expect(await round()).toEqual([]);
  });

  it('is nothing that its author took back', async () => {
    const mid = world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    world.graph.customers.write('PAGE1', DANA, { text: 'y' });
    world.graph.customers.unsend('PAGE1', DANA, mid);
    expect(texts(await round())).toEqual(['y']);
  });

  it('is everything of a day without deliveries, each once', async () => {
    await round();
    world.graph.state.unsubscribed.add('PAGE1');
    const post = world.graph.customers.post('PAGE1', PAGE, 'p');
    const written: string[] = [];
    for (let index = 0; index < 130; index++) {
      world.pass(10 * MINUTE);
      written.push(world.graph.customers.write('PAGE1', { id: `${8000 + index % 23}`, name: `P ${index}` }, { text: `הודעה ${index}` }), world.graph.customers.comment('PAGE1', DANA, post.id, `תגובה ${index}`).id);
    }
    expect(delivered()).toEqual([]);
    expect((await round()).map(({ nativeId }) => nativeId).toSorted()).toEqual(written.toSorted());
  });

  it('is the whole of one long conversation', async () => {
    await round();
    world.pass(15 * MINUTE);
    for (let index = 0; index < 95; index++) world.graph.customers.write('PAGE1', DANA, { text: `${index}` });
    expect(new Set((await round()).map(({ nativeId }) => nativeId)).size).toBe(95);
  });

  it('is found below a post of weeks ago', async () => {
    const post = world.graph.customers.post('PAGE1', PAGE, 'p');
    world.pass(50 * 24 * HOUR);
    await round();
    world.pass(20 * MINUTE);
    world.graph.customers.comment('PAGE1', DANA, post.id, 'עדיין רלוונטי?');
    expect(texts(await round())).toEqual(['עדיין רלוונטי?']);
  });

  it('comes again within the overlap and not behind it', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const found: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      world.pass(turn === 0 ? 5 * MINUTE : 10.5 * MINUTE);
      found.push((await round()).length);
    }
    expect(found).toEqual([1, 1, 0]);
  });

  it('costs few calls when nothing is new', async () => {
    await round();
    world.pass(15 * MINUTE);
    world.calls.length = 0;
    await round();
    expect(world.calls).toEqual(['GET /v26.0/PAGE1/conversations', 'GET /v26.0/PAGE1/feed']);
  });

  it('is asked for once in a quarter of an hour, however often somebody asks', async () => {
    await round();
    world.calls.length = 0;
    await round();
    expect(world.calls).toEqual([]);
  });

  it('is left out where the settings say so', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    world.facebook.settings.pollGaps = false;
    expect([await round(), world.calls]).toEqual([[], []]);
  });
});

describe('a fetching that fails', () => {
  it('waits as long as the platform says, with its cursor where it was', async () => {
    await round();
    world.pass(15 * MINUTE);
    world.graph.customers.write('PAGE1', DANA, { text: 'x' });
    const before = cursor;
    world.graph.throttle(5);
    await expect(round()).rejects.toEqual(expect.objectContaining({ name: 'TryLater', seconds: 360 }));
    expect(cursor).toBe(before);
    world.pass(7 * MINUTE);
    expect(texts(await round())).toEqual(['x']);
  });

  it('for one part does not keep the other from being fetched, and is tried again later', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'private' });
    world.graph.customers.comment('PAGE1', DANA, world.graph.customers.post('PAGE1', PAGE, 'p').id, 'public');
    const { http } = world.facebook;
    const tools = { ...world.facebook, http: async (request: Parameters<typeof http>[0]) => (request.url.endsWith('/conversations') ? { status: 403, headers: {}, body: { error: { code: 10 } } } : http(request)) };
    const page = await api.poll!(tools, { inbox: 'PAGE1', cursor: null });
    expect([texts(page.arrivals as MessageArrival[]), page.restsUntil]).toEqual([['public'], undefined]);
    ({ cursor } = page);
    expect((await api.poll!(tools, { inbox: 'PAGE1', cursor })).restsUntil).toBeGreaterThan(world.facebook.now());
    world.pass(5 * MINUTE);
    expect(texts(await round())).toEqual([]);
    world.pass(11 * MINUTE);
    expect(texts(await round())).toContain('private');
  });

  it('for every part is an error', async () => {
    world.graph.state.revoked.set('local-facebook-token', 460);
    await expect(round()).rejects.toEqual(expect.objectContaining({ name: 'Refused', reason: 'tokenDead' }));
  });

  it('since a post was taken away meanwhile loses nothing else', async () => {
    const { customers } = world.graph;
    const [gone, kept] = [customers.post('PAGE1', PAGE, 'gone'), customers.post('PAGE1', PAGE, 'kept')];
    customers.comment('PAGE1', DANA, gone.id, 'a');
    customers.comment('PAGE1', DANA, kept.id, 'b');
    const { http } = world.facebook;
    world.facebook.http = async (request) => {
      const answer = await http(request);
      if (request.url.endsWith('/feed')) customers.remove(gone.id);
      return answer;
    };
    expect(texts(await round())).toEqual(['b']);
  });

  it('since a page mark has ended looks back as far again', async () => {
    world.pass(15 * MINUTE);
    for (let index = 0; index < 60; index++) world.graph.customers.write('PAGE1', { id: `${8000 + index}`, name: 'P' }, { text: `${index}` });
    const { http } = world.facebook;
    let ended = true;
    world.facebook.http = async (request) => {
      if (!ended || !request.url.endsWith('/conversations') || request.query?.['after'] === undefined) return http(request);
      ended = false;
      return { status: 400, headers: {}, body: { error: { code: 100 } } };
    };
    expect(await round()).toHaveLength(10);
    world.pass(25 * MINUTE);
    expect(await round()).toHaveLength(60);
  });
});

describe('calls to the conversations API', () => {
  it('are never more than the platform takes', async () => {
    await world.graph.close();
    world = await graphWorld({ clock: Date.now, conversationsPerSecond: 4 });
    for (let index = 0; index < 60; index++) world.graph.customers.write('PAGE1', { id: `${8000 + index}`, name: 'P' }, { text: `${index}` });
    expect(await round()).toHaveLength(60);
  });
});
