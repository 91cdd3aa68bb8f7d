import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Arrival, MessageArrival } from '../../shared/channels/arrival.ts';
import { api } from '../../shared/channels/instagram/api.ts';
import { door } from '../../shared/channels/instagram/door.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '9001', name: 'dana.k' };
const MINUTE = 60_000;
let world: GraphWorld;
let cursor: string | null;

beforeEach(async () => {
  world = await graphWorld();
  cursor = null;
});
afterEach(() => world.graph.close());

async function round(): Promise<MessageArrival[]> {
  const arrivals: Arrival[] = [];
  for (let more = true; more;) {
    const page = await api.poll!(world.instagram, { inbox: 'IG1', cursor });
    arrivals.push(...page.arrivals);
    ({ cursor, more } = page);
  }
  return arrivals as MessageArrival[];
}
const delivered = (): MessageArrival[] => world.graph.deliveries.instagram.packed().flatMap(({ body }) => door.normalise(body, world.instagram.settings, 0)) as MessageArrival[];
const byId = (arrivals: MessageArrival[]): unknown[] => arrivals.toSorted((one, other) => one.nativeId.localeCompare(other.nativeId))
  .map(({ at: _at, raw: _raw, author, ...rest }) => ({ ...rest, author: author.id }));

describe('private messages that are fetched from Instagram', () => {
  it('have the key, thread, author, words and links that their deliveries have', async () => {
    const { customers } = world.graph;
    customers.write('IG1', DANA, { text: 'הכבל התנתק' });
    customers.mentionInStory('IG1', DANA, 'https://cdn.example/story');
    customers.write('IG1', DANA, { attachments: [{ type: 'image', payload: { url: 'https://cdn.example/1.jpg' } }] });
    const fetched = await round();
    expect(fetched).toHaveLength(3);
    expect(byId(fetched)).toEqual(byId(delivered()));
  });

  it('of our own, typed elsewhere, lie in the customer’s conversation', async () => {
    world.graph.customers.answerElsewhere('IG1', DANA.id, 'בטיפול');
    expect(await round()).toEqual([expect.objectContaining({ ours: true, conversation: DANA.id, author: { id: 'IG1', name: null } })]);
  });

  it('of our own are told by our name where the id is another', async () => {
    const message = { id: 'aWdf1', created_time: new Date(world.instagram.now()).toISOString(), from: { id: '17841400000000001', username: 'Brand' }, to: { data: [{ id: DANA.id, username: DANA.name }] }, message: 'שלום' };
    const body = { data: [{ id: 'c', updated_time: message.created_time, messages: { data: [message] } }] };
    const { http } = world.instagram;
    world.instagram.http = async (request) => (request.url.endsWith('/conversations') ? { status: 200, headers: {}, body } : http(request));
    expect(await round()).toEqual([expect.objectContaining({ ours: true, conversation: DANA.id })]);
  });

  it('are asked for once in a quarter of an hour, while comments are looked for every minute', async () => {
    for (let minute = 0; minute < 16; minute++) {
      await round();
      world.pass(MINUTE);
    }
    const count = (edge: string): number => world.calls.filter((call) => call.endsWith(edge)).length;
    expect([count('/conversations'), count('/media')]).toEqual([2, 16]);
  });

  it('are the page’s own where the account was connected through Facebook', async () => {
    world.instagram.settings.accounts[0]!.login = 'facebook';
    world.graph.customers.write('IG1', DANA, { text: 'x' });
    expect([await round(), world.calls.at(-1)]).toEqual([[expect.objectContaining({ text: 'x' })], 'GET /v26.0/me/conversations']);
  });

  it('are the latest twenty of a conversation, which is all that the platform tells', async () => {
    for (let index = 0; index < 25; index++) world.graph.customers.write('IG1', DANA, { text: `${index}` });
    expect(await round()).toHaveLength(20);
  });

  it('of a day without deliveries are caught up with', async () => {
    await round();
    world.graph.state.unsubscribed.add('IG1');
    const written: string[] = [];
    for (let hour = 0; hour < 24; hour++) {
      world.pass(HOUR);
      written.push(world.graph.customers.write('IG1', { id: `${9100 + hour}`, name: `p${hour}` }, { text: `הודעה ${hour}` }));
    }
    expect((await round()).map(({ nativeId }) => nativeId).toSorted()).toEqual(written.toSorted());
  });

  it('are not fetched where the settings say so', async () => {
    world.graph.customers.write('IG1', DANA, { text: 'x' });
    world.instagram.settings.pollMessages = false;
    expect(await round()).toEqual([]);
  });

  it('that cannot be read are kept as they came, and those that were taken back are not', async () => {
    const created_time = new Date(world.instagram.now()).toISOString();
    const odd = { id: 'aWdf1', created_time, from: 17 };
    const body = { data: [{ id: 'c', updated_time: created_time, messages: { data: [odd, { id: 'aWdf2' }] } }] };
    const { http } = world.instagram;
    world.instagram.http = async (request) => (request.url.endsWith('/conversations') ? { status: 200, headers: {}, body } : http(request));
    expect(await round()).toEqual([expect.objectContaining({ what: 'unknown', raw: odd })]);
  });
});
