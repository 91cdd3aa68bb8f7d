import { beforeEach, describe, expect, it } from '@jest/globals';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import type { WaitingReply } from '../../shared/ports/desk.ts';
import { approve, giveBack, listWaiting } from '../../shared/steps/approve.ts';
import { caseView } from '../../shared/steps/case-view.ts';
import { merge, unmerge } from '../../shared/steps/desk-merge.ts';
import { replyOrPark } from '../../shared/steps/desk-reply.ts';
import { moderate } from '../../shared/steps/moderate.ts';
import { answerOnPost, previewPostAnswers } from '../../shared/steps/post-answers.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { comment, platformWorld } from '../support/platform-world.ts';

const NEW = { id: 'tal', name: 'טל' };
const LEAD = { id: 'noa', name: 'נועה' };
const WORDS = 'מצטערים, בודקים ונחזור אליך.';
let world: ReturnType<typeof platformWorld>;
let deps: DeskDeps;
let hers: string;
let his: string;
let waiting: WaitingReply;

beforeEach(async () => {
  world = platformWorld(facts);
  await world.take([comment('המשלוח לא הגיע כבר שבוע, מתי תעזרו לי?'), comment('Where is my refund? Please help me', { nativeId: 'c_2', conversation: 'POST-2', post: 'POST-2', author: { id: 'person-2', name: 'Ron' } })]);
  [hers, his] = [world.caseOf('c_1')!.number, world.caseOf('c_2')!.number];
  deps = { ...world.deskDeps, waits: async (agent) => agent === NEW.id };
  waiting = (await replyOrPark(deps, { caseNumber: hers, text: WORDS, agent: NEW, key: 'press-0001', via: 'public' })).waiting!;
  world.clock.now += 60_000;
  await merge(deps, { from: hers, into: his, agent: LEAD, confirmed: true });
});

const ours = () => world.handed.filter(({ automatic }) => !automatic).map(({ text, route }) => [text, JSON.stringify(route).includes('c_1')]);
const accept = async (number: string, fields: object = {}) => approve(deps, { number, id: waiting.id, agent: LEAD, ...fields });

describe('an answer that waits for approval on a case that was merged', () => {
  it('is seen on the case that its work goes on in, and in the list', async () => {
    expect((await caseView(deps, his)).waiting).toMatchObject([{ id: waiting.id, text: WORDS, state: 'waiting' }]);
    expect((await listWaiting(deps, LEAD.id)).waiting).toMatchObject([{ id: waiting.id, answers: { text: 'המשלוח לא הגיע כבר שבוע, מתי תעזרו לי?' } }]);
  });

  it.each([['its own number', () => hers], ['the other’s', () => his]])('goes out under what it answers, approved by %s; approved twice it goes once', async (_, number) => {
    await accept(number(), { version: waiting.version });
    await accept(hers);
    await accept(his);
    await world.flush();
    expect([ours(), (await listWaiting(deps, LEAD.id)).waiting]).toEqual([[[WORDS, true]], []]);
    const { entries } = await caseView(deps, his);
    expect(entries.map(({ text, direction }) => [direction, text]).at(-1)).toEqual(['out', WORDS]);
    await unmerge(deps, { number: his, id: world.desk.acts.find(({ what }) => what === 'merged')!.id, agent: LEAD });
    expect(await Promise.all([hers, his].map(async (one) => (await caseView(deps, one)).entries.map(({ direction }) => direction)))).toEqual([['in', 'out'], ['in']]);
    expect([hers, his].map((one) => world.store.cases.get(one)!).map(({ status, unansweredSince = null }) => [status, unansweredSince !== null])).toEqual([['waiting_on_customer', false], ['new', true]]);
  });

  it('is not approved unread over a newer word of its customer', async () => {
    world.clock.now += 60_000;
    await world.take([comment('אפשר תשובה בבקשה? מתי זה יגיע?', { nativeId: 'c_3', parent: 'c_1' })]);
    const stale: unknown = await accept(hers, { version: waiting.version }).catch((error: unknown) => error);
    expect(stale).toMatchObject({ name: 'Stale', key: 'wroteMeanwhile' });
    await accept(hers, { version: (stale as { version: string }).version });
    await world.flush();
    expect(ours()).toEqual([[WORDS, true]]);
  });

  it('is given back with a word that stands on the case that its work goes on in', async () => {
    await giveBack(deps, { number: hers, id: waiting.id, agent: LEAD, note: 'בלי הבטחות' });
    const view = await caseView(deps, his);
    expect([view.waiting, view.notes]).toMatchObject([[{ id: waiting.id, state: 'returned', decided: { note: 'בלי הבטחות' } }], [{ text: 'בלי הבטחות', mentions: ['tal'] }]]);
  });
});

describe('a comment of a case that was merged, from its post', () => {
  const theComment = () => [...world.store.messages.values()].find(({ thread, direction }) => direction === 'in' && world.store.cases.get(hers)!.threads.includes(thread))!;

  it('is answered on the case that its work goes on in, and told by its own number', async () => {
    const { thread, id } = theComment();
    expect((await previewPostAnswers(deps, { items: [{ thread, id }], texts: ['{number}: we are on it'], agent: LEAD })).answers).toMatchObject([{ case: showCaseNumber(hers), text: `${showCaseNumber(hers)}: we are on it` }]);
    const { done } = await answerOnPost(deps, { answers: [{ thread, id, text: 'אנחנו בודקים' }], key: 'press-post-1', agent: LEAD });
    await world.flush();
    expect([done, ours()]).toMatchObject([[{ id }], [['אנחנו בודקים', true]]]);
    expect((await caseView(deps, his)).entries.map(({ text }) => text)).toContain('אנחנו בודקים');
  });

  it('is hidden there too, and its history says so', async () => {
    const { thread, id } = theComment();
    await moderate(deps, { thread, id, act: 'hide', agent: LEAD });
    expect(world.desk.acts.findLast(({ by }) => by === LEAD.id)).toMatchObject({ what: 'hidden', caseNumber: his });
  });
});
