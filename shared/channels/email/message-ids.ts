const IN_BRACKETS = /<[^<>\t\r\n ]{1,900}>/g;
const BARE = /[^\t\r\n <>"',;()]{1,450}@[^\t\r\n <>"',;()]{1,450}/g;
// RFC 6532: an id may hold letters beyond ASCII.
const ID = /^<[^\s<>\p{C}]{1,500}>$/u;

/** A header's octets as the letters that they are, where they are UTF-8. */
function lettersOf(octets: string): string {
  const letters = Buffer.from(octets, 'latin1').toString('utf8');
  return letters.includes('\ufffd') ? octets : letters.normalize('NFC');
}

/** The msg-ids of a header with their angle brackets, in order, without repeats; also from headers that forgot the brackets. */
export function readMessageIds(values: string[], limit: number): string[] {
  const found = new Set<string>();
  for (const value of values) {
    // Folding may have put white space into an id.
    const text = value.slice(0, 65_536).replace(/<([^<>]{1,900})>/g, (_, id: string) => `<${id.replace(/[\t\r\n ]+/g, '')}>`);
    const ids = text.match(IN_BRACKETS) ?? text.match(BARE)?.map((id) => `<${id}>`) ?? [];
    for (const id of ids.map(lettersOf)) if (ID.test(id)) found.add(id);
  }
  return [...found].slice(-limit);
}

/** The mail's own id, or null when it has none that is one. */
export function readMessageId(values: string[]): string | null {
  const [first] = readMessageIds(values.slice(0, 1), 10);
  if (first) return first;
  const bare = lettersOf(values[0]?.trim().replace(/[<>\t\r\n ]/g, '') ?? '');
  return bare.length >= 3 && /^[^\s\p{C}]{3,900}$/u.test(bare) ? `<${bare}>` : null;
}
