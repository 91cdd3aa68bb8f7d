import { describe, expect, it } from '@jest/globals';
import type { Case } from '../../shared/domain/case.ts';
import { checkChain } from '../../shared/domain/event-chain.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Act, CaseEvent, DeskStore, WaitingReply } from '../../shared/ports/desk.ts';
import type { CaseStore, StoredMessage } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { opened } from './cases.contract.ts';

const event = (id: string, fields: Partial<CaseEvent> = {}): CaseEvent => ({ id, at: SUNDAY_MORNING, what: 'assigned', by: 'dana', ...fields });

/** What every store must do for people: run on the memory of the tests and on the table. */
export function deskContract(name: string, make: () => { store: CaseStore; desk: DeskStore }): void {
  const write = async (store: CaseStore, message: InboundMessage = mail(), fields: Partial<Case> = {}) => {
    const made = opened(message);
    const item: Case = { ...made.placement.put!, ...fields };
    await store.writeHead(made.stored.thread, made.placement.head!, null);
    await store.putCase(item);
    await store.putMessage(made.stored);
    return { ...made, item, head: made.placement.head!, number: item.number };
  };
  const assign = (item: Case, assignee: string, id = 'e1'): Act => ({ cases: [{ before: item, after: { ...item, assignee, acts: (item.acts ?? 0) + 1 } }], heads: [], events: [{ caseNumber: item.number, event: event(id) }] });

  describe(`${name} as agents use it`, () => {
    it('shows open work at a glance, and nothing that is over', async () => {
      const { store, desk } = make();
      const { item } = await write(store, mail(), { status: 'open', dueAt: SUNDAY_MORNING + 7, assignee: 'noa', team: 'billing', topic: 'faults', tags: ['outage'], answeredAt: 5, lastAnsweredAt: 6, unansweredSince: 8 });
      const over = await write(store, mail(), { status: 'resolved', resolvedAt: SUNDAY_MORNING });
      const board = await desk.board();
      expect(board.find(({ number }) => number === item.number)).toEqual({ number: item.number, status: 'open', channel: 'email', assignee: 'noa', team: 'billing', topic: 'faults', tags: ['outage'], priority: 'normal', dueAt: SUNDAY_MORNING + 7, openedAt: item.openedAt, answeredAt: 5, lastAnsweredAt: 6, unansweredSince: 8, snoozedUntil: null });
      expect(board.map(({ number }) => number)).not.toContain(over.number);
    });

    it('finds the cases of an incident, and no more those that were taken out of it', async () => {
      const { store, desk } = make();
      const [one, other] = [await write(store), await write(store)];
      const link = async (item: Case, at: number | null, acts = 0) => desk.act({
        cases: [{ before: item, after: { ...item, ...(at === null ? { incident: undefined } : { incident: { id: `of-${one.number}`, at, words: ['app'] } }), acts: acts + 1 } }], heads: [],
        events: [{ caseNumber: item.number, event: event(`l${acts}`) }], links: [{ caseNumber: item.number, incident: `of-${one.number}`, at }],
      });
      await link(one.item, SUNDAY_MORNING);
      await link(other.item, SUNDAY_MORNING + 1);
      expect((await desk.linkedTo(`of-${one.number}`)).toSorted()).toEqual([one.number, other.number].toSorted());
      const linked = (await desk.case(one.number))!;
      expect(linked.incident).toEqual({ id: `of-${one.number}`, at: SUNDAY_MORNING, words: ['app'] });
      await link(linked, null, 1);
      expect(await desk.linkedTo(`of-${one.number}`)).toEqual([other.number]);
      expect(await desk.case(one.number)).not.toHaveProperty('incident');
    });

    it('lists what is over, the latest first, page by page', async () => {
      const { store, desk } = make();
      const made: string[] = [];
      for (let n = 0; n < 5; n++) made.unshift((await write(store, mail(), { status: 'spam', resolvedAt: SUNDAY_MORNING + n * 60_000 })).number);
      const first = await desk.over(['spam'], 3);
      const second = await desk.over(['spam'], 3, first.next!);
      expect([...first.numbers, ...second.numbers].filter((number) => made.includes(number))).toEqual(made);
      expect(await desk.count('spam', 1000)).toBeGreaterThanOrEqual(5);
    });

    it('counts and lists among what is over nothing that was merged into another, until it is a case of its own again', async () => {
      const { store, desk } = make();
      const { item, number } = await write(store, mail(), { status: 'closed', resolvedAt: SUNDAY_MORNING + 3 });
      const closed = async () => [(await desk.over(['closed'], 500)).numbers.includes(number), await desk.count('closed', 8000)];
      const [, before] = await closed();
      const merged: Case = { ...item, mergedInto: '482109379', acts: 1 };
      await desk.act({ cases: [{ before: item, after: merged }], heads: [], events: [] });
      expect(await closed()).toEqual([false, Number(before) - 1]);
      await store.moveCase(number, { status: 'open', hv: item.hv + 1 });
      expect([(await desk.board()).some((place) => place.number === number), (await desk.case(number))!.status]).toEqual([false, 'closed']);
      await desk.act({ cases: [{ before: merged, after: { ...merged, mergedInto: null, acts: 2 } }], heads: [], events: [] });
      expect(await closed()).toEqual([true, before]);
    });

    it('shows a case with its latest message and its heads', async () => {
      const { store, desk } = make();
      const { item, stored } = await write(store, mail({ subject: 'איפה ההזמנה?' }));
      expect(await desk.lines([item.number, '999999999'])).toEqual([{ item: await desk.case(item.number), last: stored, heads: [{ thread: stored.thread, head: (await desk.head(stored.thread)) }] }]);
    });

    it('reads a thread in the order it was written, whatever came first', async () => {
      const { store, desk } = make();
      const { stored } = await write(store, mail({ at: SUNDAY_MORNING + 10 }));
      const earlier = { ...stored, ...opened(mail({ at: SUNDAY_MORNING })).stored, thread: stored.thread };
      await store.putMessage(earlier);
      const { head, messages } = await desk.thread(stored.thread);
      expect(messages.map(({ id }) => id)).toEqual([earlier.id, stored.id]);
      expect(head).toMatchObject({ v: 1 });
      expect(await desk.head(stored.thread)).toEqual(head);
    });

    it('keeps the history as a chain: each act follows the one before, and a second one over the same version breaks nothing', async () => {
      const { store, desk } = make();
      const { item, number } = await write(store);
      await desk.act(assign(item, 'dana', 'e1'));
      const first = (await desk.case(number))!;
      await expect(desk.act(assign(item, 'noa', 'e2'))).rejects.toMatchObject({ name: 'Conflict' });
      await desk.act(assign(first, 'noa', 'e3'));
      const file = (await desk.file(number))!;
      expect([checkChain(file.item.chain, file.events), file.events.map(({ after }) => after)]).toEqual(['whole', ['', first.chain]]);
      expect(checkChain(file.item.chain, file.events.map((one) => ({ ...one, by: 'somebody else' })))).toBe('broken');
    });

    it('stores an answer, its case and its head together, once', async () => {
      const { store, desk } = make();
      const { stored, item, head } = await write(store);
      const act: Act = {
        cases: [{ before: item, after: { ...item, status: 'waiting_on_customer', answeredAt: 8, unansweredSince: null, hv: 2, acts: 1 } }],
        heads: [{ thread: stored.thread, head: { ...head, v: 2, status: 'waiting_on_customer' }, expected: 1 }],
        message: { ...opened(mail()).stored, thread: stored.thread, direction: 'out' }, events: [{ caseNumber: item.number, event: event('r', { what: 'replied', to: 'waiting_on_customer' }) }],
      };
      await desk.act(act);
      expect(await desk.case(item.number)).toMatchObject({ status: 'waiting_on_customer', answeredAt: 8, hv: 2, acts: 1 });
      expect((await desk.case(item.number))!.unansweredSince).toBeUndefined();
      await expect(desk.act(act)).rejects.toMatchObject({ name: 'Conflict' });
      expect((await desk.file(item.number))!.events).toMatchObject([event('r', { what: 'replied', to: 'waiting_on_customer' })]);
    });

    it('stores what follows an answer with it, or none of it', async () => {
      const { store, desk } = make();
      const { stored, item } = await write(store);
      const out = (): StoredMessage => ({ ...opened(mail()).stored, thread: stored.thread, direction: 'out' });
      const [answer, ...further] = [out(), out(), out()];
      await desk.act({ ...assign(item, 'dana', 'e1'), message: answer, further });
      await expect(desk.act({ ...assign((await desk.case(item.number))!, 'noa', 'e2'), message: out(), further: [out(), further[0]] })).rejects.toMatchObject({ name: 'Conflict' });
      expect((await desk.thread(stored.thread)).messages.filter(({ direction }) => direction === 'out').map(({ id }) => id).sort((a, b) => a.localeCompare(b))).toEqual([answer, ...further].map(({ id }) => id).sort((a, b) => a.localeCompare(b)));
    });

    it('refuses the second of two acts that were decided on the same case', async () => {
      const { store, desk } = make();
      const { item } = await write(store);
      await desk.act(assign(item, 'noa'));
      await expect(desk.act(assign(item, 'avi', 'e2'))).rejects.toMatchObject({ name: 'Conflict' });
      expect(await desk.case(item.number)).toMatchObject({ assignee: 'noa', acts: 1 });
      expect((await desk.file(item.number))!.events).toHaveLength(1);
    });

    it('refuses an act on a thread that had another message since', async () => {
      const { store, desk } = make();
      const { item, head, stored } = await write(store);
      await store.writeHead(stored.thread, { ...head, v: 2 }, 1);
      const act: Act = { ...assign(item, 'noa'), heads: [{ thread: stored.thread, head: { ...head, v: 2, status: 'open' }, expected: 1 }] };
      await expect(desk.act(act)).rejects.toMatchObject({ name: 'Conflict' });
      expect((await desk.case(item.number))!.acts).toBeUndefined();
    });

    it('leaves to an acknowledgement what became of it meanwhile', async () => {
      const { store, desk } = make();
      const { item } = await write(store, mail(), { acknowledgement: null });
      await store.moveCase(item.number, { status: 'new', hv: 2, acknowledgement: { ...opened(mail()).placement.put!.acknowledgement!, state: 'sent' }, told: { dueAt: 5, opensAt: null } });
      await desk.act(assign(item, 'noa'));
      expect(await desk.case(item.number)).toMatchObject({ assignee: 'noa', hv: 2, acknowledgement: { state: 'sent' }, promise: { dueAt: 5 } });
    });

    it('keeps the whole of a merge, and finds it again on both cases', async () => {
      const { store, desk } = make();
      const [one, other] = [await write(store), await write(store)];
      const merge = { kind: 'merged' as const, id: 'm', at: 1, by: 'dana', from: one.number, into: other.number, fromStatus: 'new' as const, waits: true, heads: [], intoBefore: other.item, intoAfter: other.item };
      await desk.act({ ...assign(one.item, 'noa'), cases: [one, other].map(({ item }) => ({ before: item, after: { ...item, acts: 1 } })), events: [one, other].map(({ number }) => ({ caseNumber: number, event: event('m', { what: 'merged', merge }) })) });
      for (const { number } of [one, other]) expect((await desk.file(number))!.events[0]!.merge).toMatchObject({ from: one.number, into: other.number, heads: [] });
    });

    it('keeps notes of colleagues, and finds the case for whoever is named', async () => {
      const { store, desk } = make();
      const { item } = await write(store);
      const note = { id: `n-${item.number}`, at: SUNDAY_MORNING, by: { id: 'dana', name: 'דנה' }, text: '@נועה ראית?', mentions: ['noa'] };
      const act: Act = { cases: [{ before: item, after: { ...item, acts: 1 } }], heads: [], events: [{ caseNumber: item.number, event: event('n', { what: 'noted' }) }], note: { caseNumber: item.number, note } };
      await desk.act(act);
      expect((await desk.file(item.number))!.notes).toEqual([note]);
      expect(await desk.namedIn('noa')).toContain(item.number);
      expect(await desk.namedIn('avi')).not.toContain(item.number);
    });

    it('finds a case for whoever is named in notes that a merge brought, and not when they have gone again', async () => {
      const { store, desk } = make();
      const { item, number } = await write(store);
      await desk.act({ cases: [{ before: item, after: { ...item, acts: 1 } }], heads: [], events: [], names: [{ caseNumber: number, agent: 'tal', at: SUNDAY_MORNING }] });
      expect(await desk.namedIn('tal')).toContain(number);
      await desk.act({ cases: [{ before: { ...item, acts: 1 }, after: { ...item, acts: 2 } }], heads: [], events: [], names: [{ caseNumber: number, agent: 'tal', at: null }] });
      expect(await desk.namedIn('tal')).not.toContain(number);
    });

    it('releases a filtered message into a case, once', async () => {
      const { store, desk } = make();
      const { stored, placement } = opened(mail());
      const held: StoredMessage = { ...stored, case: null, quarantined: 'spam', plan: null };
      await store.putMessage(held);
      expect((await desk.quarantine(100)).messages).toContainEqual(held);
      const act: Act = {
        cases: [], heads: [{ thread: held.thread, head: placement.head!, expected: null }], opens: placement.put!, taken: { ...held, case: placement.caseNumber },
        events: [{ caseNumber: placement.caseNumber, event: event(held.id, { what: 'released' }) }],
      };
      await desk.act(act);
      expect((await desk.quarantine(100)).messages.map(({ id }) => id)).not.toContain(held.id);
      expect(await desk.message(held.thread, held.id)).toMatchObject({ case: placement.caseNumber });
      await expect(desk.act(act)).rejects.toMatchObject({ name: 'Conflict' });
    });

    it('keeps an answer that waits for approval with its case, and decides on it once', async () => {
      const { store, desk } = make();
      const { item, number, stored } = await write(store);
      const waiting: WaitingReply = { id: `waiting-${number}`, caseNumber: number, channel: 'email', at: SUNDAY_MORNING, by: { id: 'tal', name: 'טל' }, text: 'שלום', via: 'public', answers: stored.id, version: '1.1', state: 'waiting', v: 1 };
      const lay = async (before: WaitingReply | null, after: WaitingReply): Promise<void> => desk.act({ cases: [], heads: [], events: [], waits: { before, after } });
      await lay(null, waiting);
      await expect(lay(null, waiting)).rejects.toMatchObject({ name: 'Conflict' });
      expect([(await desk.file(number))!.waiting, (await desk.file(number))!.item.number, (await desk.waiting(100)).filter(({ id }) => id === waiting.id)]).toEqual([[waiting], item.number, [waiting]]);
      const approved: WaitingReply = { ...waiting, state: 'approved', v: 2, decided: { by: { id: 'noa', name: 'נועה' }, at: SUNDAY_MORNING + 1 } };
      await lay(waiting, approved);
      await expect(lay(waiting, { ...approved, state: 'returned' })).rejects.toMatchObject({ name: 'Conflict' });
      expect([(await desk.file(number))!.waiting, (await desk.waiting(100)).filter(({ id }) => id === waiting.id)]).toEqual([[approved], []]);
    });

    it('plans an answer again that failed, and none that got out', async () => {
      const { store, desk } = make();
      const { stored } = opened(mail());
      const sending = { ...opened(mail()).placement.put!.acknowledgement!, state: 'failed' as const, reason: 'windowClosed' };
      await store.putMessage({ ...stored, direction: 'out', sending });
      expect(await desk.planAgain(stored.thread, stored.id, 9)).toBe(true);
      expect((await desk.message(stored.thread, stored.id))!.sending).toMatchObject({ state: 'planned', reason: null });
      expect(await desk.planAgain(stored.thread, stored.id, 9)).toBe(false);
    });
  });
}
