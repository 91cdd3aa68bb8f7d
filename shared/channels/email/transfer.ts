import { withoutComments } from './header-words.ts';
import { decodeUuencoded } from './uuencode.ts';

const EQUALS = 61;
const SEXTETS = Int8Array.from({ length: 256 }, (_, octet) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(String.fromCharCode(octet)));
const LF = 10;
const CR = 13;

function hex(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  let from = bytes.indexOf(EQUALS);
  if (from < 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length);
  let length = bytes.copy(out, 0, 0, from);
  while (from < bytes.length) {
    const octet = bytes[from]!;
    if (octet !== EQUALS) {
      out[length++] = octet;
      from++;
      continue;
    }
    const [high, low] = [hex(bytes[from + 1]), hex(bytes[from + 2])];
    if (high >= 0 && low >= 0) {
      out[length++] = (high << 4) | low;
      from += 3;
      continue;
    }
    let end = from + 1;
    while (bytes[end] === 32 || bytes[end] === 9) end++;
    if (bytes[end] === CR && bytes[end + 1] === LF) from = end + 2;
    else if (bytes[end] === LF || bytes[end] === CR) from = end + 1;
    else if (end >= bytes.length) from = end;
    else {
      out[length++] = octet;
      from++;
    }
  }
  return out.subarray(0, length);
}

// Some mailers join pieces that were encoded one by one: what follows the padding counts as well.
function decodeBase64(bytes: Buffer): Buffer {
  const padding = bytes.indexOf(EQUALS);
  const text = bytes.toString('latin1', 0, bytes.length);
  if (padding < 0 || bytes.length - padding < 80 && !/[A-Za-z0-9+/]/.test(text.slice(padding))) return Buffer.from(text, 'base64');
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (const octet of bytes) {
    const value = SEXTETS[octet]!;
    if (octet === EQUALS) held = 0;
    else if (value >= 0) {
      bits = ((bits << 6) | value) & 0xffff;
      held += 6;
      if (held >= 8) out[length++] = (bits >> (held -= 8)) & 255;
    }
  }
  return out.subarray(0, length);
}

/** True for what is called base64 and is words: spaces and marks between them, which no encoder writes. Below encoded lines they are somebody else's. */
export function isPlainWords(bytes: Uint8Array): boolean {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2_000)).toString('latin1').trimStart();
  if (/^[A-Za-z0-9+/]{16,}={0,2}\s/.test(beginning)) return false;
  const foreign = beginning.replace(/[A-Za-z0-9+/=\r\n]/g, '').length;
  return foreign > beginning.length / 20;
}

/** A Content-Transfer-Encoding's own name: what stands before comments and semicolons, in lower case. */
export function encodingName(header: string | undefined): string {
  return withoutComments(header ?? '').split(';')[0]!.trim().toLowerCase();
}

/** The octets that a part's encoded form stands for. An encoding that nobody knows changes nothing. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Buffer {
  const encoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding === 'base64') return decodeBase64(encoded);
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(encoded);
  if (/^(?:x-)?uu(?:e|encode)?$/.test(encoding)) {
    const lines = encoded.toString('latin1', 0, encoded.length).split(/\r?\n/);
    const begin = lines.findIndex((line) => line.startsWith('begin '));
    const end = lines.indexOf('end', begin + 1);
    return decodeUuencoded(lines.slice(begin + 1, end < 0 ? undefined : end));
  }
  return encoded;
}

/**
 * How many octets a part stands for, without decoding it where its lines are of one length, as mail programs write base64.
 * Exact for whatever keeps the rules of its encoding.
 */
export function decodedSize(bytes: Uint8Array, encoding: string): number {
  const encoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding !== 'base64') return /^(?:quoted-printable|(?:x-)?uu)/.test(encoding) ? decodeTransfer(bytes, encoding).length : encoded.length;
  let end = encoded.length;
  while (end > 0 && encoded[end - 1]! <= 32) end--;
  const line = encoded.indexOf(LF) + 1;
  if (line === 0 || line >= end) return decodeTransfer(bytes, encoding).length;
  const ending = encoded[line - 2] === CR ? 2 : 1;
  for (let at = line - 1; at < end; at += line) if (encoded[at] !== LF) return decodeTransfer(bytes, encoding).length;
  let padding = 0;
  while (padding < 2 && encoded[end - 1 - padding] === EQUALS) padding++;
  const characters = end - padding - Math.floor(end / line) * ending;
  return (line - ending) % 4 === 0 ? Math.floor(characters * 3 / 4) : decodeTransfer(bytes, encoding).length;
}
