import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readColumns, readRow, UnplayableHistory } from '../../shared/domain/spike-history.ts';

/** Counts with what people marked in them. Places are row numbers, both ends belong to a window. */
export interface LabelledSeries {
  name: string;
  timestamps: string[];
  times: number[];
  counts: number[];
  windows: [start: number, end: number][];
  /** The moments at which people say that something began. */
  onsets: number[];
}

/** The folder cannot be measured. */
export class SeriesUnusable extends Error {
  override name = 'SeriesUnusable';
}

const Labels = z.object({ series: z.record(z.string(), z.object({ windows: z.array(z.tuple([z.string(), z.string()])), onsets: z.array(z.string()).default([]) })) });

function readCounts(file: string): Pick<LabelledSeries, 'timestamps' | 'times' | 'counts'> {
  const [header, ...lines] = readFileSync(file, 'utf8').split(/\r?\n/);
  const columns = readColumns(header!);
  const rows = lines.flatMap((line, index) => (line.trim() ? [readRow(columns, line, index + 2)] : []));
  return { timestamps: rows.map(({ timestamp }) => timestamp), times: rows.map(({ at }) => at), counts: rows.map(({ count }) => count) };
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (problem) {
    throw new SeriesUnusable(`${file} is no JSON: ${(problem as Error).message}`, { cause: problem });
  }
}

/** A folder of `*.csv` and `labels.json`: `{ "series": { "<file>.csv": { "windows": [[from, to]], "onsets": [time] } } }`. */
export function readLabelledSeries(directory: string): LabelledSeries[] {
  const labelsFile = join(directory, 'labels.json');
  if (!existsSync(labelsFile)) throw new SeriesUnusable(`${labelsFile} is missing: a folder with labels.json and its series is needed`);
  const labels = Labels.safeParse(jsonIn(labelsFile));
  if (!labels.success) throw new SeriesUnusable(`${labelsFile}: ${z.prettifyError(labels.error)}`);
  return Object.entries(labels.data.series).map(([name, { windows, onsets }]) => {
    try {
      const counts = readCounts(join(directory, name));
      const rowOf = (time: string): number => {
        const row = counts.timestamps.indexOf(time);
        if (row < 0) throw new SeriesUnusable(`${name}: the label ${time} is not a row`);
        return row;
      };
      const places = windows.map(([from, to]): [number, number] => [rowOf(from), rowOf(to)]).toSorted((a, b) => a[0] - b[0]);
      return { name, ...counts, windows: places, onsets: onsets.map(rowOf) };
    } catch (problem) {
      if (problem instanceof UnplayableHistory) throw new SeriesUnusable(`${name}: ${problem.message}`, { cause: problem });
      throw problem;
    }
  });
}
