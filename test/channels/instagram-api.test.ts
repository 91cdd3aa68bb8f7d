import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageArrival } from '../../shared/channels/arrival.ts';
import type { Handed, Handing } from '../../shared/channels/handing.ts';
import { api } from '../../shared/channels/instagram/api.ts';
import { door } from '../../shared/channels/instagram/door.ts';
import { graphWorld, HOUR, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '9001', name: 'dana.k' };
const BRAND = { id: 'IG1', name: 'brand' };
let world: GraphWorld;

beforeEach(async () => {
  world = await graphWorld();
});
afterEach(() => world.graph.close());

const sendTo = (kind: Handing['route']['kind'], to: string, text = 'קיבלנו, 482-109-379', tools = world.instagram): Promise<Handed> =>
  api.send(tools, { route: { kind, to, inbox: 'IG1' }, text, automatic: true, reference: 'ack-1' });
const refusal = (reason: string): unknown => expect.objectContaining({ name: 'Refused', reason });
const bodies = (): unknown[] => world.graph.state.sent.map(({ body }) => body);

describe('a private message on Instagram', () => {
  it('goes out by the account’s own address, without what only Messenger knows', async () => {
    world.graph.customers.write('IG1', DANA, { text: 'היי' });
    await sendTo('private', DANA.id);
    expect([world.calls, bodies()]).toEqual([['POST /v26.0/IG1/messages'], [{ recipient: { id: '9001' }, messaging_type: 'RESPONSE', message: { text: 'קיבלנו, 482-109-379' } }]]);
  });

  it('goes by the page’s token where the account was connected through Facebook', async () => {
    world.graph.customers.write('IG1', DANA, { text: 'hello' });
    const [account] = world.instagram.settings.accounts;
    await sendTo('private', DANA.id, 'hello', { ...world.instagram, settings: { ...world.instagram.settings, instagramApi: 'http://127.0.0.1:9', accounts: [{ ...account!, login: 'facebook' }] } });
    expect(world.calls).toEqual(['POST /v26.0/me/messages']);
  });

  it('holds 500 Hebrew letters, that is 1,000 octets', async () => {
    world.graph.customers.write('IG1', DANA, { text: 'hello' });
    await expect(sendTo('private', DANA.id, 'א'.repeat(500))).resolves.toEqual({ id: expect.stringMatching(/^m_/) });
  });

  it.each([['א'.repeat(501)], ['a'.repeat(1001)]])('of more octets is refused before any call', async (text) => {
    await expect(sendTo('private', DANA.id, text)).rejects.toEqual(refusal('textTooLong'));
    expect(world.calls).toEqual([]);
  });

  it('after a day is refused', async () => {
    world.graph.customers.write('IG1', DANA, { text: 'hello' });
    world.pass(24 * HOUR);
    await expect(sendTo('private', DANA.id)).rejects.toEqual(refusal('windowClosed'));
  });
});

describe('an answer to a comment on Instagram', () => {
  it('in private names the comment', async () => {
    const { id } = world.graph.customers.comment('IG1', DANA, world.graph.customers.post('IG1', BRAND, 'חדש').id, 'כמה?');
    await sendTo('privateReply', id);
    expect(bodies()).toEqual([{ recipient: { comment_id: id }, message: { text: 'קיבלנו, 482-109-379' } }]);
  });

  it('in public is a reply below it', async () => {
    const { id } = world.graph.customers.comment('IG1', DANA, world.graph.customers.post('IG1', BRAND, 'חדש').id, 'כמה?');
    const { id: reply } = await sendTo('publicReply', id, 'בהודעה פרטית');
    expect(world.graph.state.items.get(reply)).toEqual(expect.objectContaining({ parent: id, text: 'בהודעה פרטית' }));
  });

  it('below an answer is not taken by the platform', async () => {
    const comment = world.graph.customers.comment('IG1', DANA, world.graph.customers.post('IG1', BRAND, 'חדש').id, 'כמה?');
    const answer = world.graph.customers.comment('IG1', DANA, comment.id, 'נו?');
    await expect(sendTo('publicReply', answer.id)).rejects.toEqual(refusal('badRequest'));
  });

  it('where we were only named goes to the mention', async () => {
    const item = world.graph.customers.mention('IG1', DANA, '@brand', true);
    await sendTo('publicReply', `mention:${item.post}:${item.id}`, 'תודה');
    expect(world.calls).toEqual(['POST /v26.0/IG1/mentions']);
  });

  it('in private tells where the person will go on', async () => {
    const { id } = world.graph.customers.comment('IG1', DANA, world.graph.customers.post('IG1', BRAND, 'חדש').id, 'כמה?');
    await expect(sendTo('privateReply', id)).resolves.toEqual({ id: expect.stringMatching(/^m_/), conversation: DANA.id });
  });

  it('in public has room for 2,200 letters and not for one more', async () => {
    const { id } = world.graph.customers.comment('IG1', DANA, world.graph.customers.post('IG1', BRAND, 'חדש').id, 'כמה?');
    await expect(sendTo('publicReply', id, 'א'.repeat(2200))).resolves.toBeDefined();
    await expect(sendTo('publicReply', id, 'א'.repeat(2201))).rejects.toEqual(refusal('textTooLong'));
  });

  it('where we were only named has no private way', async () => {
    await expect(sendTo('privateReply', 'mention:1:2')).rejects.toEqual(refusal('channelForbids'));
    expect(world.calls).toEqual([]);
  });
});

describe('a mention that came as ids', () => {
  const arrivalOf = (): MessageArrival => {
    const { body } = world.graph.deliveries.instagram.packed()[0]!;
    return door.normalise(body, world.instagram.settings, 0)[0] as MessageArrival;
  };

  it.each([true, false])('is read: who, and which words (in a comment: %s)', async (inComment) => {
    world.graph.customers.mention('IG1', DANA, 'תגידו @brand מה קורה', inComment);
    await expect(api.lookUp!(world.instagram, arrivalOf())).resolves.toEqual(expect.objectContaining({ text: 'תגידו @brand מה קורה', author: { id: '@dana.k', name: 'dana.k' } }));
  });

  it('is gone when its author took it away', async () => {
    const { id } = world.graph.customers.mention('IG1', DANA, 'x', true);
    const arrival = arrivalOf();
    world.graph.state.items.delete(id);
    await expect(api.lookUp!(world.instagram, arrival)).resolves.toBeUndefined();
  });

  it('asks for nothing but its id', async () => {
    await expect(api.lookUp!(world.instagram, { inbox: 'IG1', lookUp: { media: '1){id},followers_count' } } as unknown as MessageArrival)).rejects.toEqual(refusal('badRequest'));
  });
});

describe('the health of an Instagram account', () => {
  it.each([[15, []], [14, [{ key: 'tokenEnds', values: { account: 'IG1', days: '14' } }]], [1, [{ key: 'tokenEnds', values: { account: 'IG1', days: '1' } }]], [-1, [{ key: 'tokenDead', values: { account: 'IG1' } }]]])('%i days before its token ends', async (days, findings) => {
    const account = world.instagram.settings.accounts[0]!;
    const tools = { ...world.instagram, settings: { ...world.instagram.settings, accounts: [{ ...account, tokenEndsAt: world.instagram.now() + days * 24 * HOUR }] } };
    await expect(api.health(tools)).resolves.toEqual(findings);
  });

  it.each(['instagram', 'facebook'] as const)('of the %s route is subscribed again where deliveries had stopped', async (login) => {
    world.instagram.settings.accounts[0]!.login = login;
    world.graph.state.unsubscribed.add('IG1');
    expect(await api.health(world.instagram)).toEqual([{ key: 'unsubscribed', values: { account: 'IG1' } }]);
    await api.subscribe!(world.instagram, 'IG1');
    expect(await api.health(world.instagram)).toEqual([]);
  });

  it('says that the platform has unsubscribed us', async () => {
    world.graph.state.unsubscribed.add('IG1');
    await expect(api.health(world.instagram)).resolves.toEqual([{ key: 'unsubscribed', values: { account: 'IG1' } }]);
  });
});
