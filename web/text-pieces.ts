import { isCaseNumber } from '../shared/domain/check-digit.ts';
import { findNumbers } from '../shared/domain/numbers.ts';
import type { FoundNumber } from '../shared/domain/numbers.ts';
import type { Settings } from '../shared/domain/settings.ts';

/** How numbers are told from other words, and where they lead. */
export type NumberRules = Pick<Settings, 'numberPatterns' | 'phoneTarget'>;

export type Piece = { kind: 'text' | 'link' | 'case'; text: string } | { kind: 'number'; text: string; found: FoundNumber };

const LINK = /https?:\/\/[^\s<>"'\u0590-\u05ff]+[^\s<>"'.,;:!?)\]}\u0590-\u05ff]/g;
const CASE = /(?<![\p{L}\p{N}-])\d{3}-\d{3}-\d{3}(?![\p{N}]|-\d)/gu;

/** A line cut where something can be done with a word: links, our own case numbers, and, with rules, numbers that lead elsewhere. */
export function piecesOf(text: string, rules: NumberRules | null): Piece[] {
  const marks: { from: number; to: number; piece: Piece }[] = [];
  const mark = (from: number, to: number, piece: Piece): void => { if (!marks.some((one) => from < one.to && one.from < to)) marks.push({ from, to, piece }); };
  for (const { 0: link, index } of text.matchAll(LINK)) mark(index, index + link.length, { kind: 'link', text: link });
  if (rules) {
    for (const { 0: number, index } of text.matchAll(CASE)) if (isCaseNumber(number.replaceAll('-', ''))) mark(index, index + number.length, { kind: 'case', text: number });
    for (const found of findNumbers(text, rules)) mark(found.from, found.to, { kind: 'number', text: found.text, found });
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, piece } of marks.sort((a, b) => a.from - b.from)) {
    if (from > at) pieces.push({ kind: 'text', text: text.slice(at, from) });
    pieces.push(piece);
    at = to;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}
