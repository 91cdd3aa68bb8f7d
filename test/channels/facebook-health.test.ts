import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { api } from '../../shared/channels/facebook/api.ts';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DAY = 24 * HOUR;
let world: GraphWorld;

beforeEach(async () => {
  world = await graphWorld();
});
afterEach(() => world.graph.close());

const finding = (key: string, values = {}): unknown => ({ key, values: { account: 'PAGE1', ...values } });

describe('the health of a page', () => {
  it('has nothing to say when all is well', async () => {
    await expect(api.health(world.facebook)).resolves.toEqual([]);
  });

  it('says that the platform has unsubscribed us', async () => {
    world.graph.state.unsubscribed.add('PAGE1');
    await expect(api.health(world.facebook)).resolves.toEqual([finding('unsubscribed')]);
  });

  it('says which deliveries were never asked for', async () => {
    world.graph.state.subscribedFields.set('PAGE1', ['messages', 'feed', 'messaging_postbacks', 'message_deliveries', 'message_reads']);
    await expect(api.health(world.facebook)).resolves.toEqual([finding('fieldsMissing', { fields: 'message_echoes, mention' })]);
  });

  it.each([458, 460, 463, 467])('says that a token is dead (%i)', async (subcode) => {
    world.graph.state.revoked.set('local-facebook-token', subcode);
    await expect(api.health(world.facebook)).resolves.toEqual([finding('tokenDead')]);
  });

  it('says that a role was lost', async () => {
    world.graph.state.revoked.set('local-facebook-token', 492);
    await expect(api.health(world.facebook)).resolves.toEqual([finding('roleLost')]);
  });

  it.each([[15, []], [14, [finding('tokenEnds', { days: '14' })]], [7, [finding('tokenEnds', { days: '7' })]], [0, [finding('tokenEnds', { days: '0' })]], [-1, [finding('tokenDead')]]])('counts the days of a token that ends: %i', async (days, findings) => {
    world.facebook.settings.accounts[0]!.tokenEndsAt = world.facebook.now() + days * DAY;
    await expect(api.health(world.facebook)).resolves.toEqual(findings);
  });

  it('says that conversations may not be read, before they have to be', async () => {
    const { http } = world.facebook;
    const tools = { ...world.facebook, http: async (request: Parameters<typeof http>[0]) => (request.url.endsWith('/conversations') ? { status: 403, headers: {}, body: { error: { code: 200 } } } : http(request)) };
    await expect(api.health(tools)).resolves.toEqual([finding('permissionMissing')]);
  });

  it.each([[79, []], [80, [finding('quotaUsed', { percent: '80' })]]])('says how much of the calls is used: %i percent', async (percent, findings) => {
    world.graph.state.usedPercent = percent;
    await expect(api.health(world.facebook)).resolves.toEqual(findings);
  });

  it('looks at every page', async () => {
    const [account] = world.facebook.settings.accounts;
    world.facebook.settings.accounts.push({ ...account!, id: 'PAGE2', token: 'nobody’s' });
    await expect(api.health(world.facebook)).resolves.toEqual([{ key: 'tokenDead', values: { account: 'PAGE2' } }]);
  });
});

describe('asking for deliveries again', () => {
  it('makes them come again', async () => {
    world.graph.state.unsubscribed.add('PAGE1');
    world.graph.customers.write('PAGE1', { id: '7001', name: 'Dana' }, { text: 'lost' });
    await api.subscribe!(world.facebook, 'PAGE1');
    world.graph.customers.write('PAGE1', { id: '7001', name: 'Dana' }, { text: 'שלום' });
    expect([world.arrivals().map(({ text }) => text), await api.health(world.facebook)]).toEqual([['שלום'], []]);
  });

  it('asks for what is needed where more is not allowed', async () => {
    const { http } = world.facebook;
    const asked: unknown[] = [];
    world.facebook.http = async (request) => {
      asked.push(request.body);
      return asked.length === 1 ? { status: 400, headers: {}, body: { error: { code: 100 } } } : http(request);
    };
    await api.subscribe!(world.facebook, 'PAGE1');
    expect(asked[1]).toEqual({ subscribed_fields: 'feed,messages,messaging_postbacks,message_deliveries,message_reads,message_echoes,mention' });
  });

  it('is refused for a page that is not connected, and without a right to it', async () => {
    await expect(api.subscribe!(world.facebook, 'PAGE9')).rejects.toEqual(expect.objectContaining({ reason: 'notConnected' }));
    world.graph.state.revoked.set('local-facebook-token', 460);
    await expect(api.subscribe!(world.facebook, 'PAGE1')).rejects.toEqual(expect.objectContaining({ reason: 'tokenDead' }));
  });

  it('is not believed when the platform does not say so', async () => {
    await expect(api.subscribe!({ ...world.facebook, http: async () => ({ status: 200, headers: {}, body: { success: false } }) }, 'PAGE1')).rejects.toThrow('without saying that it holds');
  });
});

describe('the pages that are connected', () => {
  it('are told by id, and by name where there is one', () => {
    const settings = facts.settings.parse({ ...facts.example, accounts: [{ id: 'PAGE1', token: 't', name: 'חשמל ישיר' }, { id: 'PAGE2', token: 't' }] });
    expect(api.accounts(settings)).toEqual([{ inbox: 'PAGE1', names: ['חשמל ישיר'] }, { inbox: 'PAGE2', names: [] }]);
  });
});
