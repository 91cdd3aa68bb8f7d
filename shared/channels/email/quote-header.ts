import words from './quote-words.json' with { type: 'json' };

const MARKS = /[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;
const VERB = `(?<![\\p{L}\\p{M}])(?:${words.verbs.join('|')})(?![\\p{L}\\p{M}])`;
const ASIAN_VERB = '(?:写道|寫道|写到|のメール|書きました|書いたメール|작성)';
const HAS_VERB = new RegExp(`${VERB}|${ASIAN_VERB}`, 'iu');
const VERB_AT_END = new RegExp(`(?:${VERB}|${ASIAN_VERB})(?:\\(\\p{L}{1,3}\\))?\\s*(?:[:：]|-{2,}:?|:\\s*\\([^()]{6,60}\\)|\\s\\([^()]{6,60}\\)\\s*:)?$`, 'iu');
const SENDER_THEN_VERB = new RegExp(`^.{0,200}?[^\\s<>()]+@[^\\s<>()]+[>)\\s]*\\s*,?\\s*(?:${VERB}|${ASIAN_VERB}).{0,120}[:：]$`, 'iu');
const SPOKEN_BY = new RegExp(`^(?:${words.spokenBy.join('|')})\\b.{0,200}@.{0,200}[:：]$`, 'iu');
const WHOLE = words.whole.map((pattern) => new RegExp(pattern, 'iu'));
const BEGINS = new RegExp(`^[-*\\s]*(?:${words.begins.join('|')})(?![\\p{L}])|^[-*\\s]*(?:ב[- ־\\d]|\\d{1,4}[-/.年])`, 'iu');
/** Somebody's sentence about their own writing. */
const SELF = /(?<!\p{L})(?:(?:i|we)\s+(?:have\s+|had\s+|already\s+)*wr(?:ote|itten)|schrieb(?:en)?\s+(?:ich|wir)|(?:ich|wir)\s+schrieb(?:en)?|ik\s+schreef|schreef\s+ik|jag\s+skrev|skrev\s+(?:jag|jeg)|jeg\s+skrev|(?:я|мы)\s+писали?|писала?\s+я)(?!\p{L})/iu;
const BULLET_SENDER = /^\*\s.{0,100}<[^<>\s]+@[^<>\s]+>\s*\[\d{4}-\d\d-\d\d.{0,20}\]\s*:$/;
const ORIGINAL = new RegExp(`^[-_=*\\s]{2,}(?:${words.original.join('|')})[-_=*\\s:]*$|^(?:${words.original.filter((name) => name !== 'original').join('|')})[-_\\s]*:?$`, 'iu');
const label = (names: string[]): RegExp => new RegExp(`^[*_\\s|]*(?:${names.join('|')})[*_\\s]*[:：]`, 'iu');
const FROM_LABEL = label(words.labels.from);
const OTHER_LABEL = label(words.labels.other);
const SUBJECT_LABEL = label(words.subjectLabels);
const DASHED = /^[-_=*]{3,}\s*\p{L}[\p{L}\s.'’-]{2,50}\s*[-_=*]{3,}$/u;
const RULE = /^\s*(?:_{10,}|-{10,}|={4,}|\*{20,}|⁣?_{5,}\s*)\s*$/;
const DATE = /\d{1,4}[-/.:年월년]\s?\d{1,2}|(?<!\d)(?:19|20)\d\d(?!\d)/;
/** A time of day or a year: such a line may be the first of an announcement that goes on in the next. */
const DATED = /(?<!\d)\d{1,2}[:.]\d\d(?!\d)|(?<!\d)20\d\d(?!\d)/;

/** Characters of an announcement with its names and addresses. */
const LONGEST = 500;

const ASCII = /^[\t -~]*$/;

/** The line without direction marks, its digits Western. What looks at lines below takes them bare. */
export function bare(line: string): string {
  if (ASCII.test(line)) return line.slice(0, 1000).trim();
  return line.slice(0, 1000).replace(MARKS, '').replace(/[٠-٩]/g, (digit) => String(digit.codePointAt(0)! - 0x660)).replace(/[۰-۹]/g, (digit) => String(digit.codePointAt(0)! - 0x6f0)).trim();
}

export function isQuoted(line: string): boolean {
  return /^\s{0,3}(?:>|&gt;)/.test(ASCII.test(line) ? line : line.replace(MARKS, ''));
}

export function nextFilled(lines: string[], from: number): number {
  let at = from;
  while (at < lines.length && !lines[at]) at++;
  return at;
}

// One sign of a mail program's own line is not enough: people write about what somebody wrote.
function announces(line: string, quoteFollows: boolean): boolean {
  if (WHOLE.some((pattern) => pattern.test(line)) || BULLET_SENDER.test(line)) return DATE.test(line) || line.includes('@') || quoteFollows;
  if (SPOKEN_BY.test(line)) return true;
  if (SELF.test(line)) return quoteFollows;
  if (VERB_AT_END.test(line)) return DATE.test(line) || line.includes('@') || quoteFollows;
  if (SENDER_THEN_VERB.test(line)) return DATE.test(line) || quoteFollows;
  if (BEGINS.test(line) && line.includes('@') && HAS_VERB.test(line) && DATE.test(line) && /[:：]$/.test(line)) return true;
  return quoteFollows && HAS_VERB.test(line) && DATE.test(line) && /[:：)]$/.test(line);
}

/** How many lines from here announce a quoted mail (`On … wrote:`); 0 when none does. Up to five, as mail programs wrap them. */
export function attribution(lines: string[], at: number): number {
  const first = lines[at]!;
  if (!first || first.startsWith('>') || first.length > LONGEST || !/[@\d]|[:：]$/.test(first)) return 0;
  let joined = first;
  for (let count = 1; count <= 5; count++) {
    const quoteFollows = isQuoted(lines[nextFilled(lines, at + count)] ?? '');
    if (/[:：>)]$|-{2,}:?$|\p{L}$/u.test(joined) && announces(joined, quoteFollows)) return count;
    // Without any of these, the first line is somebody's own, above the announcement.
    if (!DATED.test(first) && !first.includes('@') && !(HAS_VERB.test(joined) && /[:：]$/.test(joined))) return 0;
    const next = lines[at + count] ?? '';
    if (!next || (next.startsWith('>') && !/^>\s*:$/.test(next))) return 0;
    joined = `${joined} ${next}`;
    if (joined.length > LONGEST) return 0;
  }
  return 0;
}

/** True where a block of mail headers begins: From and two more labels, a subject or an address among them. */
export function headerBlock(lines: string[], at: number): boolean {
  const first = lines[at]!;
  if (!/[:：]/.test(first)) return false;
  if (!FROM_LABEL.test(first) && !OTHER_LABEL.test(first)) return false;
  let labels = 1;
  let from = FROM_LABEL.test(first);
  let evident = SUBJECT_LABEL.test(first) || first.includes('@');
  for (let next = at + 1, filled = 0, strange = 0; next < lines.length && filled < 8 && strange < 2; next++) {
    const line = lines[next]!;
    if (!line) { if (labels > 2) break; continue; }
    filled++;
    if (!OTHER_LABEL.test(line) && !FROM_LABEL.test(line)) { strange++; continue; }
    labels++;
    from ||= FROM_LABEL.test(line);
    evident ||= SUBJECT_LABEL.test(line) || line.includes('@');
  }
  return from && evident && labels >= 3;
}

/** True where everything from here on is the mail that is answered. */
export function historyBegins(lines: string[], at: number): boolean {
  const line = lines[at]!;
  if (!line) return false;
  if (ORIGINAL.test(line) || headerBlock(lines, at)) return true;
  if (!RULE.test(line) && !DASHED.test(line)) return false;
  const next = nextFilled(lines, at + 1);
  return next < lines.length && (headerBlock(lines, next) || attribution(lines, next) > 0);
}
