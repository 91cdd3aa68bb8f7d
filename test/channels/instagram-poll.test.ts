import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { api } from '../../shared/channels/instagram/api.ts';
import { door } from '../../shared/channels/instagram/door.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '9001', name: 'dana.k' };
const BRAND = { id: 'IG1', name: 'brand' };
const MINUTE = 60_000;
let world: GraphWorld;
let cursor: string | null;

beforeEach(async () => {
  world = await graphWorld();
  cursor = null;
});
afterEach(() => world.graph.close());

/** One round, however many calls it takes. */
async function round(): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  for (let more = true; more;) {
    const page = await api.poll!(world.instagram, { inbox: 'IG1', cursor });
    arrivals.push(...page.arrivals);
    ({ cursor, more } = page);
  }
  return arrivals;
}
const textsOf = (arrivals: Arrival[]): (string | null)[] => arrivals.map(({ text }) => text);
const post = (text = 'חדש'): string => world.graph.customers.post('IG1', BRAND, text).id;
const comment = (on: string, text: string): string => world.graph.customers.comment('IG1', DANA, on, text).id;

describe('comments that are fetched', () => {
  it('have the key, author, words and place that a delivery gives them', async () => {
    const media = post();
    comment(media, 'כמה זה עולה?');
    const { body } = world.graph.deliveries.instagram.packed()[0]!;
    const essence = ({ at: _at, raw: _raw, ...rest }: Arrival): unknown => rest;
    expect((await round()).map(essence)).toEqual(door.normalise(body, world.instagram.settings, 0).map(essence));
  });

  it('have the time at which they were written', async () => {
    comment(post(), 'x');
    const at = world.instagram.now();
    world.pass(HOUR);
    expect(await round()).toEqual([expect.objectContaining({ at })]);
  });

  it('below other comments are found too, each with its parent', async () => {
    const media = post();
    const first = comment(media, 'first');
    comment(first, 'תשובה');
    expect((await round()).map((arrival) => [arrival.text, (arrival as { parent?: string }).parent])).toEqual([['first', null], ['תשובה', first]]);
  });

  it('of our own are ours', async () => {
    world.graph.customers.comment('IG1', BRAND, post(), 'תודה');
    expect(await round()).toEqual([expect.objectContaining({ ours: true, author: { id: 'IG1', name: 'brand' } })]);
  });

  it('below an old post are found by its count', async () => {
    const media = post();
    world.pass(100 * 24 * HOUR);
    await round();
    world.pass(5 * MINUTE);
    comment(media, 'אחרי חצי שנה');
    expect(textsOf(await round())).toEqual(['אחרי חצי שנה']);
  });

  it('from before the first look are left alone', async () => {
    comment(post(), 'old');
    world.pass(48 * HOUR);
    expect(await round()).toEqual([]);
  });

  it('are caught up with after a day off, each once', async () => {
    const media = post();
    await round();
    const written = Array.from({ length: 130 }, (_, index) => {
      world.pass(10 * MINUTE);
      return comment(media, `תגובה ${index}`);
    });
    expect((await round()).map(({ nativeId }) => nativeId).toSorted()).toEqual(written.toSorted());
  });

  it('of a post that is flooded are all read, a few pages a call', async () => {
    const media = post();
    for (let index = 0; index < 1200; index++) comment(media, `${index}`);
    const first = await api.poll!(world.instagram, { inbox: 'IG1', cursor: null });
    expect([first.arrivals.length, first.more]).toEqual([500, true]);
    expect(new Set((await round()).map(({ nativeId }) => nativeId)).size).toBe(1200);
  });

  it('come again within the overlap and not behind it', async () => {
    const media = post();
    comment(media, 'x');
    await round();
    world.pass(9 * MINUTE);
    expect(await round()).toHaveLength(1);
    world.pass(11 * MINUTE);
    await round();
    world.pass(MINUTE);
    expect(await round()).toHaveLength(0);
  });

  it('that somebody hid on the platform, or shows again, are told so, once', async () => {
    const media = post();
    const [first, answer] = [comment(media, 'spam'), comment(comment(media, 'hello'), 'more spam')];
    await round();
    for (const id of [first, answer]) world.graph.customers.hideThere(id, true);
    world.pass(HOUR);
    const told = (arrivals: Arrival[]) => arrivals.flatMap((arrival) => (arrival.kind === 'note' ? [[arrival.what, arrival.about, arrival.thread, arrival.at]] : []));
    const at = world.instagram.now();
    expect(told(await round())).toEqual([['hidden', first, [media, DANA.id], at], ['hidden', answer, [media, DANA.id], at]]);
    world.pass(MINUTE);
    expect(await round()).toEqual([]);
    world.graph.customers.hideThere(first, false);
    world.pass(MINUTE);
    expect(told(await round())).toEqual([['unhidden', first, [media, DANA.id], at + 2 * MINUTE]]);
    world.pass(MINUTE);
    expect(await round()).toEqual([]);
  });

  it('that were hidden before anybody looked are told with their words, or not at all', async () => {
    const media = post();
    const old = comment(media, 'old spam');
    world.graph.customers.hideThere(old, true);
    world.pass(48 * HOUR);
    const late = comment(media, 'new spam');
    world.graph.customers.hideThere(late, true);
    expect((await round()).map((arrival) => [arrival.kind, arrival.kind === 'note' ? arrival.about : arrival.nativeId])).toEqual([['message', late], ['note', late]]);
  });

  it('begin anew from a cursor of an older form, and say so', async () => {
    const { refused, arrivals } = await api.poll!(world.instagram, { inbox: 'IG1', cursor: '{"comments":{"cursor":"{\\"since\\":\\"yesterday\\"}","begunAt":1,"notBefore":0}}' });
    expect([refused, arrivals]).toEqual([[{ part: 'comments, cursor', reason: 'unreadable' }], expect.any(Array)]);
  });

  it('leave the cursor where it was when the platform throttles', async () => {
    comment(post(), 'x');
    world.graph.throttle(5);
    await expect(round()).rejects.toEqual(expect.objectContaining({ name: 'TryLater', seconds: 360 }));
    world.pass(7 * MINUTE);
    expect(textsOf(await round())).toEqual(['x']);
  });

  it('are looked for again as far back when a page mark has ended', async () => {
    const media = post();
    for (let index = 0; index < 120; index++) comment(media, `${index}`);
    const { http } = world.instagram;
    let ended = true;
    world.instagram.http = async (request) => {
      if (!ended || !request.url.endsWith('/comments') || request.query?.['after'] === undefined) return http(request);
      ended = false;
      return { status: 400, headers: {}, body: { error: { code: 100 } } };
    };
    expect(await round()).toHaveLength(50);
    world.pass(2 * HOUR);
    expect(await round()).toHaveLength(120);
  });

  it('are not fetched where the settings say so', async () => {
    comment(post(), 'x');
    Object.assign(world.instagram.settings, { pollComments: false, pollMessages: false });
    expect(await round()).toEqual([]);
    expect(world.calls).toEqual([]);
  });
});
