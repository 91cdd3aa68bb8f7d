import { HOUR, MEMORY_DAYS, rounded, type SpikeTuning } from './spike-tuning.ts';

/** How surprising the most surprising moment of an ordinary stretch of hours is: the scale on which one line serves quiet and loud brands. */
export interface Tail {
  usual: number;
  spread: number;
  blocks: number;
  /** The highest surprise of the stretch that is running, and how many slots it has. */
  highest: number;
  filled: number;
}

const PRIOR_SPREAD = 0.5;
const PRIOR_BLOCKS = 4;
/** An ordinary stretch's peak has this rarity. */
const ORDINARY = 3;

export const newTail = (): Tail => ({ usual: ORDINARY, spread: PRIOR_SPREAD, blocks: 0, highest: 0, filled: 0 });

const memoryOf = (tuning: SpikeTuning): number => (MEMORY_DAYS * 24) / tuning.blockHours;

function spreadOf(tail: Tail, memory: number): number {
  const seen = Math.min(tail.blocks, memory);
  return (tail.spread * seen + PRIOR_SPREAD * PRIOR_BLOCKS) / (seen + PRIOR_BLOCKS);
}

/** How rare a surprise is for this series: 3 is the peak of an ordinary stretch, each further 1 is one spread of such peaks. */
export function rarityOf(tail: Tail, surprise: number, tuning: SpikeTuning): number {
  return Math.max(0, ORDINARY + (surprise - tail.usual) / spreadOf(tail, memoryOf(tuning)));
}

/** The scale after one more slot; at the end of a stretch its peak is learned, clipped. */
export function learnTail(tail: Tail, surprise: number, slotMs: number, tuning: SpikeTuning): Tail {
  const highest = rounded(Math.max(tail.highest, surprise));
  const filled = tail.filled + 1;
  if (filled * slotMs < tuning.blockHours * HOUR) return { ...tail, highest, filled };
  const memory = memoryOf(tuning);
  const peak = tail.blocks === 0 ? highest : Math.min(highest, tail.usual + tuning.capSpreads * spreadOf(tail, memory));
  const off = peak - tail.usual;
  return {
    usual: rounded(tail.usual + Math.max(1 / (tail.blocks + 1), 1 / memory) * off),
    spread: tail.blocks === 0 ? tail.spread : rounded(tail.spread + Math.max(1 / tail.blocks, 1 / memory) * (Math.abs(off) - tail.spread)),
    blocks: tail.blocks + 1, highest: 0, filled: 0,
  };
}
