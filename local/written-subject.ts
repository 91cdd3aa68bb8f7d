const LONGEST = 60;

/** The subject that a mail gets whose writer gave none: its first words, whole ones. */
export function subjectFrom(text: string): string {
  const line = text.trim().split(/\r?\n/)[0]!.replace(/\s+/g, ' ');
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST + 1).replace(/\s+\S*$/, '').slice(0, LONGEST);
  return `${cut.toWellFormed().replace(/[\s,.;:\ufffd]+$/, '')}…`;
}
