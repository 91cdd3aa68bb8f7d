import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InboundMessage } from '../../shared/domain/message.ts';
import { LinkRequest } from '../../shared/domain/status-link.ts';
import { STATUS_TEXTS } from '../../shared/text/status.ts';
import { mail } from '../support/make.ts';
import { statusWorld } from '../support/status-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MISS = STATUS_TEXTS.en.invalid;

async function withCase(given: Parameters<typeof statusWorld>[0] = {}, fields: Parameters<typeof mail>[0] = {}) {
  const world = statusWorld(given);
  const number = await world.receive(mail({ from: 'dana@example.org', text: 'איפה ההזמנה ORD-2026-55431?', replyText: 'איפה ההזמנה ORD-2026-55431?', language: 'he', ...fields }));
  return { ...world, number, path: `/s/${world.tokenOf(number)}` };
}

describe('looking at the page', () => {
  it.each(['GET', 'HEAD'])('by %s writes nothing, whatever is asked for', async (method) => {
    const { call, path, writes, queued, asked, table } = await withCase();
    const before = JSON.stringify([...table.cases, ...table.heads, ...table.messages]);
    for (const address of [path, `${path}/solved`, `${path}/rating`, `${path}/not-yet`, `${path}/details`, `${path}/file/x.0`, '/s', '/s/link', '/s/page.js', '/s/nothing']) await call(method, address, { query: { text: 'x', score: '1', number: '482109379', email: 'dana@example.org' } });
    expect([writes(), queued, asked, JSON.stringify([...table.cases, ...table.heads, ...table.messages]) === before]).toEqual([0, [], [], true]);
  });

  it('is told to nobody else: not kept, not found, not framed, nothing fetched from elsewhere', async () => {
    const { call, path } = await withCase();
    const { headers, statusCode, body } = await call('GET', path);
    expect([statusCode, headers]).toEqual([200, expect.objectContaining({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex', 'Referrer-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff' })]);
    expect(headers['Content-Security-Policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'sha256-[^']+'; connect-src 'self' https:\/\/bucket\.example; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
    expect(body.match(/(?:src|href|action)="https?:[^"]*"/g) ?? []).toEqual([]);
    expect(body).not.toMatch(/ style="|<script>| on\w+="/);
  });

  it('by HEAD is the same without the page', async () => {
    const { call, path } = await withCase();
    const [got, headed] = [await call('GET', path), await call('HEAD', path)];
    expect([headed.statusCode, headed.headers, headed.body]).toEqual([got.statusCode, got.headers, '']);
  });

  it('is asked for again where the table gives no answer', async () => {
    const { call, path, store } = await withCase();
    store.thread = async () => { throw Object.assign(new Error('no answer'), { name: 'TimeoutError' }); };
    const { statusCode, headers } = await call('GET', path);
    expect([statusCode, headers['Retry-After']]).toEqual([503, '5']);
  });

  it('by any other method is refused', async () => {
    const { call, path } = await withCase();
    expect((await call('PUT', path)).statusCode).toBe(405);
  });

  it('shows a customer’s words as words', async () => {
    const { call, path } = await withCase({}, { replyText: '<img src=x onerror=alert(1)> "שלום" & https://shop.example/?a=1&b="2"' });
    const { body } = await call('GET', path);
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(body).not.toContain('<img');
  });
});

describe('a link that opens nothing', () => {
  it.each<[string, (world: Awaited<ReturnType<typeof withCase>>) => string | Promise<string>]>([
    ['was never made', () => `/s/${'A'.repeat(32)}`],
    ['was made by somebody else', ({ path }) => `${path.slice(0, -2)}AA`],
    ['is over', ({ path, clock }) => { clock.now += 91 * DAY + DAY; return path; }],
    ['was taken back', ({ path, caseOf, number }) => { caseOf(number).statusGeneration = 1; return path; }],
    ['is of a customer who was erased', ({ path, caseOf, number }) => { Object.assign(caseOf(number), { customer: { id: '', name: null }, status: 'closed' }); return path; }],
    ['is of what is spam', ({ path, caseOf, number }) => { caseOf(number).status = 'spam'; return path; }],
    ['is of a case that is not there', ({ tokenOf }) => `/s/${tokenOf('482109379')}`],
    ['goes further than the page', ({ path }) => `${path}/elsewhere`],
  ])('%s: one answer', async (_, pathOf) => {
    const world = await withCase();
    const path = await pathOf(world);
    const [got, never, posted] = [await world.call('GET', path), await world.call('GET', '/s/nothing'), await world.press(`${path}/details`, { text: 'x' })];
    expect([got.statusCode, got.body, got.headers]).toEqual([404, never.body, never.headers]);
    expect([posted.statusCode, posted.body, world.queued, got.body.includes(MISS)]).toEqual([404, never.body, [], true]);
  });

  it('lives as long as people write to each other', async () => {
    const world = await withCase();
    world.clock.now += 80 * DAY;
    await world.answer(world.number, 'עוד רגע');
    world.clock.now += 80 * DAY;
    expect((await world.call('GET', world.path)).statusCode).toBe(200);
  });

  it('is every link while customers have no page', async () => {
    const world = await withCase({ whom: 'customers' });
    expect((await world.call('GET', world.path)).statusCode).toBe(404);
    const there = await withCase({ whom: 'customers', settings: { accessLink: 'https://c.example/access', privacyLink: 'https://c.example/privacy' } });
    expect((await there.call('GET', there.path))).toMatchObject({ statusCode: 200, body: expect.stringMatching(/c\.example\/privacy[\s\S]*c\.example\/access/) as unknown });
  });

  it.each([['he', 'rtl', STATUS_TEXTS.he.invalid], ['en', 'ltr', MISS]])('speaks %s to whoever prefers it', async (language, dir, said) => {
    const { body } = await statusWorld().call('GET', '/s/x', { headers: { 'accept-language': language } });
    expect([body.includes(`<html lang="${language}" dir="${dir}">`), body.includes(said)]).toEqual([true, true]);
  });
});

describe('adding details', () => {
  it('is one message on the case’s own thread, under its customer’s address', async () => {
    const world = await withCase();
    const pressed = [await world.press(`${world.path}/details`, { text: 'עוד פרט' }), await world.press(`${world.path}/details`, { text: 'עוד פרט' })];
    expect(pressed.map(({ statusCode, headers }) => [statusCode, headers['Location']])).toEqual([[303, `${world.path}?done=added`], [303, `${world.path}?done=added`]]);
    expect(new Set(world.queued.map(({ id }) => id)).size).toBe(1);
    await world.settle();
    expect([...world.table.messages.values()].map(({ case: number, threadedBy, message }) => [number === world.number, threadedBy, message.author.id, message.by, message.channel])).toEqual([[true, 'newCase', 'dana@example.org', undefined, 'email'], [true, 'statusPage', 'dana@example.org', 'statusPage', 'email']]);
  });

  it('puts a case that waited for the customer back to work', async () => {
    const world = await withCase();
    await world.answer(world.number, 'מה מספר הטלפון?');
    expect(world.caseOf(world.number).status).toBe('waiting_on_customer');
    await world.press(`${world.path}/details`, { text: '050-1234567' });
    await world.settle();
    expect(world.caseOf(world.number)).toMatchObject({ status: 'open', unansweredSince: world.clock.now });
  });

  it('to a closed case opens another one, which is confirmed', async () => {
    const world = await withCase();
    for (const head of world.table.heads.values()) head.status = 'closed';
    world.caseOf(world.number).status = 'closed';
    await world.press(`${world.path}/details`, { text: 'זה קרה שוב' });
    await world.settle();
    expect([...world.table.cases.values()].map(({ status, relatedTo, acknowledgement }) => [status, relatedTo, acknowledgement?.state])).toEqual([['closed', null, 'planned'], ['new', world.number, 'planned']]);
  });

  it('keeps what was typed when something is wrong', async () => {
    const world = await withCase();
    const { statusCode, body } = await world.press(`${world.path}/details`, { text: 'א'.repeat(20_001) });
    expect([statusCode, body.includes('הטקסט ארוך מ-20000 תווים'), body.includes('א'.repeat(20_001))]).toEqual([400, true, true]);
    expect(await world.press(`${world.path}/details`, { text: '  ' })).toMatchObject({ statusCode: 400, body: expect.stringContaining('חסר תוכן הפנייה') as unknown });
  });

  it('keeps what was typed when we are broken', async () => {
    const world = await withCase({ inbound: { send: async () => Promise.reject(new Error('no queue')) } });
    expect(await world.press(`${world.path}/details`, { text: 'עוד <b>פרט' })).toMatchObject({ statusCode: 503, body: expect.stringMatching(/עוד &lt;b&gt;פרט<\/textarea>[\s\S]*השליחה לא הצליחה/) as unknown });
  });

  it('of a file that never came is held back with its name', async () => {
    const world = await withCase();
    const answer = await world.call('POST', `${world.path}/details`, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ submission: 'A'.repeat(22), text: 'see', files: [{ place: 0, name: 'a.pdf', type: '' }] }) });
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([400, { error: { key: 'fileMissing', values: { file: 'a.pdf', text: expect.stringContaining('a.pdf') as unknown } } }]);
  });

  it('is counted by visitor and by case, each press once', async () => {
    const world = await withCase({ settings: { formPerHour: 2 } });
    const add = async (text: string, from: string) => (await world.press(`${world.path}/details`, { text }, { from })).statusCode;
    expect([await add('1', '203.0.113.1'), await add('1', '203.0.113.1'), await add('2', '203.0.113.2'), await add('3', '203.0.113.3')]).toEqual([303, 303, 303, 429]);
    world.clock.now += HOUR;
    expect(await add('3', '203.0.113.3')).toBe(303);
  });

  it('from another site’s page is refused', async () => {
    const world = await withCase();
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of foreign) for (const what of ['details', 'solved', 'rating', 'not-yet', 'uploads']) expect((await world.press(`${world.path}/${what}`, { text: 'x', score: '1' }, { headers })).statusCode).toBe(403);
    expect([world.queued, world.writes()]).toEqual([[], 0]);
  });

  it('of any shape is taken or refused, and breaks nothing', async () => {
    const world = await withCase({ settings: { formPerHour: 1_000_000 } });
    const anything = fc.record({ submission: fc.oneof(fc.constant('A'.repeat(22)), fc.jsonValue()), text: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), score: fc.jsonValue(), number: fc.oneof(fc.constant('482-109-379'), fc.string()), email: fc.oneof(fc.constant('dana@example.org'), fc.string({ unit: 'binary' })), files: fc.jsonValue() }, { requiredKeys: [] });
    await fc.assert(fc.asyncProperty(anything, fc.constantFrom('details', 'not-yet', 'rating', 'solved', 'uploads'), async (fields, what) => {
      const body = JSON.stringify(fields);
      expect([200, 201, 400]).toContain((await world.call('POST', `${world.path}/${what}`, { body, headers: { 'content-type': 'application/json' } })).statusCode);
      expect([200, 400]).toContain((await world.call('POST', '/s/link', { body, headers: { 'content-type': 'application/json' } })).statusCode);
    }), { numRuns: 150, seed: 7 });
    for (const message of world.queued) expect(InboundMessage.safeParse(message).success).toBe(true);
    for (const request of world.asked) expect(LinkRequest.safeParse(request).success).toBe(true);
  });
});
