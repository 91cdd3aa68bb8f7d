/**
 * Who a customer is over all channels. An identity never changes the contact it was first linked to by a merge: a merge is
 * an event that points one contact at another, so that undoing it is leaving it out, whatever was merged later.
 */

/** A person on one channel: an address, or a platform's id. */
export interface IdentityRef { channel: string; externalId: string }

export interface Identity extends IdentityRef {
  contact: string;
  name: string | null;
  /** A mail address that belongs to it. `verified`: mail from it passed DMARC, or its owner opened a link we sent there. */
  address: { value: string; verified: boolean } | null;
  phone: string | null;
}

/** Why an identity stands where it stands. */
export type LinkReason = 'known' | 'verifiedAddress' | 'newContact';
/** Why somebody might be the same person: strongest first. Never more than a hint. */
export const SUGGESTIONS = ['sameAddress', 'namedCase', 'samePhone', 'sameName'] as const;
export type SuggestionReason = (typeof SUGGESTIONS)[number];
export interface Suggestion { contact: string; because: SuggestionReason[] }

export type ContactEvent =
  | { kind: 'merged'; id: string; at: number; by: string; from: string; into: string }
  | { kind: 'unmerged'; id: string; at: number; by: string; merge: string }
  | { kind: 'linked'; id: string; at: number; by: string; identity: IdentityRef; to: string }
  | { kind: 'unlinked'; id: string; at: number; by: string; link: string }
  /** Somebody looked and said no: not suggested again. */
  | { kind: 'keptApart'; id: string; at: number; by: string; contacts: [string, string] };

export type ContactRefusal = 'sameContact' | 'noSuchEvent' | 'alreadyUndone';

const keyOf = ({ channel, externalId }: IdentityRef): string => JSON.stringify([channel, externalId]);

/** What still holds of merges and links: those that nobody undid, in the order they were made. */
function standing(events: ContactEvent[]): { merges: Map<string, string>; links: Map<string, string> } {
  const undone = new Set(events.flatMap((event) => (event.kind === 'unmerged' ? event.merge : event.kind === 'unlinked' ? event.link : [])));
  const merges = new Map<string, string>();
  const links = new Map<string, string>();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    if (undone.has(event.id)) continue;
    if (event.kind === 'merged') {
      // What was sensible when it was made may close a circle once something between was undone.
      if (!merges.has(event.from) && followed(event.into, merges) !== event.from) merges.set(event.from, event.into);
    } else if (event.kind === 'linked') links.set(keyOf(event.identity), event.to);
  }
  return { merges, links };
}

function followed(contact: string, merges: Map<string, string>): string {
  let now = contact;
  for (let next = merges.get(now); next !== undefined; next = merges.get(now)) now = next;
  return now;
}

/** The contact that speaks for this one today. */
export function currentContact(contact: string, events: ContactEvent[]): string {
  return followed(contact, standing(events).merges);
}

/** The contact of an identity today. */
export function contactOf(identity: Identity, events: ContactEvent[]): string {
  const { merges, links } = standing(events);
  return followed(links.get(keyOf(identity)) ?? identity.contact, merges);
}

/** All that is one person today: whoever is among them may add to that person's cases. */
export function identitiesOf(contact: string, identities: Identity[], events: ContactEvent[]): Identity[] {
  const wanted = currentContact(contact, events);
  return identities.filter((identity) => contactOf(identity, events) === wanted);
}

/** The merge to write, or why not: both names are followed to who they are today. */
export function mergeContacts({ from, into, events, id, at, by }: { from: string; into: string; events: ContactEvent[]; id: string; at: number; by: string }): { event: ContactEvent } | { refused: ContactRefusal } {
  const { merges } = standing(events);
  const [moved, kept] = [followed(from, merges), followed(into, merges)];
  if (moved === kept) return { refused: 'sameContact' };
  return { event: { kind: 'merged', id, at, by, from: moved, into: kept } };
}

/** Undoes one merge or link by its event's id. */
export function undoContactEvent({ undo, events, id, at, by }: { undo: string; events: ContactEvent[]; id: string; at: number; by: string }): { event: ContactEvent } | { refused: ContactRefusal } {
  const event = events.find((one) => one.id === undo);
  if (!event || (event.kind !== 'merged' && event.kind !== 'linked')) return { refused: 'noSuchEvent' };
  if (events.some((one) => (one.kind === 'unmerged' && one.merge === undo) || (one.kind === 'unlinked' && one.link === undo))) return { refused: 'alreadyUndone' };
  return { event: event.kind === 'merged' ? { kind: 'unmerged', id, at, by, merge: undo } : { kind: 'unlinked', id, at, by, link: undo } };
}

/** Who writes, as their channel tells it. */
export interface Person extends IdentityRef {
  name: string | null;
  address: { value: string; verified: boolean } | null;
  phone: string | null;
  /** The contact of a case whose number they named. */
  namedContact?: string | null;
}

const spoken = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
/** Israeli numbers are written with and without the country's code. */
const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^(?:00)?972/, '0');
const sameAddress = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function whySame(person: Person, known: Identity): SuggestionReason | undefined {
  if (person.address && known.address && sameAddress(person.address.value, known.address.value)) return 'sameAddress';
  if (person.phone && known.phone && digits(person.phone).length >= 9 && digits(person.phone) === digits(known.phone)) return 'samePhone';
  // One name alone is nobody's own.
  return person.name && known.name && spoken(person.name).includes(' ') && spoken(person.name) === spoken(known.name) ? 'sameName' : undefined;
}

/**
 * Whose a new message is. An identity that we know stays where it is; a new one joins a contact by itself only when both
 * sides' address is verified; all else is a suggestion for a person to decide. `fresh` is the id for a new contact.
 */
export function linkPerson(person: Person, identities: Identity[], events: ContactEvent[], fresh: string): { contact: string; because: LinkReason; suggestions: Suggestion[] } {
  const own = identities.find((identity) => keyOf(identity) === keyOf(person));
  const vouched = person.address?.verified
    ? identities.filter((known) => known.address?.verified && sameAddress(known.address.value, person.address!.value))
    : [];
  // Two people with one verified address (a family's) are not for us to tell apart.
  const owners = [...new Set(vouched.map((known) => contactOf(known, events)))];
  const contact = own ? contactOf(own, events) : owners.length === 1 ? owners[0]! : fresh;
  const because = own ? 'known' : owners.length === 1 ? 'verifiedAddress' : 'newContact';
  return { contact, because, suggestions: suggest(person, contact, identities, events) };
}

function suggest(person: Person, contact: string, identities: Identity[], events: ContactEvent[]): Suggestion[] {
  const reasons = new Map<string, Set<SuggestionReason>>();
  const add = (other: string, because: SuggestionReason): void => {
    const apart = events.some((event) => event.kind === 'keptApart' && event.contacts.every((one) => [contact, other].includes(currentContact(one, events))));
    if (other !== contact && !apart) reasons.set(other, (reasons.get(other) ?? new Set()).add(because));
  };
  for (const known of identities) {
    const because = whySame(person, known);
    if (because) add(contactOf(known, events), because);
  }
  if (person.namedContact) add(currentContact(person.namedContact, events), 'namedCase');
  const strength = (because: SuggestionReason[]): number => SUGGESTIONS.indexOf(because[0]!) * 10 - because.length;
  return [...reasons].map(([other, found]) => ({ contact: other, because: SUGGESTIONS.filter((one) => found.has(one)) }))
    .sort((a, b) => strength(a.because) - strength(b.because) || (a.contact < b.contact ? -1 : 1));
}
