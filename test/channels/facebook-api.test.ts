import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Handed, Handing } from '../../shared/channels/handing.ts';
import { api } from '../../shared/channels/facebook/api.ts';
import { graphWorld, HOUR, START, type GraphWorld } from '../support/graph-world.ts';

const DANA = { id: '7001', name: 'Dana Cohen' };
const TEXT = 'שלום, קיבלנו את פנייתך, ומספרה 482-109-379';
let world: GraphWorld;

beforeEach(async () => {
  world = await graphWorld({ facebook: { humanAgent: true } });
  world.graph.state.humanAgentApproved = true;
});
afterEach(() => world.graph.close());

const send = (handing: Partial<Handing> & { kind?: Handing['route']['kind']; to?: string } = {}): Promise<Handed> => {
  const { kind = 'private', to = DANA.id, ...rest } = handing;
  return api.send(world.facebook, { route: { kind, to, inbox: 'PAGE1' }, text: TEXT, automatic: true, ...rest });
};
const refusal = (reason: string): unknown => expect.objectContaining({ name: 'Refused', reason });
const sent = (): unknown[] => world.graph.state.sent.map(({ body }) => body);

describe('a private message on Facebook', () => {
  it('goes out as an answer, in Hebrew letter by letter', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'שלום' });
    const { id } = await send();
    expect([id, sent()]).toEqual([world.graph.state.sent[0]!.id, [{ recipient: { id: '7001' }, messaging_type: 'RESPONSE', message: { text: TEXT } }]]);
  });

  it('comes back as an echo that carries its reference', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    const { id } = await send({ reference: 'ack-482109379' });
    expect(world.arrivals()).toContainEqual(expect.objectContaining({ what: 'ownEcho', about: id, reference: 'ack-482109379' }));
  });

  it('is not even tried a day after the customer wrote, when a machine writes', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.pass(24 * HOUR);
    await expect(send({ answersAt: START })).rejects.toEqual(refusal('windowClosed'));
    expect(world.calls).toEqual([]);
  });

  it('of a person may follow within seven days where the platform approved it', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.pass(6 * 24 * HOUR);
    await send({ answersAt: START, automatic: false });
    expect(sent()).toEqual([expect.objectContaining({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })]);
  });

  it('of a person is refused after seven days', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.pass(7 * 24 * HOUR);
    await expect(send({ answersAt: START, automatic: false })).rejects.toEqual(refusal('windowClosed'));
  });

  it('is refused as too late by the platform’s own word', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.pass(25 * HOUR);
    await expect(send()).rejects.toEqual(refusal('windowClosed'));
  });

  it('to somebody unknown, or who blocks the page, is final', async () => {
    await expect(send()).rejects.toEqual(refusal('personUnknown'));
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.graph.state.blocking.add(DANA.id);
    await expect(send()).rejects.toEqual(refusal('personUnavailable'));
  });

  it.each([['א'.repeat(2001), 'textTooLong'], ['  ', 'emptyText']])('of a text that cannot be sent is refused before any call', async (text, reason) => {
    await expect(send({ text })).rejects.toEqual(refusal(reason));
    expect(world.calls).toEqual([]);
  });

  it('of 2,000 letters is taken', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    await expect(send({ text: 'א'.repeat(2000) })).resolves.toEqual({ id: expect.stringMatching(/^m_/) });
  });

  it('may be a picture', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    await send({ text: '', attachment: { type: 'image', url: 'https://company.example/map.png' } });
    expect(sent()).toEqual([expect.objectContaining({ message: { attachment: { type: 'image', payload: { url: 'https://company.example/map.png' } } } })]);
  });

  it('leaves the outcome open when the line breaks after it was taken', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.graph.failNext('hangUpAfterAccepting');
    await expect(send()).rejects.toEqual(expect.objectContaining({ name: 'Error' }));
    expect(sent()).toHaveLength(1);
  });

  it('waits as long as the platform says when it is throttled', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    world.graph.throttle(10);
    await expect(send()).rejects.toEqual(expect.objectContaining({ name: 'TryLater', seconds: 660 }));
  });

  it('ends with a token that was taken away', async () => {
    world.graph.state.revoked.set('local-facebook-token', 460);
    await expect(send()).rejects.toEqual(refusal('tokenDead'));
  });

  it('of a page that is not connected reaches nobody', async () => {
    await expect(api.send(world.facebook, { route: { kind: 'private', to: '1', inbox: 'PAGE9' }, text: 'x', automatic: true })).rejects.toEqual(refusal('notConnected'));
  });

  it('carries its token in no address', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    await send();
    expect(world.calls).toEqual(['POST /v26.0/PAGE1/messages']);
  });
});

describe('a private reply to a comment or a post', () => {
  it.each(['comment', 'post'] as const)('names the %s', async (kind) => {
    const post = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    const to = kind === 'post' ? post.id : world.graph.customers.comment('PAGE1', DANA, post.id, 'מתי?').id;
    await send({ kind: 'privateReply', to });
    expect(sent()).toEqual([{ recipient: { [`${kind}_id`]: to }, message: { text: TEXT } }]);
  });

  it('tells where the person will go on in private', async () => {
    const { id } = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    const { conversation } = await send({ kind: 'privateReply', to: id });
    world.graph.customers.write('PAGE1', DANA, { text: 'תודה' });
    expect(world.arrivals().at(-1)).toEqual(expect.objectContaining({ text: 'תודה', conversation }));
  });

  it('is a text and nothing else', async () => {
    await expect(send({ kind: 'privateReply', to: 'PAGE1_1', attachment: { type: 'image', url: 'https://company.example/map.png' } })).rejects.toEqual(refusal('badRequest'));
    expect(world.calls).toEqual([]);
  });

  it('a second time counts as done and is no second message', async () => {
    const { id } = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    await send({ kind: 'privateReply', to: id });
    await expect(send({ kind: 'privateReply', to: id })).resolves.toEqual({ id: `private-reply-to:${id}` });
    expect(sent()).toHaveLength(1);
  });

  it('that a person wrote is refused when an earlier one was read instead, unless that was their own', async () => {
    const { id } = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    await send({ kind: 'privateReply', to: id });
    await expect(send({ kind: 'privateReply', to: id, automatic: false, attempt: 0 })).rejects.toEqual(refusal('alreadyUsed'));
    await expect(send({ kind: 'privateReply', to: id, automatic: false, attempt: 1 })).resolves.toEqual({ id: `private-reply-to:${id}` });
    expect(sent()).toHaveLength(1);
  });

  it('is refused after seven days', async () => {
    const { id, at } = world.graph.customers.post('PAGE1', DANA, 'ביקורת');
    world.pass(7 * 24 * HOUR);
    await expect(send({ kind: 'privateReply', to: id, answersAt: at })).rejects.toEqual(refusal('windowClosed'));
    await expect(send({ kind: 'privateReply', to: id })).rejects.toEqual(refusal('windowClosed'));
  });

  it('to a comment that is gone is final', async () => {
    await expect(send({ kind: 'privateReply', to: '1_2' })).rejects.toEqual(refusal('itemGone'));
  });
});

describe('a public reply on Facebook', () => {
  it('is a comment of its own below the customer’s, which stays as it was', async () => {
    const post = world.graph.customers.post('PAGE1', { id: 'PAGE1', name: 'Brand' }, 'מבצע');
    const comment = world.graph.customers.comment('PAGE1', DANA, post.id, 'מתי?');
    const { id } = await send({ kind: 'publicReply', to: comment.id, text: 'בשבוע הבא' });
    expect(world.graph.state.items.get(id)).toEqual(expect.objectContaining({ text: 'בשבוע הבא', parent: comment.id }));
    expect(world.graph.state.items.get(comment.id)?.text).toBe('מתי?');
  });

  it('comes back under the id that the call told', async () => {
    const comment = world.graph.customers.comment('PAGE1', DANA, world.graph.customers.post('PAGE1', DANA, 'x').id, 'מתי?');
    const { id } = await send({ kind: 'publicReply', to: comment.id });
    expect(world.arrivals()).toContainEqual(expect.objectContaining({ kind: 'message', nativeId: id, ours: true, parent: comment.id }));
  });

  it('is not believed when the platform names the comment that was answered', async () => {
    const http = async () => ({ status: 200, headers: {}, body: { id: '1_2' } });
    const call = api.send({ ...world.facebook, http }, { route: { kind: 'publicReply', to: '1_2', inbox: 'PAGE1' }, text: 'x', automatic: false });
    await expect(call).rejects.toEqual(expect.objectContaining({ name: 'Error' }));
  });

  it('has room for 8,000 letters and not for one more', async () => {
    const comment = world.graph.customers.comment('PAGE1', DANA, world.graph.customers.post('PAGE1', DANA, 'x').id, 'מתי?');
    await expect(send({ kind: 'publicReply', to: comment.id, text: 'א'.repeat(8000) })).resolves.toEqual({ id: expect.stringContaining('_') });
    await expect(send({ kind: 'publicReply', to: comment.id, text: 'א'.repeat(8001) })).rejects.toEqual(refusal('textTooLong'));
  });

  it('to an id that is none never becomes another call', async () => {
    await expect(send({ kind: 'publicReply', to: '1_2/../PAGE1' })).rejects.toEqual(refusal('badRequest'));
    expect(world.calls).toEqual([]);
  });
});

describe('what Facebook tells when asked', () => {
  it('is who named the page, and with which words', async () => {
    const item = world.graph.customers.mention('PAGE1', DANA, 'למה אין מענה?', true);
    const [arrival] = world.arrivals();
    const found = await api.lookUp!(world.facebook, arrival as Extract<typeof arrival, { kind: 'message' }>);
    expect(found).toEqual(expect.objectContaining({ nativeId: item.id, author: DANA, text: 'למה אין מענה?' }));
    expect(found).not.toHaveProperty('lookUp');
  });

  it('is nothing about a mention that was taken away', async () => {
    const item = world.graph.customers.mention('PAGE1', DANA, 'x', true);
    const [arrival] = world.arrivals();
    world.graph.state.items.delete(item.id);
    await expect(api.lookUp!(world.facebook, arrival as Extract<typeof arrival, { kind: 'message' }>)).resolves.toBeUndefined();
  });

  it('is a person’s name', async () => {
    world.graph.customers.write('PAGE1', DANA, { text: 'hello' });
    await expect(api.nameOf!(world.facebook, { inbox: 'PAGE1', id: DANA.id })).resolves.toBe('Dana Cohen');
  });

  it('is no name without the person’s consent', async () => {
    const http = async () => ({ status: 400, headers: {}, body: { error: { code: 230 } } });
    await expect(api.nameOf!({ ...world.facebook, http }, { inbox: 'PAGE1', id: '1' })).resolves.toBeNull();
  });
});
