import type { ContactView } from '../api-shapes/desk.ts';
import { currentContact, linkPerson, mergeContacts, undoContactEvent } from '../domain/contact.ts';
import type { ContactEvent, Identity } from '../domain/contact.ts';
import { keyedId } from '../domain/ids.ts';
import { NotFound, Refused } from '../errors.ts';
import type { Contacts } from '../ports/contacts.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { Clock } from '../ports.ts';
import { caseRow, shownName } from './case-row.ts';
import type { NameOf } from './case-row.ts';
import { family } from './contact-family.ts';
import { withCustomerNames } from './customer-name.ts';

export interface ContactDeps { contacts: Contacts; store: DeskStore; keys: { id: string }; nameOf: () => Promise<NameOf>; now: Clock }

const CASES_SHOWN = 100;

/** Case numbers of everybody who is this person today, the latest first. */
export async function casesOfContact(deps: Pick<ContactDeps, 'contacts'>, contact: string): Promise<string[]> {
  const { members } = await family(deps, contact);
  const all = (await Promise.all(members.map(async (one) => deps.contacts.casesOf(one)))).flat().sort((a, b) => b.at - a.at);
  return [...new Set(all.map(({ number }) => number))];
}

async function suggestionsFor({ contacts }: ContactDeps, identities: Identity[], current: string, events: ContactEvent[]): Promise<ContactView['suggestions']> {
  const found = new Map<string, ContactView['suggestions'][number]>();
  for (const identity of identities) {
    const alike = await contacts.alike(identity);
    const all = [...new Map([...events, ...await contacts.events(alike.map(({ contact }) => contact))].map((event) => [event.id, event])).values()];
    for (const { contact, because } of linkPerson(identity, [identity, ...alike], all, current).suggestions) {
      const other = currentContact(contact, all);
      if (other !== current && !found.has(other)) found.set(other, { contact: other, name: shownName(alike.find((one) => currentContact(one.contact, all) === other)?.name ?? null), because });
    }
  }
  return [...found.values()];
}

/** One customer over all channels: who they are there, their cases, and who might be the same. */
export async function contactView(deps: ContactDeps, contact: string): Promise<ContactView> {
  const { current, members, events } = await family(deps, contact);
  const identities = (await Promise.all(members.map(async (one) => deps.contacts.identitiesOf(one)))).flat();
  if (identities.length === 0) throw new NotFound(`contact ${contact}`);
  const [numbers, suggestions, nameOf] = await Promise.all([casesOfContact(deps, current), suggestionsFor(deps, identities, current, events), deps.nameOf()]);
  const lines = await deps.store.lines(numbers.slice(0, CASES_SHOWN));
  const undone = new Set(events.flatMap((event) => (event.kind === 'unmerged' ? [event.merge] : event.kind === 'unlinked' ? [event.link] : [])));
  return {
    id: current, name: identities.map(({ name }) => shownName(name)).find((name) => name !== null) ?? null, identities: identities.map((one) => ({ ...one, name: shownName(one.name) })), cases: await withCustomerNames(deps, lines.map(({ item, last }) => caseRow(item, last, nameOf))), suggestions,
    events: events.toReversed().map((event) => (undone.has(event.id) ? { ...event, undone: true } : event)),
  };
}

/** Two contacts are one person, a person says. */
export async function joinContacts(deps: ContactDeps, act: { from: string; into: string; by: string }): Promise<{ id: string }> {
  for (const contact of [act.from, act.into]) if ((await deps.contacts.identitiesOf(contact)).length === 0) throw new NotFound(`contact ${contact}`);
  const events = await deps.contacts.events([act.from, act.into]);
  const at = deps.now();
  const decided = mergeContacts({ ...act, events, id: `${act.from}.${keyedId(deps.keys.id, 'contacts', act.from, act.into, String(events.length))}`, at });
  if ('refused' in decided) throw new Refused(decided.refused, 'these two cannot be merged');
  const { event } = decided;
  if (event.kind === 'merged') await deps.contacts.addEvent(event, [event.from, event.into]);
  return { id: event.id };
}

/** Undoes a merge by its event's id, which begins with one of the two. */
export async function partContacts(deps: ContactDeps, act: { id: string; by: string }): Promise<{ id: string }> {
  const contact = act.id.split('.')[0]!;
  const events = await deps.contacts.events([contact]);
  const merge = events.find(({ id }) => id === act.id);
  const decided = undoContactEvent({ undo: act.id, events, id: `${contact}.${keyedId(deps.keys.id, 'contacts', 'undo', act.id)}`, at: deps.now(), by: act.by });
  if ('refused' in decided) throw new Refused(decided.refused, 'there is nothing to undo');
  await deps.contacts.addEvent(decided.event, merge?.kind === 'merged' ? [merge.from, merge.into] : [contact]);
  return { id: decided.event.id };
}
