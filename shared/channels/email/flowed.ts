function quoteDepth(line: string): number {
  return /^>*/.exec(line)![0].length;
}

/**
 * Joins the soft line breaks of format=flowed (RFC 3676). A line flows on only into one of the same quote depth: else the
 * first words below a quote would become part of it.
 */
export function joinFlowed(text: string, deleteSpaces: boolean): string {
  const out: string[] = [];
  let flows = false;
  let depth = 0;
  for (const line of text.split('\n')) {
    const ownDepth = quoteDepth(line);
    const words = line.slice(ownDepth).replace(/^ /, '');
    const signature = words === '-- ';
    if (flows && ownDepth === depth && !signature) out[out.length - 1] += words;
    else out.push(ownDepth > 0 ? `${'>'.repeat(ownDepth)} ${words}` : words);
    flows = words.endsWith(' ') && !signature;
    depth = ownDepth;
    if (flows && deleteSpaces) out[out.length - 1] = out.at(-1)!.slice(0, -1);
  }
  return out.join('\n');
}
