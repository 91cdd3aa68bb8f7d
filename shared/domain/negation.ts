import publicWords from './public-words.json' with { type: 'json' };
import { phraseFinder } from './phrases.ts';
import type { Hit } from './phrases.ts';
import type { Word } from './words.ts';

const EN = ['no', 'not', 'without', 'never', 'nobody', 'none', 'neither', 'nor', 'isn\'t', 'wasn\'t', 'aren\'t', 'weren\'t', 'don\'t', 'doesn\'t', 'didn\'t', 'won\'t', 'wouldn\'t', 'can\'t', 'cannot', 'couldn\'t', 'haven\'t', 'hasn\'t', 'zero', 'hardly', 'dont', 'didnt', 'isnt'];
const find = phraseFinder({
  no: { he: [...publicWords.he.negations, 'אינו', 'אינה', 'אינני', 'איני', 'אינם', 'אי', 'אי אפשר', 'אף אחד לא'], en: EN },
  // What may stand between the no and what it denies.
  between: {
    he: ['כל', 'שום', 'ממש', 'כך', 'כל כך', 'מאוד', 'בכלל', 'היה', 'הייתה', 'היו', 'הייתי', 'היינו', 'זה', 'מתכוונ*', 'רוצה', 'רוצים', 'בכוונתי', 'כוונה', 'לי', 'לנו', 'צורך', 'צריכ*', 'חושב*', 'הולכ*', 'יותר מדי', 'אחד'],
    en: ['so', 'very', 'really', 'any', 'a', 'an', 'the', 'at', 'all', 'that', 'as', 'too', 'to', 'be', 'been', 'was', 'were', 'is', 'going', 'want', 'need', 'planning', 'plan', 'intend', 'intention', 'intending', 'of', 'think', 'about', 'even', 'exactly', 'particularly', 'one', 'got', 'i\'m', 'you', 'are'],
  },
  // `I do not want to leave, but ...` is no denial.
  but: { he: ['אבל', 'אך', 'אלא', 'אלא אם', 'עד ש*'], en: ['but', 'unless', 'until', 'however'] },
});

const FURTHEST = 4;
const BUT_WITHIN = 9;

/** Is this place denied? `any`: something in the text is. */
export type Negations = ((hit: Pick<Hit<string>, 'from' | 'to'>, unlessBut?: boolean) => boolean) & { any: boolean };

/** Which of these places of a text are denied: `אין תקלות`, `not going to sue`; and, where `unlessBut` says so, not taken back by a `but`. */
export function negations(plain: string, words: Word[]): Negations {
  const found = find(plain, words);
  const ends = new Set(found.filter(({ list }) => list === 'no').map(({ to }) => to));
  const between = new Set(found.filter(({ list }) => list === 'between').flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
  const buts = found.filter(({ list }) => list === 'but').map(({ from }) => from);
  const isDenied = ({ from, to }: Pick<Hit<string>, 'from' | 'to'>, unlessBut = false): boolean => {
    let denied = false;
    for (let i = from; i >= 0 && from - i <= FURTHEST && !denied; i--) {
      if (ends.has(i) && words[i]?.joined) denied = true;
      else if (!words[i]?.joined || !between.has(i - 1)) break;
    }
    return denied && !(unlessBut && buts.some((but) => but >= to && but - to < BUT_WITHIN));
  };
  return Object.assign(isDenied, { any: ends.size > 0 });
}
