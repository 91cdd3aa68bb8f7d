import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { AnswersPreview, Outcome, Queues } from '../../shared/api-shapes/desk.ts';
import type { IncidentList, IncidentOpened, IncidentView, IncidentWhole } from '../../shared/api-shapes/incidents.ts';
import type { GivenIncident } from '../../shared/domain/incident.ts';
import { incident, mail, privateMessage } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana, noa } = await signedIn();
let world: ApiWorld;
let press = 0;
beforeEach(() => { world = begin(); });

interface Problem { error: { key: string; values: { fields: string } } }
const get = async <T>(path: string, token = dana): Promise<T> => (await world.call<T>('GET', path, { token })).body;
const post = async <T = IncidentOpened>(path: string, body: object, token = noa) => world.call<T & Problem>('POST', path, { token, body });
const open = async (fields: Partial<GivenIncident> = {}, token = noa): Promise<IncidentView> => (await post('/incidents', { incident: incident(fields), key: `press-${++press}-of-test` }, token)).body.incident;
const whole = async (id: string): Promise<IncidentWhole> => get(`/incidents/${id}`);
const view = async (number: string): Promise<CaseView> => get(`/cases/${number}`);
async function write(name: string, text: string, language: 'he' | 'en' = 'he', more: object = {}): Promise<string> {
  const number = await world.receive(mail({ from: `${name}@example.org`, author: { id: `${name}@example.org`, name }, text, replyText: text, language, at: world.clock.now, receivedAt: world.clock.now, mail: { messageId: `<first-${name}@example.org>` }, ...more }));
  await world.tellAll();
  return number;
}
const again = async (name: string, text: string): Promise<void> => {
  await world.receive(mail({ from: `${name}@example.org`, author: { id: `${name}@example.org`, name }, text, replyText: text, mail: { inReplyTo: [`<first-${name}@example.org>`] } }));
  await world.tellAll();
};
const link = async (number: string, id: string | null, token = dana) => world.call<Problem>('PATCH', `/cases/${number}`, { token, body: { version: (await view(number)).version, incident: id } });

describe('cases of an incident', () => {
  it('are those that held its words before it was opened, and those that come with them after, with the reason', async () => {
    const [before, other] = [await write('moshe', 'האפליקציה לא עולה לי'), await write('rina', 'Where is my order?', 'en')];
    const opened = await post('/incidents', { incident: incident(), key: 'press-0001' });
    expect([opened.status, opened.body.linked]).toEqual([200, 1]);
    const after = await write('tal', 'Your app keeps crashing', 'en');
    await link(other, '1');
    expect((await view(before)).events.filter(({ what }) => what === 'incidentLinked')).toMatchObject([{ by: 'system', values: { incident: '1', words: 'אפליקציה, לא עולה' } }]);
    expect((await view(after)).case.incident).toEqual({ id: '1', words: ['app'] });
    expect((await view(other)).case.incident).toEqual({ id: '1' });
    expect((await get<CaseList>('/cases?incident=1')).cases.map(({ number }) => number).sort()).toEqual([before, other, after].sort());
    expect((await get<Queues>('/queues')).incidents).toEqual([{ id: '1', title: { he: 'האפליקציה אינה עולה', en: 'The app does not start' }, told: false, open: 3 }]);
  });

  it('are taken out by one press, and no word links them again', async () => {
    const number = await write('moshe', 'האפליקציה לא עולה');
    await open();
    expect((await link(number, null)).status).toBe(200);
    await again('moshe', 'האפליקציה');
    expect((await view(number)).case.incident).toBeUndefined();
    expect((await get<CaseList>('/cases?incident=1')).cases).toEqual([]);
  });

  it('are linked many at once, and to nothing that is over', async () => {
    const numbers = [await write('moshe', 'שלום'), await write('rina', 'hello', 'en')];
    const { id } = await open();
    const bulk = async (incident: string | null) => world.call<Outcome & Problem>('POST', '/cases/bulk', { token: dana, body: { numbers, act: { kind: 'incident', incident } } });
    expect((await bulk(id)).body).toEqual({ done: numbers, refused: [] });
    expect((await whole(id)).cases.map(({ number, settled }) => [number, settled])).toEqual(expect.arrayContaining(numbers.map((number) => [number, true])));
    await bulk(null);
    await post(`/incidents/${id}/end`, {});
    expect([(await bulk(id)).status, (await bulk(id)).body.error.key, (await link(numbers[0]!, id)).body.error.key, (await link(numbers[0]!, '7')).body.error.key]).toEqual([422, 'incidentOver', 'incidentOver', 'incidentOver']);
  });

  it('stay part of it through a merge, and leave it with its undoing', async () => {
    const [from, into] = [await write('moshe', 'האפליקציה לא עולה'), await write('moshe', 'ועוד משהו', 'he', { subject: 'אחר', mail: { messageId: '<other@example.org>' } })];
    await open();
    await world.call('POST', `/cases/${from}/merge`, { token: dana, body: { into, version: (await view(from)).version, confirmed: true } });
    expect((await get<CaseList>('/cases?incident=1')).cases.map(({ number }) => number)).toEqual([into]);
    const { merged } = await view(into);
    await world.call('POST', `/cases/${into}/unmerge`, { token: dana, body: { id: merged![0]!.id } });
    expect((await get<CaseList>('/cases?incident=1')).cases.map(({ number }) => number)).toEqual([from]);
  });

  it('are counted before its words are chosen', async () => {
    for (const name of ['moshe', 'rina']) await write(name, 'האפליקציה איטית');
    expect([(await post<{ count: number }>('/incidents/look', { words: { he: ['אפליקציה'], en: [] } }, dana)).body.count, (await post<{ count: number }>('/incidents/look', { words: { he: ['אתר'], en: [] } }, dana)).body.count]).toEqual([2, 0]);
  });
});

describe('an incident', () => {
  it('is opened once however often it is pressed, and by anybody of the team; that customers are told is for leads', async () => {
    const body = { incident: incident(), key: 'press-0001' };
    expect([(await post('/incidents', body, dana)).body.incident.id, (await post('/incidents', body, dana)).body.incident.id]).toEqual(['1', '1']);
    expect((await get<IncidentList>('/incidents')).open).toHaveLength(1);
    expect((await post('/incidents', { incident: incident({ told: true }), key: 'press-0002' }, dana)).body.error.key).toBe('leadsTell');
    for (const [method, path] of [['PUT', '/incidents/1'], ['POST', '/incidents/1/end'], ['POST', '/incidents/1/broadcast'], ['POST', '/incidents/1/broadcast/preview']] as const) expect((await world.call(method, path, { token: dana, body: {} })).status).toBe(403);
  });

  it('says what of it does not fit, and what is not there', async () => {
    const bad = await post('/incidents', { incident: { ...incident({ told: true }), what: null }, key: 'press-0001' });
    expect([bad.status, bad.body.error.values.fields]).toEqual([400, 'what']);
    expect((await world.call('GET', '/incidents/1', { token: dana })).status).toBe(404);
    expect((await world.call('GET', '/incidents/x', { token: dana })).status).toBe(400);
  });

  it('is changed over the version that was read; of two leads the second hears of it', async () => {
    const { version } = await open();
    const change = async (fields: Partial<GivenIncident>) => world.call<IncidentOpened & Problem>('PUT', '/incidents/1', { token: noa, body: { incident: incident(fields), version } });
    expect((await change({ told: true })).body.incident).toMatchObject({ told: true, inForce: true, version: '2' });
    expect([(await change({ told: false })).status, (await change({ told: false })).body.error.key]).toEqual([409, 'changedMeanwhile']);
  });

  it('looks for its new words among the cases that are there', async () => {
    const number = await write('moshe', 'האתר נפל');
    const { version } = await open();
    expect((await world.call<IncidentOpened>('PUT', '/incidents/1', { token: noa, body: { incident: incident({ words: { he: ['אתר*'], en: [] } }), version } })).body.linked).toBe(1);
    expect((await view(number)).case.incident).toEqual({ id: '1', words: ['אתר*'] });
  });

  it('ends once, goes among those that are over with its whole history, and its number is given to no other', async () => {
    await open({ told: true });
    for (const _ of [1, 2]) expect((await post<IncidentWhole>('/incidents/1/end', {})).body).toMatchObject({ state: 'over', told: false, inForce: false, history: 'whole' });
    expect((await whole('1')).events.map(({ what }) => what)).toEqual(['opened', 'told', 'over']);
    await open();
    const { open: now, over } = await get<IncidentList>('/incidents');
    expect([now.map(({ id }) => id), over.map(({ id }) => id)]).toEqual([['2'], ['1']]);
  });
});

describe('a broadcast', () => {
  const TEXTS = { he: 'שלום {name}, התקלה תוקנה. {number}', en: 'Hello {name}, it is repaired.' };
  const replies = () => world.outbox.flatMap((one) => (one.kind === 'reply' ? [one.plan] : []));
  const broadcast = async (numbers: string[], texts: object, more: object = {}, id = '1') => (await post<Outcome & AnswersPreview>(`/incidents/${id}/broadcast`, { numbers, texts, key: 'press-broadcast', ...more })).body;

  it('reaches the customers of all linked cases once, each in their language, and says first whom it cannot reach', async () => {
    const numbers = [await write('moshe', 'האפליקציה לא עולה'), await write('rina', 'The app crashes', 'en')];
    const cannot = await world.receive(privateMessage('c1', { text: 'האפליקציה', replyText: 'האפליקציה', language: 'he', author: { id: '', name: null } }));
    await world.tellAll();
    await open();
    const all = (await whole('1')).cases.map(({ number }) => number);
    expect(all.toSorted()).toEqual([...numbers, cannot].toSorted());
    const preview = (await post<AnswersPreview>('/incidents/1/broadcast/preview', { numbers: all, texts: TEXTS })).body;
    expect([preview.going, preview.cannot.map(({ number, reason }) => [number, reason])]).toEqual([[{ channel: 'email', via: 'reply', count: 2 }], [[cannot, 'noAddress']]]);
    for (const _ of [1, 2]) expect((await broadcast(all, TEXTS, { versions: preview.versions })).done.toSorted()).toEqual(numbers.toSorted());
    expect(new Map(replies().map(({ to, text }) => [to, text]))).toEqual(new Map([['moshe@example.org', `שלום moshe, התקלה תוקנה. ${numbers[0]}`], ['rina@example.org', 'Hello rina, it is repaired.']]));
    expect([...world.table.messages.values()].filter(({ notice }) => notice === '1')).toHaveLength(2);
    expect((await whole('1')).events.filter(({ what }) => what === 'broadcast')).toMatchObject([{ by: 'noa', values: TEXTS }]);
  });

  it('answers nobody: the case is as new, as unanswered and as due as before, and its first response is still to come', async () => {
    const number = await write('moshe', 'האפליקציה לא עולה');
    await open();
    const before = await view(number);
    world.clock.now += 60_000;
    await broadcast([number], TEXTS);
    const after = await view(number);
    expect(after.case).toMatchObject({ status: 'new', answeredAt: null, unansweredSince: before.case.unansweredSince, dueAt: before.case.dueAt, assignee: null });
    expect(after.clocks).toMatchObject({ firstResponse: { state: 'running', stoppedAt: null }, responses: [] });
    expect([after.entries.at(-1)!.notice, after.events.at(-1)]).toMatchObject(['1', { what: 'broadcast', values: { incident: '1' } }]);
    world.clock.now += 60_000;
    await world.call('POST', `/cases/${number}/replies`, { token: dana, body: { text: 'עזרנו?', key: 'answer-0001', version: after.version } });
    expect((await view(number)).clocks).toMatchObject({ firstResponse: { state: 'stopped', stoppedAt: world.clock.now } });
  });

  it('goes to nobody who is no part of the incident, and to nobody in a language that nothing is written in', async () => {
    const [linked, other] = [await write('rina', 'The app crashes', 'en'), await write('moshe', 'שלום')];
    await open();
    expect((await broadcast([linked, other], { he: 'תוקן' })).refused.map(({ number, key }) => [number, key])).toEqual([[linked, 'noText'], [other, 'notLinked']]);
    expect(replies()).toEqual([]);
  });

  it('is held where its customer has written since it was looked at', async () => {
    const number = await write('moshe', 'האפליקציה לא עולה');
    await open();
    const { versions } = (await post<AnswersPreview>('/incidents/1/broadcast/preview', { numbers: [number], texts: TEXTS })).body;
    await again('moshe', 'הסתדר');
    expect((await broadcast([number], TEXTS, { versions })).refused).toMatchObject([{ number, key: 'wroteMeanwhile' }]);
  });

  it('goes after the end too, also to cases that were resolved with it', async () => {
    const number = await write('moshe', 'האפליקציה לא עולה');
    await open();
    const { cases } = (await post<IncidentWhole>('/incidents/1/end', {})).body;
    expect((await world.call<Outcome>('POST', '/cases/bulk', { token: noa, body: { numbers: [number], act: { kind: 'status', status: 'resolved' }, versions: { [number]: cases[0]!.version } } })).body.done).toEqual([number]);
    expect((await broadcast([number], TEXTS)).done).toEqual([number]);
    expect([(await view(number)).case.status, (await whole('1')).history, (await whole('1')).events.at(-1)!.what]).toEqual(['resolved', 'whole', 'broadcast']);
  });
});
