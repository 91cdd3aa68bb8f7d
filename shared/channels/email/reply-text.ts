import words from './quote-words.json' with { type: 'json' };

const MARKS = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const WROTE = words.wrote.map((pattern) => new RegExp(pattern, 'iu'));
const WROTE_BEGINS = new RegExp(words.wroteBegins, 'iu');
const ORIGINAL = new RegExp(`^[-_=*\\s]{2,}(?:${words.original.join('|')})[-_=*\\s:]*$|^(?:${words.original.join('|')})[-_\\s]*:?$`, 'iu');
const FORWARD = new RegExp(`^[-_=*\\s>]*(?:${words.forward.join('|')})\\b.{0,100}$|^[-_=*\\s>]*(?:${words.forward.join('|')})[-_=*\\s:]*$`, 'iu');
const FROM_LABEL = new RegExp(`^[*_\\s|]*(?:${words.labels.from.join('|')})[*_\\s]*[:：]`, 'iu');
const OTHER_LABEL = new RegExp(`^[*_\\s|]*(?:${words.labels.other.join('|')})[*_\\s]*[:：]`, 'iu');
const MOBILE = new RegExp(`^(?:${words.mobile.join('|')})$`, 'iu');
const DASHED = /^[-_=*]{3,}\s*\p{L}[\p{L}\s.'’]{2,50}\s*[-_=*]{3,}$/u;
const RULE = /^\s*(?:_{10,}|-{10,}|={4,}|\*{20,})\s*$/;
/** A time of day or a year: such a line may be the first of an announcement that goes on in the next. */
const DATED = /\b\d{1,2}[:.]\d\d\b|\b20\d\d\b/;
const LINES_LIMIT = 20_000;

type Cut = { kind: 'rest' } | { kind: 'attribution'; lines: number };

function bare(line: string): string {
  return line.slice(0, 1000).replace(MARKS, '').trim();
}

// `On … wrote:` may run over several lines; the words after it decide whether the history is quoted or simply follows.
function attribution(lines: string[], at: number): number {
  const first = bare(lines[at]!);
  if (!first || first.startsWith('>')) return 0;
  let joined = first;
  for (let count = 1; count <= 5; count++) {
    if (/[:：>]$|\bwrote$/.test(joined) && WROTE.some((pattern) => pattern.test(joined))) {
      // Words that only end in `wrote:` may be a sentence: without a date, an address or a quote below they are kept.
      const evident = /\d{1,4}[-/.:年]\s?\d{1,2}|\b(?:19|20)\d\d\b|@/.test(joined) || isQuoted(lines[nextFilled(lines, at + count)] ?? '');
      return evident ? count : 0;
    }
    if (!WROTE_BEGINS.test(first) && !DATED.test(first)) return 0;
    const next = bare(lines[at + count] ?? '');
    if (!next || (next.startsWith('>') && !/^>\s*:$/.test(next))) return 0;
    joined = `${joined} ${next}`.slice(0, 700);
  }
  return 0;
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}(?:>|&gt;)/.test(line.replace(MARKS, ''));
}

// A relay that wraps long lines leaves the rest of a quoted line without its mark.
function continuesQuote(lines: string[], at: number): boolean {
  const before = lines[at - 1] ?? '';
  return before.length > 60 && isQuoted(before) && isQuoted(lines[at + 1] ?? '') && /^\p{Ll}/u.test(lines[at]!);
}

function nextFilled(lines: string[], from: number): number {
  let at = from;
  while (at < lines.length && !bare(lines[at]!)) at++;
  return at;
}

// A block of mail headers: From and at least two more labels within the next lines.
function headerBlock(lines: string[], at: number): boolean {
  const first = bare(lines[at]!);
  if (!FROM_LABEL.test(first) && !(OTHER_LABEL.test(first) && /^[*_\s]*(?:date|sent|datum|נשלח|תאריך)/iu.test(first))) return false;
  let labels = 0;
  for (let next = at + 1, filled = 0; next < lines.length && filled < 7; next++) {
    const line = bare(lines[next]!);
    if (!line) { if (labels > 1) break; continue; }
    filled++;
    if (OTHER_LABEL.test(line) || FROM_LABEL.test(line)) labels++;
  }
  return labels >= 2;
}

function cutAt(lines: string[], at: number): Cut | null {
  const line = bare(lines[at]!);
  if (!line) return null;
  if (ORIGINAL.test(line) || headerBlock(lines, at)) return { kind: 'rest' };
  if (RULE.test(line) || DASHED.test(line)) {
    const next = nextFilled(lines, at + 1);
    if (next < lines.length && (headerBlock(lines, next) || attribution(lines, next) > 0)) return { kind: 'rest' };
  }
  const count = attribution(lines, at);
  return count > 0 ? { kind: 'attribution', lines: count } : null;
}

function withoutSignature(lines: string[]): string[] {
  for (let at = 1; at < lines.length; at++) {
    if (/^-- ?$/.test(lines[at]!.replace(MARKS, '')) && lines.slice(0, at).some((line) => bare(line))) return lines.slice(0, at);
  }
  return lines;
}

function tidy(lines: string[]): string {
  return lines.join('\n').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').replace(/^\n+|\s+$/g, '');
}

/**
 * The customer's own words of a reply: quoted history, the line that announces it and the signature after `-- ` left out.
 * A forward is kept whole, and in doubt everything is: the result is never empty when the text is not.
 */
export function replyTextOf(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (lines.length > LINES_LIMIT) return text.trim();
  const own: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (FORWARD.test(bare(lines[at]!))) return tidy(lines);
    const cut = cutAt(lines, at);
    if (cut?.kind === 'rest') break;
    if (cut?.kind === 'attribution') {
      const next = nextFilled(lines, at + cut.lines);
      // Quoted with marks: what follows the quote is an answer below it. Without marks: all of the rest is history.
      if (!isQuoted(lines[next] ?? '')) break;
      at = next - 1;
      continue;
    }
    if (!isQuoted(lines[at]!) && !continuesQuote(lines, at) && !(MOBILE.test(bare(lines[at]!)) && own.some((line) => bare(line)))) own.push(lines[at]!);
  }
  return tidy(withoutSignature(own)) || tidy(lines);
}
