import { countLetters } from './letters.ts';
import type { Language } from './message.ts';

export type Direction = 'rtl' | 'ltr';

const RIGHT_TO_LEFT_SHARE = 0.3;
// Unicode TR9: first strong isolate, pop directional isolate; and every control that could turn a line round.
const FSI = '\u2068';
const PDI = '\u2069';
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// Beginning with a letter or digit, holding a digit: `ORD-2026-55431`, `482-109-379`, `A4/17`.
const CODE_AT_START = /^[A-Za-z0-9#][A-Za-z0-9#/_.-]*/;

export function directionOfLanguage(language: Language): Direction {
  return language === 'he' ? 'rtl' : 'ltr';
}

/**
 * The direction of one paragraph, for console, mail and status page alike: right-to-left when at least three letters in
 * ten are. The first strong letter decides nothing: an order number at the start would turn a Hebrew line round.
 * A paragraph without letters follows the message.
 */
export function directionOf(paragraph: string, message: Direction): Direction {
  const letters = countLetters(paragraph);
  if (letters.all === 0) return message;
  return letters.rightToLeft / letters.all >= RIGHT_TO_LEFT_SHARE ? 'rtl' : 'ltr';
}

// Unicode's right-to-left and left-to-right mark.
const MARKS: Record<Direction, string> = { rtl: '\u200f', ltr: '\u200e' };

/** A line of our own with the direction that an agent chose for it by hand, kept as a mark at its beginning. */
export function withChosenDirection(line: string, chosen: Direction | undefined): string {
  return chosen === undefined || line.trim() === '' ? line : MARKS[chosen] + line;
}

/** The direction that was chosen for a line of our own; undefined: its letters decide. */
export function chosenDirection(line: string): Direction | undefined {
  return line.startsWith(MARKS.rtl) ? 'rtl' : line.startsWith(MARKS.ltr) ? 'ltr' : undefined;
}

/** One line of a message with the direction it is shown in. */
export interface DirectedLine {
  text: string;
  direction: Direction;
}

/** A message's paragraphs (parted by empty lines), each line with its direction; `fallback` for a message without letters. In `ours` a mark at a line's beginning is an agent's choice; a customer's phone sets such marks by itself. */
export function directedParagraphs(text: string, fallback: Direction, ours = false): DirectedLine[][] {
  const message = directionOf(text, fallback);
  return text.replace(/\r\n?/g, '\n').split(/\n[^\S\n]*\n\s*/)
    .map((paragraph) => paragraph.split('\n').map((line) => line.trimEnd()).filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => {
      const chosen = ours ? chosenDirection(line) : undefined;
      return { text: chosen ? line.slice(1) : line, direction: chosen ?? directionOf(line, message) };
    }));
}

/** Without the invisible characters that turn text round; `keepChosen`: of our own text, except for the marks that begin a line. */
export function withoutBidiControls(text: string, keepChosen = false): string {
  return text.replace(BIDI_CONTROLS, (control, at: number) => (keepChosen && (at === 0 || text[at - 1] === '\n') && chosenDirection(control) ? control : ''));
}

/** For plain text: a name or number that keeps its own order and leaves its neighbours theirs. */
export function isolate(text: string): string {
  return `${FSI}${withoutBidiControls(text)}${PDI}`;
}

/** A plain right-to-left line that starts with an order number needs it isolated; any other line stays as it was typed. */
export function isolateLeadingCode(line: DirectedLine): string {
  const code = CODE_AT_START.exec(line.text)?.[0].replace(/[.#/_-]+$/, '');
  return line.direction === 'rtl' && code && /\d/.test(code) ? isolate(code) + line.text.slice(code.length) : line.text;
}
