import { cleanText, clip } from './clean-text.ts';
import { decodeHeader } from './header-words.ts';
import { htmlToPlain, htmlWithoutHistory, sanitiseMailHtml } from './html.ts';
import { attachmentBytes, parseBody, type ParsedAttachment, type ParsedBody } from './parse.ts';
import { answersWithin, isForwardSubject, replyTextOf } from './reply-text.ts';
import { headerValues, scan, type Scan } from './scan.ts';
import { foundNothing, secondReading } from './second-reading.ts';

/** All that is read from a mail's body, ready to be stored. Made in the parser's own thread: everything here meets hostile bytes. */
export interface ReadBody {
  text: string;
  replyText: string;
  html: string | null;
  attachments: ParsedAttachment[];
  charset: string | null;
  /** What enclosed reports and messages say, shortened: evidence of who wrote. */
  enclosed: { type: string; text: string }[];
  repairs: string[];
}

/** Longer texts are kept as an attachment-like original only; a person does not write them. */
const TEXT_MAXIMUM = 2_000_000;
const ENCLOSED_LIMIT = 16_384;

// Of alternatives the plain one, if it says anything; texts that stand side by side all count, in order.
function plainText(texts: ParsedBody['texts']): string {
  const groupsWithPlain = new Set(texts.filter(({ kind, text, alternative }) => kind === 'plain' && alternative !== null && text.trim()).map(({ alternative }) => alternative));
  const said: string[] = [];
  for (const { kind, text, alternative } of texts) {
    if (kind === 'plain') said.push(text);
    else if (alternative === null || !groupsWithPlain.has(alternative)) said.push(htmlToPlain(text));
  }
  return said.filter((text) => text.trim()).join('\n');
}

// Only the beginning is decoded: it says what a report is about.
function beginning(raw: Buffer, attachment: ParsedAttachment): string {
  const { encoded } = attachment;
  const shortened = encoded ? { ...attachment, encoded: { ...encoded, end: Math.min(encoded.end, encoded.start + 2 * ENCLOSED_LIMIT) } } : attachment;
  return Buffer.from(attachmentBytes(raw, shortened).subarray(0, ENCLOSED_LIMIT)).toString('latin1');
}

// A mail that is passed on is passed on whole, also where the mail program marks it like an answer.
function isForward({ headers }: Scan, hint: string | null): boolean {
  return isForwardSubject(decodeHeader((headerValues(headers, 'subject')[0] ?? '').slice(0, 200), hint, new Set()));
}

type Reader = (raw: Buffer, scanned: Scan) => ParsedBody;

// Two readers written by different people: where ours has a fault, or finds nothing at all, the library's word counts.
async function parts(raw: Buffer, scanned: Scan, reader: Reader): Promise<ParsedBody> {
  let own: ParsedBody;
  try {
    own = reader(raw, scanned);
  } catch (error) {
    if (error instanceof Error && error.name === 'Unparsable') throw error;
    return secondReading(raw);
  }
  const blank = raw.subarray(scanned.bodyStart, scanned.bodyStart + 10_000).toString('latin1').trim() === '';
  if (blank || !foundNothing(own, raw.length - scanned.bodyStart)) return own;
  const other = await secondReading(raw);
  return foundNothing(other, 1) ? own : other;
}

/** Reads one mail's body. Throws Unparsable for what has too many parts to be read. */
export async function readBody(raw: Buffer, reader: Reader = parseBody): Promise<ReadBody> {
  const scanned = scan(raw);
  const { texts, attachments, calendar, charset, repairs } = await parts(raw, scanned, reader);
  const noted = new Set(repairs);
  const htmls = texts.filter(({ kind, text }) => kind === 'html' && text.trim());
  const words = cleanText(clip(plainText(texts), TEXT_MAXIMUM));
  if (!words.trim() && calendar) noted.add('calendar:read');
  const text = words.trim() ? words : calendar?.toWellFormed() ?? words;
  const whole = htmls.map(({ text: html }) => html).join('\n<hr>\n');
  const html = whole ? sanitiseMailHtml(whole)?.toWellFormed() ?? null : null;
  if (whole && html === null) noted.add('html:left-out');
  const own = isForward(scanned, charset) ? text.trim() : cleanText(replyTextOf((whole ? htmlWithoutHistory(whole) : null) ?? text));
  const replyText = answersWithin(own) ? text.trim() : own;
  const enclosed = attachments.filter(({ type }) => /^(?:message\/|text\/rfc822|text\/(?:plain|calendar)|multipart\/report)/i.test(type)).slice(0, 5)
    .map((attachment) => ({ type: attachment.type, text: beginning(raw, attachment) }));
  return { text, replyText, html, attachments, charset, enclosed, repairs: [...noted] };
}
