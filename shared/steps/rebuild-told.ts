import { createHash } from 'node:crypto';
import type { Case } from '../domain/case.ts';
import type { MessageRef, SearchIndex, Telling } from '../ports/telling.ts';
import type { Clock, StoredMessage } from '../ports.ts';
import { linkAll, listsOf, wordsOf } from './tell.ts';
import type { LinkDeps } from './tell.ts';

export interface RebuildToldDeps extends Pick<LinkDeps, 'contacts' | 'keys'> { telling: Pick<Telling, 'list' | 'listed'>; search: Pick<SearchIndex, 'layAnew'>; now: Clock }

export interface RebuiltTold { customers: number; found: number; listed: number }

const MINUTE = 60_000;
/** What is younger is told by `tell` as it comes. */
const SETTLED_MS = 10 * MINUTE;
/** Older lists are not kept either. */
const LISTED_DAYS = 120;
const HOUR = 60 * MINUTE;
const PAGE = 500;
/** In one item. */
const REFS = 200;

/**
 * Recomputes from the messages what `tell` keeps: who customers are and which cases they have, by which words messages are
 * found, and which public items stand in which list. Merges and links that people made are their own and stay; nothing is
 * counted of queues, which are read from the cases themselves. Done twice, it changes nothing more.
 */
export async function rebuildTold(deps: RebuildToldDeps, { messages, cases }: { messages: StoredMessage[]; cases: Case[] }): Promise<RebuiltTold> {
  const until = deps.now() - SETTLED_MS;
  const settled = messages.filter(({ storedAt }) => storedAt < until).toSorted((a, b) => a.storedAt - b.storedAt);
  const found = await deps.search.layAnew(settled.map((message) => ({ id: message.id, storedAt: message.storedAt, entry: wordsOf(message)[0] ?? null })));
  let listed = 0;
  const newest = settled.filter(({ storedAt }) => storedAt > deps.now() - LISTED_DAYS * 24 * HOUR);
  for (const [name, refs] of listsOf(deps, newest)) listed += await listMissing(deps, name, refs, new Map(newest.map(({ thread, id, storedAt }) => [`${thread}/${id}`, storedAt])));
  return { customers: await linkAgain(deps, settled, cases.filter(({ openedAt }) => openedAt < until)), found, listed };
}

// In the order in which they came, since who came first gives a contact its name: and as their cases remember it.
async function linkAgain(deps: RebuildToldDeps, settled: StoredMessage[], cases: Case[]): Promise<number> {
  const nameOf = (channel: string, id: string): string => JSON.stringify([channel, id]);
  const before = new Map(cases.toSorted((a, b) => b.openedAt - a.openedAt).flatMap(({ channel, customer, contact }) => (contact === null ? [] : [[nameOf(channel, customer.id), contact] as const])));
  const linking: LinkDeps = { contacts: deps.contacts, keys: deps.keys, contactBefore: ({ channel, externalId }) => before.get(nameOf(channel, externalId)) };
  const people = new Set<string>();
  for (const message of settled) {
    const { channel, author } = message.message;
    const key = `${nameOf(channel, author.id)} ${author.name ?? ''} ${String(message.message.mail?.authenticated)}`;
    if (people.has(key)) continue;
    people.add(key);
    await linkAll(linking, [message], []);
  }
  for (const item of cases) await linkAll(linking, [], [item]);
  return new Set(cases.map(({ channel, customer }) => nameOf(channel, customer.id))).size;
}

async function listMissing({ telling }: RebuildToldDeps, name: string, refs: MessageRef[], storedAt: Map<string, number>): Promise<number> {
  const key = ({ thread, id }: MessageRef): string => `${thread}/${id}`;
  const there = new Set<string>();
  for (let after: string | undefined; ;) {
    const page = await telling.listed(name, PAGE, after);
    for (const ref of page.refs) there.add(key(ref));
    if (page.next === null) break;
    after = page.next;
  }
  const missing = refs.filter((ref) => !there.has(key(ref)));
  for (const [hour, own] of Map.groupBy(missing, (ref) => Math.floor(storedAt.get(key(ref))! / HOUR))) {
    for (let place = 0; place < own.length; place += REFS) {
      const part = own.slice(place, place + REFS);
      const at = Math.max(...part.map((ref) => storedAt.get(key(ref))!));
      await telling.list(name, part, { id: createHash('sha256').update(`${hour} ${part.map(key).join(' ')}`).digest('base64url').slice(0, 16), at });
    }
  }
  return missing.length;
}
