import { isGraver } from './case.ts';
import type { Priority } from './case.ts';
import { deprivations } from './deprivation.ts';
import { negations } from './negation.ts';
import { phraseFinder } from './phrases.ts';
import type { Hit, PhraseList } from './phrases.ts';
import publicWords from './public-words.json' with { type: 'json' };
import own from './urgency-words.json' with { type: 'json' };
import { plainText, wordsOf } from './words.ts';
import type { Word } from './words.ts';

/** Why a case has its priority: what its text says, and what we know besides. */
export type UrgencySign = 'safety' | 'vulnerable' | 'legal' | 'publicity' | 'leaves' | 'money' | 'repeated' | 'reach' | 'waiting' | 'vip' | 'thanks' | 'calm';

export interface Urgency {
  priority: Priority;
  /** The gravest first, with the words that say so. */
  why: { sign: UrgencySign; evidence: string[] }[];
}

export interface UrgencyInput {
  text: string;
  /** Followers of whoever wrote it in public; null in private. */
  reach?: number | null;
  /** Open minutes that the customer has waited for an answer, and after how many they were promised one. */
  waited?: { minutes: number; promised: number } | null;
  isVip?: boolean;
  /** The administrator's list of those whom customers leave us for. */
  competitors?: string[];
}

const LONGEST = 4_000;
const WIDE_REACH = 10_000;
const REPEATED_CONTACTS = 3;
const OLD = 70;
/** `Thank you for the help` asks for none. */
const SHORT_THANKS = 7;

const list = (name: keyof typeof own.he): PhraseList => ({ he: own.he[name], en: own.en[name] });
const shared = (name: keyof typeof publicWords.he): PhraseList => ({ he: publicWords.he[name], en: publicWords.en[name] });
const find = phraseFinder({
  safety: list('safety'), emergency: list('emergency'), vulnerable: list('vulnerable'), legal: list('legal'), publicity: list('publicity'), leaves: list('leaves'), moving: list('moving'), money: list('money'),
  repeated: list('repeated'), calm: list('calm'), neutral: list('neutral'), essentials: list('essentials'),
  fault: shared('fault'), complains: shared('complains'), asks: shared('asks'), praise: shared('praise'), thanks: shared('thanks'),
});

/** What each sign weighs: three make a case urgent, one makes it high. */
const WEIGHT: Record<UrgencySign, number> = { safety: 3, vulnerable: 1, legal: 1, publicity: 1, leaves: 1, money: 1, repeated: 1, reach: 1, waiting: 1, vip: 1, thanks: 0, calm: 0 };
const IN_TEXT = ['safety', 'vulnerable', 'legal', 'publicity', 'leaves', 'money', 'repeated'] as const;

const AGE = /(?<!\p{L})[והבלמשכ]{0,2}(?:בן|בת|בני|גיל) (?:ה-?)?(\d{2,3})(?!\d)|(?<!\d)(\d{2,3})[ -]years?[ -]old|(?<!\p{L})(?:aged?|age of|i am|i'm|(?:he|she|mother|father|mum|mom|dad|grand\p{L}+) is) (\d{2,3})(?= and| years|[,.!]|$)/gu;

function oldAges(plain: string): string[] {
  return [...plain.matchAll(AGE)].filter((match) => { const age = Number(match[1] ?? match[2] ?? match[3]); return age >= OLD && age <= 115; }).map(([told]) => told);
}

// Of people only: a telephone that is two weeks old is no infant.
const INFANT = /(?<!\p{L})[והלשב]{0,2}(?:תינוק|תינוקת|תאומים|תאומות|שלישייה|ילד|ילדה|נכד|נכדה|בן|בת|ילוד)(?: שלי| שלנו)? (?:בן|בת|בני|בנות) (?:\p{L}+ |\d+ )?(?:יומו|יומה|ימים|יומיים|שבוע|שבועיים|שבועות|חודש|חודשיים|חודשים)|(?:twins|triplets|son|daughter|boy|girl|child|kid|he|she|grandson|granddaughter)(?: (?:is|are|was|only|just|who|a|my|our))* (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|couple of) (?:day|week|month)s? old|(?:day|week|month)s?[ -]old (?:twins|triplets|son|daughter|boy|girl|child|kid|babies)/gu;

const TIMES = /(?<![\d.,])(\d{1,3}) (?:times|calls|emails|messages|פעמים|שיחות|מיילים|הודעות|פניות)(?!\p{L})/gu;

function manyTimes(plain: string): string[] {
  return [...plain.matchAll(TIMES)].filter(([, times]) => Number(times) >= REPEATED_CONTACTS).map(([told]) => told);
}

/** `עובר לפרטנר`, `moving to Partner`: a word of moving right before a name on the list. */
function leavesFor(moving: Hit<string>[], words: Word[], competitors: string[]): string[] {
  const names = competitors.map((name) => wordsOf(plainText(name)).map(({ word }) => word)).filter((name) => name.length > 0);
  return moving.flatMap(({ text, to }) => {
    const called = names.find((name) => name.every((part, i) => { const next = words[to + i]?.word; return next !== undefined && (next === part || (i === 0 && (next === `ל${part}` || next === `ל-${part}`))); }));
    return called ? [`${text} ${called.join(' ')}`] : [];
  });
}

const denies = (text: string): boolean => /^(?:no|can't|אין|אי) /u.test(text);

interface Read { said: Map<UrgencySign, string[]>; hurts: boolean; fault: boolean; /** On it, or on what they are without: age alone does not make every fault a danger. */ depends: boolean; kind: string[]; calm: string[]; asks: boolean; words: number }

function read({ text, competitors = [] }: UrgencyInput): Read {
  const plain = plainText(text.slice(0, LONGEST));
  const words = wordsOf(plain);
  const hits = find(plain, words);
  const denied = negations(plain, words);
  const neutral = hits.filter((hit) => hit.list === 'neutral');
  const means = (hit: Hit<string>): boolean => !neutral.some(({ from, to }) => from < hit.to && hit.from < to);
  // Another's words and names are no threat of the writer's; danger is danger, whoever says it.
  const holds = (hit: Hit<string>): boolean => means(hit) && !denied(hit, hit.list !== 'safety') && (hit.list === 'safety' || !words[hit.from]!.quoted);
  const of = (name: string): Hit<string>[] => hits.filter((hit) => hit.list === name);
  const infants = [...plain.matchAll(INFANT)].map(([told]) => told);
  const said = new Map<UrgencySign, string[]>();
  for (const sign of IN_TEXT) {
    const evidence = of(sign).filter(holds).map((hit) => hit.text);
    if (sign === 'vulnerable') evidence.push(...oldAges(plain), ...infants);
    if (sign === 'leaves') evidence.push(...leavesFor(of('moving').filter(holds), words, competitors));
    if (sign === 'repeated') evidence.push(...manyTimes(plain));
    if (evidence.length > 0) said.set(sign, [...new Set(evidence)].slice(0, 5));
  }
  const { told: without, backAt } = deprivations(plain, words);
  if (without.length > 0 && said.has('vulnerable')) said.set('vulnerable', [...new Set([...said.get('vulnerable')!, ...without])].slice(0, 5));
  const fault = without.length > 0 || [...of('essentials'), ...of('fault').filter((hit) => !denied(hit))].some((hit) => means(hit) && hit.from > backAt);
  const complains = of('complains').some((hit) => !denied(hit));
  // `I cannot call an ambulance`: here the denial is the danger.
  const helpless = of('emergency').filter((hit) => means(hit) && (fault || complains || denied.any || denies(hit.text)));
  if (helpless.length > 0) said.set('safety', [...new Set([...said.get('safety') ?? [], ...helpless.map(({ text }) => text)])].slice(0, 5));
  const kind = [...of('thanks'), ...of('praise')].filter((hit) => !denied(hit)).map((hit) => hit.text);
  return { said, fault, depends: infants.length > 0 || of('vulnerable').some(holds) || without.length > 0 || of('essentials').length > 0, hurts: fault || complains, kind, calm: of('calm').map((hit) => hit.text), asks: plain.includes('?') || (of('asks').length > 0 && !(of('thanks').length > 0 && words.length <= SHORT_THANKS)), words: words.length };
}

const GRAVEST: UrgencySign[] = ['safety', 'vulnerable', 'legal', 'publicity', 'money', 'leaves', 'vip', 'waiting', 'repeated', 'reach', 'calm', 'thanks'];
/** Thanks that go on for longer usually come to something. */
const LONG_THANKS = 15;

const weighed = (weight: number): Priority => (weight >= 3 ? 'urgent' : 'high');

/** Did somebody have to write so often within a month, this time included, that they go first? */
export const isRepeatContact = (contacts: number): boolean => contacts >= REPEATED_CONTACTS;

/** A further reason that became known later; nothing is less urgent for it. */
export function withSign(urgency: Urgency, more: Urgency['why'][number]): Urgency {
  const why = [...urgency.why.filter(({ sign }) => sign !== more.sign), more];
  const weight = why.reduce((sum, { sign }) => sum + WEIGHT[sign], 0);
  const priority = weight > 0 && isGraver(weighed(weight), urgency.priority) ? weighed(weight) : urgency.priority;
  // Whoever writes for the third time is calm no more.
  return { priority, why: why.filter(({ sign }) => weight === 0 || WEIGHT[sign] > 0).toSorted((a, b) => GRAVEST.indexOf(a.sign) - GRAVEST.indexOf(b.sign)) };
}

/** How urgent a message is, and why. Pure; the words are in urgency-words.json and, where public items share them, in public-words.json. */
export function urgencyOf(input: UrgencyInput): Urgency {
  const { said, fault, depends, hurts, kind, calm, asks, words } = read(input);
  const told = new Map(said);
  // Whoever is old or ill and asks for a discount is in no distress.
  if (!hurts && ![...said.keys()].some((sign) => sign !== 'vulnerable')) told.delete('vulnerable');
  const known: [UrgencySign, boolean][] = [
    ['vip', input.isVip ?? false], ['reach', (input.reach ?? 0) >= WIDE_REACH],
    ['waiting', input.waited !== undefined && input.waited !== null && input.waited.minutes > input.waited.promised],
  ];
  for (const [sign, holds] of known) if (holds && !told.has(sign)) told.set(sign, []);
  let weight = [...told.keys()].reduce((sum, sign) => sum + WEIGHT[sign], 0);
  // Somebody who depends on what is broken.
  if (told.has('vulnerable') && fault && depends) weight = Math.max(weight, 3);
  const light = weight === 0 && !hurts && !asks;
  if (light && kind.length > 0 && words <= LONG_THANKS) told.set('thanks', kind.slice(0, 5));
  else if (weight === 0 && !hurts && calm.length > 0) told.set('calm', calm.slice(0, 5));
  const priority = weight >= 1 ? weighed(weight) : told.size > 0 ? 'low' : 'normal';
  return { priority, why: GRAVEST.filter((sign) => told.has(sign)).map((sign) => ({ sign, evidence: told.get(sign)! })) };
}
