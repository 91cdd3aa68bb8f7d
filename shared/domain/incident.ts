import * as z from 'zod';
import type { Case, Head } from './case.ts';
import { chained } from './event-chain.ts';
import type { Link } from './event-chain.ts';
import { isOver } from './lifecycle.ts';
import { Moment } from './moment.ts';
import { phraseFinder } from './phrases.ts';
import type { PhraseList } from './phrases.ts';
import { Phrases, Words } from './settings.ts';
import type { Settings } from './settings.ts';
import { plainText, wordsOf } from './words.ts';

/** A star alone, or one letter, would stand for nearly everything. */
const TopicWords = Phrases.max(50).refine((all) => all.every((phrase) => /[\p{L}\p{N}]{2}/u.test(phrase)), 'needs two letters at least');

/** What people write down of an incident. What customers are told needs words for them and the time of the next update. */
export const GivenIncident = z.object({
  title: Words,
  /** What does not work, as customers read it: `We know of a fault in {what}`. */
  what: Words.nullable(),
  nextUpdateAt: Moment.nullable(),
  /** By which words a message is known to be about it; a star at a word's end stands for any ending. */
  words: z.object({ he: TopicWords, en: TopicWords }),
  /** Customers are told: new acknowledgements and status pages name it. */
  told: z.boolean(),
}).superRefine(({ told, what, nextUpdateAt }, context) => {
  if (told && what === null) context.addIssue({ code: 'custom', path: ['what'], message: 'customers are told something' });
  if (told && nextUpdateAt === null) context.addIssue({ code: 'custom', path: ['nextUpdateAt'], message: 'customers are told when they hear more' });
});
export type GivenIncident = z.infer<typeof GivenIncident>;

export interface IncidentEvent extends Link {
  id: string;
  at: number;
  what: 'opened' | 'changed' | 'told' | 'untold' | 'broadcast' | 'over';
  by: string;
  byName: string;
  values?: Record<string, string>;
}

/** One cause, many cases. */
export interface Incident extends GivenIncident {
  /** 1, 2, 3 and so on. */
  id: string;
  state: 'open' | 'over';
  openedBy: { id: string; name: string };
  openedAt: number;
  overAt: number | null;
  /** Since when customers are told. */
  toldSince: number | null;
  /** The alert that it was opened from. */
  alert: string | null;
  events: IncidentEvent[];
  chain: string;
  /** Raised by each change. */
  v: number;
}

/** Who does something to it, when, and under which id it stands in its history. */
export interface Doing { id: string; at: number; by: string; byName: string }

const withEvent = (incident: Incident, events: Omit<IncidentEvent, 'chain' | 'after'>[]): Incident => {
  const linked = chained(incident.chain, events);
  return { ...incident, events: [...incident.events, ...linked.events], chain: linked.chain, v: incident.v + 1 };
};

const list = ({ he, en }: PhraseList): string => [...he, ...en].join(', ');

// As it stands in the history, each under a name of its own.
function flat({ title, what, nextUpdateAt, words }: GivenIncident): Record<string, string> {
  return {
    titleHe: title.he, titleEn: title.en, ...(what ? { whatHe: what.he, whatEn: what.en } : {}), ...(nextUpdateAt === null ? {} : { nextUpdateAt: String(nextUpdateAt) }),
    ...(list(words) === '' ? {} : { words: list(words) }),
  };
}

export function openedIncident(id: string, given: GivenIncident, doing: Doing, alert: string | null): Incident {
  const { at, by, byName } = doing;
  const bare: Incident = { ...given, id, state: 'open', openedBy: { id: by, name: byName }, openedAt: at, overAt: null, toldSince: given.told ? at : null, alert, events: [], chain: '', v: 0 };
  return withEvent(bare, [{ ...doing, what: 'opened', values: flat(given) }, ...(given.told ? [{ ...doing, id: `${doing.id}-told`, what: 'told' as const }] : [])]);
}

/** Null: nothing is another. */
export function changedIncident(before: Incident, given: GivenIncident, doing: Doing): Incident | null {
  const [was, is] = [flat(before), flat(given)];
  const values = Object.fromEntries([...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]).map((name) => [name, is[name] ?? '']));
  const events: IncidentEvent[] = [
    ...(Object.keys(values).length > 0 ? [{ ...doing, what: 'changed' as const, values }] : []),
    ...(before.told === given.told ? [] : [{ ...doing, id: `${doing.id}-told`, what: given.told ? 'told' as const : 'untold' as const }]),
  ];
  if (events.length === 0) return null;
  return withEvent({ ...before, ...given, toldSince: given.told ? before.toldSince ?? doing.at : null }, events);
}

export const endedIncident = (before: Incident, doing: Doing): Incident => withEvent({ ...before, state: 'over', overAt: doing.at, told: false, toldSince: null }, [{ ...doing, what: 'over' }]);

/** A broadcast stands in the history with its words, once however often it is pressed. */
export function broadcastIncident(before: Incident, texts: Record<string, string>, doing: Doing): Incident | null {
  return before.events.some(({ id }) => id === doing.id) ? null : withEvent(before, [{ ...doing, what: 'broadcast', values: texts }]);
}

type Told = Pick<Incident, 'id' | 'state' | 'told' | 'toldSince' | 'what' | 'nextUpdateAt'>;

const noticeOf = ({ state, told, what, nextUpdateAt }: Told): Settings['incident'] => (state === 'open' && told && what !== null && nextUpdateAt !== null ? { what, nextUpdateAt } : null);

/** What acknowledgements, and pages of cases with no incident of their own, say: the open incident that customers are told of, the latest of several; null: nothing. */
export function noticeInForce(incidents: Told[]): Settings['incident'] {
  return incidents.toSorted((a, b) => (b.toldSince ?? 0) - (a.toldSince ?? 0)).map(noticeOf).find((notice) => notice !== null) ?? null;
}

/** What the page of one case says: of its own incident while that is open, which is nothing where customers are not told; else what all are told. */
export function noticeFor(item: Pick<Case, 'incident'>, open: Told[], general: Settings['incident']): Settings['incident'] {
  const own = open.find(({ id }) => id === item.incident?.id);
  return own ? noticeOf(own) : general;
}

// `wi-fi` is two words in a text.
const spelled = (phrase: string): string => plainText(phrase).replace(/[^\p{L}\p{N}\p{M}'"*]+/gu, ' ').trim();

/** What two cases are part of once they are one: of what the one is that stays, else of what the other brings along. */
export const broughtAlong = (from: Pick<Case, 'number' | 'incident'>, into: Pick<Case, 'incident'>): Case['incident'] => (into.incident || !from.incident ? undefined : { ...from.incident, from: from.number });

type Find = (text: string) => Map<string, string[]>;
const LONGEST = 4_000;

function finderOf(incidents: Pick<Incident, 'id' | 'words'>[]): Find {
  // Each phrase is a list of its own: what is said to have been found is ours, not the writer's.
  const phrases = incidents.flatMap(({ id, words }) => (['he', 'en'] as const).flatMap((language) => words[language].map((phrase) => ({ id, language, phrase }))));
  const find = phraseFinder(Object.fromEntries(phrases.map(({ language, phrase }, place) => [String(place), { he: [], en: [], [language]: [spelled(phrase)] }])));
  return (text) => {
    const plain = plainText(text.slice(0, LONGEST));
    const found = new Map<string, string[]>();
    for (const place of [...new Set(find(plain, wordsOf(plain)).map((hit) => Number(hit.list)))].sort((a, b) => a - b)) {
      const { id, phrase } = phrases[place]!;
      found.set(id, [...found.get(id) ?? [], phrase]);
    }
    return found;
  };
}

/** Reads many texts by the words of the same incidents: which of them each is about, the one most of whose words it holds, and by which words; undefined: none. */
export function incidentFinder(incidents: Pick<Incident, 'id' | 'words'>[]): (text: string) => { id: string; words: string[] } | undefined {
  const withWords = incidents.filter(({ words }) => words.he.length + words.en.length > 0);
  if (withWords.length === 0) return () => undefined;
  const find = finderOf(withWords);
  return (text) => {
    const [best] = [...find(text)].toSorted(([a, one], [b, other]) => other.length - one.length || Number(b) - Number(a));
    return best && { id: best[0], words: best[1].slice(0, 5) };
  };
}

/** May the product link a case by its words? What is linked, or over, stays as it is, and what a person has taken out of it stays out. */
export function mayLinkByWords(item: Pick<Case, 'incident' | 'status' | 'mergedInto'>, events: { what: string; values?: Record<string, string> }[], id: string): boolean {
  return !item.incident && item.mergedInto === null && !isOver(item.status) && !events.some(({ what, values }) => what === 'incidentUnlinked' && values?.['incident'] === id);
}

/**
 * Does a case wait for nothing but its incident's end? Not one that somebody has put off for a day of its own, not one on which the
 * customer has written since it was linked and nobody has answered, and not one whose words ask for more than a repair.
 */
export function waitsForNothingElse(item: Pick<Case, 'incident' | 'status' | 'unansweredSince' | 'urgency'>, heads: Pick<Head, 'lastInAt'>[]): boolean {
  if (!item.incident || isOver(item.status) || item.status === 'snoozed') return false;
  if ((item.unansweredSince ?? null) === null) return true;
  return (item.urgency ?? []).length === 0 && heads.every(({ lastInAt }) => lastInAt <= item.incident!.at);
}
