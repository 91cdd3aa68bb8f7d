import { beforeEach, describe, expect, it } from '@jest/globals';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import type { WaitingReply } from '../../shared/ports/desk.ts';
import { approve, giveBack, listWaiting } from '../../shared/steps/approve.ts';
import { waitingOn } from '../../shared/steps/approve-view.ts';
import { replyOrPark } from '../../shared/steps/desk-reply.ts';
import type { ReplyAct } from '../../shared/steps/desk-reply.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { comment, platformWorld, privately } from '../support/platform-world.ts';

const NEW = { id: 'tal', name: 'טל' };
const LEAD = { id: 'noa', name: 'נועה' };
const WORDS = 'מצטערים, בודקים ונחזור אליך.';
let world: ReturnType<typeof platformWorld>;
let deps: DeskDeps;
let number: string;

beforeEach(async () => {
  world = platformWorld(facts);
  await world.take([comment('המשלוח לא הגיע כבר שבוע, מתי תעזרו לי?')]);
  number = world.caseOf('c_1')!.number;
  deps = { ...world.deskDeps, waits: async (agent) => agent === NEW.id };
});

const press = async (fields: Partial<ReplyAct> = {}) => replyOrPark(deps, { caseNumber: number, text: WORDS, agent: NEW, key: 'press-0001', via: 'public', ...fields });
const parked = async (fields: Partial<ReplyAct> = {}): Promise<WaitingReply> => (await press(fields)).waiting!;
const texts = (): string[] => world.handed.filter(({ automatic }) => !automatic).map(({ text }) => text);
const act = (id: string, fields: Partial<Parameters<typeof approve>[1]> = {}) => approve(deps, { number, id, agent: LEAD, ...fields });

describe('a public answer of somebody marked so', () => {
  it('goes nowhere by itself, and lies in the case with who wrote it and since when', async () => {
    await parked();
    await world.flush();
    expect([texts(), waitingOn((await deps.store.file(number))!)]).toMatchObject([[], [{ text: WORDS, by: NEW, at: world.clock.now, state: 'waiting', via: 'public' }]]);
    expect(world.desk.acts.at(-1)).toMatchObject({ what: 'approvalAsked', by: 'tal' });
  });

  it('stops no clock: the customer still waits', async () => {
    const before = structuredClone(world.caseOf('c_1')!);
    await parked();
    expect(world.caseOf('c_1')).toEqual({ ...before, acts: 1, chain: expect.any(String) });
  });

  it('pressed twice waits once, also after it was decided', async () => {
    const [first, second] = [await parked(), await parked()];
    expect([second.id, (await listWaiting(deps, LEAD.id)).waiting]).toMatchObject([first.id, [{ id: first.id }]]);
    await act(first.id);
    expect((await press()).waiting).toMatchObject({ id: first.id, state: 'approved' });
    await world.flush();
    expect(texts()).toEqual([WORDS]);
  });

  it('pressed again with other words under the same key is told so, and those are not lost unseen', async () => {
    await parked();
    await expect(press({ text: 'other words' })).rejects.toMatchObject({ name: 'Invalid', key: 'keyUsed' });
  });

  it('of somebody else, and a private one of theirs, go out at once', async () => {
    expect((await press({ agent: LEAD })).stored).toBeDefined();
    await world.take([privately('ומה עכשיו?')]);
    const other = world.caseOf('m_1')!.number;
    expect((await press({ caseNumber: other, via: 'reply', key: 'press-0002' })).stored).toBeDefined();
  });

  it('that leads into private in public words waits too', async () => {
    world = platformWorld(linkedin);
    await world.take([comment('I have been waiting for a week. Who can help me?', { inbox: '1' })]);
    number = world.store.cases.keys().next().value!;
    deps = { ...world.deskDeps, waits: async () => true };
    expect((await press({ via: 'handOver' })).waiting).toMatchObject({ via: 'handOver' });
  });
});

describe('approving', () => {
  it('sends it in its writer’s name, once, below what it answers', async () => {
    const { id } = await parked();
    await act(id);
    await world.flush();
    expect(world.handed.at(-1)).toMatchObject({ text: WORDS, automatic: false, route: { kind: 'publicReply', to: 'c_1' } });
    expect(world.desk.acts.slice(-3).map(({ what, by }) => [what, by])).toEqual([['replied', 'tal'], ['assigned', 'tal'], ['approved', 'noa']]);
    expect([(await listWaiting(deps, LEAD.id)).waiting, world.caseOf('c_1')]).toMatchObject([[], { status: 'waiting_on_customer' }]);
  });

  it('with other words sends those', async () => {
    const { id } = await parked();
    await act(id, { text: 'בדקנו: המשלוח מגיע מחר.' });
    await world.flush();
    expect(texts()).toEqual(['בדקנו: המשלוח מגיע מחר.']);
  });

  it('twice by the same person is once; by two people the second hears who was first', async () => {
    const { id } = await parked();
    await act(id);
    await expect(act(id)).resolves.toMatchObject({ state: 'planned' });
    world.clock.now += 3_000;
    await expect(act(id, { agent: { id: 'gil', name: 'גיל' }, text: 'אחר' })).rejects.toMatchObject({ name: 'Stale', key: 'approvedMeanwhile', values: { agent: 'נועה', seconds: '3' } });
    await world.flush();
    expect(texts()).toEqual([WORDS]);
  });

  it('by two people, the first of whom is done while the second\'s is read, tells the second; so does other words by the same one', async () => {
    const { id } = await parked();
    const late = { ...deps, store: Object.assign(Object.create(deps.store) as typeof deps.store, { thread: async (name: string) => { await act(id); return deps.store.thread(name); } }) };
    await expect(approve(late, { number, id, agent: { id: 'gil', name: 'גיל' }, text: 'other words' })).rejects.toMatchObject({ key: 'approvedMeanwhile', values: { agent: 'נועה' } });
    await expect(act(id, { text: 'מילים אחרות' })).rejects.toMatchObject({ key: 'approvedMeanwhile' });
    await world.flush();
    expect(texts()).toEqual([WORDS]);
  });

  it('by two people at the same moment sends one', async () => {
    const { id } = await parked();
    const outcomes = await Promise.allSettled([act(id), act(id, { agent: { id: 'gil', name: 'גיל' }, text: 'אחר' })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    world.clock.now += 16 * 60_000;
    await world.flush();
    expect(texts()).toHaveLength(1);
  });

  it('of one’s own is refused', async () => {
    const { id } = await parked();
    await expect(act(id, { agent: NEW })).rejects.toMatchObject({ name: 'Refused', reason: 'ownReply' });
    await expect(giveBack(deps, { number, id, agent: NEW, note: 'x' })).rejects.toMatchObject({ reason: 'ownReply' });
    await world.flush();
    expect(texts()).toEqual([]);
  });

  it('is held back when a colleague has answered since, and goes out over the version that is named then', async () => {
    const { id } = await parked();
    await replyOrPark(deps, { caseNumber: number, text: 'עונה', agent: { id: 'gil', name: 'גיל' }, key: 'press-0009', via: 'public' });
    world.clock.now += 12_000;
    const refused = await act(id).catch((error: unknown) => error as { version: string });
    expect(refused).toMatchObject({ name: 'Stale', key: 'answeredMeanwhile', values: { agent: 'גיל', seconds: '12' } });
    await act(id, { version: refused.version });
    await world.flush();
    expect(texts()).toEqual(['עונה', WORDS]);
  });

  it('is held back when the writer has answered in private meanwhile', async () => {
    const { id } = await parked();
    Object.assign(world.caseOf('c_1')!.acknowledgement!, { state: 'suppressed' });
    expect((await press({ key: 'press-0003', via: 'handOver' })).stored).toBeDefined();
    await expect(act(id)).rejects.toMatchObject({ name: 'Stale', key: 'answeredMeanwhile', values: { agent: 'טל' } });
  });

  it('of words that were erased meanwhile sends nothing', async () => {
    const { id } = await parked();
    Object.assign(world.desk.waits.get(id)!, { text: '' });
    await expect(act(id)).rejects.toMatchObject({ reason: 'emptyText' });
  });

  it('of what is not there says so', async () => {
    await expect(act('nothing')).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('giving back', () => {
  it('reaches the writer as a note that names them, and sends nothing', async () => {
    const { id } = await parked();
    await giveBack(deps, { number, id, agent: LEAD, note: 'בלי להתנצל פעמיים' });
    expect(world.desk.notes.at(-1)).toMatchObject({ by: LEAD, text: 'בלי להתנצל פעמיים', mentions: ['tal'] });
    expect(waitingOn((await deps.store.file(number))!)).toMatchObject([{ state: 'returned', decided: { by: 'נועה', note: 'בלי להתנצל פעמיים' } }]);
    expect((await listWaiting(deps, LEAD.id)).waiting).toEqual([]);
    await world.flush();
    expect(texts()).toEqual([]);
  });

  it('leaves whoever had read all able to answer at once, once or twice pressed', async () => {
    const { id } = await parked();
    const [waiting] = (await listWaiting(deps, LEAD.id)).waiting;
    const { version } = await giveBack(deps, { number, id, agent: LEAD, note: 'לא כך', version: waiting!.version });
    await giveBack(deps, { number, id, agent: LEAD, note: 'לא כך', version });
    expect((await press({ agent: LEAD, version, key: 'press-0002' })).stored).toBeDefined();
  });

  it('after it was approved is too late, and the other way round', async () => {
    const [one, other] = [await parked(), await parked({ key: 'press-0002' })];
    await act(one.id);
    await expect(giveBack(deps, { number, id: one.id, agent: { id: 'gil', name: 'גיל' }, note: 'לא' })).rejects.toMatchObject({ key: 'approvedMeanwhile' });
    await giveBack(deps, { number, id: other.id, agent: LEAD, note: 'לא' });
    await expect(act(other.id, { agent: { id: 'gil', name: 'גיל' } })).rejects.toMatchObject({ key: 'returnedMeanwhile' });
  });
});

describe('the list of what waits', () => {
  it('shows what each answers, the oldest first, and which is one’s own', async () => {
    await parked();
    world.clock.now += 1_000;
    await parked({ key: 'press-0002', text: 'עוד' });
    expect((await listWaiting(deps, 'tal')).waiting).toMatchObject([
      { text: WORDS, mine: true, answers: { text: 'המשלוח לא הגיע כבר שבוע, מתי תעזרו לי?' }, post: expect.any(String) as unknown }, { text: 'עוד' },
    ]);
    expect((await listWaiting(deps, LEAD.id)).waiting[0]).toMatchObject({ mine: false });
  });
});
