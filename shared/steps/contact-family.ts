import { currentContact } from '../domain/contact.ts';
import type { ContactEvent } from '../domain/contact.ts';
import type { Contacts } from '../ports/contacts.ts';

/** All that is one person today: the contact that speaks for it, and those that were merged into it. */
export async function family({ contacts }: { contacts: Pick<Contacts, 'events'> }, contact: string): Promise<{ current: string; members: string[]; events: ContactEvent[] }> {
  const events = await contacts.events([contact]);
  const current = currentContact(contact, events);
  const named = new Set([contact, current, ...events.flatMap((event) => (event.kind === 'merged' ? [event.from, event.into] : event.kind === 'keptApart' ? event.contacts : []))]);
  return { current, members: [...named].filter((one) => currentContact(one, events) === current), events };
}
