import type { CountPoint } from '../shared/api-shapes/figures.ts';
import { newPlay, playRow, readColumns, readRow } from '../shared/domain/spike-history.ts';
import type { SpikeAlert } from '../shared/domain/spike.ts';
import { knowsUsual, usualCounts } from '../shared/domain/spike.ts';
import type { Sensitivity } from '../shared/domain/spike-tuning.ts';

export interface Played { sensitivity: Sensitivity; rows: number; days: number; alerts: (SpikeAlert & { at: number })[]; /** At most so many points as a screen can show, each the highest of its stretch. */ points: CountPoint[]; learningUntil: number | null }

const MOST_POINTS = 1_500;

// The highest count of each stretch: a peak stays a peak.
function thinned(points: CountPoint[]): CountPoint[] {
  const size = Math.ceil(points.length / MOST_POINTS);
  if (size <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => points.slice(index * size, (index + 1) * size).reduce((best, point) => (point.count > best.count ? point : best)));
}

/** Plays somebody's own history as the detector would have lived it. Throws UnplayableHistory with the line that is wrong. */
export function playHistory(text: string, sensitivity: Sensitivity): Played {
  const [header = '', ...lines] = text.replace(/\r\n?/g, '\n').split('\n');
  const columns = readColumns(header);
  let play = newPlay();
  const alerts: Played['alerts'] = [];
  const points: CountPoint[] = [];
  let [first, learningUntil]: [number | null, number | null] = [null, null];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = readRow(columns, line, index + 2);
    const usual = knowsUsual(play.state) ? usualCounts(play.state, row.at, 'slot') : null;
    const played = playRow(play, row, index + 2, { sensitivity });
    play = played.play;
    first ??= row.at;
    if (played.verdict.learning) learningUntil = row.at;
    if (played.verdict.alert) alerts.push({ ...played.verdict.alert, at: row.at });
    points.push({ at: row.at, count: row.count, low: usual?.low ?? null, high: usual?.high ?? null });
  }
  return { sensitivity, rows: play.rows, days: first === null ? 0 : ((play.last ?? first) - first) / 86_400_000, alerts, points: thinned(points), learningUntil };
}
