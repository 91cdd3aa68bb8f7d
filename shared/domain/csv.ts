// A spreadsheet runs what begins like this as a formula: it gets an apostrophe, as text.
// The full-width signs are read as the others by some.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Rows as CSV that any spreadsheet opens in its language; no cell becomes a formula. */
export function csvOf(rows: string[][]): string {
  const cell = (text: string): string => `"${(FORMULA.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
