import { decodeBytes } from './charsets.ts';
import { cleanText, clip } from './clean-text.ts';
import { readParameters } from './header-parameters.ts';
import type { ReadBody } from './read-body.ts';
import { headerValues, scan, type HeaderLine, type Scan } from './scan.ts';
import { decodeTransfer, encodingName } from './transfer.ts';

const LOOKED_AT = 1_000_000;
const HEADER_LOOKED_AT = 1_000;
const DECODED_LOOKED_AT = 300_000;
const TEXT_KEPT = 60_000;

function encodingOf(headers: HeaderLine[]): string {
  return /base64|quoted-printable/.exec(encodingName(headerValues(headers, 'content-transfer-encoding')[0]))?.[0] ?? '';
}

function contentType(headers: HeaderLine[]): string {
  return (headerValues(headers, 'content-type')[0] ?? 'text/plain').slice(0, HEADER_LOOKED_AT);
}

// The first part that calls itself plain text, up to the next line that looks like a boundary.
function firstTextPart(body: Buffer): { bytes: Buffer; part: Scan } | null {
  const text = body.toString('latin1');
  const found = /(?:^|\n)--[^\r\n]{1,200}\r?\n(?=(?:[!-9;-~]{1,76}:[^\r\n]*\r?\n|[ \t][^\r\n]*\r?\n){0,30}content-type:[ \t]*text\/plain)/i.exec(text);
  if (!found) return null;
  const start = found.index + found[0].length;
  const part = scan(body.subarray(start));
  const content = start + part.bodyStart;
  const end = text.indexOf('\n--', content);
  return { bytes: body.subarray(content, end < 0 ? undefined : end), part };
}

/**
 * What can be said of a mail that the parser did not read: its first plain text, decoded, without attachments. Made from
 * the raw bytes by what cannot fail; the original stays whole in the bucket.
 */
export function minimalBody(raw: Buffer, scanned: Scan, reason: string): ReadBody {
  const body = raw.subarray(scanned.bodyStart, scanned.bodyStart + LOOKED_AT);
  const type = contentType(scanned.headers);
  const inner = /^\s*multipart\//i.test(type) ? firstTextPart(body) : null;
  const headers = inner?.part.headers ?? scanned.headers;
  const own = contentType(headers);
  const charset = readParameters(own, null, new Set()).parameters.get('charset') ?? null;
  const bytes = decodeTransfer(inner?.bytes ?? body, encodingOf(headers));
  const readable = /^\s*(?:text\/|multipart\/|$)/i.test(own);
  const decoded = readable ? clip(decodeBytes(bytes, charset).text, DECODED_LOOKED_AT) : '';
  const words = /^\s*text\/html/i.test(own) ? decoded.replace(/<[^<>]{0,1000}>/g, ' ') : decoded;
  const text = clip(cleanText(words).replace(/[ \t]{3,}/g, ' '), TEXT_KEPT).trim();
  return { text, replyText: text, html: null, attachments: [], charset, enclosed: [], repairs: [`minimal:${reason}`.slice(0, 200)] };
}
