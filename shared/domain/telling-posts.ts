import { textPrint } from './alike.ts';
import { plainText } from './words.ts';

export interface Telling { ref: string; text: string; author: string; negative: boolean; isCase: boolean }

const SHORT = 15;

/** The few that say best what it is about: with the words that most have in common, angry, of different people, no two alike. */
export function tellingPosts<T extends Telling>(posts: T[], words: string[], most: number): T[] {
  const weight = ({ text, negative, isCase }: T): number => {
    const plain = plainText(text);
    return words.filter((word) => plain.includes(word)).length + (negative ? 1.5 : 0) + (isCase ? 0.5 : 0) - (text.trim().length < SHORT ? 2 : 0);
  };
  const chosen: T[] = [];
  const [authors, prints] = [new Set<string>(), new Set<number>()];
  for (const post of posts.filter(({ text }) => text.trim() !== '').toSorted((a, b) => weight(b) - weight(a))) {
    const print = textPrint(post.text);
    if (chosen.length >= most) break;
    if (authors.has(post.author) || (print !== 0 && prints.has(print))) continue;
    chosen.push(post);
    authors.add(post.author);
    prints.add(print);
  }
  return chosen;
}
