import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageLine } from '../../shared/steps/export.ts';
import type { Uploads } from '../../shared/api-shapes/desk.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { exportMessages, exportOutgoing } from '../support/export.ts';

let engine: TestEngine;
beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

const lines = async (): Promise<MessageLine[]> => exportMessages(engine.ready.data);

interface Line { id: string; place: string; mine: boolean; private: boolean; under: string | null; text: string }

let people = 0;
async function write(place: string, way: string, text: string): Promise<{ id: string; person: string }> {
  const person = `p${String(++people).padStart(5, '0')}`;
  const answer = await fetch(`${engine.ready.api}/customer/acts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person: { key: person, name: 'דנה כהן' }, place, way, text }) });
  if (answer.status !== 201) throw new Error(`the customer's page answered ${answer.status}`);
  return { id: ((await answer.json()) as { id: string }).id, person };
}
const answersTo = async (person: string): Promise<Line[]> => ((await (await fetch(`${engine.ready.api}/customer/story?person=${person}`)).json()) as Line[]).filter(({ mine }) => !mine);
const run = (schedule: string): Promise<Response> => engine.api(`/engine/schedules/moked-local-${schedule}`, { method: 'POST' });

describe('an acknowledgement', () => {
  it.each([
    ['facebook', 'message', 'שלום, איפה המשלוח שלי?', /^שלום, זו הודעה אוטומטית .* ומספרה \d{3}-\d{3}-\d{3}/],
    ['facebook', 'comment', 'למה אף אחד לא עונה? ההזמנה לא הגיעה', /^שלום, בהמשך לתגובה שלך/],
    ['facebook', 'post', 'The delivery never arrived. Who can help?', /^Hello, about your comment .* case \d{3}-\d{3}-\d{3}/],
    ['instagram', 'message', 'Hi, the parcel came broken. What now?', /^Hello, this is an automatic message/],
    ['instagram', 'comment', 'המוצר הגיע שבור, אפשר עזרה?', /^שלום, בהמשך לתגובה שלך/],
    ['x', 'message', 'My order is late. Can you check?', /automatic message[\s\S]*STOP/],
  ])('to a %s %s goes to that person in private, in their language', async (place, way, text, expected) => {
    const { id, person } = await write(place, way, text);
    const [answer, ...more] = await engine.until(async () => {
      const found = await answersTo(person);
      return found.length > 0 ? found : undefined;
    }, 'the acknowledgement comes');
    const out = await engine.until(async () => (await exportOutgoing(engine.ready.data)).find(({ providerMessageId, state }) => providerMessageId === answer!.id && state === 'sent'), 'it is exported');
    expect(out.raw).toContain(answer!.text.slice(0, 20));
    expect([answer, more]).toMatchObject([{ place, private: true, under: way === 'message' ? null : id, text: expect.stringMatching(expected) as unknown }, []]);
  });

  it.each([
    ['x', 'mention', 'ההזמנה שלי לא הגיעה כבר שבוע, מה קורה?', 'channelForbids', null],
    ['x', 'post', 'brand is broken again, who can help me?', 'notACase', 'poll-x'],
    ['instagram', 'mention', '@brand when do I get my money back?', 'channelForbids', 'poll-instagram'],
    ['linkedin', 'comment', 'I have been waiting for a week. Who can help me?', 'channelForbids', null],
    ['linkedin', 'mention', 'Why does nobody answer at Company?', 'channelForbids', 'poll-linkedin'],
  ])('to a %s %s goes nowhere, since the platform does not want it', async (place, way, text, reason, poll) => {
    const { id, person } = await write(place, way, text);
    const line = await engine.until(async () => {
      if (poll) await run(poll);
      return (await lines()).find(({ channel, externalId }) => channel === place && externalId.includes(id));
    }, 'it is stored', 60_000);
    expect([line.acknowledged, line.suppressedBecause, await answersTo(person)]).toEqual([false, reason, []]);
  });
});

describe('an agent\'s answer', () => {
  it.each([
    ['facebook', 'message', 'איפה ההזמנה שלי?', true],
    ['facebook', 'comment', 'למה ההזמנה שלי לא הגיעה?', false],
    ['instagram', 'message', 'Where is my order?', true],
    ['instagram', 'comment', 'המוצר הגיע שבור, מה עושים?', false],
    ['x', 'message', 'ההזמנה שלי מאחרת, אפשר לבדוק?', true],
    ['x', 'mention', 'My order never arrived, can you check?', false],
    ['linkedin', 'comment', 'השירות לא עובד כבר שבוע, מתי יתוקן?', false],
  ])('to a %s %s reaches the person where they wrote', async (place, way, text, isPrivate) => {
    const { id, person } = await write(place, way, text);
    const { caseNumber } = await engine.until(async () => (await lines()).find(({ channel, externalId, caseNumber: number }) => channel === place && externalId.includes(id) && number !== null), 'it is a case');
    const words = `ההזמנה בדרך אליך, ${person}.`;
    const answer = await engine.api(`/cases/${caseNumber}/replies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: words, key: `journey-${person}` }) });
    expect(answer.status).toBeLessThan(300);
    expect(await engine.until(async () => (await answersTo(person)).find((line) => line.text.includes(words)), 'the answer arrives')).toMatchObject({ place, private: isPrivate, ...(isPrivate ? {} : { under: id }) });
  });
});

describe('a file of an agent\'s answer', () => {
  it.each([['facebook', 'אפשר לראות תמונה של המוצר?'], ['instagram', 'Can I see a picture of it?']])('on %s is fetched by the platform itself, after the words', async (place, text) => {
    const { id, person } = await write(place, 'message', text);
    const { caseNumber } = await engine.until(async () => (await lines()).find(({ channel, externalId, caseNumber: number }) => channel === place && externalId.includes(id) && number !== null), 'it is a case');
    const call = async <T>(path: string, body: unknown): Promise<T> => (await engine.api(`/cases/${caseNumber}/${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<T>;
    const { uploads: [ticket] } = await call<Uploads>('uploads', { via: 'reply', files: [{ name: 'המוצר.png', size: 7 }] });
    const form = new FormData();
    for (const [field, value] of Object.entries(ticket!.fields)) form.append(field, value);
    form.append('file', new Blob(['picture']));
    expect((await fetch(ticket!.url, { method: 'POST', body: form })).status).toBe(204);
    await call('replies', { text: 'הנה התמונה', key: `file-${person}`, files: [{ key: ticket!.key, name: 'המוצר.png' }] });
    const sent = await engine.until(async () => (await answersTo(person)).find((line) => line.text.startsWith('[image] ')), 'the picture is handed over');
    const there = await fetch(sent.text.slice('[image] '.length));
    expect([there.status, there.headers.get('content-type'), await there.text()]).toEqual([200, 'image/png', 'picture']);
    expect((await answersTo(person)).filter((line) => line.text.includes('הנה התמונה'))).toHaveLength(1);
  });
});

describe('the look at connections', () => {
  it('finds all of them well, and asks for deliveries that have stopped', async () => {
    expect((await run('health')).status).toBe(200);
    expect((await engine.state()).functions['moked-local-health']).toMatchObject({ errors: 0 });
  });
});
