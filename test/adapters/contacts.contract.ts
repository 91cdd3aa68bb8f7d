import { describe, expect, it } from '@jest/globals';
import type { Identity } from '../../shared/domain/contact.ts';
import type { Contacts } from '../../shared/ports/contacts.ts';
import type { CaseStore } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { opened } from './cases.contract.ts';

let count = 0;
const person = (fields: Partial<Identity> = {}): Identity => {
  const n = ++count;
  return { channel: 'email', externalId: `p${n}@example.org`, contact: `contact-${n}`, name: null, address: { value: `p${n}@example.org`, verified: true }, phone: null, ...fields };
};

/** Who customers are: run on the memory of the tests and on the table. */
export function contactsContract(name: string, make: () => { contacts: Contacts; store: CaseStore; caseOf: (number: string) => Promise<{ contact: string | null } | undefined> }): void {
  describe(`${name} as the book of customers`, () => {
    it('knows a person again, and under their contact', async () => {
      const { contacts } = make();
      const dana = person({ name: 'דנה כהן' });
      await contacts.putIdentity(dana);
      expect(await contacts.identity(dana)).toEqual(dana);
      expect(await contacts.identitiesOf(dana.contact)).toEqual([dana]);
      expect(await contacts.identity({ channel: 'x', externalId: dana.externalId })).toBeUndefined();
    });

    it('finds who has the same address on another channel, however it is written, and who has the same name', async () => {
      const { contacts } = make();
      const dana = person({ name: `Dana Levi-${++count}` });
      await contacts.putIdentity(dana);
      const alike = { channel: 'form', externalId: 'x', phone: null };
      expect(await contacts.alike({ ...alike, name: null, address: { value: dana.externalId.toUpperCase(), verified: false } })).toEqual([dana]);
      expect(await contacts.alike({ ...alike, name: dana.name!.toUpperCase(), address: null })).toEqual([dana]);
      expect(await contacts.alike({ ...alike, name: 'Dana', address: null })).toEqual([]);
    });

    it('learns more of a person, and unlearns no proof', async () => {
      const { contacts } = make();
      const dana = person();
      await contacts.putIdentity(dana);
      await contacts.putIdentity({ ...dana, name: 'Dana', address: { ...dana.address!, verified: false } });
      expect(await contacts.identity(dana)).toEqual({ ...dana, name: 'Dana' });
    });

    it('lists a contact\'s cases, the latest first, and gives each case to one contact only', async () => {
      const { contacts, store, caseOf } = make();
      const [one, other] = [opened(mail()).placement.put!, opened(mail()).placement.put!];
      for (const item of [one, other]) await store.putCase(item);
      const contact = `contact-${++count}`;
      await contacts.addCase(contact, { number: one.number, at: SUNDAY_MORNING });
      await contacts.addCase(contact, { number: other.number, at: SUNDAY_MORNING + 1 });
      await contacts.addCase(contact, { number: other.number, at: SUNDAY_MORNING + 1 });
      expect(await contacts.casesOf(contact)).toEqual([{ number: other.number, at: SUNDAY_MORNING + 1 }, { number: one.number, at: SUNDAY_MORNING }]);
      await contacts.addCase('somebody-else', { number: one.number, at: SUNDAY_MORNING });
      expect(await caseOf(one.number)).toMatchObject({ contact });
    });

    it('finds merges from either side, and what they lead to', async () => {
      const { contacts } = make();
      const [a, b, c] = ['a', 'b', 'c'].map((letter) => `${letter}-${++count}`) as [string, string, string];
      const merged = (id: string, from: string, into: string, at: number) => ({ kind: 'merged' as const, id: `${id}-${count}`, at, by: 'dana', from, into });
      await contacts.addEvent(merged('one', a, b, 1), [a, b]);
      await contacts.addEvent(merged('two', b, c, 2), [b, c]);
      for (const contact of [a, b, c]) expect((await contacts.events([contact])).map(({ at }) => at)).toEqual([1, 2]);
      await expect(contacts.addEvent(merged('two', b, c, 2), [b, c])).rejects.toMatchObject({ name: 'Conflict' });
    });
  });
}
