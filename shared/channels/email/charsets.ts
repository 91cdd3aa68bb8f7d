import { isAscii, isUtf8 } from 'node:buffer';
import { guessCharset, guessLatin, guessScript, highOctets } from './charset-guess.ts';
import { decodeUtf7 } from './utf7.ts';
import { turnRound, writtenOrder } from './visual-order.ts';

/** What some bytes say, and what had to be assumed to read them (`charset:windows-1255`), null when nothing had. */
export interface Decoded { text: string; repair: string | null }

// The names that old Hebrew clients used and the Encoding Standard does not know, or knows as the narrower set.
const ALIASES: Record<string, string> = {
  'x-windows-1255': 'windows-1255', 'win-1255': 'windows-1255', 'windows1255': 'windows-1255', 'ms-1255': 'windows-1255',
  'cp-1255': 'windows-1255', 'windows-1255-hebrew': 'windows-1255', 'x-win-1255': 'windows-1255',
  'iso-8859-8': 'windows-1255', 'iso-8859-8-i': 'windows-1255', 'iso-8859-8-e': 'windows-1255', 'iso8859-8': 'windows-1255',
  'iso_8859-8': 'windows-1255', 'iso_8859-8-i': 'windows-1255', 'iso-8859-8i': 'windows-1255', 'iso-8859-8e': 'windows-1255',
  'hebrew': 'windows-1255', 'logical': 'windows-1255', 'visual': 'windows-1255',
  'utf8': 'utf-8', 'utf-8-mac': 'utf-8', 'utf-8n': 'utf-8', 'unicode': 'utf-8', 'x-utf-8': 'utf-8',
  'gb2312-80': 'gb18030', 'x-gbk': 'gb18030', 'gb_2312': 'gb18030', 'ks_c_5601': 'euc-kr', 'ksc5601': 'euc-kr', 'cp949': 'euc-kr', 'uhc': 'euc-kr',
  'cp932': 'shift_jis', 'x-ms-cp932': 'shift_jis', 'shift-jis': 'shift_jis', 'cp936': 'gb18030', 'cp950': 'big5', 'x-big5': 'big5',
  'koi8': 'koi8-r', 'koi8r': 'koi8-r', 'win-1251': 'windows-1251', 'windows1251': 'windows-1251', 'iso8859-15': 'iso-8859-15', 'x-unknown': '', 'unknown-8bit': '', 'binary': '',
  'unknown': '', 'default': '', 'us-ascii': 'ascii', 'ascii': 'ascii', 'ansi_x3.4-1968': 'ascii', 'iso-ir-6': 'ascii', '7bit': 'ascii', '8bit': '', 'user-defined': '', 'x-user-defined': '',
};

const REPLACEMENT = '\uFFFD';
const decoders = new Map<string, TextDecoder | null>();

function decoderFor(name: string): TextDecoder | null {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  let made: TextDecoder | null = null;
  try {
    made = new TextDecoder(name, { ignoreBOM: false });
  } catch (error) {
    // By name: what the platform throws need not be of this module's own RangeError.
    if ((error as Error).name !== 'RangeError') throw error;
  }
  if (decoders.size < 200) decoders.set(name, made);
  return made;
}

/** A charset's own name: lower case, aliases resolved, `''` where the name says nothing, `null` where nobody knows it. */
export function charsetName(declared: string | null | undefined): string | null {
  const plain = (declared ?? '').toLowerCase().replace(/["'\s]/g, '').replace(/\*.*$/, '');
  if (!plain) return '';
  const alias = ALIASES[plain];
  if (alias !== undefined) return alias;
  const decoder = decoderFor(plain);
  return decoder && decoder.encoding !== 'replacement' ? decoder.encoding : null;
}

/**
 * Hebrew in windows-1255 or ISO-8859-8: whole words of two and more octets 0xE0-0xFA. Latin accents stand alone between
 * ASCII letters; Cyrillic and Greek use octets above 0xFA or begin with capitals below 0xE0, where Hebrew has only points
 * that follow a letter.
 */
export function looksHebrew(bytes: Uint8Array): boolean {
  let inWords = 0;
  let elsewhere = 0;
  let run = 0;
  let mixed = false;
  const close = (): void => {
    if (run > 1 && !mixed) inWords += run;
    else elsewhere += run;
    run = 0;
    mixed = false;
  };
  for (const octet of bytes) {
    if (octet >= 0xe0 && octet <= 0xfa) run++;
    else if (octet > 0xfa || (octet >= 0xc0 && octet <= 0xdf)) elsewhere += run > 0 && octet <= 0xd3 ? 0 : 1;
    else if ((octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a)) mixed = run > 0 || mixed;
    else close();
  }
  close();
  return inWords >= 2 && inWords > elsewhere * 8;
}

// Hebrew among English words too, unless the letters are rather another script's.
function otherScript(bytes: Uint8Array): string | null {
  return guessScript(bytes) ?? (looksHebrew(bytes) ? 'windows-1255' : null);
}

function guess(bytes: Uint8Array, hint: string | null): string {
  if (isUtf8(bytes)) return 'utf-8';
  const hinted = charsetName(hint);
  const western = hinted === 'windows-1252' || hinted === 'iso-8859-15';
  if (hinted && hinted !== 'utf-8' && hinted !== 'ascii') return (western ? otherScript(bytes) : null) ?? hinted;
  return otherScript(bytes) ?? guessCharset(bytes);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

const VISUAL = /^(?:visual|iso[-_]?8859-8(?:-e)?|hebrew|csisolatinhebrew|iso-ir-138)$/;
const ESCAPES = ['\u001b$B', '\u001b$@', '\u001b(J'];

function isEscaped(bytes: Uint8Array): boolean {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return octets.includes(27) && ESCAPES.some((escape) => octets.includes(escape));
}

/**
 * Reads bytes by the charset that is declared for them, or by the most likely one where that is missing, unknown or false.
 * `hint`: the charset of the mail's first text, for what has none of its own.
 */
export function decodeBytes(bytes: Uint8Array, declared: string | null | undefined, hint: string | null = null): Decoded {
  const plain = (declared ?? '').toLowerCase().replace(/["'\s]/g, '');
  if (/^(?:unicode-1-1-|x-)?utf-?7$/.test(plain)) return { text: decodeUtf7(Buffer.from(bytes).toString('latin1')), repair: null };
  const name = charsetName(declared);
  const saysNothing = name === '' || name === 'ascii' || name === null;
  const ascii = isAscii(bytes);
  // Escapes that nothing but Japanese mail writes, whatever is declared.
  if (ascii && name !== 'iso-2022-jp' && isEscaped(bytes)) return { text: decoderFor('iso-2022-jp')!.decode(bytes), repair: 'charset:iso-2022-jp' };
  if (saysNothing && ascii) return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), repair: name === null ? 'charset:unknown' : null };
  if (saysNothing) {
    const guessed = guess(bytes, hint);
    return { text: decoderFor(guessed)!.decode(bytes), repair: `charset:${guessed}` };
  }
  const text = decoderFor(name)!.decode(bytes);
  if (VISUAL.test(plain)) {
    // RFC 1556: the plain name means visual order. Most who use it write in logical order all the same, so the words decide.
    const order = writtenOrder(text);
    if (order === 'visual' || (plain === 'visual' && order === null)) return { text: turnRound(text), repair: 'charset:visual' };
  }
  const broken = count(text, REPLACEMENT);
  if (broken > 0) {
    // A cut-off character or two in good text of many stays; where most of what is not ASCII fails, the name was false.
    const good = [...text.matchAll(/[^\p{ASCII}\uFFFD]/gu)].length;
    if (broken > good / 4) {
      const guessed = name === 'utf-8' ? guess(bytes, hint) : isUtf8(bytes) ? 'utf-8' : otherScript(bytes) ?? name;
      if (guessed !== name) return { text: decoderFor(guessed)!.decode(bytes), repair: `charset:${guessed}` };
    }
    return { text, repair: 'charset:broken' };
  }
  if ((name === 'windows-1252' || name === 'iso-8859-15') && !ascii) {
    // Three letters may be any three.
    const other = isUtf8(bytes) ? 'utf-8' : highOctets(bytes) > 3 ? otherScript(bytes) ?? guessLatin(bytes) : null;
    if (other) return { text: decoderFor(other)!.decode(bytes), repair: `charset:${other}` };
  }
  return { text, repair: null };
}

/** True when decodeBytes would have to guess: the name is one nobody here knows. */
export function isUnknownCharset(declared: string | null | undefined): boolean {
  return charsetName(declared) === null && !/utf-?7$/i.test(declared ?? '');
}
