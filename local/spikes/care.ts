import type { LabelledSeries } from './labelled-series.ts';
import { probationOf } from './nab-rules.ts';

/** What a team feels of the alerts on one series. */
export interface Care {
  days: number;
  /** Minutes from each marked moment to its alert, which comes at most two hours before and six after; null: none. */
  delays: (number | null)[];
  /** Alerts outside every window; those within six hours of one another are one. */
  falseAlarms: number;
}

const MINUTE = 60_000;

export function careOf({ times, windows, onsets }: LabelledSeries, rows: number[]): Care {
  const probation = probationOf(times.length);
  const live = rows.filter((row) => row >= probation);
  const starts = live.filter((row, index) => index === 0 || times[row]! - times[live[index - 1]!]! > 360 * MINUTE);
  const delays = onsets.filter((onset) => onset >= probation).map((onset) => {
    const found = live.find((row) => times[row]! >= times[onset]! - 120 * MINUTE && times[row]! <= times[onset]! + 360 * MINUTE);
    return found === undefined ? null : (times[found]! - times[onset]!) / MINUTE;
  });
  return {
    days: (times.at(-1)! - times[probation]!) / (1440 * MINUTE), delays,
    falseAlarms: starts.filter((row) => !windows.some(([start, end]) => row >= start && row <= end)).length,
  };
}

export interface CareTotal {
  onsets: number;
  within15: number;
  medianDelay: number | null;
  falsePerDay: number;
}

export function careTotal(list: Care[]): CareTotal {
  const delays = list.flatMap((care) => care.delays);
  const found = delays.filter((delay) => delay !== null).toSorted((a, b) => a - b);
  const middle = found.length / 2;
  const median = found.length % 2 ? found[Math.floor(middle)]! : (found[middle - 1]! + found[middle]!) / 2;
  const days = list.reduce((sum, care) => sum + care.days, 0);
  return {
    onsets: delays.length, within15: found.filter((delay) => delay <= 15).length, medianDelay: found.length ? median : null,
    falsePerDay: list.reduce((sum, care) => sum + care.falseAlarms, 0) / days,
  };
}
