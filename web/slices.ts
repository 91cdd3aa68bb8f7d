import type { AnswersPreview, Outcome } from '../shared/api-shapes/desk.ts';

/** So many go at once: the API answers in seconds, and who waits sees how far it is. */
export const AT_ONCE = 100;

/** Some work on many, a slice at a time and each after the one before. */
export async function inSlices<T>(numbers: readonly string[], work: (slice: string[]) => Promise<T>, atOnce = AT_ONCE): Promise<T[]> {
  const done: T[] = [];
  for (let from = 0; from < Math.max(1, numbers.length); from += atOnce) done.push(await work(numbers.slice(from, from + atOnce)));
  return done;
}

/** What several slices were told, as one. */
export function joinedPreviews(parts: AnswersPreview[]): AnswersPreview {
  const going = new Map<string, AnswersPreview['going'][number]>();
  for (const one of parts.flatMap((part) => part.going)) {
    const name = `${one.channel} ${one.via}`;
    going.set(name, { ...one, count: one.count + (going.get(name)?.count ?? 0) });
  }
  const others = parts.flatMap(({ other }) => other ?? []);
  return {
    going: [...going.values()].toSorted((a, b) => b.count - a.count), cannot: parts.flatMap(({ cannot }) => cannot), sample: parts.find(({ sample }) => sample !== null)?.sample ?? null,
    versions: Object.assign({}, ...parts.map(({ versions }) => versions ?? {})) as Record<string, string>, ...(others.length > 0 ? { other: { ...others[0]!, count: others.reduce((sum, { count }) => sum + count, 0) } } : {}),
  };
}

export const joinedOutcomes = (parts: Outcome[]): Outcome => ({ done: parts.flatMap(({ done }) => done), refused: parts.flatMap(({ refused }) => refused) });
