/** A case number as somebody typed it, in the form that it is shown in; undefined when it is none. */
export function numberTyped(text: string): string | undefined {
  const digits = /^\s*\[?#?([1-9]\d{2})[-\s\u2010-\u2014]?(\d{3})[-\s\u2010-\u2014]?(\d{3})\]?\s*$/.exec(text);
  return digits ? `${digits[1]}-${digits[2]}-${digits[3]}` : undefined;
}
