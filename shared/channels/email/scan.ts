import { createHash } from 'node:crypto';

/** One header: its name in lower case, its value unfolded, one character for each byte (latin1). */
export interface HeaderLine { name: string; value: string }

export interface Scan {
  headers: HeaderLine[];
  /** Offset of the body's first octet in the raw mail. */
  bodyStart: number;
  /** Some of the header block was left out: it was larger than the caps. */
  cut: boolean;
  /** The body began without the blank line that sets it apart. */
  unparted: boolean;
}

const HEADER_BLOCK_LIMIT = 256 * 1024;
const HEADER_LIMIT = 64 * 1024;
const HEADER_COUNT_LIMIT = 2000;
const WINDOW = 32 * 1024;
const NAME = /^[!-9;-~]{1,200}[ \t]*$/;
const EDGES = /^[ \t\r\n]+|[ \t\r\n]+$/g;

/** Octets without the white space round them. What text calls a no-break space is half a letter here: `à`, `נ`, `Р` end in it. */
export function trimmed(octets: string): string {
  return octets.replace(EDGES, '');
}

// What mail programs write and a customer's first line is not.
const MAIL_HEADER = /^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]{1,40}|received|return-path|reply-to|sender|in-reply-to|references|dkim-signature|authentication-results)[ \t]*:/i;
const FROM = /^from[ \t]*:/i;
const FROM_KEPT_BEYOND = 20;
const CR = 13;
const LF = 10;

// Old Macintosh mails end their lines in CR alone; only where no LF is near is a CR taken for a line's end.
function lineEnd(raw: Buffer, from: number, crOnly: boolean): { end: number; next: number } {
  const found = raw.indexOf(crOnly ? CR : LF, from);
  if (found < 0) return { end: raw.length, next: raw.length };
  return { end: !crOnly && found > from && raw[found - 1] === CR ? found - 1 : found, next: found + 1 };
}

function skipMailboxLine(raw: Buffer, crOnly: boolean): number {
  let start = 0;
  while (start < raw.length && (raw[start] === CR || raw[start] === LF)) start++;
  if (raw.subarray(start, start + 5).toString('latin1') === 'From ') start = lineEnd(raw, start, crOnly).next;
  return start;
}

// Where the last line begins, before the blank one, that is certainly a header; -1 where there is none.
function lastMailHeader(raw: Buffer, from: number, crOnly: boolean): number {
  let last = -1;
  for (let at = from, next = from; at < raw.length && at - from < HEADER_BLOCK_LIMIT; at = next) {
    const line = lineEnd(raw, at, crOnly);
    if (line.end === at) break;
    if (MAIL_HEADER.test(raw.toString('latin1', at, Math.min(line.end, at + 300)))) last = at;
    ({ next } = line);
  }
  return last;
}

/** Reads the header block of any bytes whatever; it cannot fail, it only finds less. */
export function scan(raw: Buffer): Scan {
  const firstLf = raw.subarray(0, HEADER_LIMIT).indexOf(LF);
  const crOnly = firstLf < 0 && raw.subarray(0, HEADER_LIMIT).includes(CR);
  const headers: HeaderLine[] = [];
  const start = skipMailboxLine(raw, crOnly);
  let position = start;
  let cut = false;
  let kept = 0;
  let fromBeyond = 0;
  let unparted = false;
  let lastHeader: number | undefined;
  // Decoded at once and sliced: headers are many short lines.
  const window = raw.toString('latin1', start, Math.min(raw.length, start + WINDOW));
  const textOf = (from: number, to: number): string => (to - start <= window.length ? window.slice(from - start, to - start) : raw.toString('latin1', from, to));
  let current: { name: string; pieces: string[]; length: number } | undefined;
  const finish = (): void => {
    if (!current) return;
    // A second author must not hide behind what is left out.
    if (headers.length < HEADER_COUNT_LIMIT || (current.name === 'from' && fromBeyond++ < FROM_KEPT_BEYOND)) headers.push({ name: current.name, value: trimmed(current.pieces.join('')) });
    else cut = true;
    current = undefined;
  };
  while (position < raw.length) {
    const { end, next } = lineEnd(raw, position, crOnly);
    if (end === position) { position = next; break; }
    const line = textOf(position, Math.min(end, position + HEADER_LIMIT));
    const begins = position;
    position = next;
    if (kept > HEADER_BLOCK_LIMIT) {
      cut = true;
      if (FROM.test(line) && fromBeyond++ < FROM_KEPT_BEYOND) headers.push({ name: 'from', value: trimmed(line.slice(line.indexOf(':') + 1, 1_000)) });
      continue;
    }
    const folded = line[0] === ' ' || line[0] === '\t';
    if (folded && current) {
      if (current.length + line.length > HEADER_LIMIT) cut = true;
      else { current.pieces.push(line); current.length += line.length; kept += line.length; }
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, Math.min(colon, 300)));
    if (!NAME.test(name)) {
      lastHeader ??= lastMailHeader(raw, begins, crOnly);
      // Among headers a broken line is passed over; after the last of them it is the first of the customer's words.
      if (lastHeader > begins) continue;
      unparted = true;
      position = begins;
      break;
    }
    finish();
    const value = line.slice(colon + 1);
    current = { name: name.trimEnd().toLowerCase(), pieces: [value], length: value.length };
    kept += line.length;
  }
  finish();
  // Bytes without a single header are words that somebody sent: all of them are the body.
  return { headers, bodyStart: headers.length === 0 ? start : Math.min(position, raw.length), cut, unparted };
}

/** All values of one header, as they stand. */
export function headerValues(headers: HeaderLine[], name: string): string[] {
  return headers.filter((header) => header.name === name).map((header) => header.value);
}

// CRLF, LF and lone CR are one line's end, and the blank lines at the end do not count: relays change both.
function hashBody(hash: ReturnType<typeof createHash>, body: Buffer): void {
  let length = body.length;
  while (length > 0 && (body[length - 1] === LF || body[length - 1] === CR)) length--;
  for (let at = 0, end = 0; at < length; at = end) {
    end = Math.min(length, at + 65_536);
    // A CR and its LF stay together.
    if (body[end - 1] === CR && end < length) end++;
    const text = body.toString('latin1', at, end);
    hash.update(text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text, 'latin1');
  }
}

/** The same for every copy of one mail: covers the From, Date and Subject lines and the body, nothing that is added on the way. */
export function fingerprint(raw: Buffer, scanned: Scan): string {
  const hash = createHash('sha256');
  for (const name of ['from', 'date', 'subject']) {
    for (const value of headerValues(scanned.headers, name)) hash.update(`${name}:${value.replace(/[ \t]+/g, ' ')}\n`, 'latin1');
  }
  hash.update('\n');
  hashBody(hash, raw.subarray(scanned.bodyStart));
  return hash.digest('base64url').slice(0, 22);
}
