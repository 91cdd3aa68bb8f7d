import { describe, expect, it } from '@jest/globals';
import { edit } from '../../shared/steps/desk-edit.ts';
import { changeIncident, endIncident, openIncident } from '../../shared/steps/incidents.ts';
import { caseNumberOfText, statusCase, withTwoCases } from '../support/status-cases.ts';
import { SUNDAY_MORNING, incident, mail } from '../support/make.ts';

describe('what is said on the page', () => {
  it('that it is solved: a case that waited for its customer is resolved, by them, once', async () => {
    const world = await statusCase();
    await world.answer(world.number, 'ההזמנה הגיעה');
    for (const _ of [1, 2]) expect((await world.press(`${world.path}/solved`)).headers['Location']).toBe(`${world.path}?done=saidYes`);
    expect(world.caseOf(world.number)).toMatchObject({ status: 'resolved', solved: { answer: 'yes' }, resolvedAt: world.clock.now });
    expect([...world.table.heads.values()].map(({ status, resolvedAt }) => [status, resolvedAt])).toEqual([['resolved', world.clock.now]]);
    expect(world.store.acts.filter(({ by }) => by === 'customer').map(({ what, to }) => [what, to])).toEqual([['saidSolved', 'resolved']]);
  });

  it('that it is solved, of a case that nobody has answered: nothing happens', async () => {
    const world = await statusCase();
    await world.press(`${world.path}/solved`);
    expect([world.caseOf(world.number).status, world.store.acts]).toEqual(['new', []]);
  });

  it('that it is not: the words that are missing, or that alone, put it back to work', async () => {
    const world = await statusCase();
    await world.answer(world.number, 'טופל', 'resolve');
    expect((await world.press(`${world.path}/not-yet`, { text: '' })).headers['Location']).toBe(`${world.path}?done=saidNo`);
    await world.settle();
    expect([...world.table.messages.values()].at(-1)).toMatchObject({ threadedBy: 'statusPage', message: { text: 'עדיין לא' } });
    expect(world.caseOf(world.number)).toMatchObject({ status: 'open', solved: { answer: 'no' } });
  });

  it('how it was: the latest word counts, the same word once', async () => {
    const world = await statusCase();
    await world.answer(world.number, 'טופל', 'resolve');
    for (const score of ['2', '2', '5', '5']) await world.press(`${world.path}/rating`, { score });
    expect(world.caseOf(world.number).rating).toEqual({ score: 5, at: world.clock.now });
    expect(world.store.acts.filter(({ what }) => what === 'rated').map(({ values }) => values)).toEqual([{ score: '2' }, { score: '5' }]);
  });

  it.each(['', '0', '6', '4.5', 'x', '1e0', ' 3', '0x2'])('how it was, as %j: says what is missing', async (score) => {
    const world = await statusCase();
    await world.answer(world.number, 'טופל', 'resolve');
    expect(await world.press(`${world.path}/rating`, { score })).toMatchObject({ statusCode: 400, body: expect.stringContaining('חסר דירוג') as unknown });
    expect(world.caseOf(world.number).rating).toBeUndefined();
  });

  it('how it was, of a case that is not over: it is not kept, and that is said', async () => {
    const world = await statusCase();
    expect(await world.press(`${world.path}/rating`, { score: '5' })).toMatchObject({ statusCode: 409, body: expect.stringContaining('הדירוג לא נשמר') as unknown });
    expect(world.caseOf(world.number).rating).toBeUndefined();
  });
});

describe('what was added on the page', () => {
  it.each([['details', 'he', 'בעוד רגע זה יופיע כאן.'], ['details', 'en', 'It will show here in a moment.'], ['not-yet', 'he', 'בעוד רגע זה יופיע כאן.']] as const)('by %s, in %s: is said to be on its way until it is shown', async (what, language, said) => {
    const world = await statusCase({ language });
    const { headers } = await world.press(`${world.path}/${what}`, { text: 'עוד פרט' });
    const done = async (): Promise<boolean> => (await world.call('GET', world.path, { query: { done: headers['Location']!.split('done=')[1]! } })).body.includes(said);
    expect(await done()).toBe(true);
    await world.settle();
    expect(await done()).toBe(false);
  });
});

describe('an answer to what was added on the page', () => {
  it('goes by mail, under the last mail of the customer’s', async () => {
    const world = await statusCase({ mail: { messageId: '<first@example.org>' } });
    await world.press(`${world.path}/details`, { text: 'עוד פרט' });
    await world.settle();
    const { stored } = await world.answer(world.number, 'תודה');
    expect(stored.plan).toMatchObject({ kind: 'reply', plan: { to: 'dana@example.org', inReplyTo: '<first@example.org>', from: 'care@company.example' } });
  });
});

describe('an agent who takes links back', () => {
  it('closes all that are out there, and is named for it; a link made since opens', async () => {
    const world = await statusCase();
    await world.revoke(world.number);
    expect([(await world.call('GET', world.path)).statusCode, (await world.call('GET', `/s/${world.tokenOf(world.number, 1)}`)).statusCode]).toEqual([404, 200]);
    expect(world.store.acts.map(({ what, by }) => [what, by])).toEqual([['linksRevoked', 'agent-1']]);
  });

  it('can do so again', async () => {
    const world = await statusCase();
    for (const _ of [1, 2]) await world.revoke(world.number);
    expect([(await world.call('GET', `/s/${world.tokenOf(world.number, 1)}`)).statusCode, (await world.call('GET', `/s/${world.tokenOf(world.number, 2)}`)).statusCode]).toEqual([404, 200]);
  });
});

describe('two cases that were merged', () => {
  it('of one customer are one story, from either link', async () => {
    const { world, first, second } = await withTwoCases('dana@example.org', 'dana@example.org');
    for (const number of [first, second]) {
      const { body } = await world.call('GET', `/s/${world.tokenOf(number)}`);
      expect([number, body.includes('מילים של הראשון'), body.includes('מילים של השני')]).toEqual([number, true, true]);
    }
  });

  it('of two customers show each of them their own words, and not those of the other', async () => {
    const { world, first, second } = await withTwoCases('dana@example.org', 'moshe@example.org');
    const [one, two] = [await world.call('GET', `/s/${world.tokenOf(first)}`), await world.call('GET', `/s/${world.tokenOf(second)}`)];
    expect([one.body.includes('מילים של הראשון'), one.body.includes('מילים של השני')]).toEqual([true, false]);
    expect([two.body.includes('מילים של הראשון'), two.body.includes('מילים של השני')]).toEqual([false, true]);
    expect([caseNumberOfText(one.body), caseNumberOfText(two.body)]).toEqual([first, second]);
  });

  it('of two customers are judged by the one whose case it is', async () => {
    const { world, first, second } = await withTwoCases('dana@example.org', 'moshe@example.org');
    await world.answer(second, 'טופל', 'stay', [...world.table.messages.values()].find(({ case: number }) => number === first)!.id);
    await world.answer(second, 'טופל גם כאן', 'resolve');
    const [merged, whole] = [`/s/${world.tokenOf(first)}`, `/s/${world.tokenOf(second)}`];
    const asks = async (path: string): Promise<boolean> => (await world.call('GET', path)).body.includes('איך היה השירות?');
    expect([await asks(merged), await asks(whole)]).toEqual([false, true]);
    await world.press(`${merged}/rating`, { score: '1' });
    expect(world.caseOf(second).rating).toBeUndefined();
    await world.press(`${whole}/rating`, { score: '4' });
    expect(world.caseOf(second).rating?.score).toBe(4);
  });

  it('of two customers take what each adds under their own address', async () => {
    const { world, first, second } = await withTwoCases('dana@example.org', 'moshe@example.org');
    await world.press(`/s/${world.tokenOf(first)}/details`, { text: 'מהראשון' });
    await world.press(`/s/${world.tokenOf(second)}/details`, { text: 'מהשני' });
    expect(world.queued.map(({ text, author }) => [text, author.id])).toEqual([['מהראשון', 'dana@example.org'], ['מהשני', 'moshe@example.org']]);
    await world.settle();
    expect([...world.table.messages.values()].slice(-2).map(({ case: number }) => number)).toEqual([second, second]);
  });
});

describe('files', () => {
  it.each([[15, '15 B'], [1023, '1023 B'], [1024, '1 KB'], [1536, '2 KB'], [3 * 1024 * 1024, '3.0 MB']])('of %i bytes are shown as %s', async (size, shown) => {
    const world = await statusCase({ attachments: [{ name: 'a.txt', type: 'text/plain', size, key: 'parts/one', contentId: null, inline: false }] });
    expect((await world.call('GET', world.path)).body).toContain(`dir="ltr">${shown}</bdi>`);
  });

  const file = { name: 'חשבונית.pdf', type: 'application/pdf', size: 5, key: 'parts/one', contentId: null, inline: false };

  it('of the customer are downloaded by an address that holds for some minutes', async () => {
    const world = await statusCase({ attachments: [file] });
    const { body } = await world.call('GET', world.path);
    const address = /href="(\/s\/[^"]+\/file\/[^"]+)"/.exec(body)![1]!;
    expect(await world.call('GET', address)).toMatchObject({ statusCode: 303, headers: { Location: expect.stringMatching(/^https:\/\/bucket\.example\/parts\/one/) as unknown } });
  });

  it.each(['x.0', '../x.0', '.0', 'x.1000', '', 'x'])('by any other name are not there: %j', async (name) => {
    const world = await statusCase({ attachments: [file] });
    expect((await world.call('GET', `${world.path}/file/${name}`)).statusCode).toBe(404);
  });

  it('of a message that is not on the case are not there, though its id is known', async () => {
    const world = await statusCase();
    const other = mail({ from: 'moshe@example.org', attachments: [file] });
    await world.receive(other);
    expect((await world.call('GET', `${world.path}/file/${other.id}.0`)).statusCode).toBe(404);
  });
});

describe('somebody who asks for a new link', () => {
  const ask = async (world: Awaited<ReturnType<typeof statusCase>>, number: string, email: string, from?: string) => world.press('/s/link', { number, email }, { query: { lang: 'en' }, ...(from ? { from } : {}) });

  it('hears the same, and causes the same work, whether or not it fits', async () => {
    const world = await statusCase();
    const answers = [await ask(world, world.number, 'dana@example.org'), await ask(world, '482109379', 'eve@example.org')];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ statusCode: 200, body: expect.stringContaining('If these details match a case, we have sent it a new link.') as unknown });
    expect(world.asked.map(({ caseNumber, email }) => [caseNumber, email])).toEqual([[world.number, 'dana@example.org'], ['482109379', 'eve@example.org']]);
  });

  it('presses twice and asks once', async () => {
    const world = await statusCase();
    for (const _ of [1, 2]) await ask(world, world.number, 'dana@example.org');
    expect(new Set(world.asked.map(({ id }) => id)).size).toBe(1);
  });

  it.each([['123', 'dana@example.org', 'This is no case number'], ['482-109-397', 'dana@example.org', 'This is no case number'], ['482-109-379', 'dana@', 'This address is not valid'], ['482-109-379', 'a@b.example\r\nBcc: c@d.example', 'This address is not valid']])('%s and %j: %s', async (number, email, said) => {
    const world = await statusCase();
    expect(await ask(world, number, email)).toMatchObject({ statusCode: 400, body: expect.stringContaining(said) as unknown });
    expect(world.asked).toEqual([]);
  });

  it('too often is told so', async () => {
    const world = await statusCase({}, { settings: { formPerHour: 1 } });
    expect((await ask(world, world.number, 'dana@example.org')).statusCode).toBe(200);
    expect(await ask(world, '482109379', 'dana@example.org')).toMatchObject({ statusCode: 429, body: expect.stringContaining('care@company.example') as unknown });
    expect((await ask(world, '482109379', 'dana@example.org', '203.0.113.9')).statusCode).toBe(200);
  });
});

describe('the known fault on the page of a case', () => {
  it('is that of its own incident, and leaves the page with the incident\'s end', async () => {
    const world = await statusCase({}, { settings: { incident: { what: { he: 'אתר', en: 'the site' }, nextUpdateAt: SUNDAY_MORNING } } });
    const { incidents, desk } = world;
    const said = async (): Promise<string> => /תקלה ידועה: ([^.]+)\./.exec((await world.call('GET', world.path)).body)?.[1] ?? '';
    const { version } = (await openIncident({ ...desk, incidents }, { given: incident({ told: true, words: { he: [], en: [] } }), key: 'press-0001', alert: null, agent: { id: 'noa', name: 'נועה', actor: 'lead' } })).incident;
    expect(await said()).toBe('אתר');
    await edit(desk, { number: world.number, agent: { id: 'noa', name: 'נועה' }, incident: { id: '1' } });
    expect(await said()).toBe('אפליקציה');
    await changeIncident({ ...desk, incidents }, { id: '1', given: incident({ told: false, words: { he: [], en: [] } }), version, agent: { id: 'noa', name: 'נועה' } });
    expect(await said()).toBe('');
    await endIncident({ ...desk, incidents }, { id: '1', agent: { id: 'noa', name: 'נועה' } });
    expect(await said()).toBe('אתר');
  });
});
