import stopWords from './stop-words.json' with { type: 'json' };
import { foldFinals, plainText, withoutPrefixes, wordsOf } from './words.ts';

const STOP = new Set([...stopWords.he, ...stopWords.en].map(foldFinals));
const LONGEST = 1_000;
const SHORTEST = 3;
const HEBREW = /^[\u05d0-\u05ea]/;

interface Seen { texts: number; written: Map<string, number> }

// Names are no topics, and addresses no words.
const bare = (text: string): string => plainText(text.slice(0, LONGEST)).replace(/https?:\/\/\S+|\S+@\S+|@[\p{L}\p{N}_.]+/gu, ' ');

function seenIn(texts: string[]): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const text of texts) {
    const plain = bare(text);
    const own = new Map<string, string>();
    for (const { word, at, end } of wordsOf(plain)) if (word.length >= SHORTEST && /^\p{L}/u.test(word) && !own.has(word)) own.set(word, plain.slice(at, end));
    for (const [word, written] of own) {
      const there = seen.get(word) ?? { texts: 0, written: new Map<string, number>() };
      there.texts++;
      there.written.set(written, (there.written.get(written) ?? 0) + 1);
      seen.set(word, there);
    }
  }
  return seen;
}

// `המשלוח` and `במשלוח` are `משלוח` where that was written too, or where both were: the shortest form that anybody used, or several share.
function stemOf(word: string, seen: Map<string, Seen>, shared: Map<string, number>): string {
  if (!HEBREW.test(word)) return word;
  const forms = withoutPrefixes(word, SHORTEST);
  return forms.findLast((form) => form !== word && !STOP.has(form) && (seen.has(form) || (shared.get(form) ?? 0) > 1)) ?? word;
}

// Shown without a prefix if anybody wrote it so, else with the article.
const likedAs = (form: string, stem: string): number => (form === stem ? 10_000 : form === `ה${stem}` ? 1_000 : 0);

/** The words that most texts have in common, each as it is mostly written; Hebrew's prefixes do not part a word from itself. */
export function topWords(texts: string[], most: number, fewest = 2): string[] {
  const seen = seenIn(texts);
  const shared = new Map<string, number>();
  for (const word of seen.keys()) if (HEBREW.test(word)) for (const form of withoutPrefixes(word, SHORTEST)) shared.set(form, (shared.get(form) ?? 0) + 1);
  const stems = new Map<string, { texts: number; written: Map<string, number> }>();
  for (const [word, { texts: count, written }] of seen) {
    const stem = stemOf(word, seen, shared);
    if (STOP.has(word) || STOP.has(stem)) continue;
    const there = stems.get(stem) ?? { texts: 0, written: new Map<string, number>() };
    there.texts += count;
    for (const [form, times] of written) there.written.set(form, (there.written.get(form) ?? 0) + times + likedAs(foldFinals(form), stem));
    stems.set(stem, there);
  }
  return [...stems.values()].filter(({ texts: count }) => count >= fewest).sort((a, b) => b.texts - a.texts)
    .slice(0, most).map(({ written }) => [...written].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)[0]![0]);
}
