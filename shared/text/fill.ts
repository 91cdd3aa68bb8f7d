/** What placeholders stand for; null or empty: nothing, and the line that needs it goes. */
export type Values = Readonly<Record<string, string | null>>;

// A company called `The …` brings its own article.
const withOneArticle = (template: string, values: Values): string =>
  (/^the /i.test(values['company'] ?? '') ? template.replace(/\bthe (?=\{company\})/i, '') : template);

/**
 * Puts values into a text, once: a value that looks like a placeholder stays as it is. Null when a value is empty.
 * Throws for a placeholder nobody has a value for, which only a misspelt text can bring about.
 */
export function fill(
  template: string, values: Values,
  show: (name: string, value: string) => string = (_, value) => value,
  literal: (text: string) => string = (text) => text,
): string | null {
  let filled = '';
  for (const [place, part] of withOneArticle(template, values).split(/\{(\w+)\}/).entries()) {
    if (place % 2 === 0) {
      filled += literal(part);
      continue;
    }
    const value = values[part];
    if (value === undefined) throw new Error(`text: no value for {${part}}`);
    if (value === null || value === '') return null;
    filled += show(part, value);
  }
  return filled;
}
