import { distinctNames, mediaType, tidyName } from './attachment-name.ts';
import { calendarText } from './calendar-part.ts';
import { charsetName, decodeBytes, isUnknownCharset } from './charsets.ts';
import { clip } from './clean-text.ts';
import { joinFlowed } from './flowed.ts';
import { readParameters } from './header-parameters.ts';
import { oneLine } from './header-words.ts';
import { readParts, type MimePart } from './mime-parts.ts';
import { headerValues, scan, type Scan } from './scan.ts';
import { openTnef } from './tnef.ts';
import { decodedSize, decodeTransfer, encodingName, isPlainWords } from './transfer.ts';
import { takeUuencoded } from './uuencode.ts';

/** A file of a mail: where its encoded octets lie in the raw mail, or its own bytes where it was packed into something. */
export type ParsedAttachment = { name: string | null; type: string; contentId: string | null; inline: boolean; size: number } & AttachmentSource;
type AttachmentSource = { bytes: Uint8Array; encoded: null } | { bytes: null; encoded: { start: number; end: number; encoding: string } };

/** The MIME structure of one mail, decoded: its texts in order, and everything else. */
export interface ParsedBody {
  texts: { kind: 'plain' | 'html'; text: string; alternative: number | null }[];
  attachments: ParsedAttachment[];
  /** What an enclosed invitation says, for mails that say nothing else. */
  calendar: string | null;
  /** Charset of the first text, as declared or as found out: what headers without one are read by. */
  charset: string | null;
  repairs: string[];
}

/** The octets of a file, decoded now. `raw`: the mail it came in. */
export function attachmentBytes(raw: Uint8Array, attachment: ParsedAttachment): Uint8Array {
  return attachment.encoded ? decodeTransfer(raw.subarray(attachment.encoded.start, attachment.encoded.end), attachment.encoded.encoding) : attachment.bytes;
}

const TEXTS = new Set(['text/plain', 'text/html']);
const TNEF = /^application\/(?:vnd\.)?ms-tnef$/;
/** Longer texts stay files: a person did not write them. */
const TEXT_LIMIT = 12_000_000;
const CALENDAR_LIMIT = 500_000;

type Group = number | null;

class BodyReader {
  readonly raw: Buffer;
  readonly body: ParsedBody = { texts: [], attachments: [], calendar: null, charset: null, repairs: [] };
  readonly repairs = new Set<string>();
  private groups = 0;
  private textSeen = false;

  constructor(raw: Buffer) {
    this.raw = raw;
  }

  read(part: MimePart, group: Group): void {
    if (part.children.length > 0) {
      const own = part.type === 'multipart/alternative' && group === null ? this.groups++ : group;
      for (const child of part.children) this.read(child, own);
      return;
    }
    const disposition = readParameters(headerValues(part.headers, 'content-disposition')[0] ?? '', this.body.charset, this.repairs);
    const encoding = encodingName(headerValues(part.headers, 'content-transfer-encoding')[0]);
    const name = tidyName(disposition.parameters.get('filename') ?? part.parameters.get('name') ?? null, this.repairs);
    const setApart = disposition.value !== '' && disposition.value !== 'inline';
    const type = part.type || (setApart ? 'application/octet-stream' : 'text/plain');
    const isText = TEXTS.has(type) && !setApart && part.end - part.start <= TEXT_LIMIT;
    // A named text after the mail's own words is a file, however it is to be shown.
    const isFile = !isText || (this.textSeen && name !== null && part.parent !== null && part.parent.type !== 'multipart/alternative');
    if (isText) this.textSeen = true;
    if (isFile) this.file(part, { name, type, encoding, inline: disposition.value === 'inline' || part.parent?.type === 'multipart/related' });
    else this.text(part, type, encoding, group);
  }

  private text(part: MimePart, type: string, encoding: string, alternative: Group): void {
    const declared = part.parameters.get('charset') ?? '';
    if (declared && this.body.charset === null) this.body.charset = declared;
    if (isUnknownCharset(declared)) this.repairs.add(`charset:unknown:${clip(oneLine(declared), 40)}`);
    const octets = this.raw.subarray(part.start, part.end);
    const words = encoding === 'base64' && isPlainWords(octets);
    if (words) this.repairs.add('transfer:not-encoded');
    const bytes = words ? octets : decodeTransfer(octets, encoding);
    const html = type === 'text/html';
    const { text, repair } = decodeBytes(bytes, declared || (html ? metaCharset(bytes) : ''), this.body.charset);
    if (repair) this.repairs.add(repair);
    // What the text turned out to be in, its mail's headers are likely to be in too.
    if (repair && !this.body.texts.some((other) => other.text.trim()) && charsetName(repair.slice('charset:'.length))) this.body.charset = repair.slice('charset:'.length);
    this.body.texts.push({ kind: html ? 'html' : 'plain', text: html ? text : this.plain(text, part), alternative });
  }

  private plain(decoded: string, part: MimePart): string {
    const { text, files } = takeUuencoded(decoded);
    if (files.length > 0) this.repairs.add('uuencode:taken-out');
    for (const { name, bytes } of files) {
      const tidy = tidyName(name, this.repairs);
      this.body.attachments.push({ name: tidy, type: mediaType('', tidy), contentId: null, inline: false, size: bytes.length, bytes, encoded: null });
    }
    const flowed = part.parameters.get('format')?.trim().toLowerCase() === 'flowed';
    return flowed ? joinFlowed(text.replace(/\r\n/g, '\n'), part.parameters.get('delsp')?.trim().toLowerCase() === 'yes') : text;
  }

  private file(part: MimePart, { name, type, encoding, inline }: { name: string | null; type: string; encoding: string; inline: boolean }): void {
    const octets = this.raw.subarray(part.start, part.end);
    if ((TNEF.test(type) || name?.toLowerCase() === 'winmail.dat') && this.tnef(decodeTransfer(octets, encoding))) return;
    if (type === 'text/calendar' && this.body.calendar === null && octets.length <= CALENDAR_LIMIT) this.body.calendar = calendarText(decodeBytes(decodeTransfer(octets, encoding), part.parameters.get('charset') ?? 'utf-8').text);
    const contentId = headerValues(part.headers, 'content-id')[0]?.replace(/^\s*<|>\s*$/g, '').trim().slice(0, 300) || null;
    this.body.attachments.push({ name, type: mediaType(type, name), contentId, inline, size: decodedSize(octets, encoding), bytes: null, encoded: { start: part.start, end: part.end, encoding } });
  }

  // True when the mail's words or files came out of it: then nobody needs the package itself.
  private tnef(packed: Buffer): boolean {
    const opened = openTnef(packed);
    if (!opened || (opened.files.length === 0 && !opened.text?.trim() && !opened.html?.trim())) return false;
    this.repairs.add('tnef:opened');
    for (const { name, type, contentId, bytes } of opened.files) {
      const tidy = tidyName(name, this.repairs);
      this.body.attachments.push({ name: tidy, type: mediaType(type ?? '', tidy), contentId: contentId && clip(oneLine(contentId), 300), inline: contentId !== null, size: bytes.length, bytes: Uint8Array.from(bytes), encoded: null });
    }
    if (this.body.texts.some(({ text }) => text.trim())) return true;
    if (opened.text?.trim()) this.body.texts.push({ kind: 'plain', text: opened.text, alternative: null });
    else if (opened.html?.trim()) this.body.texts.push({ kind: 'html', text: opened.html, alternative: null });
    return true;
  }
}

function metaCharset(bytes: Buffer): string {
  return /<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(bytes.toString('latin1', 0, Math.min(bytes.length, 2_000)))?.[1] ?? '';
}

// Old Macintosh mails end their lines in CR alone; offsets stay the same.
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(10) || !raw.includes(13)) return raw;
  return Buffer.from(raw.map((octet) => (octet === 13 ? 10 : octet)));
}

/** Reads a mail's structure. Throws Unparsable for one with more parts, or deeper ones, than are read. */
export function parseBody(raw: Buffer, scanned: Scan = scan(raw)): ParsedBody {
  const lines = withLineFeeds(raw);
  const reader = new BodyReader(lines);
  reader.read(readParts(lines, scanned, reader.repairs), null);
  const { body, repairs } = reader;
  const names = distinctNames(body.attachments.map(({ name }) => name), repairs);
  return { ...body, attachments: body.attachments.map((attachment, at) => ({ ...attachment, name: names[at] ?? null })), repairs: [...repairs] };
}
