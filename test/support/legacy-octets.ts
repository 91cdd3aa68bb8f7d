const tables = new Map<string, Map<string, number>>();

function tableOf(charset: string): Map<string, number> {
  const known = tables.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  const table = new Map(Array.from({ length: 256 }, (_, octet) => [decoder.decode(Uint8Array.of(octet)), octet] as const));
  tables.set(charset, table);
  return table;
}

/** A text in an 8-bit charset, or in UTF-8. Throws for a character that the charset does not have. */
export function octetsIn(charset: string, text: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  const table = tableOf(charset);
  return Buffer.from([...text].map((character) => {
    const octet = table.get(character);
    if (octet === undefined) throw new Error(`${charset} has no ${JSON.stringify(character)}`);
    return octet;
  }));
}

/** Octets in a transfer encoding, one character for each octet. */
export function transferred(octets: Buffer, encoding: string): string {
  if (encoding === 'base64') return octets.toString('base64').replace(/.{76}/g, '$&\r\n');
  if (encoding !== 'quoted-printable') return octets.toString('latin1');
  const coded = octets.toString('latin1').replace(/[^\r\n\x20-<>-~]|[ \t](?=\r\n|$)/g, (octet) => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  return coded.split('\r\n').map((line) => (line.match(/(?:[^=]|=[0-9A-F]{2}){1,70}/g) ?? []).join('=\r\n')).join('\r\n');
}

/** An encoded word for a header, or the raw octets where the sender knew no better (`raw`). */
export function headerWord(charset: string, text: string, kind: 'B' | 'Q' | 'raw'): string {
  const octets = octetsIn(charset, text);
  if (kind === 'raw') return octets.toString('latin1');
  if (kind === 'B') return `=?${charset}?B?${octets.toString('base64')}?=`;
  const coded = [...octets].map((octet) => (/[A-Za-z0-9]/.test(String.fromCharCode(octet)) ? String.fromCharCode(octet) : octet === 32 ? '_' : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`));
  return `=?${charset}?Q?${coded.join('')}?=`;
}
