import { withoutBanner } from './notices.ts';
import { asksToReplyAbove, attribution, bare, compares, historyBegins, isQuoted, nextFilled } from './quote-header.ts';
import words from './quote-words.json' with { type: 'json' };
import { withoutTrailers } from './trailers.ts';

const FORWARD = new RegExp(`^[-–—_=*\\s]*(?:${words.forward.join('|')})(?!\\p{L}).{0,100}$|^[-–—_=*\\s]*(?:${words.forward.join('|')})[-–—_=*\\s:：]*$`, 'iu');
const FORWARD_SUBJECT = new RegExp(`^\\s*(?:${words.forwardSubject.join('|')})\\s*(?:\\[\\d+\\])?\\s*[:：]`, 'iu');
const ANSWERS_WITHIN = new RegExp(`(?:(?<!\\p{L})|(?<=[\\p{Script=Han}\\p{Script=Hiragana}]))(?:${words.answersWithin.join('|')})`, 'iu');
const SIGNATURE_MARK = /^[\u200e\u200f]*-- ?[\u200e\u200f]*$/;
const SIGNATURE_LINES = 30;
const LINES_LIMIT = 20_000;
const CHARACTERS_LIMIT = 300_000;

/** True for the few words of somebody who answered within what is quoted, in a way that no mark tells (`my answers are below in red`). */
export function answersWithin(own: string): boolean {
  return own.length < 400 && ANSWERS_WITHIN.test(own);
}

/** True for a subject that a mail program writes when it forwards (`Fwd:`, `הועבר:`). */
export function isForwardSubject(subject: string): boolean {
  return FORWARD_SUBJECT.test(subject);
}

// A relay that wraps long lines leaves the rest of a quoted line without its mark.
function continuesQuote(lines: string[], at: number): boolean {
  const before = lines[at - 1] ?? '';
  return before.length > 60 && isQuoted(before) && isQuoted(lines[at + 1] ?? '') && /^\p{Ll}/u.test(lines[at]!);
}

// A signature ends where something quoted begins: below that, somebody may have answered. More than a screen of lines is a letter.
function signatureEnd(lines: string[], said: string[], at: number): number {
  let filled = 0;
  for (let end = at + 1; filled <= SIGNATURE_LINES; end++) {
    if (end >= lines.length || isQuoted(lines[end]!) || attribution(said, end) > 0 || historyBegins(said, end)) return end;
    if (said[end]) filled++;
  }
  return at;
}

function tidy(lines: string[]): string {
  return lines.join('\n').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').replace(/^\n+|\s+$/g, '');
}

/** The words above a forwarded mail; everything where nothing is forwarded. */
export function wordsAboveForward(text: string): string {
  const lines = text.slice(0, 60_000).split('\n');
  const said = lines.map(bare);
  const at = said.findIndex((line, place) => FORWARD.test(line) || (line && historyBegins(said, place)));
  return at < 0 ? text : lines.slice(0, at).join('\n').trim();
}

/**
 * The customer's own words of a reply: quoted history, the line that announces it, signature, phones' lines, legal notices
 * and gateways' warnings left out. A forward is kept whole, and in doubt everything is: the result is never empty when the text is not.
 */
export function replyTextOf(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (lines.length > LINES_LIMIT || text.length > CHARACTERS_LIMIT) return text.trim();
  const said = lines.map(bare);
  const own: string[] = [];
  let spoken = false;
  let quoteAt = -1;
  for (let at = 0; at < lines.length; at++) {
    if (FORWARD.test(said[at]!)) return tidy(lines);
    if (historyBegins(said, at) || (spoken && asksToReplyAbove(said[at]!))) break;
    const announced = attribution(said, at);
    if (announced > 0) {
      const next = nextFilled(said, at + announced);
      // Quoted with marks: what follows the quote is an answer below it. Without marks: all of the rest is history.
      if (!isQuoted(lines[next] ?? '')) break;
      at = next - 1;
      quoteAt = next;
      continue;
    }
    const signed = spoken && SIGNATURE_MARK.test(lines[at]!) ? signatureEnd(lines, said, at) : at;
    if (signed > at) { at = signed - 1; continue; }
    if ((isQuoted(lines[at]!) && (at === quoteAt || !compares(lines, at))) || continuesQuote(lines, at)) continue;
    own.push(lines[at]!);
    spoken ||= /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(said[at]!) && !asksToReplyAbove(said[at]!);
  }
  return tidy(withoutTrailers(withoutBanner(own))) || tidy(lines);
}
