/** How many letters a text has, and of which kind: what language and direction are decided on. */
export interface LetterCount {
  hebrew: number;
  /** Hebrew, Arabic and the other right-to-left scripts. */
  rightToLeft: number;
  all: number;
}

const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const QUOTED_LINE = /^\s*(?:>|-{2,}\s*(?:original message|forwarded message|הודעה מקורית|הודעה שהועברה)|_{5,})/i;
const QUOTED_HEADER = /^\s*[*]?(?:from|sent|to|cc|bcc|subject|date|מאת|נשלח|אל|עותק|העתק|נושא|תאריך|von|gesendet|an|betreff)[*]?\s*:/i;
const ATTRIBUTION = /^\s*(?:on\b.{1,300}\bwrote|בתאריך\s.{1,300}כתב.{0,40})\s*:\s*$/iu;
const ADDRESS_OF_A_SITE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/:?#].*)?$/i;

function isQuoted(line: string): boolean {
  const beginning = line.slice(0, 500);
  return QUOTED_LINE.test(beginning) || QUOTED_HEADER.test(beginning) || ATTRIBUTION.test(beginning);
}

const LINK = /https?:\/\/|www\.|mailto:/i;
const BETWEEN_WORDS = /[,;()"'<>[\]{}!?]+/;

// By a loop: a pattern tied to the end begins anew at each of sixty thousand dots.
function withoutLastStops(piece: string): string {
  let end = piece.length;
  while (end > 0 && (piece[end - 1] === '.' || piece[end - 1] === ':')) end--;
  return piece.slice(0, end);
}

function isCode(piece: string): boolean {
  return piece.includes('@') || /\d/.test(piece) || ADDRESS_OF_A_SITE.test(withoutLastStops(piece));
}

const LETTER = /\p{L}/u;
const HEBREW = /\p{Script=Hebrew}/u;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function addLetters(count: LetterCount, text: string): void {
  for (const character of text) {
    const code = character.charCodeAt(0);
    // The letters of the two common alphabets, without asking the Unicode tables.
    if (code >= 0x5d0 && code <= 0x5ea) {
      count.all++;
      count.hebrew++;
      count.rightToLeft++;
    } else if (code < 0x80) {
      if ((code | 32) >= 0x61 && (code | 32) <= 0x7a) count.all++;
    } else if (LETTER.test(character)) {
      count.all++;
      if (HEBREW.test(character)) count.hebrew++;
      if (RIGHT_TO_LEFT.test(character)) count.rightToLeft++;
    }
  }
}

// Every step looks at a run of characters once: a text of one endless word must not cost its square.
function addLine(count: LetterCount, line: string): void {
  for (const word of line.split(/\s+/)) {
    const link = word.search(LINK);
    for (const run of (link < 0 ? word : word.slice(0, link)).match(/[!-~]+|[^!-~]+/g) ?? []) {
      if (!/^[!-~]/.test(run)) addLetters(count, run);
      else for (const piece of run.split(BETWEEN_WORDS)) if (!isCode(piece)) addLetters(count, piece);
    }
  }
}

/** Counts letters; links, addresses, order numbers and (unless `quotes` says so) quoted lines and headers do not count. */
export function countLetters(text: string, quotes: 'skip' | 'count' = 'skip'): LetterCount {
  const count: LetterCount = { hebrew: 0, rightToLeft: 0, all: 0 };
  for (const line of text.replace(INVISIBLE, '').split(/\r\n|\n|\r|\u2028|\u2029/)) {
    if (quotes === 'count' || !isQuoted(line)) addLine(count, line);
  }
  return count;
}
