import { withoutQuotes } from '../domain/case.ts';
import type { Head } from '../domain/case.ts';
import { closedCase, erasedBy, erasedCase, erasedHead, erasedKey, erasedMessage, isErased, objectsOf, withoutWait } from '../domain/erasure.ts';
import type { Erasure, ErasureCount } from '../domain/erasure.ts';
import { isSendable } from '../domain/outgoing.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { Erasing, ErasableObjects, IdentityPlace } from '../ports/erasing.ts';

export interface EraseDeps {
  store: Erasing;
  objects: ErasableObjects;
  idKey: string;
  now: Clock;
  log: Log;
}

/**
 * Erases one person: what they wrote up to now, what we wrote to them, and who they are. Keys and case numbers stay. In the
 * ledger first, so that what dies half-way is done again.
 */
export async function erase(deps: EraseDeps, { channel, externalId }: { channel: string; externalId: string }): Promise<ErasureCount> {
  const line = await deps.store.enter({ person: erasedKey(deps.idKey, channel, externalId), channel, at: deps.now() });
  await deps.objects.keepLine(line);
  return apply(deps, [line]);
}

/** Everybody who was ever erased, each up to the latest time, from the table and from its copy in the bucket. */
export async function standingLedger({ store, objects }: { store: Pick<Erasing, 'ledger'>; objects: Pick<ErasableObjects, 'lines'> }): Promise<Map<string, Erasure>> {
  const lines = new Map<string, Erasure>();
  for (const line of [...await objects.lines(), ...await store.ledger()]) {
    const there = lines.get(line.person);
    if (!there || there.at < line.at) lines.set(line.person, line);
  }
  return lines;
}

/** Applies the whole ledger again: after a restore, a replay, and for what still lay in a queue when somebody was erased. */
export async function eraseAgain(deps: EraseDeps): Promise<ErasureCount & { people: number }> {
  const lines = await standingLedger(deps);
  // A table that was set back knows nothing of later lines.
  for (const { person, channel, at } of lines.values()) await deps.store.enter({ person, channel, at });
  return { ...await apply(deps, [...lines.values()]), people: lines.size };
}

interface Place { thread: string; id: string; objects: string[]; case: string | null }

interface Found {
  /** Their own words, and ours to them. */
  messages: Place[];
  /** Of what we wrote: in whose case. */
  ours: (Place & { at: number })[];
  cases: Map<string, Erasure>;
  heads: { thread: string; case: string; stays: boolean; people: Set<string>; head: Head }[];
  notes: { caseNumber: string; name: string; objects: string[] }[];
  /** Originals of every delivery of a mail, by what it became. */
  originals: Map<string, string[]>;
  lookUps: { channel: string; id: string }[];
  identities: { person: string; place: IdentityPlace }[];
  /** Who has written again since: they are known by that. */
  returned: Set<string>;
}

// Nobody's messages are indexed by who wrote them, which would cost a write for each, for an act this rare: the table is read whole.
async function find({ store, idKey }: EraseDeps, ledger: Map<string, Erasure>, lastedMs: number): Promise<Found> {
  const found: Found = { messages: [], ours: [], cases: new Map(), heads: [], notes: [], originals: new Map(), lookUps: [], identities: [], returned: new Set() };
  const theirs = (channel: string, id: string, at: number): Erasure | undefined => {
    const line = erasedBy(idKey, ledger, channel, id);
    return line && at <= line.at ? line : undefined;
  };
  const channels = [...new Set([...ledger.values()].map(({ channel }) => channel))];
  for await (const one of store.all()) {
    if (one.kind === 'message') {
      const { thread, id, message, direction, plan, case: number, receivedAt } = one.message;
      const to = plan && isSendable(plan) ? plan.plan.to : '';
      if (isErased(one.message) && to === '') continue;
      const author = direction === 'in' ? erasedBy(idKey, ledger, message.channel, message.author.id) : undefined;
      if (author && receivedAt > author.at) found.returned.add(author.person);
      // What we wrote to them while this went on is about what goes.
      if (direction === 'in' ? theirs(message.channel, message.author.id, receivedAt) : theirs(message.channel, to, receivedAt - lastedMs)) found.messages.push({ thread, id, objects: objectsOf(message), case: number });
      else if (direction === 'out' && number) found.ours.push({ thread, id, objects: objectsOf(message), case: number, at: receivedAt });
    } else if (one.kind === 'case') {
      const line = theirs(one.item.channel, one.item.customer.id, one.item.openedAt);
      if (line) found.cases.set(one.item.number, line);
    } else if (one.kind === 'head') {
      const { participants, lastInAt } = one.head;
      // Whoever has written again since is here by that.
      const people = new Set(participants.filter((id) => channels.some((channel) => theirs(channel, id, lastInAt))));
      found.heads.push({ thread: one.thread, case: one.head.case, stays: participants.length > people.size, people, head: one.head });
    } else if (one.kind === 'lookUp') {
      const { id, channel, message } = one.pending;
      if (theirs(channel, message.author.id, message.receivedAt)) found.lookUps.push({ channel, id });
    } else if (one.kind === 'identity') {
      const line = erasedBy(idKey, ledger, one.channel, one.externalId);
      if (line) found.identities.push({ person: line.person, place: one.place });
    } else if (one.kind === 'delivery') found.originals.set(one.message, [...(found.originals.get(one.message) ?? []), one.key]);
    else found.notes.push({ caseNumber: one.caseNumber, name: one.name, objects: one.objects });
  }
  return found;
}

// What an agent answered while the first round went through the table is there in the second; later acts find a case that moved on.
async function apply(deps: EraseDeps, lines: Erasure[]): Promise<ErasureCount> {
  const count: ErasureCount = { at: deps.now(), messages: 0, cases: 0, threads: 0, objects: 0 };
  if (await goThrough(deps, lines, count)) await goThrough(deps, lines, count);
  for (const { person } of lines) await deps.store.noteDone(person, count);
  deps.log('info', 'people.erased', { count: lines.length });
  return count;
}

/** One round through everything; true when it met a case. */
async function goThrough(deps: EraseDeps, lines: Erasure[], count: ErasureCount): Promise<boolean> {
  const { store, objects } = deps;
  const { at } = count;
  const found = await find(deps, new Map(lines.map((line) => [line.person, line])), deps.now() - at);
  const ours = found.ours.filter((one) => one.at <= (found.cases.get(one.case ?? '')?.at ?? -1));
  for (const { thread, id, objects: keys } of [...found.messages, ...ours]) {
    // Objects first: whoever dies in between still finds their names in the message.
    for (const key of new Set([...keys, ...(found.originals.get(id) ?? [])])) if (await objects.remove(key)) count.objects += 1;
    if (await store.changeMessage(thread, id, (stored) => erasedMessage(stored, at))) count.messages += 1;
  }
  for (const { channel, id } of found.lookUps) await store.dropLookUp(channel, id);

  for (const { person, place } of found.identities) if (!found.returned.has(person)) await store.dropIdentity(place);

  const shared = new Set(found.heads.filter(({ stays }) => stays).map((head) => head.case));
  // Files that somebody uploaded for an answer to them, and that no message names yet or ever.
  for (const number of [...found.cases.keys()].filter((one) => !shared.has(one))) {
    for (const room of ['parts', 'uploads']) for (const key of await objects.below(`${room}/cases/${number}/`)) if (await objects.remove(key)) count.objects += 1;
  }
  for (const number of found.cases.keys()) if (await store.changeCase(number, (item) => erasedCase(item, at, !shared.has(number)))) count.cases += 1;
  // They made somebody else's case urgent: their words stand there too.
  const others = new Set(found.messages.flatMap(({ case: number }) => (number && !found.cases.has(number) ? [number] : [])));
  for (const number of others) await store.changeCase(number, (item) => ({ ...item, ...(item.urgency ? { urgency: withoutQuotes(item.urgency) } : {}) }));
  for (const { caseNumber, name, objects: keys } of found.notes.filter((one) => found.cases.has(one.caseNumber))) {
    for (const key of keys) if (await objects.remove(key)) count.objects += 1;
    await store.emptyNote(caseNumber, name);
  }
  // Of a case that was merged of two people's the last one goes by a thread: nobody is on it any more.
  const touched = [...new Set(found.heads.filter(({ people }) => people.size > 0).map((head) => head.case))];
  for (const number of touched.filter((one) => !shared.has(one) && !found.cases.has(one))) await store.changeCase(number, (item) => closedCase(item, at));
  for (const number of touched.filter((one) => shared.has(one))) {
    const staying = found.heads.filter((one) => one.case === number && one.stays);
    if (staying.every(({ head }) => head.waitingSince === null)) await store.changeCase(number, (item) => withoutWait(item, staying));
  }
  for (const { thread, people } of found.heads) if (people.size > 0 && await store.changeHead(thread, (head) => erasedHead(head, people, at))) count.threads += 1;
  return found.cases.size > 0;
}
