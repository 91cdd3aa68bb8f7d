import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Acted, CaseList, CaseView, Stale } from '../../shared/api-shapes.ts';
import type { AnswersPreview, Outcome } from '../../shared/api-shapes/desk.ts';
import { mail } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana, noa } = await signedIn();
let world: ApiWorld;
let numbers: string[];
let sent = 0;
let meanwhile: (() => Promise<void>) | undefined;

const CUSTOMERS = ['moshe', 'rina', 'tal'];
beforeEach(async () => {
  meanwhile = undefined;
  world = begin({ outbox: { send: async () => { const work = meanwhile; meanwhile = undefined; await work?.(); } } });
  numbers = [];
  for (const name of CUSTOMERS) numbers.push(await world.receive(mail({ from: `${name}@example.org`, author: { id: `${name}@example.org`, name }, text: name === 'rina' ? 'Where is my order?' : 'איפה ההזמנה?', mail: { messageId: `<first-${name}@example.org>` } })));
});

const view = async (number: string): Promise<CaseView> => (await world.call<CaseView>('GET', `/cases/${number}`, { token: dana })).body;
const again = async (place: number, text: string): Promise<void> => { await world.receive(mail({ from: `${CUSTOMERS[place]}@example.org`, author: { id: `${CUSTOMERS[place]}@example.org`, name: CUSTOMERS[place]! }, at: world.clock.now, text, replyText: text, mail: { messageId: `<again-${++sent}@example.org>`, inReplyTo: [`<first-${CUSTOMERS[place]}@example.org>`] } })); };
const patch = async (token: string, number: string, body: object) => world.call<Acted & Stale>('PATCH', `/cases/${number}`, { token, body });
const look = async (token: string): Promise<AnswersPreview> => (await world.call<AnswersPreview>('POST', '/answers/preview', { token, body: { numbers, text: 'בדרך' } })).body;
const press = async (token: string, key: string, versions?: Record<string, string>, to = numbers): Promise<Outcome> => (await world.call<Outcome>('POST', '/answers', { token, body: { numbers: to, text: 'בדרך', key, ...(versions ? { versions } : {}) } })).body;
const replies = (): string[] => [...world.table.messages.values()].filter(({ plan }) => plan?.kind === 'reply').map(({ agent }) => agent!);

describe('one text to many', () => {
  it('is not sent to whom a colleague has answered since one looked: each customer hears once', async () => {
    const [hers, mine] = [await look(noa), await look(dana)];
    expect((await press(noa, 'press-of-noa', hers.versions)).done).toEqual(numbers);
    expect(await press(dana, 'press-of-dana', mine.versions)).toMatchObject({ done: [], refused: numbers.map((number) => ({ number, key: 'answeredMeanwhile', version: expect.any(String) as unknown })) });
    expect(replies()).toEqual(['noa', 'noa', 'noa']);
  });

  it('leaves out what changed in a way that matters, each with its reason: new words, resolved, spam, merged', async () => {
    const { versions } = await look(dana);
    await again(0, 'עצרו, I cancel');
    await patch(noa, numbers[1]!, { version: (await view(numbers[1]!)).version, status: 'resolved' });
    await patch(noa, numbers[2]!, { version: (await view(numbers[2]!)).version, status: 'spam' });
    expect((await press(dana, 'press-0001', versions)).refused.map(({ number, key }) => [number, key])).toEqual([[numbers[0], 'wroteMeanwhile'], [numbers[1], 'changedMeanwhile'], [numbers[2], 'spam']]);
    await patch(noa, numbers[2]!, { version: (await view(numbers[2]!)).version, status: 'open' });
    await world.call('POST', `/cases/${numbers[2]}/merge`, { token: noa, body: { into: numbers[1], version: (await view(numbers[2]!)).version, confirmed: true } });
    expect((await press(dana, 'press-0001', versions, [numbers[2]!])).refused).toMatchObject([{ key: 'merged' }]);
    expect(replies()).toEqual([]);
  });

  it('goes to a case that a colleague only labelled, took or noted meanwhile', async () => {
    const { versions } = await look(dana);
    await patch(noa, numbers[0]!, { version: versions![numbers[0]!], assignee: 'noa', tags: ['משלוח'] });
    await world.call('POST', `/cases/${numbers[1]}/notes`, { token: noa, body: { text: 'בודקת', key: 'note-0001' } });
    expect(await press(dana, 'press-0001', versions)).toEqual({ done: numbers, refused: [] });
  });

  it('goes all the same over the version that the refusal names, unless something happened since', async () => {
    const { versions } = await look(dana);
    await again(0, 'עצרו');
    const held = (await press(dana, 'press-0001', versions, [numbers[0]!])).refused[0]!;
    await again(0, 'STOP');
    const held2 = (await press(dana, 'press-0001', { [numbers[0]!]: held.version! }, [numbers[0]!])).refused[0]!;
    expect([held.key, held2.key]).toEqual(['wroteMeanwhile', 'wroteMeanwhile']);
    expect((await press(dana, 'press-0001', { [numbers[0]!]: held2.version! }, [numbers[0]!])).done).toEqual([numbers[0]]);
  });

  it('from who says nothing of what they saw is not sent where a colleague has answered and nobody wrote since', async () => {
    await press(noa, 'press-of-noa');
    expect((await press(dana, 'press-of-dana')).refused.map(({ key }) => key)).toEqual(['answeredMeanwhile', 'answeredMeanwhile', 'answeredMeanwhile']);
    await again(1, 'and when?');
    expect((await press(dana, 'press-of-dan2')).done).toEqual([numbers[1]]);
    expect((await press(noa, 'second-of-noa', undefined, [numbers[0]!])).done).toEqual([numbers[0]]);
  });

  it.each([[true], [false]])('pressed twice at the same instant says twice that it went, and goes once (versions: %s)', async (seen) => {
    const { versions } = await look(dana);
    let twin: Outcome | undefined;
    // Between what the first press has read and what it writes comes all of the second.
    meanwhile = async () => { twin = await press(dana, 'press-0001', seen ? versions : undefined); };
    expect(await press(dana, 'press-0001', seen ? versions : undefined)).toEqual({ done: numbers, refused: [] });
    expect([twin, replies().length]).toEqual([{ done: numbers, refused: [] }, 3]);
  });

  it.each([[true], [false]])('of two agents at the same instant goes once, and the other hears that it was answered (versions: %s)', async (seen) => {
    const [hers, mine] = [await look(noa), await look(dana)];
    let first: Outcome | undefined;
    meanwhile = async () => { first = await press(noa, 'press-of-noa', seen ? hers.versions : undefined); };
    const second = await press(dana, 'press-of-dana', seen ? mine.versions : undefined);
    expect([first!.done.length > 0, [...first!.done, ...second.done].sort(), replies().length]).toEqual([true, numbers.toSorted(), 3]);
    expect(new Set([...first!.refused, ...second.refused].map(({ key }) => key))).toEqual(new Set(['answeredMeanwhile']));
  });
});

describe('many resolved from a list', () => {
  const rows = async (): Promise<Record<string, string>> => Object.fromEntries((await world.call<CaseList>('GET', '/cases?queue=open', { token: dana })).body.cases.map(({ number, version }) => [number, version!]));
  const resolve = async (token: string, versions?: Record<string, string>, to = numbers): Promise<Outcome> => (await world.call<Outcome>('POST', '/cases/bulk', { token, body: { numbers: to, act: { kind: 'status', status: 'resolved' }, ...(versions ? { versions } : {}) } })).body;

  it('leave out whose customer wrote since it was shown, answered before or not; shown anew, it is resolved', async () => {
    await press(noa, 'press-0001', undefined, [numbers[0]!]);
    const shown = await rows();
    world.clock.now += 60_000;
    await again(0, 'NOT SOLVED, עזרו לי');
    await again(1, 'and my refund?');
    expect((await resolve(dana, shown))).toMatchObject({ done: [numbers[2]], refused: [{ number: numbers[0], key: 'wroteMeanwhile' }, { number: numbers[1], key: 'wroteMeanwhile' }] });
    expect((await view(numbers[0]!)).case.status).toBe('open');
    expect((await resolve(dana, await rows(), numbers.slice(0, 2))).done).toEqual(numbers.slice(0, 2));
  });

  it('leave out what a colleague has moved or taken since; what only got a tag or a note goes', async () => {
    const shown = await rows();
    await patch(noa, numbers[0]!, { version: (await view(numbers[0]!)).version, assignee: 'noa' });
    await patch(noa, numbers[1]!, { version: (await view(numbers[1]!)).version, tags: ['vip'] });
    await world.call('POST', `/cases/${numbers[2]}/notes`, { token: noa, body: { text: 'בודקת', key: 'note-0001' } });
    expect(await resolve(dana, shown)).toMatchObject({ done: numbers.slice(1), refused: [{ number: numbers[0], key: 'changedMeanwhile' }] });
  });

  it('by whom nobody knows what they saw leave out words that came after an answer', async () => {
    await press(noa, 'press-0001', undefined, [numbers[0]!]);
    world.clock.now += 60_000;
    await again(0, 'NOT SOLVED');
    expect(await resolve(dana)).toMatchObject({ done: numbers.slice(1), refused: [{ number: numbers[0], key: 'wroteMeanwhile' }] });
    expect((await view(numbers[0]!)).case.status).toBe('open');
  });
});

describe('tags', () => {
  it('are not written over those that a colleague has put there since they were read', async () => {
    const { version } = await view(numbers[0]!);
    await patch(noa, numbers[0]!, { version, tags: ['alpha'] });
    const held = await patch(dana, numbers[0]!, { version, tags: ['beta'] });
    expect(held).toMatchObject({ status: 409, body: { error: { key: 'changedMeanwhile' }, changed: [{ field: 'tags', now: 'alpha' }] } });
    expect((await patch(dana, numbers[0]!, { version, assignee: 'dana' })).status).toBe(200);
    const { version: now } = (await view(numbers[0]!));
    await patch(dana, numbers[0]!, { version: now, tags: ['alpha', 'beta'] });
    expect((await view(numbers[0]!)).case.tags).toEqual(['alpha', 'beta']);
  });
});
