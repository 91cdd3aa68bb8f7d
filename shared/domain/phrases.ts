import { foldFinals, withoutPrefixes, wordsOf } from './words.ts';
import type { Word } from './words.ts';

/** Words and phrases of one meaning, in both languages. A star at a word's end stands for any ending. */
export interface PhraseList { he: string[]; en: string[] }

export interface Hit<List extends string> {
  list: List;
  /** As the writer wrote it, in the plain text. */
  text: string;
  /** Places of its first word, and of the one after its last. */
  from: number;
  to: number;
}

interface Phrase<List> { list: List; words: { word: string; open: boolean }[]; prefixed: boolean }

// Words are looked up by their beginning: a list of a thousand phrases costs a text no more than one of ten.
const KEY = 2;

function compile<List extends string>(lists: Record<List, PhraseList>): Map<string, Phrase<List>[]> {
  const byBeginning = new Map<string, Phrase<List>[]>();
  for (const list of Object.keys(lists) as List[]) {
    for (const language of ['he', 'en'] as const) {
      for (const phrase of lists[list][language]) {
        const words = phrase.toLowerCase().split(' ').map((word) => ({ word: foldFinals(word.replace(/\*$/, '')), open: word.endsWith('*') }));
        const key = words[0]!.word.slice(0, KEY);
        byBeginning.set(key, [...byBeginning.get(key) ?? [], { list, words, prefixed: language === 'he' }]);
      }
    }
  }
  return byBeginning;
}

// `customer's` is `customer`.
const owner = (word: string): string => word.replace(/'s$/, '');

function isWord(written: string, { word, open }: { word: string; open: boolean }): boolean {
  return written === word || (open && written.startsWith(word)) || owner(written) === word;
}

function matches<List>(phrase: Phrase<List>, words: Word[], from: number, first: string): boolean {
  if (!isWord(first, phrase.words[0]!)) return false;
  for (let i = 1; i < phrase.words.length; i++) {
    const next = words[from + i];
    if (!next?.joined || !isWord(next.word, phrase.words[i]!)) return false;
  }
  return true;
}

/**
 * Finds the phrases of several lists in one pass. Within a list the leftmost, longest phrase wins and takes its words;
 * lists do not disturb each other. Hebrew phrases are also found behind ו, ה, ב, ל, מ, ש and כ.
 */
export function phraseFinder<List extends string>(lists: Record<List, PhraseList>): (plain: string, words?: Word[]) => Hit<List>[] {
  const phrases = compile(lists);
  return (plain, words = wordsOf(plain)) => {
    const hits: Hit<List>[] = [];
    const taken = new Map<List, number>();
    for (let from = 0; from < words.length; from++) {
      const longest = new Map<List, number>();
      withoutPrefixes(words[from]!.word, 1).forEach((form, stripped) => {
        for (const key of form.length < KEY ? [form] : [form.slice(0, KEY), form.slice(0, 1)]) {
          for (const phrase of phrases.get(key) ?? []) {
            if (phrase.words.length <= (longest.get(phrase.list) ?? 0) || (stripped > 0 && !phrase.prefixed)) continue;
            if (from >= (taken.get(phrase.list) ?? 0) && matches(phrase, words, from, form)) longest.set(phrase.list, phrase.words.length);
          }
        }
      });
      for (const [list, length] of longest) {
        taken.set(list, from + length);
        hits.push({ list, text: plain.slice(words[from]!.at, words[from + length - 1]!.end), from, to: from + length });
      }
    }
    return hits;
  };
}
