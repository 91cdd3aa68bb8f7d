import { domainToASCII } from 'node:url';
import { decodeBytes } from './charsets.ts';
import { decodeHeader, oneLine } from './header-words.ts';
import { trimmed } from './scan.ts';

export interface Mailbox { name: string | null; address: string }

const USABLE = /^[^\s@<>(),;:"\\[\]\p{C}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?$/u;

/** An address that one mail can be sent to: a local part, one @, a domain, nothing that a header or an envelope could misread. */
export function isUsableAddress(address: string): boolean {
  return address.length <= 254 && USABLE.test(address);
}

interface Token { kind: 'text' | 'quoted' | 'angle' | 'comment' | 'separator'; value: string }

// Splits an address header into what stands in quotes, in angle brackets, in comments, and between.
function tokens(raw: string): Token[] {
  const out: Token[] = [];
  let text = '';
  const flush = (): void => { if (text.trim()) out.push({ kind: 'text', value: text }); text = ''; };
  // Looked for once and not found, a closing mark is not there for any later opening either.
  const missing = new Set<string>();
  const until = (from: number, close: string): number => {
    if (missing.has(close)) return -1;
    for (let at = from; at < raw.length; at++) {
      if (raw[at] === '\\') at++;
      else if (raw[at] === close) return at;
    }
    missing.add(close);
    return -1;
  };
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at]!;
    const close = character === '"' ? '"' : character === '<' ? '>' : character === '(' ? ')' : '';
    const end = close ? until(at + 1, close) : -1;
    if (close && end >= 0) {
      // A quoted local part belongs to the address that follows it.
      // One that needs its quotes names nobody we write to: without them it would be another person's address.
      if (character === '"' && raw[end + 1] === '@') {
        const local = raw.slice(at + 1, end);
        text += /^[\w.!#$%&'*+/=?^`{|}~-]+$/.test(local) ? local : `"${local}"`;
        at = end;
        continue;
      }
      flush();
      const kind = character === '"' ? 'quoted' : character === '<' ? 'angle' : 'comment';
      out.push({ kind, value: raw.slice(at + 1, end).replace(/\\(["\\()])/g, '$1') });
      at = end;
    } else if (character === ',' || character === ';') { flush(); out.push({ kind: 'separator', value: character }); } else if (!close) text += character;
  }
  flush();
  return out;
}

const ASCII = /^[\0-\x7f]*$/;

// RFC 6532: a domain is known by its ASCII name, whichever of its spellings somebody's program writes; one that only looks
// unlike ASCII (full-width letters) is a disguise, and names nobody.
function knownBy(address: string): string {
  if (ASCII.test(address)) return address;
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  const known = ASCII.test(domain) ? domain : domainToASCII(domain);
  const disguised = at > 0 && known !== domain && !known.includes('xn--');
  return address.slice(0, at).normalize('NFC') + (disguised ? '' : known);
}

function tidy(address: string): string {
  const bare = address.slice(0, 1_000).replace(/^\s*(?:mailto:|smtp:)/i, '').replace(/^\s*@[^:]*:/, '').trim();
  // Only what stands round an address goes: an apostrophe or a space within makes it somebody else's.
  return bare.replace(/^["'\s]+|["'\s]+$/g, '').replace(/ ?([@.]) ?/g, '$1').replace(/\.$/, '').replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const LOOSE = /(?<![^\s<>,;:()[\]'])[^\s<>",;:()[\]\\]{1,64}@[^\s<>"',;:()[\]\\@]{1,253}/;

/**
 * The mailboxes of an address header (one character for each byte), with their names. Where the header breaks the rules,
 * the address is searched for in what is there.
 */
export function readMailboxes(raw: string, hint: string | null, repairs: Set<string>): Mailbox[] {
  const found: Mailbox[] = [];
  let names: string[] = [];
  let comments: string[] = [];
  let address: string | null = null;
  let angled = false;
  let unclear = false;
  const decode = (text: string): string => decodeHeader(text, hint, repairs);
  const textOf = (octets: string): string => (ASCII.test(octets) ? octets : decodeBytes(Buffer.from(octets, 'latin1'), null, hint).text);
  const addressIn = (text: string): string => knownBy(tidy(text));
  const finish = (separator: string): void => {
    if (address !== null && isUsableAddress(address)) {
      const name = oneLine(decode(trimmed(names.join(' ')) || comments.join(' '))).replace(/^["']+|["']+$/g, '');
      found.push({ name: name && name.toLowerCase() !== address ? name : null, address });
      names = [];
    } else if (names.length > 0 && separator === ',') names.push(',');
    if (separator !== ',') names = [];
    comments = [];
    address = null;
    angled = false;
  };
  for (const token of tokens(raw.slice(0, 65_536))) {
    if (token.kind === 'separator') finish(token.value);
    else if (token.kind === 'comment') comments.push(token.value);
    else if (token.kind === 'quoted') names.push(token.value);
    else if (token.kind === 'angle') {
      const bare = addressIn(textOf(token.value));
      // Two of them without a comma are two, whichever of them was vouched for.
      if (address !== null && angled && isUsableAddress(bare)) finish(',');
      if (address === null || isUsableAddress(bare)) {
        if (address !== null) names.push(address);
        address = bare;
        angled = true;
      }
      unclear ||= bare.includes('@') && !isUsableAddress(bare);
    } else {
      const bare = LOOSE.exec(textOf(token.value))?.[0];
      const group = /^\s*[^@:]*:\s*$/.test(token.value);
      if (group) continue;
      const there = bare === undefined ? '' : addressIn(bare);
      if (bare && address === null && isUsableAddress(there)) { address = there; names.push(token.value.replace(ASCII.test(bare) ? bare : Buffer.from(bare).toString('latin1'), ' ').replace(/^[^:]*:(?=\s*$)/, '')); } else names.push(token.value);
    }
    if (found.length >= 200) return found;
  }
  finish('');
  if (found.length > 0) return found.map(({ name, address: at }) => ({ name: name?.replace(/\s+,/g, ',').replace(/^[\s,]+|[\s,]+$/g, '') || null, address: at }));
  if (unclear) return [];
  const decoded = decode(raw.slice(0, 65_536));
  const anyway = addressIn(LOOSE.exec(decoded)?.[0] ?? '');
  if (!isUsableAddress(anyway)) return [];
  repairs.add('from:searched');
  return [{ name: null, address: anyway }];
}
