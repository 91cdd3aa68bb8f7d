import { decodeBytes } from './charsets.ts';

const WORD = /=\?([^?\s]{1,60})\?([bq])\?([^?]*)(?:\?=|\?$|$)/gi;

function wordBytes(kind: string, payload: string): Buffer {
  if (kind.toLowerCase() === 'b') return Buffer.from(payload.replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
  const plain = payload.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/**
 * Decodes a header's value (one character for each byte) with its encoded words, raw 8-bit octets included.
 * Neighbouring words of one charset are joined before decoding: mailers cut in the middle of a character.
 */
export function decodeHeader(raw: string, hint: string | null, repairs: Set<string>): string {
  const decode = (bytes: Buffer, charset: string | null): string => {
    const { text, repair } = decodeBytes(bytes, charset, hint);
    if (repair) repairs.add(`header-${repair}`);
    return text;
  };
  let out = '';
  let pending: { charset: string; chunks: Buffer[] } | undefined;
  const flush = (): void => {
    if (pending) out += decode(Buffer.concat(pending.chunks), pending.charset);
    pending = undefined;
  };
  let last = 0;
  for (const match of raw.matchAll(WORD)) {
    const [whole, charset = '', kind = '', payload = ''] = match;
    const between = raw.slice(last, match.index);
    last = match.index + whole.length;
    const adjacent = pending !== undefined && /^\s*$/.test(between);
    if (!adjacent) {
      flush();
      out += decode(Buffer.from(between, 'latin1'), null);
    } else if (pending!.charset.toLowerCase() !== charset.toLowerCase()) flush();
    pending ??= { charset, chunks: [] };
    pending.chunks.push(wordBytes(kind, payload));
  }
  flush();
  return out + decode(Buffer.from(raw.slice(last), 'latin1'), null);
}

const COMMENTED_LIMIT = 1_000;

/** The first thousand characters of a structured header, without its comments in brackets. Looks at each character once. */
export function withoutComments(header: string): string {
  const value = header.slice(0, COMMENTED_LIMIT);
  let out = '';
  let from = 0;
  for (;;) {
    const opens = value.indexOf('(', from);
    const closes = opens < 0 ? -1 : value.indexOf(')', opens);
    if (closes < 0) return out + value.slice(from);
    out += value.slice(from, opens);
    from = closes + 1;
  }
}

/** One well-formed line without control characters, so that a subject or a name stays what it is wherever it is written. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/\s+/g, ' ').trim();
}
