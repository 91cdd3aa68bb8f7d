/** A seeded source of chances (mulberry32): the same seed, the same story. */
export function seeded(seed: number): { chance: (share: number) => boolean; below: (n: number) => number; pick: <T>(items: readonly T[]) => T } {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { chance: (share) => next() < share, below, pick: (items) => items[below(items.length)]! };
}
