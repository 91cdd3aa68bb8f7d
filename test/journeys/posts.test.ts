import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { ApprovalList, PostAnswersPreview, PostComment, PostView } from '../../shared/api-shapes/posts.ts';
import type { Team } from '../../shared/api-shapes/desk.ts';
import { colleague } from '../support/colleague.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';

interface Line { id: string; mine: boolean; private: boolean; hidden: boolean; under: string | null; text: string }

let engine: TestEngine;
let tal: string;
beforeAll(async () => {
  engine = await startEngine();
  tal = await colleague(engine.ready, { sub: 'tal', name: 'טל', roles: ['agent'] });
});
afterAll(async () => { await engine.stop(); });

async function call<T>(method: string, path: string, body?: unknown, token?: string): Promise<{ status: number; body: T }> {
  const answer = await engine.api(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) } });
  return { status: answer.status, body: (await answer.json()) as T };
}

let people = 0;
async function comments(text: string, place = 'facebook'): Promise<{ id: string; person: string }> {
  const person = `post${String(++people).padStart(4, '0')}`;
  const answer = await fetch(`${engine.ready.api}/customer/acts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person: { key: person, name: 'דנה כהן' }, place, way: 'comment', text }) });
  return { id: ((await answer.json()) as { id: string }).id, person };
}
const story = async (person: string): Promise<Line[]> => (await fetch(`${engine.ready.api}/customer/story?person=${person}`)).json() as Promise<Line[]>;
const publicly = async (person: string): Promise<Line[]> => (await story(person)).filter((line) => !line.mine && !line.private);

/** The post that a comment with these words stands under, as the console shows it. */
async function postWith(text: string): Promise<{ post: PostView; comment: PostComment }> {
  return engine.until(async () => {
    const { hits } = (await call<{ hits: { id: string; kind: string }[] }>('GET', `/search?q=${encodeURIComponent(text)}`)).body;
    const number = hits.find(({ kind }) => kind === 'case')?.id;
    const id = number && (await call<CaseView>('GET', `/cases/${number}`)).body.entries[0]?.post?.id;
    if (!id) return undefined;
    const post = (await call<PostView>('GET', `/posts/${encodeURIComponent(id)}`)).body;
    const comment = post.comments.find((one) => one.text === text);
    return comment && { post, comment };
  }, `the post shows “${text}”`, 60_000);
}
const shown = async (text: string): Promise<PostComment> => (await postWith(text)).comment;

describe('hiding a comment', () => {
  it.each(['facebook', 'instagram', 'x'])('on %s hides it there, stands in the case’s history, and is taken back', async (place) => {
    const text = `הכפתור ${place} תקוע כבר שבוע, מתי יתוקן?`;
    const { person } = await comments(text, place);
    const { thread, id, case: number } = await shown(text);
    const act = async (what: string): Promise<number> => (await call('POST', `/items/${thread}/${id}/acts`, { act: what })).status;
    const isHidden = async (): Promise<boolean> => (await story(person)).find(({ mine }) => mine)!.hidden;
    expect(await act('hide')).toBe(202);
    expect((await shown(text)).moderation.hidden).toMatchObject({ is: true, by: 'דנה' });
    await engine.until(isHidden, 'it is hidden there');
    await engine.until(async () => (await shown(text)).moderation.hidden.state === 'sent', 'the console knows that it is done');
    expect((await call<CaseView>('GET', `/cases/${number!}`)).body.events).toContainEqual(expect.objectContaining({ what: 'hidden', by: 'local-agent' }));
    await act('unhide');
    await engine.until(async () => !(await isHidden()), 'it is shown there again');
    await engine.until(async () => { const { hidden } = (await shown(text)).moderation; return !hidden.is && hidden.state === 'sent' && !hidden.elsewhere; }, 'and here');
  });
});

describe('answering five comments', () => {
  it('gives five different answers, each once, below what they wrote', async () => {
    const texts = ['אחת', 'שתיים', 'שלוש', 'ארבע', 'חמש'].map((word) => `החבילה ${word} לא הגיעה, איפה היא?`);
    const written: Awaited<ReturnType<typeof comments>>[] = [];
    for (const text of texts) written.push(await comments(text));
    const found = [];
    for (const text of texts) found.push(await shown(text));
    const { post } = await postWith(texts[4]!);
    const items = found.map(({ thread, id }) => ({ thread, id }));
    const { answers } = (await call<PostAnswersPreview>('POST', `/posts/${encodeURIComponent(post.id)}/answers/preview`, { items, texts: ['{מצטערים|סליחה}, {בודקים|מבררים} ונחזור אליך.', 'כבר {מטפלים|עובדים על זה}.'] })).body;
    expect(new Set(answers.map(({ text }) => text)).size).toBe(5);
    const press = async (): Promise<void> => { await call('POST', `/posts/${encodeURIComponent(post.id)}/answers`, { answers: answers.map(({ thread, id, text }) => ({ thread, id, text })), key: 'journey-posts-1' }); };
    await press();
    await press();
    await engine.until(async () => (await Promise.all(written.map(async ({ person }) => publicly(person)))).every((lines) => lines.length > 0), 'each is answered', 60_000);
    await press();
    // One more that is pressed after all of them: what was pressed twice would have come by then.
    const last = await comments('החבילה האחרונה לא הגיעה, איפה היא?');
    const { thread, id } = await shown('החבילה האחרונה לא הגיעה, איפה היא?');
    await call('POST', `/posts/${encodeURIComponent(post.id)}/answers`, { answers: [{ thread, id, text: 'גם זו בדרך.' }], key: 'journey-posts-2' });
    await engine.until(async () => (await publicly(last.person)).length > 0, 'the last is answered', 60_000);
    const arrived = await Promise.all(written.map(async ({ person }) => publicly(person)));
    expect(arrived.map((lines) => lines.map(({ text, under }) => [text, under]))).toEqual(answers.map(({ text }, n) => [[text, written[n]!.id]]));
    await engine.until(async () => (await Promise.all(texts.map(shown))).every(({ answered }) => answered), 'the post shows them as answered');
  });
});

describe('a marked agent’s public answer', () => {
  it('goes out only after somebody else has approved it', async () => {
    const { version, members } = (await call<Team>('GET', '/team')).body;
    const marked = { id: 'tal', name: 'טל', roles: ['agent'], skills: [], languages: ['he'], capacity: 20, approval: true };
    expect((await call('PUT', '/team', { version, members: [...members.filter(({ id }) => id !== 'tal'), marked] })).status).toBe(200);
    const text = 'ההחזר שלי מתעכב חודש, מתי יגיע?';
    const { person, id: native } = await comments(text);
    const { case: number } = await shown(text);
    const words = 'ההחזר אושר ומגיע השבוע.';
    expect(await call('POST', `/cases/${number!}/replies`, { text: words, key: 'journey-wait-1', via: 'public' }, tal)).toMatchObject({ status: 202, body: { state: 'waitsForApproval' } });
    const [waiting] = (await engine.until(async () => { const list = (await call<ApprovalList>('GET', '/approvals')).body.waiting; return list.length > 0 ? list : undefined; }, 'it waits')).filter((one) => one.text === words);
    expect([(await call('POST', `/approvals/${number!}/${waiting!.id}/approve`, {}, tal)).status, await publicly(person)]).toEqual([403, []]);
    expect((await call('POST', `/approvals/${number!}/${waiting!.id}/approve`, {})).status).toBe(202);
    const [line] = await engine.until(async () => { const lines = await publicly(person); return lines.length > 0 ? lines : undefined; }, 'it stands there');
    expect(line).toMatchObject({ text: words, under: native });
    expect((await call<ApprovalList>('GET', '/approvals')).body.waiting).toEqual([]);
  });
});
