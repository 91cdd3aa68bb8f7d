import own from './mood-words.json' with { type: 'json' };
import { negations } from './negation.ts';
import { phraseFinder } from './phrases.ts';
import type { Hit } from './phrases.ts';
import publicWords from './public-words.json' with { type: 'json' };
import urgencyWords from './urgency-words.json' with { type: 'json' };
import { plainText, wordsOf } from './words.ts';

/** How a text sounds, from words alone: it knows no irony but the commonest, and no context. */
export interface Mood {
  /** -1 (furious) to 1 (delighted). */
  score: number;
  class: 'negative' | 'neutral' | 'positive';
  /** The words that say so. */
  evidence: string[];
}

/** The worst of the negative: what a list marks. */
export const isAngry = ({ score }: Mood): boolean => score <= -0.5;

const LONGEST = 4_000;
const list = (name: keyof typeof own.he) => ({ he: own.he[name], en: own.en[name] });
const shared = (name: keyof typeof publicWords.he) => ({ he: publicWords.he[name], en: publicWords.en[name] });
const find = phraseFinder({
  awful: list('awful'), bad: list('bad'), good: list('good'), great: list('great'), stronger: list('stronger'), weaker: list('weaker'), quiet: list('quiet'), ironic: list('ironic'),
  complains: shared('complains'), fault: shared('fault'), praise: shared('praise'), thanks: shared('thanks'),
  threatens: { he: [...urgencyWords.he.legal, ...urgencyWords.he.publicity, ...urgencyWords.he.leaves], en: [...urgencyWords.en.legal, ...urgencyWords.en.publicity, ...urgencyWords.en.leaves] },
  again: { he: ['שוב', 'עוד פעם', 'שוב פעם'], en: ['again', 'another', 'once more', 'yet again'] },
});

type Weighty = 'awful' | 'bad' | 'good' | 'great' | 'ironic' | 'complains' | 'fault' | 'praise' | 'thanks' | 'threatens';
/** A fault is told without anger as often as with it; thanks are often mere manners. */
const WEIGHT: Record<Weighty, number> = { ironic: -3, awful: -3, bad: -1.5, complains: -1.5, threatens: -1.2, fault: -0.7, thanks: 0.8, good: 1.5, praise: 1.5, great: 3 };
const isWeighty = (name: string): name is Weighty => name in WEIGHT;
/** A denied word says less than its opposite would: `not bad` is no praise, but `not happy` is a complaint. */
const DENIED = { good: -0.8, bad: -0.3 };
const STRONGER = 1.4;
const WEAKER = 0.6;
/** What stands after a `but` is what the writer came to say. */
const BEFORE_BUT = 0.5;
const BUT = /(?<!\p{L})(?:אבל|אך|אולם|but|however|yet|although)(?!\p{L})/gu;
/** The sum that is half-way between nothing and everything. */
const HALF = 3;
const CLEAR = 0.15;

const POSITIVE_SIGNS = /[\u{1F600}-\u{1F60D}\u{1F60A}\u{1F618}\u{1F917}\u{1F929}\u{1F970}\u{1F973}\u2764\u{1F49A}-\u{1F49C}\u{1F495}\u{1F44D}\u{1F44F}\u{1F64F}\u{1F64C}\u{1F389}]|(?<!\S)[:;]-?\)/gu;
const NEGATIVE_SIGNS = /[\u{1F620}-\u{1F622}\u{1F624}-\u{1F629}\u{1F62D}\u{1F641}\u{1F612}\u{1F61E}-\u{1F61F}\u{1F92C}\u{1F92E}\u{1F44E}\u{1F494}\u{1F621}]|(?<!\S):-?\(/gu;

function signsOf(text: string): number {
  return Math.min(2, text.match(POSITIVE_SIGNS)?.length ?? 0) - Math.min(2, text.match(NEGATIVE_SIGNS)?.length ?? 0);
}

/** The mood of a text in Hebrew, English or both. Pure; the words are in mood-words.json and public-words.json. */
export function moodOf(text: string): Mood {
  const plain = plainText(text.slice(0, LONGEST));
  const words = wordsOf(plain);
  const hits = find(plain, words);
  const denied = negations(plain, words);
  const overlaps = (a: Hit<string>, b: Hit<string>): boolean => a.from < b.to && b.from < a.to;
  const quiet = hits.filter((hit) => hit.list === 'quiet');
  const ironic = hits.filter((hit) => hit.list === 'ironic');
  const told = hits.filter((hit) => isWeighty(hit.list) && !quiet.some((one) => overlaps(one, hit)) && (hit.list === 'ironic' || !ironic.some((one) => overlaps(one, hit))));
  // One word that stands in several lists counts once: the longest phrase says which way, the strongest of that way how much.
  const counted = told.toSorted((a, b) => (b.to - b.from) - (a.to - a.from) || Math.abs(WEIGHT[b.list as Weighty]) - Math.abs(WEIGHT[a.list as Weighty]))
    .reduce<Hit<string>[]>((kept, hit) => (kept.some((one) => overlaps(one, hit)) ? kept : [...kept, hit]), []);
  const lastBut = [...plain.matchAll(BUT)].at(-1)?.index ?? -1;
  const touched = (name: string, hit: Hit<string>): boolean => hits.some((one) => one.list === name && (one.to === hit.from || one.from === hit.to));
  let sum = signsOf(text.slice(0, LONGEST)) * 1.5;
  // `Great, no internet again`: praise before a fault that came again is none.
  const mocks = lastBut < 0 && hits.some((hit) => hit.list === 'again') ? hits.find((hit) => hit.list === 'fault' || hit.list === 'complains')?.from ?? -1 : -1;
  for (const hit of counted) {
    const way = Math.sign(WEIGHT[hit.list as Weighty]);
    const strength = Math.max(...told.filter((one) => overlaps(one, hit)).map((one) => WEIGHT[one.list as Weighty] * way));
    const weight = way > 0 && hit.from < mocks ? -1.5 : strength * way;
    const manner = (touched('stronger', hit) ? STRONGER : 1) * (touched('weaker', hit) ? WEAKER : 1);
    const place = lastBut > words[hit.from]!.at ? BEFORE_BUT : 1;
    sum += weight * manner * place * (denied(hit) ? (weight > 0 ? DENIED.good : DENIED.bad) : 1);
  }
  const score = Math.round((sum / (Math.abs(sum) + HALF)) * 100) / 100;
  const evidence = [...new Set(counted.toSorted((a, b) => a.from - b.from).map((hit) => hit.text))].slice(0, 6);
  return { score: Object.is(score, -0) ? 0 : score, class: score >= CLEAR ? 'positive' : score <= -CLEAR ? 'negative' : 'neutral', evidence };
}
