import type { ContactEvent, Identity, IdentityRef, Person } from '../../shared/domain/contact.ts';
import { Conflict, Invalid } from '../../shared/errors.ts';
import type { Contacts } from '../../shared/ports/contacts.ts';
import type { FeedBatch, MessageRef, SearchIndex, Telling, WantedWord, WordEntry } from '../../shared/ports/telling.ts';
import type { MemoryCases } from '../../local/faults/memory-cases.ts';

const spoken = (name: string | null): string => (name ?? '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const same = (a: IdentityRef, b: IdentityRef): boolean => a.channel === b.channel && a.externalId === b.externalId;

/** What `tell` keeps, in memory (test/adapters/telling.contract.ts). */
export class MemoryTelling implements Telling, SearchIndex {
  readonly batches: FeedBatch[] = [];
  readonly lists = new Map<string, { id: string; at: number; refs: MessageRef[] }[]>();
  now: () => number;
  constructor(now: () => number) {
    this.now = now;
  }

  async since(at: number): ReturnType<Telling['since']> {
    return this.now() - at > 2 * 3_600_000 ? null : this.batches.filter((batch) => batch.at >= at).map(({ words: _words, ...rest }) => rest);
  }

  async add(batch: FeedBatch): Promise<void> {
    this.batches.push(structuredClone(batch));
  }

  async list(name: string, refs: MessageRef[], { id, at }: { id: string; at: number }): Promise<void> {
    this.lists.set(name, [...(this.lists.get(name) ?? []), { id, at, refs }]);
  }

  async listed(name: string, limit: number, after = '0'): ReturnType<Telling['listed']> {
    const all = (this.lists.get(name) ?? []).toReversed().flatMap(({ refs }) => refs.toSorted((a, b) => b.at - a.at));
    const from = Number(after);
    if (!/^\d+$/.test(after)) throw new Invalid(['after']);
    return { refs: all.slice(from, from + limit), next: all.length > from + limit ? String(from + limit) : null };
  }

  async candidates(wanted: WantedWord[], most: number): Promise<WordEntry[]> {
    const entries = [...new Map(this.batches.flatMap(({ words }) => words).map((entry) => [entry.id, entry])).values()].sort((a, b) => b.at - a.at);
    return entries.filter(({ words, case: of }) => wanted.every(({ forms, open, number }) => forms.some((form) => (number ? of.startsWith(form) : words.split(' ').some((word) => word === form || (open && word.startsWith(form))))))).slice(0, most);
  }

  async forget(messages: { id: string }[]): Promise<void> {
    for (const batch of this.batches) batch.words = batch.words.filter(({ id }) => !messages.some((one) => one.id === id));
  }

  async layAnew(messages: Parameters<SearchIndex['layAnew']>[0]): Promise<number> {
    await this.forget(messages);
    const words = messages.flatMap(({ entry }) => entry ?? []);
    this.batches.push({ id: `anew-${this.batches.length}`, at: 0, cases: [], words: structuredClone(words) });
    return words.length;
  }

  async layAway(): Promise<number> {
    return 0;
  }
}

/** Contacts in memory (test/adapters/contacts.contract.ts). */
export class MemoryContacts implements Contacts {
  readonly people: Identity[] = [];
  readonly cases = new Map<string, { number: string; at: number }[]>();
  readonly kept: { event: ContactEvent; concerns: string[] }[] = [];
  readonly table: MemoryCases | undefined;
  constructor(table?: MemoryCases) {
    this.table = table;
  }

  async identity(ref: IdentityRef): Promise<Identity | undefined> {
    return structuredClone(this.people.find((one) => same(one, ref)));
  }

  async alike({ address, phone, name }: Person): Promise<Identity[]> {
    return structuredClone(this.people.filter((one) => (address !== null && one.address?.value.toLowerCase() === address.value.toLowerCase()) || (phone !== null && one.phone === phone) || (spoken(name).includes(' ') && spoken(one.name) === spoken(name))));
  }

  async events(contacts: string[]): Promise<ContactEvent[]> {
    const seen = new Set(contacts);
    for (let grew = true; grew;) {
      const before = seen.size;
      for (const { concerns } of this.kept) if (concerns.some((one) => seen.has(one))) for (const one of concerns) seen.add(one);
      grew = seen.size > before;
    }
    return structuredClone(this.kept.filter(({ concerns }) => concerns.some((one) => seen.has(one))).map(({ event }) => event).sort((a, b) => a.at - b.at));
  }

  async putIdentity(identity: Identity): Promise<void> {
    const there = this.people.find((one) => same(one, identity));
    if (!there) this.people.push(structuredClone(identity));
    else Object.assign(there, { name: identity.name ?? there.name, phone: identity.phone ?? there.phone, address: there.address?.verified && !identity.address?.verified ? there.address : (identity.address ?? there.address) });
  }

  async identitiesOf(contact: string): Promise<Identity[]> {
    return structuredClone(this.people.filter((one) => one.contact === contact));
  }

  async casesOf(contact: string): Promise<{ number: string; at: number }[]> {
    return (this.cases.get(contact) ?? []).toSorted((a, b) => b.at - a.at);
  }

  async addCase(contact: string, { number, at }: { number: string; at: number }): Promise<void> {
    this.cases.set(contact, [...(this.cases.get(contact) ?? []).filter((one) => one.number !== number), { number, at }]);
    const item = this.table?.cases.get(number);
    if (item) item.contact ??= contact;
  }

  async addEvent(event: ContactEvent, concerns: string[]): Promise<void> {
    if (this.kept.some((one) => one.event.id === event.id)) throw new Conflict('done already');
    this.kept.push({ event, concerns: [...new Set(concerns)] });
  }
}
