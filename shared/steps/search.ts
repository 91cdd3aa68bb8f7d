import type { SearchHit } from '../api-shapes/desk.ts';
import { readCaseNumber, readNumberBeginning, showCaseNumber } from '../domain/case-number.ts';
import { withoutBidiControls } from '../domain/direction.ts';
import type { Identity } from '../domain/contact.ts';
import type { Case } from '../domain/case.ts';
import { ownerOf } from '../domain/case-merge.ts';
import { lookUpForms, matchScore, readQuery, searchWords } from '../domain/search-words.ts';
import { clip, oneLine } from '../domain/subject.ts';
import type { Contacts } from '../ports/contacts.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { SearchIndex } from '../ports/telling.ts';
import { withCustomerNames } from './customer-name.ts';
import { lastOf } from './merged-people.ts';

export interface SearchDeps { store: DeskStore; contacts: Contacts; search: SearchIndex; channels: readonly string[] }

const CANDIDATES = 60;
/** A case has several messages, and nothing more is read of them. */
const ENTRIES_OF_NUMBERS = 600;
const HITS_BY_BEGINNING = 8;
const HITS = 20;
const AROUND = 60;

// What stands around the first word that was looked for.
function excerptOf(text: string, typed: string): string {
  const line = oneLine(text);
  const word = typed.trim().split(/\s+/).find((one) => one.length > 1) ?? '';
  const at = Math.max(0, line.toLowerCase().indexOf(word.toLowerCase()));
  return `${at > AROUND ? '…' : ''}${clip(line.slice(Math.max(0, at - AROUND)), 2 * AROUND + word.length)}`;
}

async function titleOf(deps: SearchDeps, { subject, customer, contact }: Case): Promise<string> {
  if (subject) return subject;
  const [named] = await withCustomerNames(deps, [{ customer, contact }]);
  return named!.customer.name ?? customer.id;
}

// A whole number, or its first digits: as far back as the index of words is read.
async function byNumber(deps: SearchDeps, typed: string): Promise<SearchHit[]> {
  const number = readCaseNumber(typed.trim());
  const beginning = readNumberBeginning(typed);
  const numbers = number ? [number] : beginning ? [...new Set((await deps.search.candidates([{ forms: [beginning], open: true, number: true }], ENTRIES_OF_NUMBERS)).map((entry) => entry.case))].slice(0, HITS_BY_BEGINNING) : [];
  const lines = numbers.length > 0 ? await deps.store.lines(numbers) : [];
  return Promise.all(lines.map(async ({ item, last }): Promise<SearchHit> => ({ kind: 'case', id: showCaseNumber(item.number), title: await titleOf(deps, item), excerpt: oneLine(clip(last?.message.replyText ?? '', 120)), channel: item.channel, status: item.status, at: item.openedAt })));
}

// An address, a handle or an id whole, on each channel; a name of several words.
async function people({ contacts, channels }: SearchDeps, typed: string): Promise<SearchHit[]> {
  const wanted = typed.trim().replace(/^@/, '');
  if (wanted === '' || wanted.length > 254) return [];
  const ids = [...new Set([wanted, wanted.toLowerCase()])];
  const exact = await Promise.all(channels.flatMap((channel) => ids.map(async (externalId) => contacts.identity({ channel, externalId }))));
  const alike = /\s/.test(wanted) ? await contacts.alike({ channel: '', externalId: '', name: wanted, phone: null, address: null }) : [];
  const found = new Map([...exact, ...alike].filter((one): one is Identity => one !== undefined).map((one) => [one.contact, one]));
  return [...found.values()].map((one): SearchHit => ({ kind: 'contact', id: one.contact, title: one.name ?? one.externalId, excerpt: one.externalId, channel: one.channel, status: null, at: 0 }));
}

async function byWords(deps: SearchDeps, typed: string): Promise<SearchHit[]> {
  const { store, search } = deps;
  const query = readQuery(typed);
  if (query.words.length === 0) return [];
  const wanted = query.words.map((word, place) => ({ forms: lookUpForms(word), open: query.lastIsOpen && place === query.words.length - 1 && word.word.length >= 2 }));
  const candidates = await search.candidates(wanted, CANDIDATES);
  const scored = (await Promise.all(candidates.map(async (entry) => {
    const stored = await store.message(entry.thread, entry.id);
    if (!stored || stored.case === null) return [];
    const { message } = stored;
    const text = message.replyText || message.text;
    const score = matchScore(query, searchWords([message.subject, message.author.name ?? '', stored.direction === 'in' ? message.author.id : '', text].join('\n')));
    return score > 0 ? [{ number: ownerOf(stored)!, score, at: stored.at, excerpt: excerptOf(text, typed) }] : [];
  }))).flat().sort((a, b) => b.score - a.score || b.at - a.at);
  // What was merged is read where it was merged to.
  const last = await lastOf(store, [...new Set(scored.map(({ number }) => number))].slice(0, HITS));
  const shownOn = ({ number }: { number: string }): string => last.get(number)?.number ?? number;
  const best = new Map(scored.toReversed().map((hit) => [shownOn(hit), hit]));
  const numbers = [...new Set(scored.map(shownOn))].slice(0, HITS);
  return Promise.all((await store.cases(numbers)).map(async (item): Promise<SearchHit> => {
    const hit = best.get(item.number)!;
    return { kind: 'case', id: showCaseNumber(item.number), title: await titleOf(deps, item), excerpt: hit.excerpt, channel: item.channel, status: item.status, at: hit.at };
  }));
}

/** Cases by their number, customers by address, handle or name, and cases by the words of their messages. */
export async function find(deps: SearchDeps, typed: string): Promise<SearchHit[]> {
  const [numbers, contacts, words] = await Promise.all([byNumber(deps, typed), people(deps, typed), byWords(deps, typed)]);
  const known = new Set(numbers.map(({ id }) => id));
  const hits = [...numbers, ...contacts, ...words.filter(({ id }) => !known.has(id))].slice(0, HITS + contacts.length);
  return hits.map((hit) => ({ ...hit, title: withoutBidiControls(hit.title), excerpt: withoutBidiControls(hit.excerpt) }));
}
