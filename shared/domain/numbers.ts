import { isCaseNumber } from './check-digit.ts';
import type { NumberPattern } from './number-patterns.ts';
import { personalDataIn } from './personal-data.ts';

/**
 * A mask, no regular expression: nothing that an administrator types can make reading a text slow. `#` is a digit, `@` a
 * Latin letter, `#{4-8}` four to eight digits (`@{2-3}` likewise); all else stands for itself, whatever its case.
 */
export interface MaskPart { kind: 'digit' | 'letter' | 'self'; text: string; least: number; most: number }

const MASK_PART = /[#@](?:\{(\d{1,2})(?:-(\d{1,2}))?\})?|[^#@{}]/gy;
const LONGEST_RUN = 30;
/** More of them could be divided among themselves in too many ways. */
const OPEN_RUNS = 2;

/** A mask's parts in order; undefined where it is none. */
export function readMask(mask: string): MaskPart[] | undefined {
  const parts: MaskPart[] = [];
  let at = 0;
  for (const match of mask.matchAll(MASK_PART)) {
    const [text, least, most] = match;
    const [from, to] = [Number(least ?? 1), Number(most ?? least ?? 1)];
    if (from < 1 || to < from || to > LONGEST_RUN) return undefined;
    parts.push({ kind: text.startsWith('#') ? 'digit' : text.startsWith('@') ? 'letter' : 'self', text, least: from, most: to });
    at = match.index + text.length;
  }
  return at === mask.length && parts.filter(({ least, most }) => least < most).length <= OPEN_RUNS ? parts : undefined;
}

const NUMBER = '{number}';

/** The address that a number leads to. */
export function targetOf(target: string, number: string): string {
  return target.replaceAll(NUMBER, target.startsWith('tel:') ? number : encodeURIComponent(number));
}

export interface FoundNumber {
  kind: 'phone' | 'pattern';
  /** The pattern's id; null: a telephone number. */
  pattern: string | null;
  name: NumberPattern['name'] | null;
  /** Its place in the text, `to` not included. */
  from: number;
  to: number;
  /** As written, and as it is looked up: of a telephone number only its digits, and a plus. */
  text: string;
  number: string;
  link: string | null;
}

const LONGEST_TEXT = 10_000;
const MOST_FOUND = 200;

// A Hebrew prefix may stand right before a number, a Latin letter not.
const sign = ({ kind, text, least, most }: MaskPart): string => (kind === 'digit' ? `\\d{${least},${most}}` : kind === 'letter' ? `[a-z]{${least},${most}}`
  : text === '-' ? '[-\\u2010-\\u2015]' : text === ' ' ? '[ \\u00a0]' : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));

const compiled = new Map<string, RegExp | null>();
const MOST_COMPILED = 1000;

function finderOf(mask: string): RegExp | null {
  let finder = compiled.get(mask);
  if (finder === undefined) {
    const parts = readMask(mask);
    finder = parts ? new RegExp(`(?<![a-z\\d_]|\\d[-.,/])${parts.map(sign).join('')}(?![a-z\\d_]|[-/]\\d|[.,]\\d)`, 'giu') : null;
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(mask, finder);
  }
  return finder;
}

// What stands in an address belongs to it.
const ADDRESS = /https?:\/\/\S+|www\.\S+|[^\s@<>]{1,64}@[^\s@<>]{1,255}/giu;
const digits = (text: string): string => text.replace(/\D/g, '');

/** Telephone numbers and those that the administrator described, in the text's order, never two in one place; never our own case numbers, which lead to their cases. */
export function findNumbers(text: string, { numberPatterns, phoneTarget }: { numberPatterns: readonly NumberPattern[]; phoneTarget: string | null }): FoundNumber[] {
  const read = text.slice(0, LONGEST_TEXT);
  const addresses = [...read.matchAll(ADDRESS)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
  const found: FoundNumber[] = [];
  for (const { id, name, masks, target } of numberPatterns) {
    for (const mask of masks) {
      for (const match of read.matchAll(finderOf(mask) ?? /(?!)/g)) {
        const number = match[0].replace(/[\u2010-\u2015]/g, '-').replace(/\u00a0/g, ' ');
        found.push({ kind: 'pattern', pattern: id, name, from: match.index, to: match.index + match[0].length, text: match[0], number, link: target === null ? null : targetOf(target, number) });
      }
    }
  }
  for (const { kind, value, at } of personalDataIn(read)) {
    if (kind !== 'phone') continue;
    const number = `${/^\s*\+/.test(value) ? '+' : ''}${digits(value)}`;
    found.push({ kind: 'phone', pattern: null, name: null, from: at, to: at + value.length, text: value, number, link: phoneTarget === null ? null : targetOf(phoneTarget, number) });
  }
  const isOurs = ({ text: written }: FoundNumber): boolean => /^[\d\s\u2010-\u2015-]+$/.test(written) && isCaseNumber(digits(written));
  const taken: FoundNumber[] = [];
  const meets = (one: { from: number; to: number }, other: { from: number; to: number }): boolean => one.from < other.to && other.from < one.to;
  // The longer one in one place is the whole of it.
  for (const one of found.toSorted((a, b) => (b.to - b.from) - (a.to - a.from) || a.from - b.from || (a.kind === 'pattern' ? -1 : 1))) {
    if (!isOurs(one) && ![...addresses, ...taken].some((other) => meets(one, other)) && taken.length < MOST_FOUND) taken.push(one);
  }
  return taken.sort((a, b) => a.from - b.from);
}
