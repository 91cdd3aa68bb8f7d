import letters from './charset-letters.json' with { type: 'json' };

/**
 * Which charset octets are in that declare none, or a false one: by the letters that come out and how common they are in
 * the languages that use it. Never asked where the octets are UTF-8.
 */

interface Candidate { charset: string; prior: number; likelihood: Map<string, number> }

/** A letter that the language does not write. */
const STRANGE = Math.log(1e-4);
/** What any language writes says nothing. */
const EVERYWHERE = /[\u00a0\u2010-\u2026€£§©®°«»„№]/;
/** Nobody writes more before a charset is certain. */
const LOOKED_AT = 4_000;

// Letters stand in the order of their frequency, which falls evenly; a capital is rarer than its small letter.
function candidate({ charset, letters: alphabet, prior }: { charset: string; letters: string; prior: number }): Candidate {
  const all = [...alphabet];
  const likelihood = new Map<string, number>();
  all.forEach((letter, rank) => {
    const share = 2 * (all.length - rank) / (all.length * (all.length + 1));
    likelihood.set(letter, Math.log(share));
    const capital = letter.toUpperCase();
    if (capital !== letter && !likelihood.has(capital)) likelihood.set(capital, Math.log(share * 0.06));
  });
  return { charset, prior, likelihood };
}

const WESTERN = 'windows-1252';
const SCRIPTS = letters.scripts.map(candidate);
const LATIN = letters.latin.map(candidate);

const COMMON = { 'gb18030': new Set(letters.simplified), 'big5': new Set(letters.traditional), 'euc-kr': new Set(letters.hangul) };

function decoded(charset: string, octets: Uint8Array): string {
  return new TextDecoder(charset).decode(octets);
}

// Mean log likelihood of what is not ASCII.
function fit({ charset, prior, likelihood }: Candidate, octets: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (const letter of decoded(charset, octets)) {
    if (letter <= '\x7f' || EVERYWHERE.test(letter)) continue;
    count++;
    sum += likelihood.get(letter) ?? STRANGE;
  }
  return (count === 0 ? 0 : sum / count) + prior;
}

function best(candidates: Candidate[], octets: Uint8Array): { charset: string; fit: number } {
  let found = { charset: WESTERN, fit: STRANGE };
  for (const each of candidates) {
    const fits = fit(each, octets);
    if (fits > found.fit) found = { charset: each.charset, fit: fits };
  }
  return found;
}

export function highOctets(octets: Uint8Array): number {
  let count = 0;
  for (const octet of octets) if (octet > 127) count++;
  return count;
}

const share = (text: string, of: RegExp, among: RegExp): number => (text.match(of)?.length ?? 0) / Math.max(1, text.match(among)?.length ?? 0);
const ASIAN = /[\p{Script=Han}\p{Script=Hangul}\u3041-\u30ff]/gu;
const NOT_ASCII = /[^\p{ASCII}]/gu;

// How many octets above ASCII go to a letter: one would be an accented letter and its neighbour.
const HIGH_TO_LETTER: Record<string, number> = { 'gb18030': 1.7, 'euc-kr': 1.9, 'euc-jp': 1.7, 'big5': 1.3, 'shift_jis': 1.2 };

// Two octets to a letter: a text that decodes without a fault into letters that are common.
function asian(octets: Uint8Array): string | null {
  const high = highOctets(octets);
  if (high < 4) return null;
  const read = (charset: string): string | null => {
    const text = decoded(charset, octets);
    // The last letter may be cut off where the look ended.
    if (text.slice(0, -1).includes('\uFFFD') || share(text, ASIAN, NOT_ASCII) < 0.6) return null;
    return high < HIGH_TO_LETTER[charset]! * (text.match(NOT_ASCII)?.length ?? 0) ? null : text;
  };
  for (const charset of ['shift_jis', 'euc-jp']) {
    const text = read(charset);
    if (text !== null && share(text, /[\u3041-\u3096\u30a1-\u30fa]/gu, NOT_ASCII) > 0.2) return charset;
  }
  let found: { charset: string; common: number } = { charset: '', common: 0.3 };
  for (const [charset, common] of Object.entries(COMMON)) {
    const text = read(charset);
    if (text === null || (charset === 'euc-kr' && share(text, /\p{Script=Hangul}/gu, ASIAN) < 0.8)) continue;
    const known = [...text].filter((letter) => common.has(letter)).length / Math.max(1, text.match(ASIAN)?.length ?? 0);
    if (known > found.common) found = { charset, common: known };
  }
  return found.charset || null;
}

// Words of other scripts are letters beyond ASCII throughout; in Latin ones they stand among ASCII letters.
function isForeignScript(octets: Uint8Array): boolean {
  let whole = 0;
  let mixed = 0;
  for (const [word] of Buffer.from(octets).toString('latin1').matchAll(/[A-Za-z\x80-\xff]+/g)) {
    const high = word.replace(/[A-Za-z]/g, '').length;
    if (high === word.length && high > 1) whole += high;
    else if (high < word.length) mixed += high;
  }
  return whole > 2 && whole > 3 * mixed;
}

/** The charset of another script than Latin that these octets are in; null where none is evident. */
export function guessScript(octets: Uint8Array): string | null {
  const beginning = octets.subarray(0, LOOKED_AT);
  const found = asian(beginning);
  if (found) return found;
  if (!isForeignScript(beginning)) return null;
  const { charset, fit: fits } = best(SCRIPTS, beginning);
  return fits > -5 ? charset : null;
}

/** Another Latin charset than the Western one, where little of what that would give is anybody's letters; null where it may be right. */
export function guessLatin(octets: Uint8Array): string | null {
  const beginning = octets.subarray(0, LOOKED_AT);
  if (highOctets(beginning) < 3) return null;
  const { charset, fit: fits } = best(LATIN, beginning);
  const western = best(LATIN.filter((each) => each.charset === WESTERN), beginning);
  return charset !== WESTERN && fits - western.fit > 1.2 ? charset : null;
}

/** The most likely charset of octets that are not UTF-8. */
export function guessCharset(octets: Uint8Array): string {
  return guessScript(octets) ?? guessLatin(octets) ?? WESTERN;
}
