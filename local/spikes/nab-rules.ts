// The scoring of the Numenta Anomaly Benchmark, https://arxiv.org/abs/1510.03336: a hit counts more the earlier it is in its window,
// a false alarm less the closer it follows one; nothing in the first 15 % (at most 750 rows) counts.
import type { LabelledSeries } from './labelled-series.ts';

export type Profile = 'standard' | 'lowFalsePositives' | 'lowFalseNegatives';
export type Scores = Record<Profile, number>;

const WEIGHTS: Record<Profile, { missed: number; falseAlarm: number }> = {
  standard: { missed: 1, falseAlarm: 0.11 },
  lowFalsePositives: { missed: 1, falseAlarm: 0.22 },
  lowFalseNegatives: { missed: 2, falseAlarm: 0.11 },
};
export const PROFILES = Object.keys(WEIGHTS) as Profile[];

const sigmoid = (place: number): number => (place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1);
export const probationOf = (rows: number): number => Math.min(Math.floor(0.15 * rows), 750);

/** What detections at some rows are worth, before the profile's weights; sums of several series may be added. */
export interface Worth {
  /** Sum of the earliest hits' places, 1 at a window's first row. */
  earned: number;
  hits: number;
  windows: number;
  /** Sum of the false alarms' places, -1 far from any window. */
  falsePlaces: number;
  falseAlarms: number;
}

/** Worth of one detection: the window that it hits, or how false it is. */
export function placeOf(series: LabelledSeries, row: number): { window: number | null; place: number } {
  let before: [number, number] | undefined;
  for (const [window, [start, end]] of series.windows.entries()) {
    if (row < start) break;
    if (row <= end) return { window, place: sigmoid(-(end - row + 1) / (end - start + 1)) / sigmoid(-1) };
    before = [start, end];
  }
  return { window: null, place: before ? sigmoid((row - before[1]) / (before[1] - before[0])) : -1 };
}

/** Rows of detections in one series, in order. */
export function worthOf(series: LabelledSeries, rows: Iterable<number>): Worth {
  const worth: Worth = { earned: 0, hits: 0, windows: series.windows.length, falsePlaces: 0, falseAlarms: 0 };
  const hit = new Set<number>();
  const probation = probationOf(series.counts.length);
  for (const row of rows) {
    if (row < probation) continue;
    const { window, place } = placeOf(series, row);
    if (window === null) {
      worth.falsePlaces += place;
      worth.falseAlarms++;
    } else if (!hit.has(window)) {
      hit.add(window);
      worth.earned += place;
      worth.hits++;
    }
  }
  return worth;
}

export function addUp(worths: Worth[]): Worth {
  const sum: Worth = { earned: 0, hits: 0, windows: 0, falsePlaces: 0, falseAlarms: 0 };
  for (const worth of worths) for (const key of Object.keys(sum) as (keyof Worth)[]) sum[key] += worth[key];
  return sum;
}

/** 0 for a detector that says nothing, 100 for one that hits every window at its first row without a false alarm. */
export function scoresOf(worth: Worth): Scores {
  const score = ({ missed, falseAlarm }: { missed: number; falseAlarm: number }): number => {
    const raw = worth.earned + falseAlarm * worth.falsePlaces - missed * (worth.windows - worth.hits);
    return (100 * (raw + missed * worth.windows)) / (worth.windows * (1 + missed));
  };
  return { standard: score(WEIGHTS.standard), lowFalsePositives: score(WEIGHTS.lowFalsePositives), lowFalseNegatives: score(WEIGHTS.lowFalseNegatives) };
}

/** The best that one threshold for all series reaches, for each profile: what published figures are. */
export function searched(all: { series: LabelledSeries; scores: number[] }[]): Scores {
  const detections = all.flatMap(({ series, scores }, index) => scores.flatMap((score, row) => (row < probationOf(scores.length) ? [] : [{ score, key: index * 1000, ...placeOf(series, row) }])));
  detections.sort((a, b) => b.score - a.score);
  const sum = addUp(all.map(({ series }) => worthOf(series, [])));
  const best = scoresOf(sum);
  const earned = new Map<number, number>();
  for (const [index, { score, key, window, place }] of detections.entries()) {
    if (window === null) sum.falsePlaces += place;
    else {
      const had = earned.get(key + window);
      if (had === undefined) sum.hits++;
      if (had === undefined || place > had) {
        sum.earned += place - (had ?? 0);
        earned.set(key + window, place);
      }
    }
    if (detections[index + 1]?.score === score) continue;
    const now = scoresOf(sum);
    for (const profile of PROFILES) best[profile] = Math.max(best[profile], now[profile]);
  }
  return best;
}
