import { decodeBytes } from './charsets.ts';
import { cleanText } from './clean-text.ts';
import { readParameters } from './header-parameters.ts';
import type { ReadBody } from './read-body.ts';
import { headerValues, scan, type Scan } from './scan.ts';

const LOOKED_AT = 1_000_000;
const TEXT_KEPT = 60_000;

function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  if (/base64/i.test(encoding)) return Buffer.from(bytes.toString('latin1').replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
  if (!/quoted-printable/i.test(encoding)) return bytes;
  const text = bytes.toString('latin1').replace(/[ \t]*=[ \t]*\r?\n/g, '').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
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
  const type = headerValues(scanned.headers, 'content-type')[0] ?? 'text/plain';
  const inner = /^\s*multipart\//i.test(type) ? firstTextPart(body) : null;
  const headers = inner?.part.headers ?? scanned.headers;
  const own = headerValues(headers, 'content-type')[0] ?? 'text/plain';
  const charset = readParameters(own, null, new Set()).parameters.get('charset') ?? null;
  const bytes = decodeTransfer(inner?.bytes ?? body, headerValues(headers, 'content-transfer-encoding')[0] ?? '');
  const readable = /^\s*(?:text\/|multipart\/|$)/i.test(own);
  const decoded = readable ? decodeBytes(bytes, charset).text : '';
  const words = /^\s*text\/html/i.test(own) ? decoded.slice(0, 300_000).replace(/<[^<>]{0,1000}>/g, ' ') : decoded;
  const text = cleanText(words).replace(/[ \t]{3,}/g, ' ').slice(0, TEXT_KEPT).trim();
  return { text, replyText: text, html: null, attachments: [], charset, enclosed: [], repairs: [`minimal:${reason}`.slice(0, 200)] };
}
