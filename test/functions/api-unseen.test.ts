import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Acted, CaseView, Stale } from '../../shared/api-shapes.ts';
import { mail } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana, noa } = await signedIn();
let world: ApiWorld;
let number: string;
let sent = 0;

beforeEach(async () => {
  world = begin();
  number = await world.receive(mail({ from: 'moshe@example.org', language: 'he', text: 'איפה ההזמנה?', replyText: 'איפה ההזמנה?', author: { id: 'moshe@example.org', name: 'משה לוי' }, mail: { messageId: '<one@example.org>' } }));
});

const again = async (text: string, at = world.clock.now) => world.receive(mail({ from: 'moshe@example.org', at, text, replyText: text, mail: { messageId: `<again-${++sent}@example.org>`, inReplyTo: ['<one@example.org>'] } }));
const view = async (token = dana): Promise<CaseView> => (await world.call<CaseView>('GET', `/cases/${number}`, { token })).body;
const patch = async (token: string, body: object) => world.call<Acted & Stale>('PATCH', `/cases/${number}`, { token, body });
const answer = async (token: string, body: object) => world.call<Stale & { id: string; version: string }>('POST', `/cases/${number}/replies`, { token, body: { text: 'בדרך', key: 'press-0001', ...body } });
const WROTE = { status: 409, body: { error: { key: 'wroteMeanwhile' } } };

describe('an answer over words of the customer that its writer has not seen', () => {
  it('is held back, and the case stays unanswered', async () => {
    const { version } = await view();
    world.clock.now += 60_000;
    await again('עצרו, אני מבטל את ההזמנה');
    expect(await answer(dana, { version })).toMatchObject(WROTE);
    expect((await view()).case).toMatchObject({ status: 'new', unansweredSince: expect.any(Number) });
    expect(world.outbox.filter(({ kind }) => kind === 'reply')).toEqual([]);
  });

  it('is held back too for a message whose clock goes wrong: STOP, I cancel the order', async () => {
    const { version } = await view();
    await again('STOP, I cancel the order', world.clock.now - 3_600_000);
    expect(await answer(dana, { version })).toMatchObject(WROTE);
  });

  it('is held back also after an act of its writer\'s own, whose answer says nothing of those words', async () => {
    const { version } = await view();
    await again('עצרו');
    const { body } = await patch(dana, { version, assignee: 'dana' });
    expect(await answer(dana, { version: body.version })).toMatchObject(WROTE);
    expect(await answer(dana, { version })).toMatchObject(WROTE);
  });

  it('is held back while those words are not yet stored, and their head is', async () => {
    const { version } = await view();
    const [head] = [...world.table.heads.values()];
    Object.assign(head!, { v: head!.v + 1, lastInAt: head!.lastInAt + 1000 });
    expect(await answer(dana, { version })).toMatchObject(WROTE);
  });

  it('goes out over the version that the refusal names, or over one read with them', async () => {
    const { version } = await view();
    await again('עצרו');
    const held = await answer(dana, { version });
    expect((await answer(dana, { version: held.body.version })).status).toBe(202);
    await again('ועוד דבר');
    expect((await answer(dana, { version: (await view()).version, key: 'press-0002' })).status).toBe(202);
  });

  it('does not resolve the case by its status alone either', async () => {
    const { version } = await view();
    await again('עצרו');
    const held = await patch(dana, { version, status: 'resolved' });
    expect(held.status).toBe(409);
    expect((await patch(dana, { version: held.body.version, status: 'resolved' })).status).toBe(200);
  });

  it('is held back over a version that does not say what was read', async () => {
    const { version } = await view();
    expect((await answer(dana, { version: version!.split('~')[0] })).status).toBe(409);
  });
});

describe('the key of an answer', () => {
  it('that has sent other words already is refused, and says so; with the same words it is the same answer', async () => {
    const { version } = await view();
    const first = await answer(dana, { version });
    expect(await answer(dana, { version, text: 'ההזמנה בוטלה' })).toMatchObject({ status: 400, body: { error: { key: 'keyUsed', values: { fields: 'key' } } } });
    expect(await answer(dana, { version })).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect((await world.call('POST', '/answers', { token: dana, body: { numbers: [number], text: 'hello', key: 'bulk-key-1' } })).body).toMatchObject({ refused: [] });
    expect((await world.call('POST', '/answers', { token: dana, body: { numbers: [number], text: 'other', key: 'bulk-key-1' } })).body).toMatchObject({ done: [], refused: [{ key: 'keyUsed' }] });
  });
});

describe('many at once', () => {
  it('above the limit are refused with the limit', async () => {
    const numbers = Array.from({ length: 501 }, () => number);
    const tooMany = { status: 400, body: { error: { key: 'tooManyAtOnce', values: { fields: 'numbers', limit: '500' } } } };
    expect(await world.call('POST', '/answers', { token: dana, body: { numbers, text: 'hello', key: 'bulk-key-2' } })).toMatchObject(tooMany);
    expect(await world.call('POST', '/cases/bulk', { token: dana, body: { numbers, act: { kind: 'assign', assignee: null } } })).toMatchObject(tooMany);
  });
});

describe('a page of a list', () => {
  it.each(['/mentions', '/quarantine', '/cases', '/cases?queue=resolved', '/cases?queue=spam'])('of %s after a cursor that is none is no fault of ours', async (path) => {
    for (const after of ['zzz', '%00', '|||', '9999-12%7Cx%7C0', 'bnVsbA']) {
      expect((await world.call('GET', `${path}${path.includes('?') ? '&' : '?'}after=${after}`, { token: noa })).status).toBe(400);
    }
  });
});

describe('an answer over what a colleague has done with the case', () => {
  it.each(['spam', 'resolved'] as const)('is held back when it is %s by then, with that status, and goes out over the version that is named', async (status) => {
    const { version } = await view();
    await patch(noa, { version, status });
    const held = await answer(dana, { version });
    expect(held).toMatchObject({ status: 409, body: { error: { key: 'changedMeanwhile' }, changed: [{ field: 'status', now: status }] } });
    expect((await view()).case.status).toBe(status);
    expect((await answer(dana, { version: held.body.version })).status).toBe(202);
  });

  it('is held back also when its writer has done something else since', async () => {
    const { version } = await view();
    const own = await patch(dana, { version, assignee: 'dana' });
    await patch(noa, { version: own.body.version, status: 'spam' });
    expect(await answer(dana, { version })).toMatchObject({ status: 409, body: { changed: [{ field: 'status', now: 'spam' }] } });
  });

  it('is not held back for what leaves the case in work, nor for what its writer did', async () => {
    const { version } = await view();
    const moved = await patch(noa, { version, status: 'open', assignee: 'noa' });
    expect((await answer(dana, { version })).status).toBe(202);
    await patch(dana, { version: (await view()).version, status: 'resolved' });
    expect((await answer(dana, { version: (await view()).version, key: 'press-0002' })).status).toBe(202);
    expect(moved.status).toBe(200);
  });
});
