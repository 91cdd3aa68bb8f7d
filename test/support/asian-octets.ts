const tables = new Map<string, Map<string, number[]>>();

function tableOf(charset: string): Map<string, number[]> {
  const known = tables.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  const table = new Map<string, number[]>();
  const add = (...octets: number[]): void => {
    const letter = decoder.decode(Uint8Array.from(octets));
    if ([...letter].length === 1 && letter !== '\uFFFD' && !table.has(letter)) table.set(letter, octets);
  };
  for (let octet = 0; octet < 256; octet++) add(octet);
  for (let first = 0x81; first < 0xff; first++) for (let second = 0x40; second < 0xff; second++) add(first, second);
  tables.set(charset, table);
  return table;
}

// RFC 1468: rows of the same table as EUC-JP, between escapes.
function escaped(text: string): Buffer {
  const octets: number[] = [];
  let double = false;
  for (const letter of text) {
    const pair = tableOf('euc-jp').get(letter)!;
    if ((pair.length > 1) !== double) octets.push(27, ...(double ? [40, 66] : [36, 66]));
    double = pair.length > 1;
    octets.push(...pair.map((octet) => octet & 127));
  }
  return Buffer.from(double ? [...octets, 27, 40, 66] : octets);
}

/** A text in a charset of two octets to a letter. Throws for a letter that the charset does not have. */
export function asianOctets(charset: string, text: string): Buffer {
  if (charset === 'iso-2022-jp') return escaped(text);
  return Buffer.from([...text].flatMap((letter) => {
    const octets = tableOf(charset).get(letter);
    if (!octets) throw new Error(`${charset} has no ${JSON.stringify(letter)}`);
    return octets;
  }));
}
