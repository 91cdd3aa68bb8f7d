const LONG_NUMBER = /[:,[]\s*-?\d{16}/;

/**
 * JSON.parse that keeps whole numbers too long for a double as text: platforms send 64-bit ids as bare numbers, and a lost
 * digit is another person. Throws SyntaxError.
 */
export function parseExact(text: string): unknown {
  // A function called for every value costs as much as the parsing: only where a long number stands.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source) ? source : value;
  });
}
