import { describe, expect, it } from '@jest/globals';
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
      await presence.seen({ id: 'dana', name: 'דנה', at: SUNDAY_MORNING });
      await presence.looks({ id: 'noa', name: 'Noa', number: '482109379', state: 'typing', at: SUNDAY_MORNING + 1 });
      await presence.sets({ id: 'noa', name: 'Noa', availability: 'break', at: SUNDAY_MORNING + 2 });
      expect((await presence.all()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        { id: 'dana', name: 'דנה', seenAt: SUNDAY_MORNING, number: null, state: 'viewing', viewedAt: 0, availability: 'here' },
        { id: 'noa', name: 'Noa', seenAt: SUNDAY_MORNING + 2, number: '482109379', state: 'typing', viewedAt: SUNDAY_MORNING + 1, availability: 'break' },
      ]);
      await presence.looks({ id: 'noa', name: 'Noa', number: null, state: 'viewing', at: SUNDAY_MORNING + 3 });
      expect((await presence.all()).find(({ id }) => id === 'noa')).toMatchObject({ number: null, availability: 'break' });
    });
  });
}
