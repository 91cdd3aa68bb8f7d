import words from './quote-words.json' with { type: 'json' };

const MARKS = /[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;
const VERB = `(?<![\\p{L}\\p{M}])(?:${words.verbs.join('|')})(?![\\p{L}\\p{M}])`;
const ASIAN_VERB = '(?:写道|寫道|写到|のメール|書きました|書いたメール|작성)';
const HAS_VERB = new RegExp(`${VERB}|${ASIAN_VERB}`, 'iu');
const VERB_AT_END = new RegExp(`(?:${VERB}|${ASIAN_VERB})(?:\\(\\p{L}{1,3}\\))?\\s*(?:[:：]|-{2,}:?|:\\s*\\([^()]{6,60}\\)|\\s\\([^()]{6,60}\\)\\s*:)?$`, 'iu');
const SENDER_THEN_VERB = new RegExp(`^.{0,200}?[^\\s<>()]+@[^\\s<>()]+[>)\\s]*\\s*,?\\s*(?:${VERB}|${ASIAN_VERB}).{0,120}[:：]$`, 'iu');
const SPOKEN_BY = new RegExp(`^(?:${words.spokenBy.join('|')})\\b.{1,400}[:：]$`, 'iu');
/** A day and an hour first, a colon last, and marked lines below: nothing but an announcement. */
const BEGINS_WITH_DATE = /^(?:\* .{1,80}\[)?(?:\p{L}{1,14}[.,]{0,2} )?\d{1,4}[-/. 年]{1,2}(?:\d{1,2}[-/.月] ?|\p{L}{3,12}\.?,? )\d{1,4}.{1,25}\d\d?[:.]\d\d.{0,100}[:：]$/u;
const WHOLE = words.whole.map((pattern) => new RegExp(pattern, 'iu'));
const BEGINS = new RegExp(`^[-*\\s]*(?:${words.begins.join('|')})(?![\\p{L}])|^[-*\\s]*(?:ב[- ־\\d]|\\d{1,4}[-/.年])`, 'iu');
/** Somebody's sentence about their own writing. */
const SELF = /(?<!\p{L})(?:(?:i|we)\s+(?:have\s+|had\s+|already\s+)*wr(?:ote|itten)|schrieb(?:en)?\s+(?:ich|wir)|(?:ich|wir)\s+schrieb(?:en)?|ik\s+schreef|schreef\s+ik|jag\s+skrev|skrev\s+(?:jag|jeg)|jeg\s+skrev|(?:я|мы)\s+писали?|писала?\s+я)(?!\p{L})|(?:^|[\d\s日月年，,])(?:我们?|您|你们?)(?:写道|寫道|写到)|(?<!さん|様|氏)(?:が|は|に)書きました/iu;
/** Words to somebody, where a mail program names a person: `your driver wrote`, `הנציגה כתבה לי`. */
const TO_SOMEBODY = new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.toSomebody.join('|')})(?![\\p{L}\\p{M}])`, 'u');
/** The rest of an announcement whose first line was long enough for a name alone. */
const ADDRESS_FIRST = /^<[^\s<>]{1,250}@[^\s<>]{1,250}>/;
const ANGLED = /[<(][^<>()\s]*@/;
const BARE_ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/;
const BULLET_SENDER = /^\*\s.{0,100}<[^<>\s]+@[^<>\s]+>\s*\[\d{4}-\d\d-\d\d.{0,20}\]\s*:$/;
const ORIGINAL = new RegExp(`^[-–—_=*\\s]{2,}(?:${words.original.join('|')})[-–—_=*\\s:]*$|^(?:${words.original.filter((name) => name !== 'original').join('|')})[-_\\s]*:?$`, 'iu');
const REPLY_ABOVE = new RegExp(`^[-–—#=*_\\s]*(?:${words.replyAbove.join('|')})[-–—#=*_.:\\s]*$`, 'iu');
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

/** The narrowest column that a program wraps at. */
const NARROWEST = 36;

const MARK_OR_DIGIT = /[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff٠-٩۰-۹]/;

/** The line without direction marks, its digits Western. What looks at lines below takes them bare. */
export function bare(line: string): string {
  if (!MARK_OR_DIGIT.test(line)) return line.slice(0, 1000).trim();
  return line.slice(0, 1000).replace(MARKS, '').replace(/[٠-٩]/g, (digit) => String(digit.codePointAt(0)! - 0x660)).replace(/[۰-۹]/g, (digit) => String(digit.codePointAt(0)! - 0x6f0)).trim();
}

export function isQuoted(line: string): boolean {
  return /^\s{0,3}(?:>|&gt;)/.test(MARK_OR_DIGIT.test(line) ? line.replace(MARKS, '') : line);
}

/** `> 3 weeks` is more than three weeks, where no other quoted line is near. */
export function compares(lines: string[], at: number): boolean {
  return /^>\s?[₪$€£]?\d[^?]*$/.test(bare(lines[at]!)) && !isQuoted(lines[at - 1] ?? '') && !isQuoted(lines[at + 1] ?? '');
}

export function nextFilled(lines: string[], from: number): number {
  let at = from;
  while (at < lines.length && !lines[at]) at++;
  return at;
}

// The same announcement in bold, and with an address that a program wrote twice or as a link.
function plainly(line: string): string {
  const unlinked = line.includes('mailto:') ? line.replace(/[<[(]mailto:([^\s<>[\]()]{1,250})[>\])]/gi, '<$1>').replace(/<([^\s<>]{1,250})<[^\s<>]{1,250}>>/g, '<$1>') : line;
  return unlinked.replace(/^[*_]+(?=\S)|\s*[*_]+$/g, '');
}

// One sign of a mail program's own line is not enough: people write about what somebody wrote.
function announces(joined: string, quoteFollows: boolean): boolean {
  const line = plainly(joined);
  if (SELF.test(line) || (!ANGLED.test(line) && TO_SOMEBODY.test(line))) return quoteFollows && (HAS_VERB.test(line) || BEGINS_WITH_DATE.test(line));
  if (WHOLE.some((pattern) => pattern.test(line)) || BULLET_SENDER.test(line)) return DATE.test(line) || line.includes('@') || quoteFollows;
  if (SPOKEN_BY.test(line)) return quoteFollows || line.includes('@');
  if (quoteFollows && line.length < 160 && BEGINS_WITH_DATE.test(line)) return true;
  if (VERB_AT_END.test(line)) return DATE.test(line) || line.includes('@') || quoteFollows;
  if (SENDER_THEN_VERB.test(line)) return DATE.test(line) || quoteFollows;
  if (BEGINS.test(line) && line.includes('@') && HAS_VERB.test(line) && DATE.test(line) && /[:：]$/.test(line)) return true;
  return quoteFollows && HAS_VERB.test(line) && DATE.test(line) && /[:：)]$/.test(line);
}

function announcesItself(quoted: string): boolean {
  const line = quoted.replace(/^[>\s]+/, '');
  return line.includes('@') && announces(line, false);
}

// A name, alone between a blank line and the address that it belongs to.
function isNameAlone(lines: string[], at: number): boolean {
  const name = lines[at]!;
  return name.length < 100 && !lines[at - 1] && !/[.!?,;:]$/.test(name) && ADDRESS_FIRST.test(lines[at + 1] ?? '');
}

// A program goes on in the next line where the first is full, or where what comes belongs together.
function isWrapped(line: string, next: string): boolean {
  return line.length + next.split(' ', 1)[0]!.length > NARROWEST || /^[<([:>]/.test(next) || /[,，、>:]$/.test(line);
}

/** How many lines from here announce a quoted mail (`On … wrote:`); 0 when none does. Up to five, as mail programs wrap them. */
export function attribution(lines: string[], at: number): number {
  const first = lines[at]!;
  if (!first || first.startsWith('>') || first.length > LONGEST) return 0;
  const named = isNameAlone(lines, at);
  if (!named && !/[@\d]|[:：]\*?$/.test(first)) return 0;
  let joined = first;
  for (let count = 1; count <= 5; count++) {
    const below = nextFilled(lines, at + count);
    // A quote that says itself whose it is needs no announcement: the line above it is somebody's.
    const quoteFollows = isQuoted(lines[below] ?? '') && !compares(lines, below) && !announcesItself(lines[below]!);
    if (/[:：>)*_]$|-{2,}:?$|\p{L}$/u.test(joined) && announces(joined, quoteFollows)) return count;
    // Without any of these, the first line is somebody's own, above the announcement.
    if (!named && !DATED.test(first) && !first.includes('@') && !(HAS_VERB.test(joined) && /[:：]$/.test(joined))) return 0;
    const next = lines[at + count] ?? '';
    // A bare address alone on its line is somebody's, unless the next line ends what it begins.
    if (!next || (count > 1 && BARE_ADDRESS.test(first)) || (next.startsWith('>') && !/^>\s*:$/.test(next))) return 0;
    if (count === 1 && !isWrapped(first, next)) return 0;
    joined = `${joined} ${next}`;
    if (joined.length > LONGEST) return 0;
  }
  return 0;
}

// From and two more labels from here on, a subject or an address among them.
function labelsBegin(lines: string[], at: number): boolean {
  const first = lines[at]!;
  if (!/[:：]/.test(first)) return false;
  if (!FROM_LABEL.test(first) && !OTHER_LABEL.test(first)) return false;
  let labels = 1;
  let from = FROM_LABEL.test(first);
  let evident = SUBJECT_LABEL.test(first) || first.includes('@');
  for (let next = at + 1, filled = 0, strange = 0; next < lines.length && filled < 8 && strange < 2; next++) {
    const line = lines[next]!;
    if (!line) { if (labels > 2) break; continue; }
    if (RULE.test(line)) break;
    filled++;
    // The rest of a label's long value, on a line of its own.
    if (!OTHER_LABEL.test(line) && !FROM_LABEL.test(line)) { if (!/^[<"(\d]|@/.test(line)) strange++; continue; }
    labels++;
    from ||= FROM_LABEL.test(line);
    evident ||= SUBJECT_LABEL.test(line) || line.includes('@');
  }
  return from && evident && labels >= 3;
}

// What looks like a label and stands apart from the block below it is somebody's own line (`To: Haifa`).
function standsApart(lines: string[], at: number): boolean {
  for (let start = at + 1; start <= Math.min(at + 8, lines.length - 2); start++) {
    const above = lines[start - 1]!;
    if (lines[start] && lines[start + 1] && (!above || ORIGINAL.test(above) || RULE.test(above)) && FROM_LABEL.test(lines[start]!) && labelsBegin(lines, start)) return true;
  }
  return false;
}

/** True where a block of mail headers begins. */
export function headerBlock(lines: string[], at: number): boolean {
  return labelsBegin(lines, at) && !standsApart(lines, at);
}

/** Where a ticket system wants its answer: below is what it wrote, also where nobody answered above. */
export function asksToReplyAbove(line: string): boolean {
  return line.length < 160 && REPLY_ABOVE.test(line);
}

/** True where everything from here on is the mail that is answered. */
export function historyBegins(lines: string[], at: number): boolean {
  const line = lines[at]!;
  if (!line) return false;
  if (ORIGINAL.test(line) || headerBlock(lines, at)) return true;
  if (!RULE.test(line) && !DASHED.test(line)) return false;
  const next = nextFilled(lines, at + 1);
  let below = next;
  // Some draw a line and name receiver and subject before they announce.
  while (below < Math.min(next + 4, lines.length) && OTHER_LABEL.test(lines[below]!)) below++;
  return next < lines.length && (headerBlock(lines, next) || attribution(lines, below) > 0);
}
