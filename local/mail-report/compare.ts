import type { Label } from './labelled-mails.ts';

/** What somebody read from one mail. */
export interface Reading { from: string; subject: string; text: string; replyText: string; attachments: (string | null)[] }

export const FIGURES = ['from', 'subject', 'text', 'words', 'files', 'fileNames', 'reply', 'replyWords'] as const;
export type Figure = (typeof FIGURES)[number];

export interface Compared { figure: Figure; right: boolean; wanted: string; got: string }

/** White space, direction marks and ways to write one letter are not differences. */
export function normalised(text: string | null | undefined): string {
  return (text ?? '').normalize('NFC').replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]/g, '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Letters and digits alone. */
export function wordsOf(text: string | null | undefined): string {
  return (text ?? '').normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function addressOf(text: string | null | undefined): string {
  const found = /<([^<>\s]*)>/.exec(text ?? '') ?? /([^\s<>"',;:()]+@[^\s<>"',;()]+)/.exec(text ?? '');
  return found?.[1]?.toLowerCase() ?? '';
}

function subjectOf(text: string, withoutPrefix: boolean): string {
  const plain = normalised(text);
  return withoutPrefix ? plain.replace(/^((re|fwd?|aw)\s*:\s*)+/i, '') : plain;
}

// Where only HTML says what is expected, a reader may leave out or add some of its furniture.
function sameWords(wanted: string, got: string, loosely: boolean): boolean {
  return wanted === got || (loosely && wanted.length > 20 && (got.includes(wanted) || (wanted.includes(got) && got.length > 0.8 * wanted.length)));
}

/** Compares what was read with what is expected, as far as something is. */
export function compare(read: Reading, expected: NonNullable<Label['expected']>): Compared[] {
  const compared: Compared[] = [];
  const add = (figure: Figure, right: boolean, wanted: string, got: string): void => { compared.push({ figure, right, wanted: wanted.slice(0, 400), got: got.slice(0, 400) }); };
  const html = expected.textKind === 'html';
  if (expected.from) add('from', addressOf(read.from) === addressOf(expected.from), expected.from, read.from);
  if (typeof expected.subject === 'string') {
    const [wanted, got] = [expected.subject, read.subject].map((subject) => subjectOf(subject, expected.stripRe === true)) as [string, string];
    add('subject', wanted === got, wanted, got);
  }
  if (typeof expected.text === 'string') {
    if (!html) add('text', normalised(read.text) === normalised(expected.text), normalised(expected.text), normalised(read.text));
    const [wanted, got] = [wordsOf(expected.text), wordsOf(read.text)];
    add('words', sameWords(wanted, got, html), wanted, got);
  }
  if (expected.attachments) {
    const wanted = expected.attachments.filter((name) => name !== null).map(normalised);
    const got = new Set(read.attachments.map(normalised));
    add('files', read.attachments.length === expected.attachments.length, String(expected.attachments.length), String(read.attachments.length));
    if (wanted.some(Boolean)) add('fileNames', wanted.every((name) => got.has(name)), wanted.join(' | '), [...got].join(' | '));
  }
  if (typeof expected.reply === 'string') {
    const accepted = [expected.reply, ...(expected.replyAlso ?? [])];
    if (!html) add('reply', accepted.some((form) => normalised(form) === normalised(read.replyText)), normalised(expected.reply), normalised(read.replyText));
    add('replyWords', accepted.some((form) => wordsOf(form) === wordsOf(read.replyText)), wordsOf(expected.reply), wordsOf(read.replyText));
  }
  return compared;
}
