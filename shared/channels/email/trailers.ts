import { bare } from './quote-header.ts';
import words from './quote-words.json' with { type: 'json' };

const DEVICE = `(?:${words.device})`;
const SENT_FROM = new RegExp(`^[-*_\\s]*(?:${words.sentFrom.join('|')}).{0,60}?(?:${DEVICE})(?![\\p{L}]{6,}).{0,60}$`, 'iu');
const SAID_LAST = new RegExp(`(?:${words.sentFromBackwards.join('|')})[.。]?$`, 'iu');
const SENT_FROM_BACKWARDS = new RegExp(`(?:${DEVICE}).{0,40}(?:${words.sentFromBackwards.join('|')})[.。]?$`, 'iu');
const DISCLAIMER = words.disclaimers.map((pattern) => new RegExp(pattern, 'iu'));
const LONGEST_MOBILE_LINE = 110;

/** A line that a phone or a mail program adds by itself (`Sent from my iPhone`), in any of the languages of the word list. */
export function isMobileLine(line: string): boolean {
  const said = bare(line).replace(/<?https?:\S+>?/g, '').trim();
  return said.length > 0 && said.length <= LONGEST_MOBILE_LINE && !/[?؟？]$/.test(said) && (SENT_FROM.test(said) || (SAID_LAST.test(said.slice(-20)) && SENT_FROM_BACKWARDS.test(said)));
}

// Alone between blank lines, or at the end: inside a paragraph the same words are somebody's own.
function standsAlone(lines: string[], at: number): boolean {
  return !bare(lines[at + 1] ?? '') || isMobileLine(lines[at + 1]!) || at === lines.length - 1;
}

function withoutDisclaimers(lines: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const begins = at === 0 || !bare(lines[at - 1]!);
    if (begins && kept.some((line) => bare(line)) && DISCLAIMER.some((pattern) => pattern.test(paragraph(lines, at)))) {
      while (at < lines.length && bare(lines[at]!)) at++;
      at--;
    } else kept.push(lines[at]!);
  }
  return kept;
}

function paragraph(lines: string[], at: number): string {
  let text = '';
  for (let next = at; next < lines.length && text.length < 600 && bare(lines[next]!); next++) text = `${text} ${bare(lines[next]!)}`.trim();
  return text;
}

/** The words without what is below the signature mark, phones' lines and legal notices; never nothing. */
export function withoutTrailers(lines: string[]): string[] {
  const hasWords = (before: string[]): boolean => before.some((line) => bare(line) && !isMobileLine(line));
  const mark = lines.findIndex((line, at) => /^-- ?$/.test(line.replace(/[\u200e\u200f]/g, '')) && hasWords(lines.slice(0, at)));
  const above = mark < 0 ? lines : lines.slice(0, mark);
  return withoutDisclaimers(above.filter((line, at) => !(isMobileLine(line) && standsAlone(above, at) && hasWords(above.slice(0, at)))));
}
