import { describe, expect, it } from '@jest/globals';
import { place } from '../../shared/domain/placement.ts';
import type { Placement } from '../../shared/domain/placement.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { CaseStore, StoredMessage } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';

let numbers = 100_000_000;

export function opened(message: InboundMessage): { placement: Placement; stored: StoredMessage } {
  const placement = place({
    message, thread: message.id, threadedBy: 'newCase', relatedTo: null, head: undefined, reopenDays: 7, now: SUNDAY_MORNING, freshNumber: String(++numbers),
    promise: { dueAt: SUNDAY_MORNING + 3_600_000, opensAt: null, awayReason: null },
  });
  return {
    placement,
    stored: {
      thread: message.id, id: message.id, direction: 'in', at: message.at, receivedAt: message.receivedAt, storedAt: SUNDAY_MORNING, case: placement.caseNumber,
      threadedBy: 'newCase', relatedTo: null, quarantined: null, suppressedBecause: null, agent: null, sending: null, plan: placement.plan, message,
    },
  };
}

/** What every store of cases must do: run on the memory of the tests and on the table. */
export function casesContract(name: string, make: () => { store: CaseStore }): void {
  describe(`${name} as record writes it`, () => {
    it('gives back a message as it was stored, Hebrew and all', async () => {
      const { store } = make();
      const { stored } = opened(mail({ subject: 'איפה ההזמנה?', text: 'שלום 👋 \u0000 היי', language: 'he' }));
      expect(await store.putMessage(stored)).toBe(true);
      const { messages } = await store.read({ messages: [stored], threads: [] });
      expect(messages.get(`${stored.thread}/${stored.id}`)).toEqual(stored);
    });

    it('remembers of a message whose thread it came on, where a merge had joined that with another', async () => {
      const { store } = make();
      const stored: StoredMessage = { ...opened(mail()).stored, of: '715300428' };
      await store.putMessage(stored);
      expect((await store.read({ messages: [stored], threads: [] })).messages.get(`${stored.thread}/${stored.id}`)).toEqual(stored);
    });

    it('stores a message once', async () => {
      const { store } = make();
      const { stored } = opened(mail());
      await store.putMessage(stored);
      expect(await store.putMessage({ ...stored, at: 1 })).toBe(false);
    });

    it('writes a head only over the version it was decided on, and answers with the one that is there', async () => {
      const { store } = make();
      const { placement, stored } = opened(mail());
      const head = placement.head!;
      expect(await store.writeHead(stored.thread, head, null)).toBeUndefined();
      expect(await store.writeHead(stored.thread, { ...head, case: '200000000' }, null)).toEqual(head);
      expect(await store.writeHead(stored.thread, { ...head, v: 2 }, 1)).toBeUndefined();
      expect(await store.writeHead(stored.thread, { ...head, v: 2, case: '200000000' }, 1)).toMatchObject({ v: 2, case: head.case });
    });

    it('lets a thread go on in another case with all that belongs to it, or not at all', async () => {
      const { store } = make();
      const { placement, stored } = opened(mail());
      const [first, second] = [opened(mail({ subject: 'משהו אחר' })), opened(mail({ subject: 'Something else' }))];
      const anew = ({ placement: { put }, stored: message }: typeof first, expected: number): Parameters<CaseStore['openAnew']>[0] => ({ thread: stored.thread, head: { ...placement.head!, v: expected + 1, case: put!.number }, expected, item: put!, message: { ...message, thread: stored.thread } });
      await store.writeHead(stored.thread, placement.head!, null);
      expect(await store.openAnew(anew(first, 2))).toBe(false);
      expect(await store.openAnew(anew(first, 1))).toBe(true);
      // Its message is there already, then the case is, then the head has moved on.
      expect([await store.openAnew({ ...anew(second, 2), message: anew(first, 2).message }), await store.openAnew({ ...anew(second, 2), item: first.placement.put! }), await store.openAnew(anew(second, 1))]).toEqual([false, false, false]);
      const { heads, messages } = await store.read({ threads: [stored.thread], messages: [anew(first, 2).message, anew(second, 2).message] });
      const { cases } = await store.lookUp({ identities: [], cases: [first.placement.caseNumber, second.placement.caseNumber] });
      expect([heads.get(stored.thread), [...messages.keys()], [...cases.keys()]]).toEqual([anew(first, 1).head, [`${stored.thread}/${first.stored.id}`], [first.placement.caseNumber]]);
    });

    it('keeps the first threading decision of a mail and answers with it', async () => {
      const { store } = make();
      const first = { key: `key-${++numbers}`, fingerprint: 'one', thread: 'a', case: '', own: false };
      expect(await store.claimIdentity(first)).toEqual(first);
      expect(await store.claimIdentity({ ...first, thread: 'b' })).toEqual(first);
      expect(await store.claimIdentity({ ...first, fingerprint: 'two', thread: 'c' })).toEqual(first);
      expect((await store.lookUp({ identities: [first.key, 'unknown'], cases: [] })).identities).toEqual(new Map([[first.key, first]]));
    });

    it('knows which answer of an agent a mail of ours was', async () => {
      const { store } = make();
      const own = { key: `key-${++numbers}`, fingerprint: 'own', thread: 'a', case: '482109379', own: true, reply: 'answer-1' };
      await store.claimIdentity(own);
      expect((await store.lookUp({ identities: [own.key], cases: [] })).identities.get(own.key)).toEqual(own);
    });

    it('puts a case once, and moves it only by a later version of its head', async () => {
      const { store } = make();
      const { placement } = opened(mail());
      const item = placement.put!;
      expect([await store.putCase(item), await store.putCase(item)]).toEqual([true, false]);
      await store.moveCase(item.number, { status: 'open', dueAt: 5, hv: 3 });
      await store.moveCase(item.number, { status: 'resolved', dueAt: 6, hv: 2 });
      const { cases } = await store.lookUp({ identities: [], cases: [item.number] });
      expect(cases.get(item.number)).toEqual({ ...item, status: 'open', hv: 3, dueAt: 5 });
    });

    it('plans a case\'s acknowledgement once, however late a twin comes', async () => {
      const { store } = make();
      const { placement } = opened(mail());
      const item = { ...placement.put!, acknowledgement: null };
      await store.putCase(item);
      const planned = placement.put!.acknowledgement!;
      await store.moveCase(item.number, { status: 'open', dueAt: 5, hv: 2, acknowledgement: { ...planned, state: 'sent' }, told: { dueAt: 5, opensAt: null } });
      await store.moveCase(item.number, { status: 'open', dueAt: 6, hv: 3, acknowledgement: planned, told: { dueAt: 6, opensAt: null } });
      const found = (await store.lookUp({ identities: [], cases: [item.number] })).cases.get(item.number);
      expect(found).toMatchObject({ hv: 3, dueAt: 6, promise: { dueAt: 5 }, acknowledgement: { state: 'sent' } });
    });

    it('keeps since when the customer waits, and what they were told, whatever they add', async () => {
      const { store } = make();
      const item = opened(mail()).placement.put!;
      await store.putCase(item);
      const read = async () => (await store.lookUp({ identities: [], cases: [item.number] })).cases.get(item.number)!;
      await store.moveCase(item.number, { status: 'open', hv: 2, unansweredSince: SUNDAY_MORNING + 9, dueAt: 9 });
      expect(await read()).toMatchObject({ unansweredSince: item.unansweredSince, dueAt: 9, promise: item.promise });
      await store.moveCase(item.number, { status: 'waiting_on_customer', hv: 3, unansweredSince: null, answeredAt: 8 });
      expect((await read()).unansweredSince).toBeUndefined();
      await store.moveCase(item.number, { status: 'open', hv: 4, unansweredSince: 11, dueAt: 12 });
      expect(await read()).toMatchObject({ unansweredSince: 11, dueAt: 12, promise: item.promise });
    });

    it('is told by an answer since when others of the case wait, and not over a word of theirs that the answer has not seen', async () => {
      const { store } = make();
      const item = opened(mail()).placement.put!;
      await store.putCase(item);
      const read = async () => (await store.lookUp({ identities: [], cases: [item.number] })).cases.get(item.number)!;
      expect(await store.moveCase(item.number, { status: 'open', hv: 2, unansweredSince: item.unansweredSince! + 7, answeredAt: 8, over: { hvs: { other: 1 } } })).toBe(true);
      expect(await read()).toMatchObject({ status: 'open', unansweredSince: item.unansweredSince! + 7, answeredAt: 8 });
      const joint = { ...opened(mail()).placement.put!, hv: 4, hvs: { other: 3 } };
      await store.putCase(joint);
      const answer = { status: 'waiting_on_customer' as const, hv: 2, thread: 'mine', unansweredSince: null, answeredAt: 9 };
      for (const over of [{ hv: 3, hvs: { other: 3 } }, { hv: 4, hvs: { other: 2 } }]) expect(await store.moveCase(joint.number, { ...answer, over })).toBe(false);
      expect(await store.moveCase(joint.number, { ...answer, over: { hv: 4, hvs: { other: 3, third: 1 } } })).toBe(true);
      expect((await store.lookUp({ identities: [], cases: [joint.number] })).cases.get(joint.number)).toMatchObject({ status: 'waiting_on_customer', hvs: { mine: 2, other: 3 } });
    });

    it('raises a case for a graver message, and what is due with it, never to later', async () => {
      const { store } = make();
      const item = opened(mail()).placement.put!;
      await store.putCase(item);
      const read = async () => (await store.lookUp({ identities: [], cases: [item.number] })).cases.get(item.number)!;
      const urgency = [{ sign: 'legal' as const, evidence: ['עורך דין'] }];
      await store.moveCase(item.number, { status: 'new', hv: 2, raise: { priority: 'high', urgency, dueAt: item.dueAt! + 5 } });
      expect(await read()).toMatchObject({ priority: 'high', urgency, dueAt: item.dueAt });
      await store.moveCase(item.number, { status: 'new', hv: 3, raise: { priority: 'urgent', urgency, dueAt: item.dueAt! - 5 } });
      expect(await read()).toMatchObject({ priority: 'urgent', dueAt: item.dueAt! - 5 });
    });

    it('moves no case that is not there', async () => {
      const { store } = make();
      await store.moveCase('999999999', { status: 'open', dueAt: 5, hv: 3 });
      expect((await store.lookUp({ identities: [], cases: ['999999999'] })).cases.size).toBe(0);
    });

    it('gives numbers in blocks that never meet', async () => {
      const { store } = make();
      const [one, two] = [await store.takeNumbers(100), await store.takeNumbers(100)];
      expect(two - one).toBe(100);
    });

    it('takes notes of deliveries, the same one twice too', async () => {
      const { store } = make();
      const note = { deliveryId: 'd', outcome: 'stored' as const, key: 'raw/d', at: SUNDAY_MORNING };
      await expect(store.noteDeliveries([note, note, { ...note, deliveryId: 'e' }])).resolves.toBeUndefined();
    });
  });
}
