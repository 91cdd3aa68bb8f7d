import { decodeBytes } from './charsets.ts';
import { decodeHeader, withoutComments } from './header-words.ts';
import { trimmed } from './scan.ts';

export interface ParameterHeader { value: string; parameters: Map<string, string> }

// Splits at semicolons that stand outside quotes.
function pieces(raw: string): string[] {
  if (!raw.includes('"')) return raw.split(';');
  const out: string[] = [];
  let piece = '';
  let quoted = false;
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at]!;
    if (character === '\\' && quoted && at + 1 < raw.length) { piece += character + raw[++at]!; continue; }
    if (character === '"') quoted = !quoted;
    if (character === ';' && !quoted) { out.push(piece); piece = ''; } else piece += character;
  }
  out.push(piece);
  return out;
}

function unquote(value: string): string {
  const bare = trimmed(value);
  return bare.startsWith('"') ? bare.slice(1).replace(/"[^"]*$/, '').replace(/\\(["\\])/g, '$1') : bare;
}

function percentBytes(value: string): Buffer {
  return Buffer.from(value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
}

/**
 * A structured header such as Content-Disposition with its parameters: continuations and charsets by RFC 2231, and what
 * is sent instead in practice (encoded words in quotes, raw 8-bit). The raw value has one character for each byte.
 */
export function readParameters(raw: string, hint: string | null, repairs: Set<string>): ParameterHeader {
  const [first = '', ...rest] = pieces(raw);
  const simple = new Map<string, string>();
  const continued = new Map<string, { order: number; encoded: boolean; value: string }[]>();
  for (const piece of rest.slice(0, 200)) {
    const equals = piece.indexOf('=');
    if (equals < 0) continue;
    const [, name, order, star] = /^\s*([^\s*=]+)(?:\*(\d+))?(\*)?\s*$/.exec(piece.slice(0, equals)) ?? [];
    if (!name) continue;
    const key = name.toLowerCase();
    const value = unquote(piece.slice(equals + 1));
    if (order === undefined && !star) { if (!simple.has(key)) simple.set(key, value); continue; }
    const list = continued.get(key) ?? [];
    list.push({ order: Number(order ?? 0), encoded: star === '*', value });
    continued.set(key, list);
  }
  const parameters = new Map<string, string>();
  for (const [key, value] of simple) parameters.set(key, decodeHeader(value, hint, repairs));
  for (const [key, list] of continued) {
    list.sort((a, b) => a.order - b.order);
    let charset: string | null = null;
    const bytes = list.map(({ encoded, value }, at) => {
      if (!encoded) return Buffer.from(value, 'latin1');
      const [, named, text] = at === 0 ? /^([^']*)'[^']*'(.*)$/s.exec(value) ?? [] : [];
      if (named !== undefined) charset = named;
      return percentBytes(text ?? value);
    });
    const { text, repair } = decodeBytes(Buffer.concat(bytes), charset, hint);
    if (repair && charset !== null) repairs.add(`header-${repair}`);
    parameters.set(key, text.includes('=?') ? decodeHeader(text, hint, repairs) : text);
  }
  return { value: withoutComments(first).trim().toLowerCase(), parameters };
}
