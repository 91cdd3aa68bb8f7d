import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { ApprovalList, PostView } from '../../shared/api-shapes/posts.ts';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { postId } from '../../shared/steps/case-view.ts';
import { entriesOf } from '../../shared/steps/accept.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { KEYS } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';
import { comment } from '../support/platform-world.ts';

const POST = postId('facebook', 'PAGE1', 'POST');
const { begin, issuer, ...tokens } = await signedIn();
let world: ApiWorld;
let number: string;

const arrives = async (id: string, text: string, author = 'moshe'): Promise<string> => {
  const [entry] = entriesOf({ around: { facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false }, log: () => undefined }, [comment(text, { nativeId: id, author: { id: author, name: author }, at: world.clock.now })], world.clock.now);
  return world.receive(entry as InboundMessage);
};

beforeEach(async () => {
  world = begin();
  number = await arrives('c_1', 'המשלוח לא הגיע כבר שבוע, מתי?');
  await world.tellAll();
  const { version } = (await world.call<{ version: string }>('GET', '/team', { token: tokens.noa })).body;
  await world.call('PUT', '/team', { token: tokens.noa, body: { version, members: [{ id: 'tal', name: 'טל', roles: ['agent'], skills: [], languages: ['he'], capacity: 20, approval: true }] } });
});

const call = async <T = unknown>(who: keyof typeof tokens, method: string, path: string, body?: unknown) => world.call<T>(method, path, { token: tokens[who], ...(body === undefined ? {} : { body }) });
const view = async (): Promise<CaseView> => (await call<CaseView>('dana', 'GET', `/cases/${number}`)).body;
const answers = async (who: keyof typeof tokens, body: object = {}) => call<{ id: string; state: string; version: string }>(who, 'POST', `/cases/${number}/replies`, { text: 'בודקים ונחזור', key: 'press-0001', via: 'public', ...body });
const replies = (): number => world.outbox.filter(({ kind }) => kind === 'reply').length;

describe('a public item', () => {
  const act = async (who: keyof typeof tokens, body: object, id?: string) => { const { moderation } = (await view()).entries[0]!; return call(who, 'POST', `/items/${moderation!.thread}/${id ?? (await view()).entries[0]!.id}/acts`, body); };

  it('is hidden by whoever works here, which its case tells at once', async () => {
    expect(await act('dana', { act: 'hide' })).toMatchObject({ status: 202, body: { moderation: { may: ['hide', 'like'], hidden: { is: true, state: 'planned', by: 'דנה' } } } });
    expect(await view()).toMatchObject({ entries: [{ moderation: { hidden: { is: true } } }], events: [{ what: 'hidden', by: 'dana' }] });
    expect(world.outbox.filter(({ kind }) => kind === 'moderation')).toMatchObject([{ plan: { act: 'hide', to: 'c_1', inbox: 'PAGE1' } }]);
  });

  it('that is no case is hidden from the list of mentions', async () => {
    await arrives('c_2', 'תודה רבה, אלופים', 'gil');
    await world.tellAll();
    const listed = async () => (await call<{ mentions: { thread: string; id: string; moderation: object }[] }>('dana', 'GET', '/mentions')).body.mentions[0]!;
    const { thread, id } = await listed();
    expect((await call('dana', 'POST', `/items/${thread}/${id}/acts`, { act: 'hide' })).status).toBe(202);
    expect((await listed()).moderation).toMatchObject({ hidden: { is: true, state: 'planned' } });
  });

  it('whose act was not done marks its case in the list', async () => {
    await act('dana', { act: 'like' });
    const list = async () => (await call<{ cases: { failed: boolean }[] }>('dana', 'GET', '/cases')).body.cases[0]!.failed;
    expect(await list()).toBe(false);
    Object.assign([...world.table.messages.values()][0]!.liking!, { state: 'failed', reason: 'permissionMissing' });
    expect(await list()).toBe(true);
  });

  it('takes no act that nobody knows, and one that is not there takes none', async () => {
    expect((await act('dana', { act: 'delete' })).status).toBe(400);
    expect((await act('dana', { act: 'hide' }, 'nothing')).status).toBe(404);
  });
});

describe('a post', () => {
  it('has one owner, and says to the second who that is', async () => {
    expect((await call('dana', 'PUT', `/posts/${POST}/owner`, { take: true, over: null })).status).toBe(200);
    expect(await call('noa', 'PUT', `/posts/${POST}/owner`, { take: true, over: null })).toMatchObject({ status: 409, body: { error: { key: 'ownedMeanwhile', values: { agent: 'דנה' } } } });
    expect((await call<PostView>('noa', 'GET', `/posts/${POST}`)).body).toMatchObject({ owner: { id: 'dana', name: 'דנה' }, comments: [{ case: number, answered: false }] });
  });

  it('is answered comment by comment, and a second press sends nothing', async () => {
    const [first] = (await call<PostView>('dana', 'GET', `/posts/${POST}`)).body.comments;
    const items = [{ thread: first!.thread, id: first!.id }];
    const preview = await call<{ answers: object[] }>('dana', 'POST', `/posts/${POST}/answers/preview`, { items, texts: ['{שלום|היי}, בודקים. {number}'] });
    expect(preview.body).toMatchObject({ waits: false, cannot: [], answers: [{ ...items[0], case: number, text: `שלום, בודקים. ${number}`, wording: 0 }] });
    const press = async () => call('dana', 'POST', `/posts/${POST}/answers`, { answers: [{ ...items[0], text: 'בודקים' }], key: 'press-0001' });
    expect(await press()).toMatchObject({ status: 200, body: { done: [{ state: 'planned' }], refused: [] } });
    await press();
    expect(new Set(world.outbox.filter(({ kind }) => kind === 'reply').map(({ id }) => id)).size).toBe(1);
  });

  it('that is none is not found, and nothing is answered under it', async () => {
    expect((await call('dana', 'GET', '/posts/bm90')).status).toBe(404);
    expect((await call('dana', 'POST', '/posts/bm90/answers', { answers: [{ thread: 't', id: 'i', text: 'x' }], key: 'press-0001' })).status).toBe(404);
  });
});

describe('a public answer of a marked agent', () => {
  it('is announced to who writes it', async () => {
    expect([(await call<{ waits: boolean }>('tal', 'GET', '/me')).body.waits, (await call<{ waits: boolean }>('dana', 'GET', '/me')).body.waits]).toEqual([true, false]);
  });

  it('waits, seen in its case and by leads, and stops no clock', async () => {
    const before = (await view()).case;
    expect(await answers('tal')).toMatchObject({ status: 202, body: { state: 'waitsForApproval' } });
    const now = await view();
    expect([now.case.unansweredSince, now.case.status, now.waiting]).toMatchObject([before.unansweredSince, before.status, [{ by: { id: 'tal', name: 'טל' }, text: 'בודקים ונחזור', state: 'waiting' }]]);
    expect((await call<ApprovalList>('noa', 'GET', '/approvals')).body.waiting).toMatchObject([{ number, mine: false, answers: { text: 'המשלוח לא הגיע כבר שבוע, מתי?' } }]);
    expect(replies()).toBe(0);
  });

  it('goes out with a lead’s approval, once: a second approver hears who was first', async () => {
    const { id } = (await answers('tal')).body;
    expect(await call('noa', 'POST', `/approvals/${number}/${id}/approve`, {})).toMatchObject({ status: 202, body: { state: 'planned' } });
    expect(await call('gil', 'POST', `/approvals/${number}/${id}/approve`, { text: 'אחרת' })).toMatchObject({ status: 409, body: { error: { key: 'approvedMeanwhile', values: { agent: 'נועה' } } } });
    expect([replies(), (await view()).entries.at(-1)]).toMatchObject([1, { author: { name: 'טל' }, text: 'בודקים ונחזור', visibility: 'public' }]);
  });

  it('passes the guard: an answer of twelve seconds ago holds it back, and names the version to go on over', async () => {
    const { id } = (await answers('tal')).body;
    await answers('dana', { key: 'press-0002', text: 'עניתי' });
    world.clock.now += 12_000;
    const held = await call<{ version: string }>('noa', 'POST', `/approvals/${number}/${id}/approve`, {});
    expect(held).toMatchObject({ status: 409, body: { error: { key: 'answeredMeanwhile', values: { agent: 'דנה', seconds: '12' } } } });
    expect((await call('noa', 'POST', `/approvals/${number}/${id}/approve`, { version: held.body.version })).status).toBe(202);
  });

  it('is approved by nobody who may not, nor by who wrote it', async () => {
    const { id } = (await answers('tal')).body;
    for (const [route, body] of [['approve', {}], ['return', { note: 'x' }]] as const) expect((await call('dana', 'POST', `/approvals/${number}/${id}/${route}`, body)).status).toBe(403);
    const asLead = await issuer.token({ sub: 'tal', name: 'טל', roles: ['lead'] });
    expect(await world.call('POST', `/approvals/${number}/${id}/approve`, { token: asLead, body: {} })).toMatchObject({ status: 422, body: { error: { key: 'ownReply' } } });
  });

  it('stays so until somebody else decides otherwise, whatever their role', async () => {
    const asLead = await issuer.token({ sub: 'tal', name: 'טל', roles: ['lead'] });
    const unmark = async (token: string) => {
      const { version, members } = (await world.call<{ version: string; members: { id: string }[] }>('GET', '/team', { token })).body;
      return world.call('PUT', '/team', { token, body: { version, members: members.map((one) => (one.id === 'tal' ? { ...one, approval: false } : one)) } });
    };
    expect(await unmark(asLead)).toMatchObject({ status: 422, body: { error: { key: 'ownMark' } } });
    expect((await answers('tal')).body.state).toBe('waitsForApproval');
    expect((await unmark(tokens.noa)).status).toBe(200);
    expect((await answers('tal', { key: 'press-0002' })).body.state).toBe('planned');
  });

  it('comes back with a note, which its writer finds under their name', async () => {
    const { id } = (await answers('tal')).body;
    expect((await call('noa', 'POST', `/approvals/${number}/${id}/return`, { note: 'בלי הבטחות' })).status).toBe(200);
    expect((await view())).toMatchObject({ waiting: [{ state: 'returned', decided: { by: 'נועה', note: 'בלי הבטחות' } }], notes: [{ mentions: ['tal'] }] });
    expect((await call<{ cases: { number: string }[] }>('tal', 'GET', '/cases?queue=tagged')).body.cases).toMatchObject([{ number }]);
  });

  it('in private goes out at once, and so does a colleague’s in public', async () => {
    expect((await answers('dana')).body.state).toBe('planned');
  });

  it.each([['a note', 'return', {}], ['words', 'approve', { text: '' }], ['a version', 'approve', { version: 'x' }]])('is not decided on without %s', async (_what, route, body) => {
    const { id } = (await answers('tal')).body;
    expect((await call('noa', 'POST', `/approvals/${number}/${id}/${route}`, body)).status).toBe(400);
  });

  it('that is not there is not found', async () => {
    expect((await call('noa', 'POST', `/approvals/${number}/nothing/approve`, {})).status).toBe(404);
  });
});
