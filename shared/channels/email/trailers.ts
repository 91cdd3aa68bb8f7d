import { withoutDisclaimers } from './notices.ts';
import { bare } from './quote-header.ts';
import words from './quote-words.json' with { type: 'json' };

const DEVICE = `(?:${words.device})`;
const SENT_FROM = new RegExp(`^[-*_\\s]*(?:${words.sentFrom.join('|')}).{0,60}?(?:${DEVICE})(?![\\p{L}]{6,}).{0,60}$`, 'iu');
const SAID_LAST = new RegExp(`(?:${words.sentFromBackwards.join('|')})[.。]?$`, 'iu');
const SENT_FROM_BACKWARDS = new RegExp(`(?:${DEVICE}).{0,40}(?:${words.sentFromBackwards.join('|')})[.。]?$`, 'iu');
const LONGEST_MOBILE_LINE = 110;
/** The same with the program's address in the shop it comes from. */
const LONGEST_LOOKED_AT = 600;

// A line that a phone or a mail program adds by itself (`Sent from my iPhone`), in any of the languages of the word list.
function isMobileLine(line: string): boolean {
  if (line.length > LONGEST_LOOKED_AT) return false;
  const said = line.replace(/<?https?:\S+>?/g, '').trim();
  return said.length > 0 && said.length <= LONGEST_MOBILE_LINE && !/[?؟？]$/.test(said) && (SENT_FROM.test(said) || (SAID_LAST.test(said.slice(-20)) && SENT_FROM_BACKWARDS.test(said)));
}

/**
 * The words without what is below the signature mark, phones' lines and legal notices; never nothing. A phone's line goes
 * where it stands alone between blank lines or at the end: inside a paragraph the same words are somebody's own.
 */
export function withoutTrailers(lines: string[]): string[] {
  // Each line is looked at once: a mail of ten thousand phones' lines is a line's work ten thousand times, no more.
  const said = lines.map(bare).map((line) => ({ words: line !== '', mobile: isMobileLine(line) }));
  const first = said.findIndex(({ words, mobile }) => words && !mobile);
  if (first < 0) return withoutDisclaimers(lines);
  const mark = lines.findIndex((line, at) => at > first && /^-- ?$/.test(line.replace(/[\u200e\u200f]/g, '')));
  const above = mark < 0 ? lines : lines.slice(0, mark);
  const standsAlone = (at: number): boolean => at === above.length - 1 || !said[at + 1]!.words || said[at + 1]!.mobile;
  return withoutDisclaimers(above.filter((_line, at) => !(at > first && said[at]!.mobile && standsAlone(at))));
}
