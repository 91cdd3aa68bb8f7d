import { createHmac } from 'node:crypto';
import { checkDigit, isCaseNumber, looksLikeIdentityNumber } from './check-digit.ts';

export { isCaseNumber };

/**
 * A case number: eight digits, the first 1-9, and a Damm check digit. Stored and indexed as nine plain digits,
 * shown and exported as `482-109-379`. It names a case and opens nothing.
 */

const FIRST = 10_000_000;
const SPAN = 90_000_000;

/** How many numbers one `ADD` on the counter reserves. */
export const NUMBER_BLOCK = 100;

// A keyed permutation of 0..SPAN-1: four Feistel rounds over 2 x 14 bits, walked until the value falls into the span.
function scramble(index: number, key: string): number {
  let value = index;
  do {
    let left = value >>> 14;
    let right = value & 0x3fff;
    for (let round = 0; round < 4; round++) {
      const mixed = createHmac('sha256', key).update(`${round}.${right}`).digest().readUInt16BE(0) & 0x3fff;
      [left, right] = [right, left ^ mixed];
    }
    value = (left << 14) | right;
  } while (value >= SPAN);
  return value;
}

/** The number at a place of the sequence, or undefined where the place is skipped (it would read as an identity number). */
export function numberAt(index: number, key: string): string | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= SPAN) throw new RangeError(`case number index ${index}`);
  const eight = String(FIRST + scramble(index, key));
  const nine = eight + checkDigit(eight);
  return looksLikeIdentityNumber(nine) ? undefined : nine;
}

/** `482109379` -> `482-109-379`, with U+002D: other hyphens turn the number round inside Hebrew. */
export function showCaseNumber(nine: string): string {
  return `${nine.slice(0, 3)}-${nine.slice(3, 6)}-${nine.slice(6)}`;
}

/** Longer ones are whole numbers; of shorter ones there would be too many. */
const PART = /^\s*\[?#?([1-9](?:[-\s\u2010-\u2014]?\d){2,7})[-\s\u2010-\u2014]?\s*$/;

/** The first digits of a case number, as somebody typed them, with hyphens or without; undefined when it is something else. */
export const readNumberBeginning = (typed: string): string | undefined => PART.exec(typed)?.[1]?.replace(/\D/g, '');

/** The stored form of a typed number (`482-109-379`, `482 109 379`, `482109379`), or undefined when it is none. */
export function readCaseNumber(typed: string): string | undefined {
  const digits = typed.replace(/[\s\u2010-\u2015\u2066-\u2069\u200e\u200f-]/g, '');
  return isCaseNumber(digits) ? digits : undefined;
}

const CANDIDATE = /(?<![\d-])\d{3}[-\u2010-\u2013 ]?\d{3}[-\u2010-\u2013 ]?\d{3}(?![\d-])/g;

/** Every valid case number that a text mentions, in order, without repeats. */
export function caseNumbersIn(text: string): string[] {
  const found = new Set<string>();
  for (const [typed] of text.matchAll(CANDIDATE)) {
    const number = readCaseNumber(typed);
    if (number) found.add(number);
  }
  return [...found];
}
