// `npm run -s spikes:loo -- --data DIR`: what the spike detector is worth on a series that it was not tuned on.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { SPIKE_TUNING, type SpikeTuning } from '../../shared/domain/spike-tuning.ts';
import { careOf, careTotal } from '../spikes/care.ts';
import { readLabelledSeries, SeriesUnusable, type LabelledSeries } from '../spikes/labelled-series.ts';
import { addUp, scoresOf, searched, worthOf, type Scores } from '../spikes/nab-rules.ts';
import { tuningFor, play, tryAll, type Played } from '../spikes/tuning.ts';
import { endWhenTheReaderLeaves } from './reader-leaves.ts';

const USAGE = `npm run -s spikes:loo -- --data DIR [--scorer DIR]
  --data    folder with labels.json and the series it names (timestamp,value)
  --scorer  folder with another writing of the benchmark's rules (nab-score.mjs): the totals are then its figures
Tunes on all series but one and scores that one, for each in turn; then shows how the shipped tuning bears 12 % more or less
of each parameter. The last line is JSON. Ends with 2 when it cannot measure.`;

type Outside = (fixed: { series: LabelledSeries; scores: number[] }[], atHalf: boolean) => Scores;

interface ScorerModule {
  prepare: (series: { timestamps: string[]; windows: [string, string][] }) => unknown;
  scoreSet: (items: { p: unknown; scores: number[] }[], thresholds?: Record<string, number>) => Record<'standard' | 'reward_low_FP_rate' | 'reward_low_FN_rate', { score: number }>;
}

async function outsideScorer(folder: string): Promise<Outside> {
  const file = join(resolve(folder), 'nab-score.mjs');
  if (!existsSync(file)) throw new SeriesUnusable(`${file} is missing`);
  const { prepare, scoreSet } = await import(pathToFileURL(file).href) as ScorerModule;
  return (all, atHalf) => {
    const items = all.map(({ series: { timestamps, windows }, scores }) => ({ p: prepare({ timestamps, windows: windows.map(([a, b]) => [timestamps[a]!, timestamps[b]!]) }), scores }));
    const result = scoreSet(items, atHalf ? { standard: 0.5, reward_low_FP_rate: 0.5, reward_low_FN_rate: 0.5 } : undefined);
    return { standard: result.standard.score, lowFalsePositives: result.reward_low_FP_rate.score, lowFalseNegatives: result.reward_low_FN_rate.score };
  };
}

const shown = ({ standard, lowFalsePositives, lowFalseNegatives }: Scores): string => [standard, lowFalsePositives, lowFalseNegatives].map((score) => score.toFixed(1).padStart(6)).join(' ');
const told = (tuning: SpikeTuning): string => Object.entries(tuning).map(([name, value]: [string, number]) => `${name} ${Number(value.toFixed(2))}`).join(', ');

function rowFor(name: string, all: LabelledSeries[], played: Played[]): string {
  const worth = addUp(all.map((series, index) => worthOf(series, played[index]!.alerts)));
  const care = careTotal(all.map((series, index) => careOf(series, played[index]!.alerts)));
  return `${name.padEnd(30)}${shown(scoresOf(worth))}  ${`${worth.hits}/${worth.windows}`.padStart(5)}  ${`${care.within15}/${care.onsets}`.padStart(6)}  ${String(care.medianDelay ?? '-').padStart(6)}  ${care.falsePerDay.toFixed(3).padStart(8)}`;
}

const HEAD = `${''.padEnd(30)}${'std'.padStart(6)} ${'lowFP'.padStart(6)} ${'lowFN'.padStart(6)}  ${'hits'.padStart(5)}  ${'<=15m'.padStart(6)}  ${'delay'.padStart(6)}  ${'false/d'.padStart(8)}`;

async function measure(directory: string, scorer: string | undefined): Promise<void> {
  const outside = scorer ? await outsideScorer(scorer) : undefined;
  const all = readLabelledSeries(directory);
  if (all.length < 2) throw new SeriesUnusable('leaving one series out takes at least two');
  const trials = tryAll(all);
  console.log(`each series with what was tuned on the others (${trials.length} combinations)\n${HEAD}`);
  const tunings = all.map((_, left) => tuningFor(trials, (series) => series !== left));
  const played = all.map((series, index) => play(series, tunings[index]!));
  for (const [index, series] of all.entries()) console.log(`${rowFor(series.name, [series], [played[index]!])}  ${told(tunings[index]!)}`);
  console.log(rowFor('total', all, played));
  const binary = all.map((series, index) => ({ series, scores: Array.from(series.counts, (_, row) => (played[index]!.alerts.includes(row) ? 1 : 0)) }));
  const soft = all.map((series, index) => ({ series, scores: played[index]!.scores }));
  const fixed = outside ? outside(binary, true) : scoresOf(addUp(all.map((series, index) => worthOf(series, played[index]!.alerts))));
  const best = outside ? outside(soft, false) : searched(soft);
  console.log(`${'total, fixed'.padEnd(30)}${shown(fixed)}\n${'total, threshold searched'.padEnd(30)}${shown(best)}`);

  console.log(`\nall tuned together: ${told(tuningFor(trials, () => true))}\nthe shipped tuning, and 12 % less and more of each parameter\n${HEAD}`);
  const row = (name: string, tuning: SpikeTuning): void => console.log(rowFor(name, all, all.map((series) => play(series, tuning))));
  row('shipped', SPIKE_TUNING);
  for (const name of Object.keys(SPIKE_TUNING) as (keyof SpikeTuning)[]) for (const factor of [0.88, 1.12]) row(`${name} x ${factor}`, { ...SPIKE_TUNING, [name]: SPIKE_TUNING[name] * factor });
  console.log(JSON.stringify({ fixed, searched: best, ...careTotal(all.map((series, index) => careOf(series, played[index]!.alerts))) }));
}

endWhenTheReaderLeaves();
try {
  const { values } = parseArgs({ options: { data: { type: 'string' }, scorer: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) console.log(USAGE);
  else if (!values.data) throw new SeriesUnusable(`which series? --data is missing\n${USAGE}`);
  else await measure(values.data, values.scorer);
} catch (problem) {
  if (!(problem instanceof SeriesUnusable || (problem as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') || (problem as NodeJS.ErrnoException).code === 'ENOENT')) throw problem;
  console.error((problem as Error).message);
  process.exitCode = 2;
}
