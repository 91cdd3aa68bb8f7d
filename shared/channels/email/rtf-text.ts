import { decodeBytes } from './charsets.ts';

// What every writer and reader of compressed RTF begins with ([MS-OXRTFCP] 2.1.2.1).
const DICTIONARY = '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const COMPRESSED = 0x75465a4c;
const WINDOW = 4_096;
const LONGEST = 4_000_000;

/** Compressed RTF as one character for each octet; empty when it is none. */
export function decompressRtf(bytes: Buffer): string {
  if (bytes.length < 16) return '';
  if (bytes.readUInt32LE(8) !== COMPRESSED) return bytes.subarray(16, 16 + LONGEST).toString('latin1');
  const dictionary = Buffer.alloc(WINDOW, 32);
  let write = dictionary.write(DICTIONARY, 'latin1');
  const out: number[] = [];
  const put = (octet: number): void => {
    out.push(octet);
    dictionary[write] = octet;
    write = (write + 1) % WINDOW;
  };
  for (let at = 16; at < bytes.length && out.length < LONGEST;) {
    const flags = bytes[at++]!;
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if ((flags & (1 << bit)) === 0) { put(bytes[at++]!); continue; }
      if (at + 1 >= bytes.length) return Buffer.from(out).toString('latin1');
      const reference = bytes.readUInt16BE(at);
      at += 2;
      const offset = reference >> 4;
      if (offset === write) return Buffer.from(out).toString('latin1');
      for (let step = 0; step < (reference & 15) + 2; step++) put(dictionary[(offset + step) % WINDOW]!);
    }
  }
  return Buffer.from(out).toString('latin1');
}

const HIDDEN = /^(?:fonttbl|colortbl|stylesheet|info|pict|object|header|footer|listtable|listoverridetable|themedata|datastore|generator|xmlnstbl)$/;
const CHARACTERS: Record<string, string> = { par: '\n', line: '\n', row: '\n', sect: '\n', tab: '\t', cell: '\t', emdash: '—', endash: '–', bullet: '•', lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', rtlmark: '\u200f', ltrmark: '\u200e' };

interface State { hidden: boolean; twice: number }

/** The words of an RTF text (one character for each octet), without fonts, pictures and the HTML that Outlook wraps into it. */
export function rtfText(rtf: string): string {
  const charset = `windows-${/\\ansicpg(\d{3,5})/.exec(rtf)?.[1] ?? '1252'}`;
  const fonts = /\\fcharset177\b/.test(rtf) ? 'windows-1255' : charset;
  let out = '';
  let octets: number[] = [];
  let skip = 0;
  let state: State = { hidden: false, twice: 1 };
  let html = false;
  const stack: State[] = [];
  const flush = (): void => {
    if (octets.length > 0) out += decodeBytes(Uint8Array.from(octets), octets.every((octet) => octet < 0xe0) ? charset : fonts).text;
    octets = [];
  };
  const say = (text: string): void => { flush(); if (!state.hidden && !html) out += text; };
  for (const [token, word, parameter, octet, symbol, brace, letter] of rtf.slice(0, LONGEST).matchAll(/\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n])/gi)) {
    if (brace === '{') { stack.push(state); state = { ...state }; } else if (brace === '}') state = stack.pop() ?? state;
    else if (octet !== undefined || letter !== undefined) {
      if (skip > 0) skip--;
      else if (!state.hidden && !html) octets.push(octet !== undefined ? Number.parseInt(octet, 16) : letter!.charCodeAt(0));
    } else if (symbol !== undefined) {
      if (symbol === '*') state.hidden = true;
      else if (symbol === '~') say('\u00a0');
      else if ('\\{}'.includes(symbol)) say(symbol);
    } else if (word === 'u') { say(String.fromCharCode(Number(parameter) & 0xffff)); skip = state.twice; } else if (word === 'uc') state.twice = Math.min(4, Number(parameter));
    else if (word === 'htmlrtf') { flush(); html = parameter !== '0'; } else if (HIDDEN.test(word!)) state.hidden = true;
    else say(CHARACTERS[word!] ?? '');
    if (stack.length > 500 || token === undefined) break;
  }
  flush();
  return out.replace(/\0/g, '').trim();
}
