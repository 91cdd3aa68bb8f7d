import type { CaseRow, CaseView } from '../api-shapes.ts';
import type { Contacts } from '../ports/contacts.ts';
import { shownName } from './case-row.ts';
import { family } from './contact-family.ts';

export interface NamingDeps { contacts?: Pick<Contacts, 'events' | 'identitiesOf'> }

// What one channel does not tell another may have told: the person's own identities first, then whomever they were merged with.
async function nameOfContact(contacts: NonNullable<NamingDeps['contacts']>, contact: string): Promise<string | null> {
  const named = (identities: { name: string | null }[]): string | null => identities.map(({ name }) => shownName(name)).find((name) => name !== null) ?? null;
  const own = named(await contacts.identitiesOf(contact));
  if (own !== null) return own;
  const { members } = await family({ contacts }, contact);
  return named((await Promise.all(members.filter((one) => one !== contact).map(async (one) => contacts.identitiesOf(one)))).flat());
}

/** Rows whose customer has no name of their own there, by the name that their contact is known by. Nothing is stored: where a name may not be kept, it is in no contact. */
export async function withCustomerNames<R extends Pick<CaseRow, 'customer' | 'contact'>>({ contacts }: NamingDeps, rows: R[]): Promise<R[]> {
  if (!contacts) return rows;
  const nameless = [...new Set(rows.flatMap(({ customer, contact }) => (customer.name === null && contact ? [contact] : [])))];
  const names = new Map(await Promise.all(nameless.map(async (contact) => [contact, await nameOfContact(contacts, contact)] as const)));
  return rows.map((row) => (row.customer.name === null && row.contact && names.get(row.contact) ? { ...row, customer: { ...row.customer, name: names.get(row.contact)! } } : row));
}

/** One case whole: its head and what its customer wrote, under one name. */
export async function withNamesInside<V extends Pick<CaseView, 'case' | 'entries'>>(deps: NamingDeps, view: V): Promise<V> {
  const [row] = await withCustomerNames(deps, [view.case]);
  const { id, name } = row!.customer;
  const entries = view.entries.map((entry) => {
    const own = shownName(entry.author.name);
    return { ...entry, author: { ...entry.author, name: entry.direction === 'in' && own === null && entry.author.id === id && id !== '' ? name : own } };
  });
  return { ...view, case: row!, entries };
}
