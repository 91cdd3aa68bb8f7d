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

/** Phrases by their first word, whole, and those whose first word is open by its stem: a list of a thousand costs a text no more than one of ten. */
interface Index<List> { whole: Map<string, Phrase<List>[]>; open: Map<string, Phrase<List>[]>; longestStem: number }

function compile<List extends string>(lists: Record<List, PhraseList>): Index<List> {
  const index: Index<List> = { whole: new Map(), open: new Map(), longestStem: 0 };
  for (const list of Object.keys(lists) as List[]) {
    for (const language of ['he', 'en'] as const) {
      for (const phrase of lists[list][language]) {
        const words = phrase.toLowerCase().split(' ').map((word) => ({ word: foldFinals(word.replace(/\*$/, '')), open: word.endsWith('*') }));
        const { word, open } = words[0]!;
        const place = open ? index.open : index.whole;
        place.set(word, [...place.get(word) ?? [], { list, words, prefixed: language === 'he' }]);
        if (open) index.longestStem = Math.max(index.longestStem, word.length);
      }
    }
  }
  return index;
}

/** The phrases that this word may begin, by itself or behind Hebrew's prefixes. */
function beginningWith<List>({ whole, open, longestStem }: Index<List>, written: string): Phrase<List>[] {
  return withoutPrefixes(written, 1).flatMap((form, stripped) => {
    const bare = owner(form);
    const found = [...whole.get(form) ?? [], ...(bare === form ? [] : whole.get(bare) ?? [])];
    for (let length = Math.min(form.length, longestStem); length > 0; length--) found.push(...open.get(form.slice(0, length)) ?? []);
    return stripped === 0 ? found : found.filter(({ prefixed }) => prefixed);
  });
}

// `customer's` is `customer`.
const owner = (word: string): string => (word.endsWith('\'s') ? word.slice(0, -2) : word);

function isWord(written: string, { word, open }: { word: string; open: boolean }): boolean {
  return written === word || (open && written.startsWith(word)) || owner(written) === word;
}

function goesOn<List>(phrase: Phrase<List>, words: Word[], from: number): boolean {
  for (let i = 1; i < phrase.words.length; i++) {
    const next = words[from + i];
    if (!next?.joined || !isWord(next.word, phrase.words[i]!)) return false;
  }
  return true;
}

const REMEMBERED = 4_000;

/**
 * Finds the phrases of several lists in one pass. Within a list the leftmost, longest phrase wins and takes its words;
 * lists do not disturb each other. Hebrew phrases are also found behind ו, ה, ב, ל, מ, ש and כ.
 */
export function phraseFinder<List extends string>(lists: Record<List, PhraseList>): (plain: string, words?: Word[]) => Hit<List>[] {
  const index = compile(lists);
  // Most words of a language come again, and begin no phrase.
  const remembered = new Map<string, Phrase<List>[]>();
  const beginning = (written: string): Phrase<List>[] => {
    let found = remembered.get(written);
    if (!found) {
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(written, found = beginningWith(index, written));
    }
    return found;
  };
  return (plain, words = wordsOf(plain)) => {
    const hits: Hit<List>[] = [];
    const taken = new Map<List, number>();
    for (let from = 0; from < words.length; from++) {
      const candidates = beginning(words[from]!.word);
      if (candidates.length === 0) continue;
      const longest = new Map<List, number>();
      for (const phrase of candidates) {
        if (phrase.words.length > (longest.get(phrase.list) ?? 0) && from >= (taken.get(phrase.list) ?? 0) && goesOn(phrase, words, from)) longest.set(phrase.list, phrase.words.length);
      }
      for (const [list, length] of longest) {
        taken.set(list, from + length);
        hits.push({ list, text: plain.slice(words[from]!.at, words[from + length - 1]!.end), from, to: from + length });
      }
    }
    return hits;
  };
}
