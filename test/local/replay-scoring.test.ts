import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { careOf, careTotal } from '../../local/spikes/care.ts';
import { readLabelledSeries, SeriesUnusable, type LabelledSeries } from '../../local/spikes/labelled-series.ts';
import { addUp, scoresOf, searched, worthOf } from '../../local/spikes/nab-rules.ts';
import { play, tuningFor, type Trial } from '../../local/spikes/tuning.ts';
import { SPIKE_TUNING, type SpikeTuning } from '../../shared/domain/spike-tuning.ts';
import { HOUR, MINUTE, SUNDAY } from '../domain/spike-series.ts';

const times = Array.from({ length: 1000 }, (_, row) => SUNDAY + row * 5 * MINUTE);
const series: LabelledSeries = { name: 'a.csv', timestamps: times.map((at) => new Date(at).toISOString()), times, counts: times.map(() => 5), windows: [[400, 499], [700, 799]], onsets: [450, 750] };
const scored = (...rows: number[]): ReturnType<typeof scoresOf> => scoresOf(worthOf(series, rows));

describe('what detections are worth', () => {
  it('is nothing for none and a hundred for both windows at their first rows', () => {
    expect(scored()).toEqual({ standard: 0, lowFalsePositives: 0, lowFalseNegatives: 0 });
    for (const score of Object.values(scored(400, 700))) expect(score).toBeCloseTo(100, 9);
    expect(scored(400).standard).toBeCloseTo(50, 9);
    expect(scored(400).lowFalseNegatives).toBeCloseTo(50, 9);
  });

  it('is less the later the first of a window is, and no more for a second', () => {
    expect(scored(450, 700).standard).toBeLessThan(scored(410, 700).standard);
    expect(scored(450, 460, 700)).toEqual(scored(450, 700));
    expect(scored(499, 700).standard).toBeGreaterThan(scored(700).standard);
  });

  it('loses for a false alarm, little just after a window, double where these count double', () => {
    const whole = scored(400, 700);
    const far = scored(200, 400, 700);
    expect(whole.standard - far.standard).toBeCloseTo((100 * 0.11) / 4, 9);
    expect(whole.lowFalsePositives - far.lowFalsePositives).toBeCloseTo((100 * 0.22) / 4, 9);
    expect(whole.standard - scored(400, 501, 700).standard).toBeLessThan(0.5);
    expect(whole.standard - scored(400, 698, 700).standard).toBeCloseTo((100 * 0.11) / 4, 1);
  });

  it('does not count the first fifteen per cent', () => {
    expect(scored(10, 149, 400, 700)).toEqual(scored(400, 700));
    expect(scored(150, 400, 700).standard).toBeLessThan(scored(400, 700).standard);
  });

  it('finds the best threshold for all series together', () => {
    const scores = series.counts.map((_, row) => (row === 700 ? 0.9 : row === 400 ? 0.8 : row === 200 ? 0.7 : row === 100 ? 1 : 0.1));
    for (const score of Object.values(searched([{ series, scores }]))) expect(score).toBeCloseTo(100, 9);
    const confused = searched([{ series, scores }, { series: { ...series, windows: [] }, scores: scores.map((score) => (score === 0.7 ? 0.95 : 0)) }]);
    expect(confused.standard).toBeCloseTo(100 - (100 * 0.11) / 4, 9);
  });

  it('adds up over series', () => {
    expect(addUp([worthOf(series, [400, 200]), worthOf(series, [700])])).toMatchObject({ hits: 2, windows: 4, falseAlarms: 1, earned: 2 });
  });
});

describe('what a team feels', () => {
  it('is how late an alert comes and how many are for nothing', () => {
    const care = careOf(series, [200, 201, 449, 753, 900]);
    expect(care.delays).toEqual([-5, 15]);
    expect(care.falseAlarms).toBe(2);
    expect(careTotal([care])).toMatchObject({ onsets: 2, within15: 2, medianDelay: 5, falsePerDay: 2 / care.days });
  });

  it('counts no alert that came hours too early or too late', () => {
    expect(careOf(series, [450 - 25]).delays[0]).toBeNull();
    expect(careOf(series, [450 + 72]).delays[0]).toBe((6 * HOUR) / MINUTE);
    expect(careOf(series, [450 + 73]).delays[0]).toBeNull();
    expect(careTotal([careOf(series, [])])).toMatchObject({ within15: 0, medianDelay: null, falsePerDay: 0 });
  });
});

describe('the tuning', () => {
  const trial = (line: number, ...hits: number[]): Trial => ({ tuning: { ...SPIKE_TUNING, line }, worths: hits.map((hit) => worthOf(series, hit ? [400, 700] : [200, 210])) });

  it('follows what is good on the series that it may see, and not the one left out', () => {
    const trials = [trial(5, 1, 1, 0), trial(9, 0, 0, 1)];
    const near = (tuning: SpikeTuning): number => Math.round(tuning.line * 100) / 100;
    expect(near(tuningFor(trials, (index) => index !== 2))).toBe(5);
    expect(near(tuningFor(trials, (index) => index === 2))).toBe(9);
  });

  it('is the middle of what is equally good', () => {
    expect(tuningFor([trial(5, 1), trial(6, 1), trial(7, 1), trial(20, 0)], () => true).line).toBeCloseTo(6, 6);
  });

  it('is played by the detector itself', () => {
    const burst = { ...series, counts: series.counts.map((count, row) => count + (row % 3) + (row >= 750 && row < 760 ? 100 : 0)) };
    const { alerts, scores } = play(burst, SPIKE_TUNING);
    expect(alerts).toEqual([750]);
    expect(scores).toHaveLength(1000);
    expect(play(burst, { ...SPIKE_TUNING, line: 1000 }).alerts).toEqual([]);
  });
});

describe('a folder of labelled series', () => {
  const home = mkdtempSync(join(tmpdir(), 'moked-spikes-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const folder = (name: string, labels: string | null, counts = 'timestamp,value\n2026-01-04 00:00:00,1\n2026-01-04 00:05:00,2\n'): string => {
    mkdirSync(join(home, name));
    if (labels !== null) writeFileSync(join(home, name, 'labels.json'), labels);
    writeFileSync(join(home, name, 'a.csv'), counts);
    return join(home, name);
  };
  const labelled = (time: string): string => JSON.stringify({ series: { 'a.csv': { windows: [[time, '2026-01-04 00:05:00']], onsets: [time] } } });

  it('is read into rows and places', () => {
    expect(readLabelledSeries(folder('good', labelled('2026-01-04 00:00:00')))).toEqual([expect.objectContaining({ name: 'a.csv', counts: [1, 2], windows: [[0, 1]], onsets: [0] })]);
  });

  it('is refused with the reason when labels are missing, foreign or beside the rows, or counts are none', () => {
    expect(() => readLabelledSeries(folder('bare', null))).toThrow(SeriesUnusable);
    expect(() => readLabelledSeries(folder('foreign', '{"series":[]}'))).toThrow('labels.json');
    expect(() => readLabelledSeries(folder('broken', '{'))).toThrow('labels.json is no JSON');
    expect(() => readLabelledSeries(folder('beside', labelled('2026-01-04 00:01:00')))).toThrow('a.csv: the label 2026-01-04 00:01:00 is not a row');
    expect(() => readLabelledSeries(folder('bad', labelled('2026-01-04 00:00:00'), 'timestamp,value\nx,1\n'))).toThrow('a.csv: line 2: "x" is not a time');
  });
});
