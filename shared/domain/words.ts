// Vowel points and cantillation, soft hyphens, zero-width and direction controls, emoji selectors: nobody searches or says them.
const MARKS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\u034f|\ufe0f/g;
const FINALS = /[ךםןףץ]/;
const FINAL: Record<string, string> = { ך: 'כ', ם: 'מ', ן: 'נ', ף: 'פ', ץ: 'צ' };

/** One spelling for what keyboards write in several: no niqqud, nothing invisible, one kind of quotation mark, lower case. */
export function plainText(text: string): string {
  return text.normalize('NFC').replace(MARKS, '').replace(/[\u2018\u2019\u05f3`\u00b4]/g, '\'').replace(/[\u201c-\u201e\u05f4]/g, '"').toLowerCase();
}

/** Five Hebrew letters are written otherwise at the end of a word: `תקלות` is found by `תקל`, and `משלוחים` by `משלוח`. */
export function foldFinals(word: string): string {
  return FINALS.test(word) ? word.replace(/[ךםןףץ]/g, (letter) => FINAL[letter]!) : word;
}

export interface Word {
  /** Final letters folded. */
  word: string;
  /** Where it stands in the plain text. */
  at: number;
  end: number;
  /** Only space or a hyphen between it and the word before. */
  joined: boolean;
  /** It stands in quotation marks: somebody else's words, or a name. */
  quoted: boolean;
}

// Gershayim and apostrophes inside a word belong to it: עו"ד, צ'אט, won't.
const WORD = /[\p{L}\p{N}\p{M}]+(?:['"][\p{L}\p{N}\p{M}]+)*/gu;
const HYPHEN_OR_SPACE = /^[\s\-\u05be\u2010-\u2012]*$/;
/** No quotation is longer: a mark that is never closed turns nothing after it into one. */
const LONGEST_QUOTE = 120;

// A mark at the beginning of a word opens, one at the end of a word closes.
function quotations(text: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let opened = -1;
  for (const { index } of text.matchAll(/"/g)) {
    const before = text[index - 1] ?? ' ';
    const after = text[index + 1] ?? ' ';
    const opens = !/[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
    if (opens && opened < 0) opened = index;
    else if (opened >= 0 && !/[\p{L}\p{N}]/u.test(after)) {
      if (index - opened <= LONGEST_QUOTE) found.push({ from: opened, to: index });
      opened = -1;
    }
    if (opens && opened >= 0 && index - opened > LONGEST_QUOTE) opened = index;
  }
  return found;
}

/** The words of a plain text, in order. */
export function wordsOf(plain: string): Word[] {
  const quotes = quotations(plain);
  const words: Word[] = [];
  let quote = 0;
  let end = 0;
  for (const match of plain.matchAll(WORD)) {
    const at = match.index;
    while (quote < quotes.length && quotes[quote]!.to < at) quote++;
    words.push({
      word: foldFinals(match[0]), at, end: at + match[0].length, joined: words.length > 0 && ((at === end + 1 && plain[end] === ' ') || HYPHEN_OR_SPACE.test(plain.slice(end, at))),
      quoted: quotes[quote] !== undefined && quotes[quote]!.from < at,
    });
    end = at + match[0].length;
  }
  return words;
}

// Hebrew writes and, the, in, to, from, that and as onto the word: up to three of them.
const PREFIX = /^[והבלמשכ]/;
const HEBREW_LETTER = /^[\u05d0-\u05ea]/;

/** The word itself, then without one, two and more (up to `most`) of the letters that Hebrew writes onto words, as long as `least` letters remain. */
export function withoutPrefixes(word: string, least = 2, most = 3): string[] {
  const forms = [word];
  for (let rest = word; forms.length <= most && PREFIX.test(rest);) {
    rest = rest.slice(1).replace(/^['"]/, '');
    if (rest.length < least || !HEBREW_LETTER.test(rest)) break;
    forms.push(rest);
  }
  return forms;
}
