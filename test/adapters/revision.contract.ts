import { describe, expect, it } from '@jest/globals';
import type { CaseStore, StoredMessage } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { opened } from './cases.contract.ts';

/** What every table must do once a platform has said more about an item: what follows from it beside the item. */
export function revisionContract(name: string, make: () => { store: CaseStore }): void {
  const mention = async (store: CaseStore): Promise<StoredMessage> => {
    const { stored } = opened(mail());
    const one: StoredMessage = { ...stored, case: null, threadedBy: null, suppressedBecause: 'notACase', plan: null, decision: { is: 'mention', reason: 'thanks', evidence: ['תודה'], borderline: false } };
    await store.putMessage(one);
    return one;
  };
  const edit = async (store: CaseStore, { thread, id }: StoredMessage, at: number): Promise<StoredMessage> => {
    await store.revise(thread, id, { what: 'edited', text: 'הגיע שבור', at });
    return (await store.whole(thread, id))!;
  };
  const asCase = (stored: StoredMessage): StoredMessage => {
    const { plan } = opened(mail()).stored;
    return { ...stored, case: '482109379', threadedBy: 'post', suppressedBecause: null, plan, decision: { is: 'case', reason: 'fault', evidence: ['שבור'], borderline: false } };
  };

  describe(`${name}, after a platform's later word`, () => {
    it('reads a message whole, and nothing where there is none', async () => {
      const { store } = make();
      const stored = await mention(store);
      expect(await store.whole(stored.thread, stored.id)).toEqual(stored);
      expect(await store.whole('nowhere', stored.id)).toBeUndefined();
    });

    it('makes a mention a case\'s message once, in the words that were read', async () => {
      const { store } = make();
      const stored = await mention(store);
      expect(await store.becomeCase(asCase(stored))).toBe(false);
      const edited = await edit(store, stored, 10);
      await edit(store, stored, 20);
      expect(await store.becomeCase(asCase(edited))).toBe(false);
      const later = asCase((await store.whole(stored.thread, stored.id))!);
      expect(await store.becomeCase(later)).toBe(true);
      expect(await store.whole(stored.thread, stored.id)).toEqual(later);
      expect(await store.becomeCase({ ...later, case: '538142907' })).toBe(false);
    });

    it('makes nothing of what was removed', async () => {
      const { store } = make();
      const stored = await mention(store);
      const edited = await edit(store, stored, 10);
      await store.revise(stored.thread, stored.id, { what: 'removed', text: '', at: 10 });
      expect(await store.becomeCase(asCase(edited))).toBe(false);
    });

    it('keeps why a case is urgent, without the words', async () => {
      const { store } = make();
      const { placement } = opened(mail());
      const urgency = [{ sign: 'legal' as const, evidence: ['תביעה'] }, { sign: 'safety' as const, evidence: [] }];
      await store.putCase({ ...placement.put!, urgency });
      await store.dropQuotes(placement.caseNumber);
      await store.dropQuotes(placement.caseNumber);
      const { cases } = await store.lookUp({ identities: [], cases: [placement.caseNumber] });
      expect(cases.get(placement.caseNumber)!.urgency).toEqual([{ sign: 'legal', evidence: [] }, { sign: 'safety', evidence: [] }]);
      await expect(store.dropQuotes('000000000')).resolves.toBeUndefined();
    });

    it('reads beside messages who has claimed an id', async () => {
      const { store } = make();
      const { stored: { id } } = opened(mail());
      const wanted = { messages: [], threads: [], identities: [id] };
      expect((await store.read(wanted)).identities.size).toBe(0);
      await store.claimIdentity({ key: id, fingerprint: 'removed', thread: '', case: '', own: false, until: SUNDAY_MORNING });
      expect((await store.read(wanted)).identities.get(id)).toMatchObject({ fingerprint: 'removed' });
    });
  });
}
