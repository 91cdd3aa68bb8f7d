/** What is tuned on real series; everything else about the detector is fixed by reasoning and hardly matters. */
export interface SpikeTuning {
  /** Share of the last hour in the surprise, the rest is the last slot's. */
  hourShare: number;
  /** Length of the stretches whose highest surprise says what is usual for this series. */
  blockHours: number;
  /** A stretch's peak teaches at most so many spreads above the usual peak: a burst does not become the norm. */
  capSpreads: number;
  /** Rarity from which it is an alert. */
  line: number;
  /** An episode is calm below this rarity, the peak of an ordinary stretch or a little more. */
  calm: number;
  /** So long a calm ends an episode for good; until then only twice the count is news. */
  restHours: number;
}

// The mean that `spikes:loo` finds on five series of mentions, rounded; twelve per cent more or less of any of them changes little.
export const SPIKE_TUNING: SpikeTuning = { hourShare: 0.45, blockHours: 7, capSpreads: 2.8, calm: 4, restHours: 13.5, line: 6.8 };

export type Sensitivity = 'low' | 'normal' | 'high';
export const SENSITIVITIES: Record<Sensitivity, number> = { low: 1.25, normal: 1, high: 0.85 };

export const HOUR = 3_600_000;
export const DAY = 86_400_000;
/** What was so long ago counts half. */
export const MEMORY_DAYS = 14;

// Counts of mentions scatter more than Poisson's: negative binomial, whose standard deviation never falls below an eighth of the mean.
const SIZE = 60;
/** Brings counts to a scale on which chance scatters by about one, however large they are: the negative binomial's variance-stabilising root. */
export const steady = (count: number): number => 2 * Math.sqrt(SIZE) * Math.asinh(Math.sqrt((count + 0.375) / SIZE));
/** The count at a place on the steady scale. */
export const countAt = (place: number): number => Math.max(0, SIZE * Math.sinh(Math.max(0, place) / (2 * Math.sqrt(SIZE))) ** 2 - 0.375);

/** Stored state stays short: numbers are rounded where they are learned, so that storing changes nothing. */
export const rounded = (value: number, digits = 5): number => {
  const scale = 10 ** digits;
  // JSON knows no negative nought.
  return Math.round(value * scale) / scale + 0;
};

/** Weight of a new value in a mean that halves its past in `halfLife` values; a plain mean as long as there are few. */
export const gainOf = (halfLife: number, seen: number): number => Math.max(1 - 0.5 ** (1 / halfLife), 1 / (seen + 1));
