import { beforeEach, describe, expect, it } from '@jest/globals';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { Conflict } from '../../shared/errors.ts';
import { KEYS } from '../support/make.ts';
import { postId } from '../../shared/steps/case-view.ts';
import { answerOnPost, previewPostAnswers } from '../../shared/steps/post-answers.ts';
import { ownPost } from '../../shared/steps/post-owner.ts';
import { postView } from '../../shared/steps/post-view.ts';
import type { PostDeps } from '../../shared/steps/post-view.ts';
import { tell } from '../../shared/steps/tell.ts';
import { MemoryContacts, MemoryTelling } from '../support/memory-telling.ts';
import { MemoryPosts } from '../support/memory-posts.ts';
import { comment, platformWorld } from '../support/platform-world.ts';

const DANA = { id: 'dana', name: 'דנה' };
const NOA = { id: 'noa', name: 'נועה' };
const POST = postId('facebook', 'PAGE1', 'POST');
let world: ReturnType<typeof platformWorld>;
let deps: PostDeps;
let telling: MemoryTelling;
const told = new Set<string>();

/** What the stream brings `tell`. */
const tellAll = async (): Promise<void> => {
  const fresh = [...world.store.messages.values()].filter(({ id }) => !told.has(id));
  for (const { id } of fresh) told.add(id);
  await tell({ telling, search: telling, contacts: new MemoryContacts(world.store), keys: KEYS, now: () => world.clock.now, log: () => undefined })(fresh.map((message) => ({ kind: 'message', message: structuredClone(message), isNew: true })), `batch-${told.size}`);
};

const writes = async (id: string, text: string, author: string, fields: Parameters<typeof comment>[1] = {}): Promise<void> => {
  world.clock.now += 1_000;
  await world.take([comment(text, { nativeId: id, author: { id: author, name: author }, at: world.clock.now, ...fields })]);
  await tellAll();
};
const item = (id: string): { thread: string; id: string } => { const stored = world.stored(id)!; return { thread: stored.thread, id: stored.id }; };
const view = async () => postView(deps, POST);
const ANGRY = 'שירות מחפיר, גנבים, המשלוח שלי לא הגיע';

beforeEach(() => {
  world = platformWorld(facts);
  telling = new MemoryTelling(() => world.clock.now);
  deps = { ...world.deskDeps, telling, posts: new MemoryPosts() };
  told.clear();
});

describe('a post', () => {
  it('shows its comments in order, what answers one below it, and what the words say', async () => {
    await writes('c_1', ANGRY, 'moshe');
    await writes('c_2', 'מתי נפתחת החנות?', 'rina');
    await writes('c_3', 'גם אצלי!', 'tal', { parent: 'c_1' });
    await writes('c_4', 'תודה רבה', 'gil');
    const { comments, more } = await view();
    expect(comments.map(({ author, depth, angry, decision }) => [author.id, depth, angry, decision?.is])).toEqual([['moshe', 0, true, 'case'], ['tal', 1, false, expect.anything()], ['rina', 0, false, 'case'], ['gil', 0, false, 'mention']]);
    expect(more).toBe(false);
  });

  it('says what was answered from here, with the answer below its comment; one that failed is none', async () => {
    await writes('c_1', ANGRY, 'moshe');
    await writes('c_2', 'מתי נפתחת החנות?', 'rina');
    expect((await view()).comments.map(({ answered }) => answered)).toEqual([false, false]);
    await answerOnPost(deps as never, { answers: [{ ...item('c_1'), text: 'בודקים' }], key: 'press-0001', agent: DANA });
    await world.flush();
    expect((await view()).comments.map(({ text, ours, answered, depth }) => [text, ours, answered, depth])).toEqual([[ANGRY, false, true, 0], ['בודקים', true, true, 1], ['מתי נפתחת החנות?', false, false, 0]]);
    Object.assign([...world.store.messages.values()].find(({ direction }) => direction === 'out')!.sending!, { state: 'failed', reason: 'permissionMissing' });
    expect((await view()).comments.slice(0, 2)).toMatchObject([{ answered: false }, { sending: { state: 'failed', reason: 'permissionMissing' } }]);
  });

  it('shows what is hidden as hidden', async () => {
    await writes('c_1', ANGRY, 'moshe');
    await world.act('c_1', 'hide');
    expect((await view()).comments[0]!.moderation).toMatchObject({ may: ['hide', 'like'], hidden: { is: true, state: 'planned', by: 'דנה' }, liked: { is: false } });
  });

  it('is opened on its network, where that has an address for it', async () => {
    await writes('c_1', ANGRY, 'moshe');
    expect((await view()).link).toBe('https://www.facebook.com/POST');
    await writes('c_2', ANGRY, 'moshe', { post: 'a/../b', conversation: 'a/../b' });
    expect((await postView(deps, postId('facebook', 'PAGE1', 'a/../b'))).link).toBeNull();
  });

  it('that nobody knows says so, and so does an address that is none', async () => {
    await expect(view()).rejects.toMatchObject({ name: 'NotFound' });
    await expect(postView(deps, 'bm90anNvbg')).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('the owner of a post', () => {
  const own = async (agent: typeof DANA, take: boolean, over: string | null) => ownPost({ ...deps, now: () => world.clock.now }, { post: POST, take, over, agent });

  it('is who took it first; the second hears who that is', async () => {
    await writes('c_1', ANGRY, 'moshe');
    await own(DANA, true, null);
    await expect(own(NOA, true, null)).rejects.toMatchObject({ name: 'Stale', key: 'ownedMeanwhile', values: { agent: 'דנה' } });
    expect((await view()).owner).toMatchObject(DANA);
  });

  it('stays with a second press, is taken over whom one has seen, and given back', async () => {
    await writes('c_1', ANGRY, 'moshe');
    await own(DANA, true, null);
    await expect(own(DANA, true, null)).resolves.toMatchObject({ owner: DANA });
    await own(NOA, true, 'dana');
    await own(NOA, false, 'noa');
    expect((await view()).owner).toBeNull();
  });
});

describe('answering several comments', () => {
  const names = ['משה', 'רינה', 'טל', 'גיל', 'עדי'];
  const five = async (): Promise<{ thread: string; id: string }[]> => {
    for (let n = 1; n <= 5; n++) await writes(`c_${n}`, n < 5 ? 'המשלוח לא הגיע, מתי?' : 'אלופים', names[n - 1]!);
    return [1, 2, 3, 4, 5].map((n) => item(`c_${n}`));
  };
  const public_ = (): { to: string; text: string }[] => world.handed.filter(({ route }) => route.kind === 'publicReply').map(({ route, text }) => ({ to: route.to, text }));
  const preview = async (items: { thread: string; id: string }[], texts: string[]) => previewPostAnswers(world.deskDeps, { items, texts, agent: DANA });

  it('shows who gets which wording, and sends nothing', async () => {
    const { answers, cannot, waits } = await preview(await five(), ['{שלום|היי} {name}, בודקים', 'נבדוק ונחזור, {name}', 'זה בטיפול', 'בדרך']);
    expect(answers.map(({ text, wording }) => [text, wording])).toEqual([['שלום משה, בודקים', 0], ['נבדוק ונחזור, רינה', 1], ['זה בטיפול', 2], ['בדרך', 3], ['היי עדי, בודקים', 4]]);
    expect([cannot, waits, public_()]).toEqual([[], false, []]);
  });

  it('greets nobody by a name that is none', async () => {
    await writes('c_1', 'המשלוח לא הגיע, מתי?', 'user_77');
    expect((await preview([item('c_1')], ['נבדוק ונחזור, {name}'])).answers[0]!.text).toBe('נבדוק ונחזור');
  });

  it('says whose words are alike when there are too few', async () => {
    const { answers } = await preview(await five(), ['אחת', 'שתיים']);
    expect(answers.map(({ wording }) => wording)).toEqual([0, 1, 0, 1, 0]);
  });

  it('sends each its own, below what they wrote, once however often it is pressed', async () => {
    const items = await five();
    const answers = (await preview(items, ['א', 'ב', 'ג', 'ד', 'ה'])).answers;
    const press = async () => answerOnPost(world.deskDeps, { answers, key: 'press-0001', agent: DANA });
    expect((await press()).done).toHaveLength(5);
    expect((await press()).done).toHaveLength(5);
    await world.flush();
    await press();
    await world.flush();
    expect(public_().toSorted((a, b) => (a.to < b.to ? -1 : 1))).toEqual(['א', 'ב', 'ג', 'ד', 'ה'].map((text, n) => ({ to: `c_${n + 1}`, text })));
  });

  it('answers also whose case changes at that very moment', async () => {
    const items = await five();
    const acts = world.desk.act.bind(world.desk);
    let lost = 0;
    world.desk.act = async (act) => {
      if (lost++ === 0) throw new Conflict('changed meanwhile');
      return acts(act);
    };
    expect((await answerOnPost(world.deskDeps, { answers: items.map((one, n) => ({ ...one, text: `תשובה ${n}` })), key: 'press-0001', agent: DANA })).refused).toEqual([]);
    await world.flush();
    expect(public_()).toHaveLength(5);
  });

  const NOA_SAYS = (one: { thread: string; id: string }) => ({ ...one, text: 'כבר עניתי' });
  const shownFor = async (): Promise<Map<string, string[]>> => new Map((await view()).comments.map(({ id, answers }) => [id, answers]));

  it('is not done twice: whom a colleague has answered since the comments were shown is left out, before and after the look at who gets what', async () => {
    const items = await five();
    const shown = await shownFor();
    const seen = items.map((one) => ({ ...one, seen: shown.get(one.id)! }));
    await answerOnPost(world.deskDeps, { answers: [NOA_SAYS(items[0]!)], key: 'press-of-noa', agent: NOA });
    const found = await previewPostAnswers(world.deskDeps, { items: seen, texts: ['בודקים'], agent: DANA });
    expect([found.cannot, found.answers.length]).toMatchObject([[{ id: items[0]!.id, reason: 'answeredMeanwhile' }], 4]);
    await answerOnPost(world.deskDeps, { answers: [NOA_SAYS(items[1]!), NOA_SAYS(items[4]!)], key: 'press-of-noa', agent: NOA });
    const press = async () => answerOnPost(world.deskDeps, { answers: found.answers.map(({ thread, id, text, seen: over }) => ({ thread, id, text, seen: over })), key: 'press-of-dana', agent: DANA });
    const outcome = await press();
    expect([outcome.done.map(({ id }) => id), outcome.refused.map(({ id, key }) => [id, key])]).toEqual([[items[2]!.id, items[3]!.id], [[items[1]!.id, 'answeredMeanwhile'], [items[4]!.id, 'answeredMeanwhile']]]);
    expect(await press()).toEqual(outcome);
    await world.flush();
    expect(public_().map(({ to }) => to).toSorted()).toEqual(['c_1', 'c_2', 'c_3', 'c_4', 'c_5']);
  });

  it('of one comment by two at the same instant is done once, whoever says what they saw or not', async () => {
    const [first, second] = await five();
    for (const [one, seen] of [[first!, []], [second!, undefined]] as const) {
      const act = world.desk.act.bind(world.desk);
      world.desk.act = async (given) => {
        world.desk.act = act;
        // All of hers comes between what Dana's press has read and what it writes.
        await answerOnPost(world.deskDeps, { answers: [NOA_SAYS(one)], key: 'press-of-noa', agent: NOA });
        return act(given);
      };
      expect((await answerOnPost(world.deskDeps, { answers: [{ ...one, text: 'בודקים', ...(seen ? { seen: [...seen] } : {}) }], key: 'press-of-dana', agent: DANA })).refused).toMatchObject([{ key: 'answeredMeanwhile' }]);
    }
    expect([...world.store.messages.values()].filter(({ direction }) => direction === 'out').map(({ message }) => message.text)).toEqual(['כבר עניתי', 'כבר עניתי']);
  });

  it('is done by whoever has seen the earlier answer, a colleague\'s or their own', async () => {
    const [one] = await five();
    await answerOnPost(world.deskDeps, { answers: [NOA_SAYS(one!)], key: 'press-of-noa', agent: NOA });
    const seen = (await shownFor()).get(one!.id)!;
    expect((await answerOnPost(world.deskDeps, { answers: [{ ...one!, text: 'ועוד משהו', seen }], key: 'press-0001', agent: DANA })).done).toHaveLength(1);
    expect((await answerOnPost(world.deskDeps, { answers: [{ ...one!, text: 'עוד פעם', seen }], key: 'press-0002', agent: DANA })).refused).toMatchObject([{ key: 'answeredMeanwhile' }]);
  });

  it('opens a case for a comment that had none, without any automatic text', async () => {
    const items = await five();
    expect(world.stored('c_5')!.case).toBeNull();
    const before = world.handed.length;
    await answerOnPost(world.deskDeps, { answers: [{ ...items[4]!, text: 'תודה!' }], key: 'press-0001', agent: DANA });
    await world.flush();
    expect([world.stored('c_5')!.case, world.handed.slice(before)]).toMatchObject([expect.any(String), [{ text: 'תודה!', automatic: false }]]);
  });

  it('answers two comments of one person below each of them', async () => {
    await writes('c_1', 'המשלוח לא הגיע, מתי?', 'moshe');
    await writes('c_2', 'ומה עם ההחזר?', 'moshe');
    const { done } = await answerOnPost(world.deskDeps, { answers: [{ ...item('c_1'), text: 'מחר' }, { ...item('c_2'), text: 'בדרך' }], key: 'press-0001', agent: DANA });
    await world.flush();
    expect([done.length, public_()]).toEqual([2, [{ to: 'c_1', text: 'מחר' }, { to: 'c_2', text: 'בדרך' }]]);
  });

  it('says who cannot be answered and why, and answers the others', async () => {
    await writes('c_1', 'המשלוח לא הגיע, מתי?', 'moshe');
    await writes('c_2', 'מתי תחזרו אליי?', 'rina');
    const items = [item('c_1'), item('c_2'), { thread: 'nowhere', id: 'nothing' }];
    await world.store.revise(items[0]!.thread, items[0]!.id, { what: 'removed', text: '', at: world.clock.now });
    expect((await preview(items, ['שלום'])).cannot).toMatchObject([{ id: items[0]!.id, reason: 'itemGone' }, { id: 'nothing', reason: 'notFound', name: null }]);
    const outcome = await answerOnPost(world.deskDeps, { answers: items.map((one) => ({ ...one, text: 'שלום' })), key: 'press-0001', agent: DANA });
    expect([outcome.done.map(({ id }) => id), outcome.refused.map(({ key }) => key)]).toEqual([[items[1]!.id], ['itemGone', 'notFound']]);
  });

  it('of somebody whose public words wait lays each aside', async () => {
    const items = await five();
    const marked = { ...world.deskDeps, waits: async () => true };
    expect((await previewPostAnswers(marked, { items, texts: ['א'], agent: DANA })).waits).toBe(true);
    const { done } = await answerOnPost(marked, { answers: items.map((one, n) => ({ ...one, text: `תשובה ${n}` })), key: 'press-0001', agent: DANA });
    await world.flush();
    expect([done.map(({ state }) => state), public_(), await world.desk.waiting(10)]).toMatchObject([Array.from({ length: 5 }, () => 'waitsForApproval'), [], { length: 5 }]);
  });
});
