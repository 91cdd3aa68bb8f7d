import { withoutDisclaimers } from './notices.ts';
import { bare } from './quote-header.ts';
import words from './quote-words.json' with { type: 'json' };

const DEVICE = `(?:${words.device})`;
const SENT_FROM = new RegExp(`^[-*_\\s]*(?:${words.sentFrom.join('|')}).{0,60}?(?:${DEVICE})(?![\\p{L}]{6,}).{0,60}$`, 'iu');
/** A program, and where it is to be had: `Get Outlook for iOS`. */
const GET_PROGRAM = new RegExp(`^[-*_\\s]*(?:${words.getProgram.join('|')})\\p{L}{0,2}[- ]?(?:${DEVICE})(?!\\p{L})`, 'iu');
const WHERE_TO_GET = new RegExp(`^(?:[\\d.]*|\\S{1,80}\\.\\p{L}{2,12}|${words.whereToGet.join('|')})$`, 'iu');
/** What is said to somebody, or about more than a telephone. */
const SPOKEN = new RegExp(`(?<!\\p{L})(?:${words.spoken.join('|')})(?!\\p{L})`, 'iu');
const SAID_LAST = new RegExp(`(?:${words.sentFromBackwards.join('|')})[.。]?$`, 'iu');
const SENT_FROM_BACKWARDS = new RegExp(`(?:${DEVICE}).{0,40}(?:${words.sentFromBackwards.join('|')})[.。]?$`, 'iu');
const LONGEST_MOBILE_LINE = 110;
/** The same with the program's address in the shop it comes from. */
const LONGEST_LOOKED_AT = 600;

// Nothing else is said there.
function isOfferOfProgram(said: string): boolean {
  const [begin] = GET_PROGRAM.exec(said) ?? [];
  return begin !== undefined && said.slice(begin.length).split(/[^\p{L}\p{N}.]+/u).every((word) => WHERE_TO_GET.test(word));
}

// A line that a phone or a mail program adds by itself (`Sent from my iPhone`), in any of the languages of the word list.
function isMobileLine(line: string): boolean {
  if (line.length > LONGEST_LOOKED_AT) return false;
  const said = line.replace(/<?https?:\S+>?/g, '').trim();
  return said.length > 0 && said.length <= LONGEST_MOBILE_LINE && !/[?؟？]$/.test(said) && ((SENT_FROM.test(said) && !SPOKEN.test(said)) || isOfferOfProgram(said) || (SAID_LAST.test(said.slice(-20)) && SENT_FROM_BACKWARDS.test(said)));
}

/**
 * The words without phones' lines and legal notices; never nothing. A phone's line goes
 * where it stands alone between blank lines or at the end: inside a paragraph the same words are somebody's own.
 */
export function withoutTrailers(lines: string[]): string[] {
  // Each line is looked at once: a mail of ten thousand phones' lines is a line's work ten thousand times, no more.
  const said = lines.map(bare);
  const mobile = said.map(isMobileLine);
  const first = said.findIndex((line, at) => line && !mobile[at]);
  if (first < 0 || !mobile.includes(true)) return withoutDisclaimers(lines, said);
  const standsAlone = (at: number): boolean => at === lines.length - 1 || !said[at + 1] || mobile[at + 1]!;
  return withoutDisclaimers(lines.filter((_line, at) => !(at > first && mobile[at] && standsAlone(at))));
}
