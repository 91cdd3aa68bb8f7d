import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Acted, CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { AnswersPreview, Changes, ContactView, Outcome, Queues, SearchHit } from '../../shared/api-shapes/desk.ts';
import { mail } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana, noa } = await signedIn();
let world: ApiWorld;
let number: string;

beforeEach(async () => {
  world = begin();
  number = await world.receive(mail({ from: 'moshe@example.org', subject: 'איפה ההזמנה?', text: 'ההזמנה ORD-2026-55431 לא הגיעה', replyText: 'ההזמנה ORD-2026-55431 לא הגיעה', language: 'he', author: { id: 'moshe@example.org', name: 'משה לוי' }, mail: { messageId: '<one@example.org>' } }));
});

const view = async (token = dana, of = number): Promise<CaseView> => (await world.call<CaseView>('GET', `/cases/${of}`, { token })).body;
const patch = async (token: string, body: object) => world.call<Acted>('PATCH', `/cases/${number}`, { token, body });
const list = async (query = '', token = dana): Promise<CaseList> => (await world.call<CaseList>('GET', `/cases${query}`, { token })).body;

describe('an edit of a case', () => {
  it('is made over the version that was read, and gives the next one', async () => {
    const { version } = await view();
    const done = await patch(dana, { version, priority: 'high', assignee: 'dana', tags: ['משלוח'] });
    expect(done).toMatchObject({ status: 200, body: { case: { priority: 'high', assignee: 'dana', assigneeName: null, tags: ['משלוח'] }, warnings: [] } });
    expect((await view()).version).toBe(done.body.version);
  });

  it('of what a colleague has changed since is refused, and says what changed', async () => {
    const { version } = await view();
    await patch(noa, { version, assignee: 'noa', priority: 'urgent' });
    expect(await patch(dana, { version, status: 'resolved' })).toMatchObject({ status: 409, body: { error: { key: 'changedMeanwhile' }, changed: expect.arrayContaining([{ field: 'assignee', now: 'noa' }, { field: 'priority', now: 'urgent' }]) as unknown } });
    expect((await view()).case.status).toBe('new');
  });

  it('that gives it to somebody else says from whom it was passed on, by their name', async () => {
    for (const [id, name] of [['noa', 'נועה'], ['dana', 'דנה']] as const) await world.office.presence.seen({ id, name, at: world.clock.now });
    await patch(dana, { version: (await view()).version, assignee: 'noa' });
    await patch(noa, { version: (await view()).version, assignee: 'dana' });
    expect((await view()).events.filter(({ what }) => what === 'assigned').map(({ values }) => values)).toEqual([{ assignee: 'noa', assigneeName: 'נועה' }, { assignee: 'dana', assigneeName: 'דנה', from: 'noa', fromName: 'נועה' }]);
  });

  it('of its labels is not refused for a message that came meanwhile; of its status it is', async () => {
    const first = (await view()).version!;
    await patch(dana, { version: first, status: 'waiting_on_customer' });
    const { version } = await view();
    await world.receive(mail({ from: 'moshe@example.org', mail: { inReplyTo: ['<one@example.org>'] } }));
    expect((await patch(dana, { version, status: 'resolved' })).status).toBe(409);
    expect((await patch(dana, { version, topic: 'shipping' })).status).toBe(200);
  });

  it('is not refused for a colleague\'s note', async () => {
    const { version } = await view();
    await world.call('POST', `/cases/${number}/notes`, { token: noa, body: { text: 'בודקת', key: 'note-0001' } });
    expect((await patch(dana, { version, status: 'open' })).status).toBe(200);
  });

  it('warns of a customer who was not answered, and says where the case may go', async () => {
    const { version, moves } = await view();
    expect(moves).toEqual(expect.arrayContaining(['open', 'snoozed', 'resolved']));
    expect(await patch(dana, { version, status: 'resolved' })).toMatchObject({ status: 200, body: { case: { status: 'resolved' }, warnings: ['customerUnanswered'] } });
  });

  it.each([['an assignee whom nobody knows', { assignee: 'somebody' }, 400], ['a status that does not follow', { status: 'new' }, 422], ['snoozing without a time', { status: 'snoozed' }, 422], ['a version that is none', { version: 'x', status: 'open' }, 400]])('refuses %s', async (_what, body, status) => {
    expect((await patch(dana, { version: (await view()).version, ...body })).status).toBe(status);
  });

  it('stands in the history with who did it', async () => {
    await patch(dana, { version: (await view()).version, status: 'snoozed', until: world.clock.now + 3_600_000 });
    expect((await view()).events.at(-1)).toMatchObject({ what: 'snoozed', by: 'dana', until: world.clock.now + 3_600_000 });
    expect((await list('?queue=snoozed')).cases).toMatchObject([{ number, snoozedUntil: world.clock.now + 3_600_000 }]);
  });
});

describe('an answer', () => {
  const answer = async (token: string, body: object) => world.call<{ id: string; version: string }>('POST', `/cases/${number}/replies`, { token, body: { text: 'בדרך', key: 'press-0001', ...body } });

  it('after a colleague\'s is held back, and says who answered when', async () => {
    const { version } = await view();
    await answer(noa, { version, after: 'wait' });
    world.clock.now += 12_000;
    expect(await answer(dana, { version, after: 'wait' })).toMatchObject({ status: 409, body: { error: { key: 'answeredMeanwhile', values: { agent: 'נועה', seconds: '12' } } } });
    expect(world.outbox.filter(({ kind }) => kind === 'reply')).toHaveLength(1);
  });

  it('pressed again over the version that the refusal named goes out', async () => {
    const { version } = await view();
    await answer(noa, { version });
    const refused = await answer(dana, { version });
    expect((await answer(dana, { version: refused.body.version })).status).toBe(202);
  });

  it('goes out at once over the version that taking links back gave to whoever had read all; over words that nobody has read it does not', async () => {
    const revoke = async (body?: object) => (await world.call<{ version: string }>('POST', `/cases/${number}/revoke-links`, { token: dana, ...(body ? { body } : {}) })).body.version;
    const { version } = await view();
    expect((await answer(dana, { version: await revoke({ version }) })).status).toBe(202);
    const stale = (await view()).version;
    await answer(noa, { version: stale, key: 'press-0002', text: 'כבר בדרך' });
    expect((await answer(dana, { version: await revoke({ version: stale }), key: 'press-0003', text: 'שוב' })).status).toBe(409);
    expect((await answer(dana, { version: await revoke(), key: 'press-0003', text: 'שוב' })).status).toBe(409);
  });

  it.each([['resolve', 'resolved'], ['wait', 'waiting_on_customer'], ['stay', 'open']] as const)('and %s leaves the case %s', async (after, status) => {
    await answer(dana, { version: (await view()).version, after });
    const shown = await view();
    expect(shown.case).toMatchObject({ status, unansweredSince: null });
    expect(shown.clocks!.firstResponse).toMatchObject({ state: 'stopped' });
  });

  it('pressed twice is one answer', async () => {
    const { version } = await view();
    const [one, two] = [await answer(dana, { version }), await answer(dana, { version })];
    expect([two.status, two.body.id]).toEqual([202, one.body.id]);
    expect((await view()).entries.filter(({ direction }) => direction === 'out')).toHaveLength(1);
  });
});

describe('many at once', () => {
  let others: string[];
  beforeEach(async () => { others = [number, await world.receive(mail({ from: 'a@example.org', author: { id: 'a@example.org', name: 'אבי' } })), await world.receive(mail({ author: { id: '', name: null }, sender: { machine: 'noAddress', evidence: [] } }))]; });

  it('are assigned, and what cannot be done is said with its reason', async () => {
    await patch(noa, { version: (await view()).version, status: 'resolved' });
    const done = await world.call<Outcome>('POST', '/cases/bulk', { token: noa, body: { numbers: others, act: { kind: 'status', status: 'resolved' } } });
    expect(done.body).toEqual({ done: others.slice(1), refused: [{ number, key: 'sameStatus' }] });
  });

  it('lose one tag, whatever else each has by then', async () => {
    await patch(dana, { version: (await view()).version, tags: ['vip', 'משלוח'] });
    const bulk = async (act: object) => (await world.call<Outcome>('POST', '/cases/bulk', { token: dana, body: { numbers: others, act } })).body.done;
    await bulk({ kind: 'tag', tag: 'תקלה' });
    expect(await bulk({ kind: 'untag', tag: 'vip' })).toEqual(others);
    expect([(await view()).case.tags, (await view(dana, others[1])).case.tags]).toEqual([['משלוח', 'תקלה'], ['תקלה']]);
    expect((await view(dana, others[1])).events.filter(({ what }) => what === 'tags')).toHaveLength(1);
  });

  it('are answered by one text, each once, after seeing whom it cannot reach', async () => {
    const text = 'שלום {name}, פנייה {number}: התקלה תוקנה';
    const preview = await world.call('POST', '/answers/preview', { token: dana, body: { numbers: others, text } });
    expect(preview.body).toMatchObject({ going: [{ channel: 'email', via: 'reply', count: 2 }], cannot: [{ number: others[2], reason: 'noAddress' }], sample: { number, text: `שלום משה לוי, פנייה ${number}: התקלה תוקנה` } });
    const press = async () => (await world.call<Outcome>('POST', '/answers', { token: dana, body: { numbers: others, text, key: 'press-to-all' } })).body;
    expect(await press()).toEqual({ done: others.slice(0, 2), refused: [{ number: others[2], key: 'noAddress' }] });
    await press();
    expect(new Set(world.outbox.filter(({ kind }) => kind === 'reply').map(({ id }) => id)).size).toBe(2);
    expect((await view(dana, others[1])).entries.filter(({ direction }) => direction === 'out')).toMatchObject([{ text: `שלום אבי, פנייה ${others[1]}: התקלה תוקנה` }]);
  });

  it('are looked at before: who cannot be reached by name, and how many write in another language than the text', async () => {
    const look = async (text: string) => (await world.call<AnswersPreview>('POST', '/answers/preview', { token: dana, body: { numbers: others, text } })).body;
    const english = await look('Hello {name}, the fault is mended. {number}');
    expect(english.other).toEqual({ written: 'en', theirs: 'he', count: 1 });
    expect(english.cannot).toEqual([{ number: others[2], reason: 'noAddress', channel: 'email', customer: { id: '', name: null } }]);
    expect([(await look('שלום {name}')).other, (await look('{name} 👍 {number}')).other]).toEqual([{ written: 'he', theirs: 'en', count: 1 }, null]);
  });
});

describe('merging', () => {
  it('asks first, shows both histories on one case, and is undone', async () => {
    const into = await world.receive(mail({ from: 'a@example.org', subject: 'Another', text: 'the other words', replyText: 'the other words' }));
    const ask = async (confirmed: boolean) => world.call<{ warnings: string[] }>('POST', `/cases/${number}/merge`, { token: dana, body: { into, version: (await view()).version, confirmed } });
    expect((await ask(false)).body.warnings).toEqual(['otherCustomer', 'otherLanguage']);
    expect((await view()).case.mergedInto).toBeNull();
    await ask(true);
    const merged = await view(dana, into);
    expect(merged.entries.map(({ text }) => text).sort()).toEqual(['the other words', 'ההזמנה ORD-2026-55431 לא הגיעה']);
    expect((await view()).case.mergedInto).toBe(into);
    expect(merged.ways!.map(({ via, notReached }) => [via, notReached])).toEqual([['reply', [expect.objectContaining({ number: expect.stringMatching(/^\d{3}-\d{3}-\d{3}$/) as unknown, channel: 'email' })]]]);
    await world.receive(mail({ from: 'moshe@example.org', text: 'ועוד', replyText: 'ועוד', mail: { inReplyTo: ['<one@example.org>'] } }));
    expect((await view(dana, into)).entries).toHaveLength(3);
    await world.call('POST', `/cases/${into}/unmerge`, { token: dana, body: { id: merged.merged![0]!.id } });
    expect((await view()).entries.map(({ text }) => text)).toEqual(expect.arrayContaining(['ההזמנה ORD-2026-55431 לא הגיעה', 'ועוד']));
    expect([(await view(dana, into)).merged, (await view(dana, into)).ways![0]!.notReached]).toEqual([[], undefined]);
  });
});

describe('what is told', () => {
  const changes = async (token: string, since?: string) => world.call<Changes>('GET', `/changes${since ? `?since=${since}` : ''}`, { token });

  it('is nothing new until something changes, and then the case', async () => {
    const { since } = (await changes(dana)).body;
    expect((await changes(dana, since)).status).toBe(304);
    await patch(noa, { version: (await view()).version, priority: 'low' });
    world.clock.now += 10;
    await world.tellAll();
    const news = await changes(dana, since);
    expect(news).toMatchObject({ status: 200, body: { cases: [number], queues: { counts: { open: 1 } } } });
    expect((await changes(dana, news.body.since)).status).toBe(304);
  });

  it('says who looks and who types, but not oneself', async () => {
    await world.call('PUT', `/cases/${number}/presence`, { token: noa, body: { state: 'typing' } });
    expect((await changes(dana)).body.viewers).toEqual({ [number]: [{ id: 'noa', name: 'נועה', state: 'typing' }] });
    expect((await changes(noa)).body.viewers).toEqual({});
    await world.call('PUT', `/cases/${number}/presence`, { token: noa, body: { state: 'gone' } });
    expect((await changes(dana)).body.viewers).toEqual({});
  });

  it('counts the queues of whoever asks', async () => {
    await world.call('POST', `/cases/${number}/notes`, { token: noa, body: { text: '@דנה', key: 'note-0001', mentions: ['dana'] } });
    await patch(dana, { version: (await view()).version, assignee: 'dana' });
    expect((await world.call<Queues>('GET', '/queues', { token: dana })).body.counts).toMatchObject({ open: 1, mine: 1, unassigned: 0, tagged: 1 });
    expect((await world.call<Queues>('GET', '/queues', { token: noa })).body.counts).toMatchObject({ mine: 0, tagged: 0 });
  });
});

describe('finding', () => {
  const find = async (q: string): Promise<SearchHit[]> => (await world.call<{ hits: SearchHit[] }>('GET', `/search?q=${encodeURIComponent(q)}`, { token: dana })).body.hits;
  beforeEach(async () => world.tellAll());

  it.each([['הזמנה', 'behind a prefix'], ['ORD-2026-55431', 'an order number'], ['55431', 'a part of it'], ['משה לוי', 'a name'], ['הגי', 'half a word']])('%s finds the case: %s', async (q) => {
    expect((await find(q)).filter(({ kind }) => kind === 'case')).toMatchObject([{ id: number, title: 'איפה ההזמנה?' }]);
  });

  it('a case number finds its case, dictated or with hyphens, and an address its customer', async () => {
    expect(await find(number)).toMatchObject([{ kind: 'case', id: number }]);
    expect(await find(number.replaceAll('-', ''))).toMatchObject([{ kind: 'case', id: number }]);
    expect(await find('moshe@example.org')).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'contact', title: 'משה לוי' })]));
  });

  it('the first digits of a case number find its case, with hyphens or without; digits from its middle do not', async () => {
    const digits = number.replaceAll('-', '');
    const found = await Promise.all([digits.slice(0, 3), number.slice(0, 6), ` ${digits.slice(0, 5)} `, number.slice(0, 4), `#${number.slice(0, 10)}`, digits.slice(0, 2), digits.slice(1, 6)].map(find));
    expect(found.map((hits) => hits.map(({ id }) => id))).toEqual([[number], [number], [number], [number], [number], [], []]);
  });

  it('a word that nobody wrote finds nothing', async () => {
    expect(await find('פינגווין')).toEqual([]);
  });
});

describe('a customer', () => {
  it('has all their cases, over all channels, and can be joined with another and parted again', async () => {
    const second = await world.receive(mail({ from: 'moshe@work.example', author: { id: 'moshe@work.example', name: 'משה לוי' } }));
    await world.tellAll();
    const [one, other] = [(await view()).case.contact!, (await view(dana, second)).case.contact!];
    expect(one).not.toBe(other);
    const contact = async (id: string) => (await world.call<ContactView>('GET', `/contacts/${id}`, { token: dana })).body;
    expect((await contact(one)).suggestions).toEqual([{ contact: other, name: 'משה לוי', because: ['sameName'] }]);
    const merged = await world.call<{ id: string }>('POST', '/contacts/merge', { token: dana, body: { from: other, into: one } });
    expect((await contact(other)).cases.map((row) => row.number).sort()).toEqual([number, second].sort());
    expect((await view()).others).toMatchObject([{ number: second }]);
    await world.call('POST', '/contacts/unmerge', { token: dana, body: { id: merged.body.id } });
    expect((await contact(other)).cases.map((row) => row.number)).toEqual([second]);
    expect((await contact(one)).events[0]).toMatchObject({ kind: 'unmerged' });
  });
});
