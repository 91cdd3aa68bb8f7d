import { domainToASCII } from 'node:url';

// RFC 5322 dot-atom, with the letters and digits of every script (RFC 6531). Quoted local parts are lawful and refused:
// nobody needs one, and they may hold any character.
const LOCAL = /^[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** Letters by their class that nobody sees. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
const ASCII = /^[\0-\x7f]*$/;
const DOMAIN = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*$/u;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;

function parts(address: string): { local: string; domain: string } | undefined {
  if (address.length > 254) return undefined;
  const at = address.indexOf('@');
  if (at < 1 || at > 64 || address.includes('@', at + 1)) return undefined;
  const local = address.slice(0, at).normalize('NFC');
  // Letters that only look unlike others (full-width ones, ligatures) are a disguise; 64 octets is what a server takes.
  if (!ASCII.test(local) && (local !== local.normalize('NFKC') || UNSEEN.test(local) || Buffer.byteLength(local) > 64)) return undefined;
  const named = address.slice(at + 1);
  // `=?` begins an encoded word: some mail systems would decode it into other characters.
  if (!LOCAL.test(local) || local.includes('=?') || !DOMAIN.test(named)) return undefined;
  const domain = domainToASCII(named).toLowerCase();
  const labels = domain.split('.');
  if (!labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1)!)) return undefined;
  return local.length + 1 + domain.length > 254 ? undefined : { local, domain };
}

/** True for one plain address (RFC 5322 addr-spec, no quoting, no address literal): safe as the only recipient of a mail. */
export function isSafeRecipient(address: string): boolean {
  return parts(address) !== undefined;
}

/** What goes on the wire: the domain in ASCII, the local part as it was written. Undefined for what is not safe. */
export function wireAddress(address: string): string | undefined {
  const read = parts(address);
  return read && `${read.local}@${read.domain}`;
}

/** Letters beyond ASCII before the @: lawful, and only a server that knows SMTPUTF8 (RFC 6531) delivers there. SES does not. */
export function isBeyondAscii(address: string): boolean {
  return !ASCII.test(address.slice(0, address.lastIndexOf('@')));
}

/** The form in which two spellings of one address are equal: lower case, ASCII domain. Never fails. */
export function addressKey(address: string): string {
  const trimmed = address.trim();
  const read = parts(trimmed);
  return (read ? `${read.local}@${read.domain}` : trimmed.normalize('NFC')).toLowerCase();
}

/** Is this one of those that an administrator named: by address, by its domain (`@company.example`), by an id on a platform. */
export function isListed(id: string, listed: string[]): boolean {
  const asked = id.toLowerCase();
  return asked !== '' && listed.some((one) => { const wanted = one.toLowerCase(); return wanted === asked || (wanted.startsWith('@') && asked.endsWith(wanted)); });
}
