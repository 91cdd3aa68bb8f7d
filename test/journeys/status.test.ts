import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { IncidentOpened, IncidentWhole } from '../../shared/api-shapes/incidents.ts';
import type { AnswersPreview, Outcome, Uploads } from '../../shared/api-shapes/desk.ts';
import type { FiguresToday } from '../../shared/api-shapes/figures.ts';
import { exportCases, exportMessages } from '../support/export.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { letter, read } from '../support/letters.ts';

let engine: TestEngine;
beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

const CUSTOMER = 'dana@customer.example';
const WORDS = 'שלום, ההזמנה ORD-2026-55431 לא הגיעה.';
const ADDED = 'שכחתי: הכתובת היא הרצל 5, דירה 3.';
const newSubmission = (): string => randomBytes(16).toString('base64url');

let link = '';
let number = '';

const mailsTo = async (address: string) => Promise.all((await engine.sent()).filter(({ to }) => to.includes(address)).map(async ({ raw }) => read(raw)));
const linkIn = (text: string | undefined): string => /^http:\/\/\S+\/s\/[\w-]{32}$/m.exec(text ?? '')?.[0] ?? '';
const look = async (address = link, method = 'GET'): Promise<{ status: number; body: string }> => { const answer = await fetch(address, { method, redirect: 'manual' }); return { status: answer.status, body: await answer.text() }; };
const press = async (what: string, fields: Record<string, string> = {}, headers: Record<string, string> = { origin: engine.ready.api }): Promise<{ status: number; to: string | null; body: string }> => {
  const answer = await fetch(`${link}/${what}`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ submission: newSubmission(), ...fields }) });
  return { status: answer.status, to: answer.headers.get('location'), body: await answer.text() };
};
const view = async (): Promise<CaseView> => await (await engine.api(`/cases/${number}`)).json() as CaseView;
const untilCase = async (holds: (seen: CaseView) => boolean, what: string): Promise<CaseView> => engine.until(async () => { const seen = await view(); return holds(seen) ? seen : undefined; }, what);
const edit = async (change: Record<string, unknown>): Promise<number> => (await engine.api(`/cases/${number}`, { method: 'PATCH', body: JSON.stringify({ version: (await view()).version, ...change }) })).status;
const stored = async (): Promise<unknown> => [await exportMessages(engine.ready.data), await exportCases(engine.ready.data), (await view()).version, (await engine.sent()).length];

describe('a customer with a link', () => {
  it('gets it with the acknowledgement, in plain text and in HTML', async () => {
    await engine.sendMail(letter({ from: CUSTOMER, subject: 'איפה ההזמנה?', id: '<one@customer.example>', text: WORDS }), { from: CUSTOMER, to: 'care@company.example' });
    const [mail] = await engine.until(async () => { const mails = await mailsTo(CUSTOMER); return mails.length > 0 ? mails : undefined; }, 'the acknowledgement');
    link = linkIn(mail!.text);
    number = /\d{3}-\d{3}-\d{3}/.exec(mail!.text ?? '')![0];
    expect(link.startsWith(`${engine.ready.api}/s/`)).toBe(true);
    expect(String(mail!.html)).toContain(`href="${link}"`);
    expect(link).not.toContain(number.replaceAll('-', ''));
  });

  it('sees how it stands, in the language of the case', async () => {
    const { status, body } = await look();
    expect(status).toBe(200);
    expect(body).toContain('<html lang="he" dir="rtl">');
    for (const said of [number, 'התקבלה', 'דרך דוא״ל', 'נשיב לך', 'ממך', 'אישור אוטומטי', 'ORD-2026-55431']) expect(body).toContain(said);
  });

  it('changes nothing by looking, and no mail scanner does', async () => {
    await untilCase((seen) => seen.case.acknowledgement?.state === 'delivered' && typeof seen.case.contact === 'string', 'all that follows a message has happened');
    const before = await stored();
    for (const address of [link, `${link}/solved`, `${link}/rating?score=1`, `${link}/not-yet`, `${link}/details?text=x`, `${link}?done=saidYes`, `${engine.ready.api}/s`]) for (const method of ['GET', 'HEAD']) { await look(address, method); await look(address, method); }
    expect((await look(link, 'HEAD'))).toEqual({ status: 200, body: '' });
    expect(await stored()).toEqual(before);
  });

  it('adds details, once however often the button is pressed', async () => {
    const submission = newSubmission();
    const answers = await Promise.all([press('details', { submission, text: ADDED }), press('details', { submission, text: ADDED })]);
    expect(answers.map(({ status, to }) => [status, to])).toEqual([[303, `${new URL(link).pathname}?done=added`], [303, `${new URL(link).pathname}?done=added`]]);
    const seen = await untilCase(({ entries }) => entries.some(({ text }) => text === ADDED), 'the details are on the case');
    expect(seen.entries.filter(({ text }) => text === ADDED).map(({ direction, threadedBy, author, vouched, suppressedBecause }) => [direction, threadedBy, author.id, vouched, suppressedBecause])).toEqual([['in', 'statusPage', CUSTOMER, true, 'joinedCase']]);
    expect((await look(`${link}?done=added`)).body).toMatch(/נוסף\. אין צורך לפנות שוב\.[\s\S]*הרצל 5/);
  });

  it('adds a file, and finds it there again', async () => {
    const submission = newSubmission();
    const json = { 'content-type': 'application/json', origin: engine.ready.api };
    const { uploads } = await (await fetch(`${link}/uploads`, { method: 'POST', headers: json, body: JSON.stringify({ submission, files: [{ name: 'חשבונית.pdf', size: 5 }] }) })).json() as { uploads: { url: string; fields: Record<string, string> }[] };
    const form = new FormData();
    for (const [name, value] of Object.entries(uploads[0]!.fields)) form.append(name, value);
    form.append('file', new Blob(['%PDF-']));
    expect((await fetch(uploads[0]!.url, { method: 'POST', body: form })).status).toBe(204);
    expect((await fetch(`${link}/details`, { method: 'POST', headers: json, body: JSON.stringify({ submission, text: 'מצורפת החשבונית', files: [{ place: 0, name: 'חשבונית.pdf', type: 'application/pdf' }] }) })).status).toBe(201);
    const file = await engine.until(async () => /href="(\/s\/[^"]+\/file\/[^"]+)"/.exec((await look()).body)?.[1], 'the file is shown');
    const there = await fetch(new URL(file, engine.ready.api));
    expect([there.status, await there.text(), there.headers.get('content-disposition')]).toEqual([200, '%PDF-', expect.stringContaining('attachment')]);
  });

  it('finds the file of an answer in the mail and on the page, as it was uploaded', async () => {
    const name = 'חשבונית מס 2026.pdf';
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 31) % 251));
    const json = async <T>(path: string, body?: unknown): Promise<{ status: number; said: T }> => { const answer = await engine.api(`/cases/${number}/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }); return { status: answer.status, said: await answer.json() as T }; };
    const { said: { uploads: [ticket] } } = await json<Uploads>('uploads', { via: 'reply', files: [{ name, size: bytes.length }] });
    const answer = { text: 'מצורפת החשבונית.', key: 'press-with-a-file', files: [{ key: ticket!.key, name, type: 'application/pdf' }], after: 'stay' };
    expect([(await json(`uploads/${ticket!.key}`)).status, (await json('replies', answer)).said]).toEqual([404, { error: { key: 'fileMissing', values: { fields: 'files', file: name } } }]);
    const form = new FormData();
    for (const [field, value] of Object.entries(ticket!.fields)) form.append(field, value);
    form.append('file', new Blob([bytes]));
    expect((await fetch(ticket!.url, { method: 'POST', body: form })).status).toBe(204);
    expect(await json(`uploads/${ticket!.key}`)).toEqual({ status: 200, said: { size: bytes.length } });
    expect([(await json('replies', answer)).status, (await json('replies', answer)).status]).toEqual([202, 202]);
    const mails = await engine.until(async () => { const all = (await mailsTo(CUSTOMER)).filter(({ attachments }) => attachments.length > 0); return all.length > 0 ? all : undefined; }, 'the answer with its file');
    expect(mails.map(({ attachments }) => attachments.map(({ filename, contentType, content }) => [filename, contentType, content.equals(bytes)]))).toEqual([[[name, 'application/pdf', true]]]);
    const entry = (await view()).entries.find(({ direction, attachments }) => direction === 'out' && attachments.length > 0)!;
    const { url } = await (await engine.api(`/attachments/${entry.attachments[0]!.id}`)).json() as { url: string };
    const page = (await look()).body;
    const onPage = /<li class="said us">(?:(?!<li class="said).)*href="(\/s\/[^"]+\/file\/[^"]+)"/s.exec(page)?.[1] ?? 'none';
    for (const address of [url, new URL(onPage, engine.ready.api)]) {
      const there = await fetch(address);
      expect([there.status, Buffer.from(await there.arrayBuffer()).equals(bytes), there.headers.get('content-disposition')]).toEqual([200, true, expect.stringMatching(/^attachment;/)]);
    }
  });

  it('reads the answer, and a private note never', async () => {
    await engine.api(`/cases/${number}/notes`, { method: 'POST', body: JSON.stringify({ text: 'לקוחה קשה', key: 'note-1' }) });
    expect((await engine.api(`/cases/${number}/replies`, { method: 'POST', body: JSON.stringify({ text: 'ההזמנה בדרך אליך.', after: 'resolve' }) })).status).toBe(202);
    const { body } = await engine.until(async () => { const page = await look(); return page.body.includes('ההזמנה בדרך אליך.') ? page : undefined; }, 'the answer is shown');
    for (const said of ['נענתה', 'נענתה במועד', 'מצוות השירות', 'העניין נפתר?', 'איך היה השירות?']) expect(body).toContain(said);
    expect(body).not.toContain('לקוחה קשה');
  });

  it('says that it is not solved: what is missing puts the case back to work', async () => {
    expect(await press('not-yet', { text: 'עדיין לא הגיעה' })).toMatchObject({ status: 303, to: expect.stringMatching(/\?done=saidNo$/) as unknown });
    const seen = await untilCase((one) => one.case.status === 'open', 'the case is open again');
    expect(seen.entries.at(-1)).toMatchObject({ text: 'עדיין לא הגיעה', threadedBy: 'statusPage' });
    expect(seen.events.map(({ what, by }) => [what, by])).toContainEqual(['saidNotSolved', 'customer']);
    expect((await look()).body).toMatch(/בטיפול/);
    expect((await look()).body).not.toContain('העניין נפתר?');
  });

  it('says that it is solved, and how it was: each counts once', async () => {
    expect((await engine.api(`/cases/${number}/replies`, { method: 'POST', body: JSON.stringify({ text: 'ההזמנה הגיעה היום.' }) })).status).toBe(202);
    await untilCase((one) => one.case.status === 'waiting_on_customer', 'it waits for the customer');
    for (const press2 of [1, 2]) expect([press2, (await press('solved')).status]).toEqual([press2, 303]);
    await untilCase((one) => one.case.status === 'resolved', 'it is resolved');
    for (const score of ['2', '5', '5']) expect((await press('rating', { score })).status).toBe(303);
    const { events, history } = await view();
    expect(history).toBe('whole');
    expect(events.filter(({ by }) => by === 'customer').map(({ what, values }) => [what, values])).toEqual([['saidNotSolved', { answer: 'no' }], ['saidSolved', { answer: 'yes' }], ['rated', { score: '2' }], ['rated', { score: '5' }]]);
    expect((await look()).body).toMatch(/value="5" required checked/);
    expect(await press('rating', { score: '6' })).toMatchObject({ status: 400, body: expect.stringContaining('חסר דירוג') as unknown });
  });

  it('is counted in the figures of the day', async () => {
    const { satisfaction } = await (await engine.api('/figures/today')).json() as FiguresToday;
    expect(satisfaction).toMatchObject({ csat: 1, mean: 5, solvedShare: 1, cases: [number] });
  });

  it('is not acted for by another site', async () => {
    expect((await press('solved', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await press('solved', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

describe('a link that opens nothing', () => {
  const ask = async (typed: { number: string; email: string }): Promise<string> => (await (await fetch(`${engine.ready.api}/s/link?lang=en`, { method: 'POST', body: new URLSearchParams({ submission: 'A'.repeat(22), ...typed }) })).text()).replace(/<input[^>]*>/g, '');
  const MISS = 'This link is not valid or has expired. You can get a new one by email.';

  it('is answered alike, whatever it is', async () => {
    const pages = await Promise.all([`${engine.ready.api}/s/${'A'.repeat(32)}`, `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, `${engine.ready.api}/s/x`, `${link}/file/none.0`, `${link}/what`].map(async (address) => look(address)));
    expect(pages.map(({ status, body }) => [status, body.includes(MISS)])).toEqual(pages.map(() => [404, true]));
    expect(new Set(pages.map(({ body }) => body.replace(/value="[^"]*"/g, ''))).size).toBe(1);
  });

  it('gives a new one by mail, to the address that the case has, and says nothing of it', async () => {
    const answers = [await ask({ number, email: ' Dana@Customer.example ' }), await ask({ number, email: 'eve@stranger.example' }), await ask({ number: number.startsWith('1') ? '482-109-379' : '482109379', email: CUSTOMER })];
    expect([new Set(answers).size, answers[0]!.includes('If these details match a case, we have sent it a new link.')]).toEqual([1, true]);
    // The agent's answer of the story before may still be on its way: the link is known by its subject.
    const newLinks = async (): Promise<Awaited<ReturnType<typeof mailsTo>>> => (await mailsTo(CUSTOMER)).filter(({ subject }) => subject === `קישור חדש לפנייתך, מספר ${number}`);
    const [mail] = await engine.until(async () => { const all = await newLinks(); return all.length > 0 ? all : undefined; }, 'the new link');
    if (!mail) throw new Error('no new link');
    expect((await look(linkIn(mail.text))).body).toContain(WORDS.slice(0, 5));
    expect([(await newLinks()).length, await mailsTo('eve@stranger.example')]).toEqual([1, []]);
  });

  it('taken back by an agent says nothing any more', async () => {
    expect((await engine.api(`/cases/${number}/revoke-links`, { method: 'POST', body: '{}' })).status).toBe(200);
    const { status, body } = await look();
    expect([status, body.includes(MISS), body.includes(number)]).toEqual([404, true, false]);
    expect((await press('details', { text: 'still here' })).status).toBe(404);
    expect(await edit({ tags: ['x'] })).toBe(200);
  });
});

describe('an outage', () => {
  const CUSTOMERS = { moshe: ['תקלה', 'מהבוקר האפליקציה לא נטענת לי'], rina: ['App', 'The app crashes when I open it.'], tal: ['שאלה', 'משהו אצלכם לא עובד'] } as const;
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => { const answer = await engine.api(path, { method, ...(body ? { body: JSON.stringify(body) } : {}) }); if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`); return answer.json() as Promise<T>; };
  const write = async (who: string, subject: string, text: string): Promise<string> => {
    await engine.sendMail(letter({ from: `${who}@outage.example`, subject, id: `<${who}@outage.example>`, text }), { from: `${who}@outage.example`, to: 'care@company.example' });
    const [mail] = await engine.until(async () => { const mails = await mailsTo(`${who}@outage.example`); return mails.length > 0 ? mails : undefined; }, 'the acknowledgement');
    return mail!.text ?? '';
  };
  const numberIn = (text: string): string => /\d{3}-\d{3}-\d{3}/.exec(text)![0];
  const said = async (who: string): Promise<string[]> => (await mailsTo(`${who}@outage.example`)).slice(1).map(({ text }) => text ?? '');

  it('gathers who wrote by their words and by hand, tells each once in their language, and is over for all of them', async () => {
    const acknowledged = Object.fromEntries(await Promise.all(Object.entries(CUSTOMERS).map(async ([who, [subject, text]]) => [who, await write(who, subject, text)] as const)));
    const numbers = Object.fromEntries(Object.entries(acknowledged).map(([who, text]) => [who, numberIn(text)]));
    await engine.until(async () => { const { cases } = await call<CaseList>('GET', '/cases?sort=newest'); return Object.values(numbers).every((one) => cases.some((row) => row.number === one)); }, 'the list has them');
    const incident = { title: { he: 'האפליקציה', en: 'The app' }, what: { he: 'אפליקציה', en: 'the app' }, nextUpdateAt: Date.now() + 7_200_000, words: { he: ['אפליקציה'], en: ['app'] }, told: true };
    expect((await call<IncidentOpened>('POST', '/incidents', { incident, key: 'outage-journey' })).incident).toMatchObject({ id: '1', inForce: true });
    await call('PATCH', `/cases/${numbers['tal']}`, { version: (await call<CaseView>('GET', `/cases/${numbers['tal']}`)).version, incident: '1' });
    const whole = await engine.until(async () => { const found = await call<IncidentWhole>('GET', '/incidents/1'); return found.cases.length === 3 ? found : undefined; }, 'all three are gathered');
    expect((await look(linkIn(acknowledged['moshe']))).body).toContain('תקלה ידועה: אפליקציה');

    const all = whole.cases.map((one) => one.number);
    const news = { numbers: all, texts: { he: 'אנחנו מטפלים בתקלה, {number}', en: 'We are repairing it, {number}' }, key: 'news-of-the-outage', versions: Object.fromEntries(Object.entries((await call<AnswersPreview>('POST', '/incidents/1/broadcast/preview', { numbers: all, texts: { he: 'א', en: 'b' } })).versions!)) };
    for (const _ of [1, 2]) expect((await call<Outcome>('POST', '/incidents/1/broadcast', news)).done.length).toBe(3);
    await engine.eventually(async () => { for (const who of Object.keys(CUSTOMERS)) expect((await said(who)).map((text) => text.split('\n')[0])).toEqual([who === 'rina' ? `We are repairing it, ${numbers[who]}` : `אנחנו מטפלים בתקלה, ${numbers[who]!}`]); }, 'each has one');
    expect((await call<CaseView>('GET', `/cases/${numbers['rina']}`)).case).toMatchObject({ status: 'new', answeredAt: null, incident: { id: '1', words: ['app'] } });
    expect(await write('gal', 'שאלה', 'האפליקציה נפלה')).toContain('אנחנו מודעים לתקלה באפליקציה');

    const { cases } = await call<IncidentWhole>('POST', '/incidents/1/end');
    expect((await look(linkIn(acknowledged['moshe']))).body).not.toContain('תקלה ידועה');
    const settled = cases.filter((one) => one.settled).map((one) => one.number);
    expect((await call<Outcome>('POST', '/cases/bulk', { numbers: settled, act: { kind: 'status', status: 'resolved' } })).done.toSorted()).toEqual(Object.values(numbers).concat(settled.filter((one) => !all.includes(one))).toSorted());
    await call('POST', '/incidents/1/broadcast', { numbers: all, texts: { he: 'התקלה תוקנה', en: 'It is repaired' }, key: 'end-of-the-outage' });
    await engine.eventually(async () => { for (const who of Object.keys(CUSTOMERS)) expect((await said(who)).length).toBe(2); }, 'each hears of the end');
    expect(await write('lior', 'שאלה', 'האפליקציה נפלה')).not.toContain('אנחנו מודעים');
  });
});
