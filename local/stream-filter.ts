/**
 * Whether an event fits a pattern of an event-source mapping, as far as the template's patterns go: equal texts and numbers,
 * prefixes, `exists`. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function fitsPattern(event: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((rule) => fitsRule(event, rule));
  if (typeof pattern !== 'object' || pattern === null) throw new Error(`a pattern holds ${JSON.stringify(pattern)} where a list of rules belongs`);
  const inner = (typeof event === 'object' && event !== null ? event : {}) as Record<string, unknown>;
  return Object.entries(pattern).every(([name, rules]) => fitsPattern(inner[name], rules));
}

function fitsRule(value: unknown, rule: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return value === rule || (rule === null && value === undefined);
  const [[kind, wanted] = ['', undefined], ...more] = Object.entries(rule);
  if (more.length === 0 && kind === 'prefix' && typeof wanted === 'string') return typeof value === 'string' && value.startsWith(wanted);
  if (more.length === 0 && kind === 'exists') return (value !== undefined) === wanted;
  throw new Error(`the local engine does not know the rule ${JSON.stringify(rule)} of a pattern`);
}
