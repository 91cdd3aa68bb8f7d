const IN_BRACKETS = /<[^<>\s]{1,900}>/g;
const BARE = /[^\s<>"',;()]{1,450}@[^\s<>"',;()]{1,450}/g;

/** The msg-ids of a header with their angle brackets, in order, without repeats; also from headers that forgot the brackets. */
export function readMessageIds(values: string[], limit: number): string[] {
  const found = new Set<string>();
  for (const value of values) {
    // Folding may have put white space into an id.
    const text = value.slice(0, 65_536).replace(/<([^<>]{1,900})>/g, (_, id: string) => `<${id.replace(/\s+/g, '')}>`);
    const ids = text.match(IN_BRACKETS) ?? text.match(BARE)?.map((id) => `<${id}>`) ?? [];
    for (const id of ids) if (/^<[\x21-\x7e]{1,500}>$/.test(id)) found.add(id);
  }
  return [...found].slice(-limit);
}

/** The mail's own id, or null when it has none that is one. */
export function readMessageId(values: string[]): string | null {
  const [first] = readMessageIds(values.slice(0, 1), 10);
  if (first) return first;
  const bare = values[0]?.trim().replace(/[<>\s]/g, '') ?? '';
  return /^[\x21-\x7e]{3,900}$/.test(bare) ? `<${bare}>` : null;
}
