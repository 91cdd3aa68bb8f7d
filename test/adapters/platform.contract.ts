import { describe, expect, it } from '@jest/globals';
import type { Act, DeskStore } from '../../shared/ports/desk.ts';
import type { CaseStore, Sendings, StoredMessage } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { opened } from './cases.contract.ts';

let count = 0;

/** What every table must do for platforms' messages: later words about them, further threads of a case, wishes of people. */
export function platformContract(name: string, make: () => { store: CaseStore; desk: DeskStore; sendings: Sendings }): void {
  const write = async (store: CaseStore): Promise<ReturnType<typeof opened>> => {
    const made = opened(mail());
    await store.writeHead(made.stored.thread, made.placement.head!, null);
    await store.putCase(made.placement.put!);
    await store.putMessage(made.stored);
    return made;
  };

  describe(`${name}, for platforms`, () => {
    it('changes a message by a later word, once, and never brings back what was removed', async () => {
      const { store, desk } = make();
      const { stored } = await write(store);
      const read = async (): Promise<StoredMessage | undefined> => desk.message(stored.thread, stored.id);
      expect(await store.revise(stored.thread, stored.id, { what: 'edited', text: 'שינוי', at: 10 })).toBe(true);
      expect(await store.revise(stored.thread, stored.id, { what: 'edited', text: 'ישן', at: 5 })).toBe(true);
      expect(await read()).toMatchObject({ message: { text: 'שינוי', language: 'he' }, revised: { what: 'edited', at: 10 } });
      await store.revise(stored.thread, stored.id, { what: 'removed', text: '', at: 20 });
      await store.revise(stored.thread, stored.id, { what: 'edited', text: 'again', at: 30 });
      expect(await read()).toMatchObject({ message: { text: '', replyText: '' }, revised: { what: 'removed' }, case: stored.case });
    });

    it.each([10, 9])('removes for good what was edited at 10, also where the removal names %i', async (at) => {
      const { store, desk } = make();
      const { stored } = await write(store);
      await store.revise(stored.thread, stored.id, { what: 'edited', text: 'שינוי', at: 10 });
      await store.revise(stored.thread, stored.id, { what: 'removed', text: '', at });
      expect(await desk.message(stored.thread, stored.id)).toMatchObject({ message: { text: '' }, revised: { what: 'removed' } });
    });

    it('says when there is nothing to change', async () => {
      const { store } = make();
      expect(await store.revise('nowhere', 'nothing', { what: 'removed', text: '', at: 1 })).toBe(false);
    });

    it('keeps why a public item is a mention', async () => {
      const { store, desk } = make();
      const { stored } = opened(mail());
      const decision = { is: 'mention' as const, reason: 'thanks' as const, evidence: ['תודה'], borderline: false };
      await store.putMessage({ ...stored, case: null, decision });
      expect(await desk.message(stored.thread, stored.id)).toMatchObject({ case: null, decision });
    });

    it('counts the cases that one post opens in a minute', async () => {
      const { store } = make();
      const post = `post-${++count}`;
      expect([await store.countOpening(post, 1), await store.countOpening(post, 1), await store.countOpening(post, 2)]).toEqual([1, 2, 1]);
    });

    it('knows who wants no more automatic texts', async () => {
      const { store, sendings } = make();
      const person = `person-${++count}`;
      expect(await sendings.optedOut(person)).toBe(false);
      await store.optOut(person);
      expect(await sendings.optedOut(person)).toBe(true);
    });

    it('knows until when a channel is paused', async () => {
      const { sendings } = make();
      const channel = `channel-${++count}`;
      expect(await sendings.pausedUntil(channel)).toBe(0);
      await sendings.pause(channel, SUNDAY_MORNING, 'tokenDead');
      expect(await sendings.pausedUntil(channel)).toBe(SUNDAY_MORNING);
    });

    it('takes a look-up and the time of an account\'s last event twice without complaint', async () => {
      const { store } = make();
      const pending = { id: 'look-up-1', channel: 'instagram', message: mail() };
      await store.putLookUp(pending);
      await store.putLookUp(pending);
      await store.noteEvent('instagram', 'IG1', SUNDAY_MORNING);
      await expect(store.noteEvent('instagram', 'IG1', SUNDAY_MORNING - 1)).resolves.toBeUndefined();
    });

    it('lets a further thread move the case by versions of its own', async () => {
      const { store, desk, sendings } = make();
      const { stored, placement } = await write(store);
      const thread = `private-${++count}`;
      const join = { thread, from: stored.thread, caseNumber: placement.caseNumber, participant: 'psid-7', now: SUNDAY_MORNING };
      await sendings.joinThread(join);
      await sendings.joinThread(join);
      const { head } = await desk.thread(thread);
      expect(head).toMatchObject({ v: 1, case: placement.caseNumber, joined: true, participants: ['psid-7'] });
      expect((await desk.case(placement.caseNumber))!.threads).toEqual([stored.thread, thread]);
      const move = { status: 'open' as const, dueAt: 5 };
      await store.moveCase(placement.caseNumber, { ...move, hv: 7 });
      await store.moveCase(placement.caseNumber, { ...move, status: 'waiting_on_customer', hv: 2, thread, answeredAt: 99 });
      await store.moveCase(placement.caseNumber, { ...move, status: 'resolved', hv: 2, thread });
      expect(await desk.case(placement.caseNumber)).toMatchObject({ status: 'waiting_on_customer', hv: 7, hvs: { [thread]: 2 }, answeredAt: 99 });
      await store.moveCase(placement.caseNumber, { ...move, hv: 8, answeredAt: 120 });
      expect(await desk.case(placement.caseNumber)).toMatchObject({ status: 'open', answeredAt: 99 });
    });

    it('leaves a private thread that has an open case of its own where it is', async () => {
      const { store, desk, sendings } = make();
      const [first, other] = [await write(store), await write(store)];
      await sendings.joinThread({ thread: other.stored.thread, from: first.stored.thread, caseNumber: first.placement.caseNumber, participant: 'psid-7', now: SUNDAY_MORNING });
      expect((await desk.thread(other.stored.thread)).head).toMatchObject({ case: other.placement.caseNumber });
      expect((await desk.case(first.placement.caseNumber))!.threads).toEqual([first.stored.thread]);
    });

    it('stores an answer with all threads of its case, or not at all', async () => {
      const { store, desk, sendings } = make();
      const { stored, placement } = await write(store);
      const thread = `private-${++count}`;
      await sendings.joinThread({ thread, from: stored.thread, caseNumber: placement.caseNumber, participant: 'psid-7', now: SUNDAY_MORNING });
      const joined = (await desk.thread(thread)).head!;
      const before = (await desk.case(placement.caseNumber))!;
      const heads = [
        { thread: stored.thread, head: { ...placement.head!, v: 2, status: 'waiting_on_customer' as const }, expected: 1 }, { thread, head: { ...joined, v: 2, status: 'waiting_on_customer' as const }, expected: 1 },
      ];
      const act: Act = {
        cases: [{ before, after: { ...before, status: 'waiting_on_customer', answeredAt: 8, hv: 2, hvs: { [thread]: 2 }, acts: 1 } }], heads,
        message: { ...opened(mail()).stored, thread: stored.thread, direction: 'out' }, events: [{ caseNumber: placement.caseNumber, event: { id: 'e', at: SUNDAY_MORNING, what: 'replied', by: 'dana' } }],
      };
      await expect(desk.act({ ...act, heads: [heads[0]!, { ...heads[1]!, expected: 9 }] })).rejects.toMatchObject({ name: 'Conflict' });
      expect(await desk.case(placement.caseNumber)).toMatchObject({ status: 'new' });
      await desk.act(act);
      expect(await desk.case(placement.caseNumber)).toMatchObject({ status: 'waiting_on_customer', hv: 2, hvs: { [thread]: 2 } });
      expect((await desk.thread(thread)).head).toMatchObject({ v: 2, status: 'waiting_on_customer' });
    });
  });
}
