/** A file that stood between the lines of a text. */
export interface UuencodedFile { name: string; bytes: Uint8Array }

const BEGIN = /^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?$/gm;
const FILES_LIMIT = 100;

/** Decodes the lines between `begin` and `end`; characters beyond a line's own count are ignored. */
export function decodeUuencoded(lines: string[]): Buffer {
  const out = Buffer.allocUnsafe(lines.reduce((octets, line) => octets + line.length, 0));
  let length = 0;
  for (const line of lines) {
    const count = (line.charCodeAt(0) - 32) & 63;
    if (line === '' || count === 0) continue;
    const sextet = (at: number): number => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
    for (let at = 1, left = count; left > 0; at += 4, left -= 3) {
      const bits = (sextet(at) << 18) | (sextet(at + 1) << 12) | (sextet(at + 2) << 6) | sextet(at + 3);
      for (let octet = 0; octet < Math.min(3, left); octet++) out[length++] = (bits >> (16 - 8 * octet)) & 255;
    }
  }
  return Buffer.from(out.subarray(0, length));
}

// A line of such a block says how long it is, so that words after a forgotten `end` are not taken for it.
function isDataLine(line: string): boolean {
  const count = (line.charCodeAt(0) - 32) & 63;
  const longest = 1 + 4 * Math.ceil(count / 3);
  return line.length > 0 && line.length <= longest + 2 && line.trimEnd().length >= longest - 4 && /^[\x20-\x60]+$/.test(line);
}

function readBlock(text: string, from: number, base64: boolean): { lines: string[]; next: number } | null {
  const lines: string[] = [];
  let at = from;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, Math.min(newline < 0 ? text.length : newline, at + 200)).replace(/\r$/, '');
    if (line === (base64 ? '====' : 'end')) return { lines, next };
    if (base64 ? !/^[A-Za-z0-9+/]+={0,2}$/.test(line) : line !== '`' && !isDataLine(line)) break;
    lines.push(line);
    at = next;
  }
  return lines.length > 0 ? { lines, next: at } : null;
}

/** Takes uuencoded files out of a text. What only begins like one stays where it is. */
export function takeUuencoded(text: string): { text: string; files: UuencodedFile[] } {
  if (!text.includes('begin')) return { text, files: [] };
  const files: UuencodedFile[] = [];
  let kept = '';
  let last = 0;
  for (const begin of text.matchAll(BEGIN)) {
    if (begin.index < last || files.length >= FILES_LIMIT) continue;
    const base64 = begin[0].startsWith('begin-base64');
    const block = readBlock(text, begin.index + begin[0].length + 1, base64);
    if (!block) continue;
    files.push({ name: begin[1]!.trim(), bytes: base64 ? Buffer.from(block.lines.join(''), 'base64') : decodeUuencoded(block.lines) });
    kept += text.slice(last, begin.index);
    last = block.next;
  }
  return { text: kept + text.slice(last), files };
}
