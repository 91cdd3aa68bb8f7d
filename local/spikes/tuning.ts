import { follow, type Episode } from '../../shared/domain/spike-episode.ts';
import { newSpikeState, step } from '../../shared/domain/spike.ts';
import type { SpikeTuning } from '../../shared/domain/spike-tuning.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { addUp, scoresOf, worthOf, type Worth } from './nab-rules.ts';

const SLOT = 300_000;
const LINES = Array.from({ length: 21 }, (_, place) => 5 * 1.03 ** place);

/** What is tried: every combination of these. */
const TRIED: { [Name in keyof SpikeTuning]: number[] } = {
  hourShare: [0.3, 0.4, 0.5, 0.6],
  blockHours: [4, 6, 8, 12],
  capSpreads: [2, 3, 4],
  calm: [4],
  restHours: [9, 12, 15, 18],
  line: LINES,
};
const NAMES = Object.keys(TRIED) as (keyof SpikeTuning)[];

export interface Played {
  scores: number[];
  /** Rows with an alert. */
  alerts: number[];
}

/** The detector as it is shipped, over one series. */
export function play(series: LabelledSeries, tuning: SpikeTuning): Played {
  const played: Played = { scores: [], alerts: [] };
  let state = newSpikeState(SLOT);
  for (const [row, count] of series.counts.entries()) {
    const stepped = step(state, { at: series.times[row]!, count }, { tuning });
    state = stepped.state;
    played.scores.push(stepped.verdict.score);
    if (stepped.verdict.alert) played.alerts.push(row);
  }
  return played;
}

// Learning does not depend on the line nor on episodes: rarities are computed once, lines are tried over them.
function raritiesOf(series: LabelledSeries, tuning: SpikeTuning): { rarity: number; tooFew: boolean }[] {
  let state = newSpikeState(SLOT);
  return series.counts.map((count, row) => {
    const stepped = step(state, { at: series.times[row]!, count }, { tuning });
    state = stepped.state;
    return { rarity: stepped.verdict.rarity, tooFew: stepped.verdict.tooFew };
  });
}

function alertsOf(series: LabelledSeries, rarities: { rarity: number; tooFew: boolean }[], tuning: SpikeTuning): number[] {
  const alerts: number[] = [];
  let episode: Episode | null = null;
  for (const [row, { rarity, tooFew }] of rarities.entries()) {
    if (!episode && rarity < tuning.line) continue;
    const at = series.times[row]!;
    const followed = follow(episode, { at, since: at, count: series.counts[row]!, quarter: 0, rarity, line: tuning.line, tooFew }, SLOT, tuning);
    episode = followed.episode;
    if (followed.alert) alerts.push(row);
  }
  return alerts;
}

/** All combinations in the order of their places, the last name running fastest. */
function combinations(): SpikeTuning[] {
  let all: Partial<SpikeTuning>[] = [{}];
  for (const name of NAMES) all = all.flatMap((some) => TRIED[name].map((value) => ({ ...some, [name]: value })));
  return all as SpikeTuning[];
}

export interface Trial {
  tuning: SpikeTuning;
  /** In the order of the series. */
  worths: Worth[];
}

export function tryAll(all: LabelledSeries[]): Trial[] {
  const trials = combinations().map((tuning): Trial => ({ tuning, worths: [] }));
  for (const series of all) {
    let [known, rarities] = ['', [] as ReturnType<typeof raritiesOf>];
    for (const { tuning, worths } of trials) {
      const key = [tuning.hourShare, tuning.blockHours, tuning.capSpreads].join();
      if (key !== known) [known, rarities] = [key, raritiesOf(series, tuning)];
      worths.push(worthOf(series, alertsOf(series, rarities, tuning)));
    }
  }
  return trials;
}

const meanOf = (worth: Worth): number => {
  const { standard, lowFalsePositives, lowFalseNegatives } = scoresOf(worth);
  return (standard + lowFalsePositives + lowFalseNegatives) / 3;
};

/** So far two combinations' figures must lie apart to tell the better one: about what one window more or less is worth. */
const DOUBT = 3;

/**
 * The tuning for the series that `counts` lets in: the mean of all combinations, each weighing what its figure makes it likely.
 * The single best one would be luck: a handful of windows decides between them.
 */
export function tuningFor(trials: Trial[], counts: (series: number) => boolean): SpikeTuning {
  const values = trials.map(({ worths }) => meanOf(addUp(worths.filter((_, series) => counts(series)))));
  const best = Math.max(...values);
  const weights = values.map((value) => Math.exp((value - best) / DOUBT));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(NAMES.map((name) => [name, trials.reduce((sum, { tuning }, index) => sum + (weights[index]! / total) * tuning[name], 0)])) as unknown as SpikeTuning;
}
