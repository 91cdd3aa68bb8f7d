import { gainOf, MEMORY_DAYS, rounded } from './spike-tuning.ts';

/** A run of slots without any mention. */
export interface Quiet {
  /** End of the last slot that had mentions. */
  since: number;
  /** Mentions expected since then. */
  missed: number;
  /** The most that was ever missed in an ordinary pause, slowly forgotten. */
  longest: number;
}

const AT_LEAST_MISSED = 20;
const BEYOND_LONGEST = 3;

/** The pause after one more slot; slots of an outage are not given here, they say nothing. */
export function learnQuiet(quiet: Quiet, count: number, expected: number, slotEnd: number, slotsPerDay: number): Quiet {
  if (count === 0) return { ...quiet, missed: rounded(quiet.missed + expected) };
  const faded = quiet.longest * (1 - gainOf(MEMORY_DAYS * slotsPerDay, Infinity));
  return { since: slotEnd, missed: 0, longest: rounded(Math.max(faded, quiet.missed)) };
}

/** Whether a pause is longer than any before: it may be a broken door, and teaches nothing until mentions come again. */
export const isDoubtful = (quiet: Quiet): boolean => quiet.missed >= Math.max(AT_LEAST_MISSED / 2, quiet.longest);

/** Whether a pause is longer than this series' own pauses explain: a dead token or a broken door rather than a quiet hour. */
export const isUnusuallyQuiet = (quiet: Quiet): boolean => quiet.missed >= Math.max(AT_LEAST_MISSED, BEYOND_LONGEST * quiet.longest);
