import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { caseView } from '../../shared/steps/case-view.ts';
import { answerMany } from '../../shared/steps/desk-answers.ts';
import { editMany } from '../../shared/steps/desk-edit.ts';
import { release } from '../../shared/steps/desk-release.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';

const DANA = { id: 'dana', name: 'דנה' };
let table: MemoryCases;
let outbox: Outgoing[];
let deps: DeskDeps & { store: MemoryDesk };

beforeEach(() => {
  table = new MemoryCases();
  outbox = [];
  deps = {
    store: new MemoryDesk(table), settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, nextNumber: caseNumbers(table, KEYS.number),
    outbox: { send: async (entries) => { outbox.push(...entries); } },
  };
});

const receive = async (message: InboundMessage): Promise<string> => {
  await record({ ...deps, store: table, keys: KEYS, log: () => undefined })([JSON.stringify(message)]);
  return [...table.messages.values()].find(({ id }) => id === message.id)?.case ?? '';
};
const answer = async (caseNumber: string, key = 'key-00000001') => reply(deps, { caseNumber, text: 'שלום דנה, ההזמנה בדרך', agent: DANA, key }).then(({ stored }) => stored);

describe('a tag put on many', () => {
  it('stays beside the one that a colleague puts there at the same instant', async () => {
    const number = await receive(mail());
    const act = deps.store.act.bind(deps.store);
    deps.store.act = async (given) => {
      deps.store.act = act;
      // All of the colleague's comes between what was read and what is written.
      await editMany(deps, { numbers: [number], agent: { id: 'noa', name: 'נועה' }, change: { addTag: 'משלוח' } });
      return act(given);
    };
    expect(await editMany(deps, { numbers: [number], agent: DANA, change: { addTag: 'vip' } })).toEqual({ done: [number], refused: [] });
    expect(table.cases.get(number)!.tags).toEqual(['משלוח', 'vip']);
    expect(await editMany(deps, { numbers: [number], agent: DANA, change: { addTag: 'vip' } })).toEqual({ done: [number], refused: [] });
    expect(deps.store.acts).toHaveLength(2);
  });
});

describe('an agent\'s answer', () => {
  it('goes to the customer, in the thread of their last mail', async () => {
    const number = await receive(mail({ from: 'moshe@example.org', mail: { messageId: '<last@example.org>' } }));
    await answer(number);
    expect(outbox.at(-1)).toMatchObject({ kind: 'reply', plan: { to: 'moshe@example.org', inReplyTo: '<last@example.org>', text: 'שלום דנה, ההזמנה בדרך', agent: 'דנה' } });
  });

  it('stops the clock: nothing is unanswered, and the case waits for the customer', async () => {
    const number = await receive(mail());
    await answer(number);
    expect(table.cases.get(number)).toMatchObject({ status: 'waiting_on_customer', answeredAt: SUNDAY_MORNING });
    expect([...table.heads.values()][0]).toMatchObject({ waitingSince: null, lastOutAt: SUNDAY_MORNING });
  });

  it('pressed twice is one answer', async () => {
    const number = await receive(mail());
    const [first, second] = [await answer(number), await answer(number)];
    expect(second.id).toBe(first.id);
    expect([...table.messages.values()].filter(({ direction }) => direction === 'out')).toHaveLength(1);
  });

  it('takes a case that nobody has, and says so in its history; a colleague’s stays theirs', async () => {
    const [nobodys, colleagues] = [await receive(mail()), await receive(mail({ from: 'tom@example.org', subject: 'Hello' }))];
    table.cases.get(colleagues)!.assignee = 'avi';
    for (const number of [nobodys, colleagues]) await answer(number);
    expect([nobodys, colleagues].map((number) => table.cases.get(number)!.assignee)).toEqual(['dana', 'avi']);
    expect(deps.store.acts.filter(({ what }) => what === 'assigned')).toMatchObject([{ by: 'dana', values: { assignee: 'dana' } }]);
  });

  it('takes no case where the settings say so, and none when it is one text to many', async () => {
    const [one, many] = [await receive(mail()), await receive(mail({ from: 'tom@example.org', subject: 'Hello' }))];
    await answerMany(deps, { numbers: [many], text: 'We are on it', agent: DANA, key: 'key-many-0001' });
    deps.settings = async () => ({ ...DEFAULT_SETTINGS, assignment: { ...DEFAULT_SETTINGS.assignment, byAnswering: false } });
    await answer(one);
    expect([one, many].map((number) => [table.cases.get(number)!.assignee, table.cases.get(number)!.status])).toEqual([[null, 'waiting_on_customer'], [null, 'waiting_on_customer']]);
  });

  it('is on the outbox before it is stored, so that none is stored and never sent', async () => {
    const number = await receive(mail());
    deps.outbox.send = async () => { throw new Error('no queue'); };
    await expect(answer(number)).rejects.toThrow('no queue');
    expect([...table.messages.values()]).toHaveLength(1);
  });

  it('to a case that does not exist says so', async () => {
    await expect(answer('482109379')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('to nobody is refused with the reason', async () => {
    const number = await receive(mail({ author: { id: '', name: null }, sender: { machine: 'noAddress', evidence: [] } }));
    await expect(answer(number)).rejects.toMatchObject({ name: 'Refused', reason: 'noAddress' });
  });

  it('meets a customer who wrote meanwhile as a conflict', async () => {
    const number = await receive(mail({ from: 'moshe@example.org', mail: { messageId: '<one@example.org>' } }));
    const read = deps.store.thread.bind(deps.store);
    deps.store.thread = async (thread) => {
      const found = await read(thread);
      await receive(mail({ from: 'moshe@example.org', at: SUNDAY_MORNING + 1, mail: { inReplyTo: ['<one@example.org>'] } }));
      return found;
    };
    await expect(answer(number)).rejects.toMatchObject({ name: 'Conflict' });
  });

  it('on an older case of the same thread leaves the clock of today\'s case running', async () => {
    const older = await receive(mail({ mail: { messageId: '<old@example.org>' } }));
    const head = [...table.heads.values()][0]!;
    Object.assign(head, { status: 'resolved', resolvedAt: SUNDAY_MORNING });
    Object.assign(table.cases.get(older)!, { status: 'resolved' });
    const today = await receive(mail({ subject: 'Another matter', mail: { inReplyTo: ['<old@example.org>'] } }));
    expect(today).not.toBe(older);
    await answer(older);
    expect([...table.heads.values()][0]).toMatchObject({ case: today, status: 'new', waitingSince: SUNDAY_MORNING, lastOutAt: null });
    expect(table.cases.get(today)).toMatchObject({ status: 'new', answeredAt: null });
  });

  it('puts the case back to work when the customer writes again', async () => {
    const number = await receive(mail({ mail: { messageId: '<one@example.org>' } }));
    await answer(number);
    await receive(mail({ mail: { inReplyTo: ['<one@example.org>'] } }));
    expect(table.cases.get(number)).toMatchObject({ status: 'open' });
  });
});

describe('releasing what was filtered', () => {
  const robot = (): InboundMessage => mail({ sender: { machine: 'bulkOrList', evidence: ['List-Id'] }, subject: 'בעיה בחשבון' });

  it('makes it a case, and sends nothing by itself', async () => {
    const message = robot();
    await receive(message);
    const released = await release(deps, { id: message.id, agent: DANA, acknowledge: false });
    expect(table.cases.get(released.case!)).toMatchObject({ subject: 'בעיה בחשבון', acknowledgement: null, suppressedBecause: 'bulkOrList' });
    expect(outbox).toHaveLength(0);
  });

  it('acknowledges when the person who releases asks for it', async () => {
    const message = robot();
    await receive(message);
    await release(deps, { id: message.id, agent: DANA, acknowledge: true });
    expect(outbox).toHaveLength(1);
  });

  it('has the acknowledgement on the outbox before the case is made, so that none is planned and never sent', async () => {
    const message = robot();
    await receive(message);
    deps.outbox.send = async () => { throw new Error('no queue'); };
    await expect(release(deps, { id: message.id, agent: DANA, acknowledge: true })).rejects.toThrow('no queue');
    expect(table.cases.size).toBe(0);
  });

  it('never acknowledges a bounce', async () => {
    const message = mail({ sender: { machine: 'bounce', evidence: ['multipart/report'] } });
    await receive(message);
    await release(deps, { id: message.id, agent: DANA, acknowledge: true });
    expect(outbox).toHaveLength(0);
  });

  it('twice is one case', async () => {
    const message = robot();
    await receive(message);
    const first = await release(deps, { id: message.id, agent: DANA, acknowledge: false });
    const second = await release(deps, { id: message.id, agent: DANA, acknowledge: false });
    expect(second.case).toBe(first.case);
    expect(table.cases.size).toBe(1);
  });

  it('leaves the list of filtered messages', async () => {
    const message = robot();
    await receive(message);
    await release(deps, { id: message.id, agent: DANA, acknowledge: false });
    expect((await deps.store.quarantine(10)).messages).toHaveLength(0);
  });

  it('of a message that is on a case says that there is none', async () => {
    const message = mail();
    await receive(message);
    await expect(release(deps, { id: message.id, agent: DANA, acknowledge: false })).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('a case as agents read it', () => {
  it('shows the customer\'s words, what the customer was sent, and who did what', async () => {
    const number = await receive(mail({ language: 'he', text: 'איפה ההזמנה?', replyText: 'איפה ההזמנה?' }));
    await answer(number);
    const view = await caseView(deps, number);
    expect(view.entries.map(({ direction, replyText }) => [direction, replyText])).toEqual([['in', 'איפה ההזמנה?'], ['out', 'שלום דנה, ההזמנה בדרך']]);
    expect(view.sent.map(({ kind }) => kind)).toEqual(['acknowledgement', 'reply']);
    expect(view.sent[0]!.text).toContain(view.case.number);
    expect(view.events).toMatchObject([{ what: 'replied', by: 'dana' }, { what: 'assigned', by: 'dana', values: { assignee: 'dana' } }]);
  });

  it('comes in pages, with long texts cut, so that it always fits into one answer', async () => {
    const number = await receive(mail({ text: 'ש'.repeat(50_000), replyText: 'ש'.repeat(50_000), mail: { messageId: '<long@example.org>' } }));
    for (let n = 0; n < 79; n++) await receive(mail({ at: SUNDAY_MORNING + n + 1, text: `${n} ${'ש'.repeat(50_000)}`, mail: { inReplyTo: ['<long@example.org>'] } }));
    const view = await caseView(deps, number);
    expect([view.entries.length, view.earlier]).toEqual([60, 20]);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(4_000_000);
    expect((await caseView(deps, number, { skip: 60 })).entries).toHaveLength(20);
  });
});
