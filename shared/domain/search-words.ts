import { foldFinals, plainText, withoutPrefixes } from './words.ts';

/** A word of a text as search knows it: how it is written, and without the letters that Hebrew writes onto words. */
export interface SearchWord { word: string; forms: string[] }

/** `גז` is to find `הגז`; that `ים` finds `מים`, too, is its price. */
const LEAST_LEFT = 2;
/** `וכשההזמנה` has four. */
const MOST_PREFIXES = 4;
/** Two words that share only what is left of both must share more than that. */
const LEAST_SHARED = 3;
/** Longer ones are no words; they are kept by their beginning. */
const LONGEST_WORD = 60;

// Letters with accents are found without them. Hebrew's points went before.
function bare(text: string): string {
  return plainText(text.normalize('NFKC')).normalize('NFD').replace(/\p{Mn}/gu, '').normalize('NFC');
}

// An address stays whole, an order number and a case number too, and each is also found by its parts.
const PIECE = /[\p{L}\p{N}]+(?:['".@_+/&\-\u2010\u2011\u05be][\p{L}\p{N}]+)*/gu;
const BETWEEN_PARTS = /[.@_+/&\-\u2010\u2011\u05be]/;
const APOSTROPHES = /['"]/g;

function formsOf(word: string): string[] {
  return /^[\u05d0-\u05ea]/.test(word) ? withoutPrefixes(word, LEAST_LEFT, MOST_PREFIXES) : [word];
}

/** The words of a text, each once, in order of appearance: no niqqud, final letters folded, lower case, no apostrophes. */
export function searchWords(text: string): SearchWord[] {
  const words = new Map<string, SearchWord>();
  const add = (written: string): void => {
    const word = foldFinals(written.replace(APOSTROPHES, '')).slice(0, LONGEST_WORD);
    if (word !== '' && !words.has(word)) words.set(word, { word, forms: formsOf(word) });
  };
  for (const [piece] of bare(text).matchAll(PIECE)) {
    const parts = piece.split(BETWEEN_PARTS);
    if (parts.length > 1) {
      if (piece.includes('@')) add(piece);
      // `482-109-379` is also searched as it is dictated, without hyphens.
      else if (/\d/.test(piece)) add(parts.join(''));
    }
    parts.forEach(add);
  }
  return [...words.values()];
}

/** What an index keeps of a text: every form once. */
export function indexForms(text: string): string[] {
  return [...new Set(searchWords(text).flatMap(({ forms }) => forms))].sort();
}

/** How well a text's word answers a word that is looked for: 4 the same, 3 one of them behind prefixes, 2 both, 1 begins with it, 0 not at all. */
function likeness(wanted: SearchWord, there: SearchWord, open: boolean): number {
  if (wanted.word === there.word) return 4;
  if (there.forms.includes(wanted.word) || wanted.forms.includes(there.word)) return 3;
  if (wanted.forms.some((form, stripped) => stripped > 0 && form.length >= LEAST_SHARED && there.forms.indexOf(form) > 0)) return 2;
  return open && there.forms.some((form) => form.startsWith(wanted.word)) ? 1 : 0;
}

/** Words as they are looked for; the last one may be typed only half, unless a space follows it. */
export interface Query { words: SearchWord[]; lastIsOpen: boolean }

export function readQuery(typed: string): Query {
  const words = searchWords(typed);
  // Of a number or address that was typed whole its parts are no further wish.
  const whole = words.filter(({ word }) => !words.some((other) => other.word !== word && other.word.includes(word) && (/\d/.test(other.word) || other.word.includes('@'))));
  return { words: whole, lastIsOpen: typed !== '' && !/\s$/u.test(typed) };
}

/** How well a text answers: each wanted word must be there; the sum of how well, 0 when one is missing or nothing is wanted. */
export function matchScore({ words, lastIsOpen }: Query, text: SearchWord[]): number {
  let score = 0;
  for (const [place, wanted] of words.entries()) {
    const open = lastIsOpen && place === words.length - 1 && wanted.word.length >= 2;
    const best = Math.max(0, ...text.map((there) => likeness(wanted, there, open)));
    if (best === 0) return 0;
    score += best;
  }
  return score;
}

/** The forms to look up in an index of `indexForms` for one wanted word; candidates are then scored by `matchScore`. */
export function lookUpForms(wanted: SearchWord): string[] {
  return wanted.forms;
}
