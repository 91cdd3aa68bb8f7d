import { createHash } from 'node:crypto';
import { isVouchedFor } from '../domain/acknowledgement.ts';
import type { Case } from '../domain/case.ts';
import { linkPerson } from '../domain/contact.ts';
import type { Person } from '../domain/contact.ts';
import { isErased } from '../domain/erasure.ts';
import { keyedId } from '../domain/ids.ts';
import { factOf, sheetsOf } from '../domain/ledger.ts';
import { indexForms } from '../domain/search-words.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { Log } from '../log.ts';
import type { Contacts } from '../ports/contacts.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { MessageRef, SearchIndex, Telling, WordEntry } from '../ports/telling.ts';
import type { Clock, StoredMessage } from '../ports.ts';
import type { Candidate } from './assign.ts';

/** What the table's stream says: a message or a case as it is now. `isNew`: it was not there before. */
export type Told = { kind: 'message'; message: StoredMessage; isNew: boolean } | { kind: 'case'; item: Case; isNew: boolean; /** It was over before. */ reopened?: boolean };

export interface TellDeps {
  telling: Telling;
  search: SearchIndex;
  contacts: Contacts;
  /** Lets those go first who had to write again and again. */
  raiseRepeated?: (numbers: string[]) => Promise<number>;
  /** Links what came in to the incidents that its words speak of. */
  link?: (messages: StoredMessage[]) => Promise<number>;
  /** Gives new and re-opened cases to teams and agents. */
  assign?: (candidates: Candidate[]) => Promise<number>;
  /** Counts what is stored, filtered and released. */
  ledger?: Pick<Ledger, 'add'>;
  keys: { id: string };
  now: Clock;
  log: Log;
}

export const MENTIONS = 'mentions';
/** The list of everything under one public post. */
export const postList = (idKey: string, channel: string, inbox: string, post: string): string => `post.${keyedId(idKey, 'post', channel, inbox, post)}`;

/** Longer texts are found by their beginning. */
const WORDS = 4_000;
const FORMS = 400;

/** `tell`: who customers are, what has changed, and by which words a message is found. Told twice, it stands once. `batch` names the batch. */
export function tell(deps: TellDeps) {
  return async (told: Told[], batch: string): Promise<void> => {
    if (told.length === 0) return;
    const at = deps.now();
    const id = createHash('sha256').update(batch).digest('base64url').slice(0, 16);
    const messages = told.flatMap((one) => (one.kind === 'message' ? [one] : []));
    const fresh = messages.filter(({ isNew }) => isNew).map(({ message }) => message);
    // Of a message that was there before only a release is news to the books.
    await deps.ledger?.add(sheetsOf(messages.flatMap(({ message, isNew }) => (isNew || (message.quarantined && message.case) ? factOf(message) ?? [] : []))));
    await linkAll(deps, fresh, told.flatMap((one) => (one.kind === 'case' && one.isNew ? [one.item] : [])));
    const changed = messages.filter(({ isNew, message }) => !isNew && message.revised !== undefined).map(({ message }) => message);
    if (changed.length > 0) await deps.search.forget(changed.map(({ id: message, storedAt }) => ({ id: message, storedAt })));
    const cases = [...new Set(told.flatMap((one) => (one.kind === 'case' ? one.item.number : one.message.case ?? [])))];
    const words = [...fresh, ...changed].flatMap(wordsOf);
    if (cases.length > 0 || words.length > 0) await deps.telling.add({ id, at, cases, words });
    for (const [name, refs] of listsOf(deps, fresh)) await deps.telling.list(name, refs, { id, at });
    await deps.link?.(fresh);
    await assignAll(deps, told);
    deps.log('info', 'told', { count: told.length });
  };
}

// After the customers are known, since who answered them last may answer again. What goes wrong here holds up no news: every minute is another try.
async function assignAll({ raiseRepeated, assign, log }: TellDeps, told: Told[]): Promise<void> {
  const candidates = told.flatMap((one) => {
    if (one.kind !== 'case' || isOver(one.item.status)) return [];
    const { item, isNew, reopened = false } = one;
    return isNew || reopened || (item.team === undefined && item.topic !== null) ? [{ number: item.number }] : [];
  });
  if (candidates.length === 0) return;
  try {
    await raiseRepeated?.(told.flatMap((one) => (one.kind === 'case' && one.isNew && !isOver(one.item.status) ? [one.item.number] : [])));
    await assign?.(candidates);
  } catch (error) {
    log('error', 'assignment.failed', { error, count: candidates.length });
  }
}

/** By what a message is found. Where a platform lets nobody keep what was written, its words are not kept either. */
export function wordsOf(stored: StoredMessage): WordEntry[] {
  const { message, thread, id, at } = stored;
  if (stored.case === null || message.keep || isErased(stored) || stored.revised?.what === 'removed') return [];
  const text = [message.subject, message.author.name ?? '', stored.direction === 'in' ? message.author.id : '', message.replyText || message.text].join('\n').slice(0, WORDS);
  const words = indexForms(text).slice(0, FORMS).join(' ');
  return words === '' ? [] : [{ thread, id, at, case: stored.case, words }];
}

export function listsOf({ keys }: Pick<TellDeps, 'keys'>, fresh: StoredMessage[]): Map<string, MessageRef[]> {
  const lists = new Map<string, MessageRef[]>();
  const add = (name: string, { thread, id, at }: StoredMessage): void => { lists.set(name, [...(lists.get(name) ?? []), { thread, id, at }]); };
  for (const stored of fresh) {
    const { message, quarantined, decision } = stored;
    if (message.visibility !== 'public' || quarantined) continue;
    if (decision?.is === 'mention') add(MENTIONS, stored);
    if (message.platform?.post) add(postList(keys.id, message.channel, message.inbox, message.platform.post), stored);
  }
  return lists;
}

const isAddress = (id: string): boolean => /^[^\s@]+@[^\s@]+$/.test(id);

function personOf({ message }: StoredMessage): Person {
  const { author, channel } = message;
  return { channel, externalId: author.id, name: author.name, phone: null, address: isAddress(author.id) ? { value: author.id, verified: isVouchedFor(message) } : null };
}

/** `contactBefore`: whom somebody was linked to before all of it was lost, as their cases say. */
export interface LinkDeps extends Pick<TellDeps, 'contacts' | 'keys'> { contactBefore?: (person: Person) => string | undefined }

/** Whose each message is, and whose the cases are that they opened. */
export async function linkAll(deps: LinkDeps, fresh: StoredMessage[], opened: Case[]): Promise<void> {
  const people = new Map<string, Person>();
  const nameOf = ({ channel, externalId }: Pick<Person, 'channel' | 'externalId'>): string => JSON.stringify([channel, externalId]);
  for (const stored of fresh) {
    if (stored.direction !== 'in' || stored.quarantined || stored.message.author.id === '' || stored.message.keep) continue;
    const person = personOf(stored);
    const there = people.get(nameOf(person));
    people.set(nameOf(person), there?.address?.verified ? there : person);
  }
  for (const { channel, customer } of opened) {
    const person: Person = { channel, externalId: customer.id, name: customer.name, phone: null, address: isAddress(customer.id) ? { value: customer.id, verified: false } : null };
    if (customer.id !== '' && !people.has(nameOf(person))) people.set(nameOf(person), person);
  }
  const owners = new Map<string, string>();
  for (const [name, person] of people) owners.set(name, await link(deps, person));
  for (const { number, openedAt, channel, customer } of opened) {
    const contact = owners.get(nameOf({ channel, externalId: customer.id }));
    if (contact !== undefined) await deps.contacts.addCase(contact, { number, at: openedAt });
  }
}

async function link({ contacts, keys, contactBefore }: LinkDeps, person: Person): Promise<string> {
  const own = await contacts.identity(person);
  const known = own && (own.name !== null || person.name === null) && (own.address?.verified || !person.address?.verified);
  if (own && known) return own.contact;
  const alike = own ? [own] : await contacts.alike(person);
  const events = own ? [] : await contacts.events(alike.map(({ contact }) => contact));
  const { contact } = own ?? linkPerson(person, alike, events, contactBefore?.(person) ?? keyedId(keys.id, 'contact', person.channel, person.externalId));
  await contacts.putIdentity({ channel: person.channel, externalId: person.externalId, contact, name: person.name, address: person.address, phone: person.phone });
  return contact;
}
