import { plainText, wordsOf } from './words.ts';

const FEWEST_WORDS = 4;
const TOGETHER = 3;
const LONGEST = 1_000;

// FNV-1a with the finish of MurmurHash3: short words spread evenly.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A number that near-identical texts share: the smallest hash of any three words in a row (min-wise hashing, Broder 1997). Two
 * texts share it as often as they have such threes in common. Links, names, numbers and signs do not count; 0: too short to say.
 */
export function textPrint(text: string): number {
  const plain = plainText(text.slice(0, LONGEST)).replace(/https?:\/\/\S+|[@#][\p{L}\p{N}_.]+/gu, ' ');
  const words = wordsOf(plain).map(({ word }) => word).filter((word) => /^\p{L}/u.test(word));
  if (words.length < FEWEST_WORDS) return 0;
  let smallest = 0xffffffff;
  for (let from = 0; from + TOGETHER <= words.length; from++) smallest = Math.min(smallest, hashOf(words.slice(from, from + TOGETHER).join(' ')));
  return Math.max(1, smallest >>> 8);
}
