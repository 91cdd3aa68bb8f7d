import { describe, expect, it } from '@jest/globals';
import { givenBack, givenNext } from '../../shared/ports/office.ts';
import type { Documents, Presence } from '../../shared/ports/office.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

/** What the team keeps for itself: run on the memory of the tests and on the table. */
export function officeContract(name: string, make: () => { documents: Documents; presence: Presence }): void {
  describe(`${name} as the office`, () => {
    it('writes a document over the version that was read, and over no other', async () => {
      const { documents } = make();
      const { version } = await documents.read('canned');
      const next = await documents.write('canned', [{ id: 'a', he: 'שלום', nested: { b: 1, a: null } }], version);
      expect(await documents.read('canned')).toEqual({ value: [{ id: 'a', he: 'שלום', nested: { b: 1, a: null } }], version: next });
      await expect(documents.write('canned', [], version)).rejects.toMatchObject({ name: 'Conflict' });
      expect(await documents.write('canned', [], next)).not.toBe(next);
    });

    it('knows who is here, who looks at what, and what they say of themselves', async () => {
      const { presence } = make();
      const nothing = { availableAgainAt: null, leftAt: null, backAt: null, gotAt: null };
      await presence.seen({ id: 'dana', name: 'דנה', at: SUNDAY_MORNING });
      await presence.looks({ id: 'noa', name: 'Noa', number: '482109379', state: 'typing', at: SUNDAY_MORNING + 1 });
      await presence.sets({ id: 'noa', name: 'Noa', availability: 'break', availableAgainAt: SUNDAY_MORNING + 9, at: SUNDAY_MORNING + 2 });
      expect((await presence.all()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        { id: 'dana', name: 'דנה', seenAt: SUNDAY_MORNING, number: null, state: 'viewing', viewedAt: 0, availability: 'here', ...nothing },
        { id: 'noa', name: 'Noa', seenAt: SUNDAY_MORNING + 2, number: '482109379', state: 'typing', viewedAt: SUNDAY_MORNING + 1, availability: 'break', ...nothing, availableAgainAt: SUNDAY_MORNING + 9 },
      ]);
      await presence.looks({ id: 'noa', name: 'Noa', number: null, state: 'viewing', at: SUNDAY_MORNING + 3 });
      expect((await presence.all()).find(({ id }) => id === 'noa')).toMatchObject({ number: null, availability: 'break' });
    });

    it('knows since when somebody was gone, and whom a case was given', async () => {
      const { presence } = make();
      const back = SUNDAY_MORNING + 45 * 60_000;
      for (const at of [SUNDAY_MORNING, back, back + 60_000]) await presence.seen({ id: 'tamar', name: 'תמר', at });
      await presence.gets('tamar', back + 7);
      await presence.gets('nobody', back);
      const people = await presence.all();
      expect(people.find(({ id }) => id === 'tamar')).toMatchObject({ leftAt: SUNDAY_MORNING, backAt: back, seenAt: back + 60_000, gotAt: back + 7 });
      expect(people.some(({ id }) => id === 'nobody')).toBe(false);
    });

    it('keeps a place at a desk over what was read of it, and over nothing else; what is long on the board is let go', async () => {
      const { presence } = make();
      const none = { v: 0, cases: [] };
      const [one, two, three] = [0, 1, 4].map((minutes) => ({ number: `48210937${minutes}`, at: SUNDAY_MORNING + minutes * 60_000 }));
      const first = givenNext(none, one!);
      expect([await presence.give('avi', first), await presence.give('avi', givenNext(none, two!)), (await presence.given()).get('avi')]).toEqual([true, false, { v: 1, cases: [one] }]);
      const second = givenNext(first, two!);
      const third = givenNext(second, three!);
      expect([await presence.give('avi', second), second.cases, await presence.give('avi', third), (await presence.given()).get('avi')]).toEqual([true, [one, two], true, { v: 3, cases: [three] }]);
      expect([await presence.give('avi', givenBack(third, three!.number)), (await presence.given()).get('avi')]).toEqual([true, { v: 4, cases: [] }]);
    });
  });
}
