import { describe, expect, it } from '@jest/globals';
import { newPlay, playRow, readColumns, readRow, UnplayableHistory, type Play } from '../../shared/domain/spike-history.ts';
import type { Verdict } from '../../shared/domain/spike.ts';
import { DAY, HOUR, israeliWeek, MINUTE, slots, SUNDAY, watch } from './spike-series.ts';

const columns = readColumns('timestamp,value');
const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function playAll(rows: { at: number; count: number }[]): { play: Play; verdicts: Verdict[] } {
  let play = newPlay();
  const verdicts = rows.map(({ at, count }, index) => {
    const played = playRow(play, { timestamp: timeOf(at), at, count }, index + 2);
    play = JSON.parse(JSON.stringify(played.play)) as Play;
    return played.verdict;
  });
  return { play, verdicts };
}

describe('reading a history', () => {
  it('knows its columns by their names, in any order, between commas, semicolons or tabs', () => {
    expect(readColumns('value,channel,Timestamp')).toEqual({ separator: ',', timestamp: 2, value: 0 });
    expect(readColumns('\uFEFF"timestamp";"value"')).toEqual({ separator: ';', timestamp: 0, value: 1 });
    expect(readColumns('timestamp\tvalue\r').separator).toBe('\t');
    expect(() => readColumns('2026-01-04 00:00:00,5')).toThrow('line 1: the header must name the columns timestamp and value');
  });

  it.each([
    ['2026-01-04 08:05:00,7', Date.UTC(2026, 0, 4, 8, 5)],
    ['"2026-01-04 08:05","7"', Date.UTC(2026, 0, 4, 8, 5)],
    ['2026-01-04T08:05:00.000Z , 7', Date.UTC(2026, 0, 4, 8, 5)],
    ['2026-01-04T10:05:00+02:00,7', Date.UTC(2026, 0, 4, 8, 5)],
  ])('reads %p', (line, at) => {
    expect(readRow(columns, line, 2)).toMatchObject({ at, count: 7 });
  });

  it.each([
    ['2026-02-30 08:05:00,7', 'line 9: "2026-02-30 08:05:00" is not a time like 2026-11-22 08:05:00'],
    ['2026-13-01 08:05:00,7', 'line 9: "2026-13-01 08:05:00" is not a time'],
    ['2026-01-01 24:05:00,7', 'is not a time'],
    ['yesterday,7', 'line 9: "yesterday" is not a time'],
    [',7', 'line 9: "" is not a time'],
    ['2026-01-04 08:05:00,', 'line 9: "" is not a count of mentions'],
    ['2026-01-04 08:05:00,-3', 'line 9: "-3" is not a count of mentions'],
    ['2026-01-04 08:05:00,NaN', 'line 9: "NaN" is not a count of mentions'],
    ['2026-01-04 08:05:00,שבע', 'line 9: "שבע" is not a count of mentions'],
    [`${'x'.repeat(500)},7`, `"${'x'.repeat(40)}…" is not a time`],
  ])('refuses %p and says why', (line, message) => {
    expect(() => readRow(columns, line, 9)).toThrow(UnplayableHistory);
    expect(() => readRow(columns, line, 9)).toThrow(message);
  });
});

describe('playing a history', () => {
  const burst = (at: number): number => 5 * israeliWeek(at) * (at >= SUNDAY + 9.5 * DAY && at < SUNDAY + 9.5 * DAY + HOUR ? 9 : 1);
  const fives = slots(SUNDAY + 42 * 1000, 10, burst, 3);

  it('in rows of five minutes is what the detector says of each', () => {
    expect(playAll(fives).verdicts).toEqual(watch(fives).verdicts);
  });

  it('bears clocks that are some seconds off', () => {
    const jittered = fives.map((tick, index) => ({ ...tick, at: tick.at + ((index * 7) % 40) * 1000 }));
    const alerts = playAll(jittered).verdicts.filter(({ alert }) => alert);
    expect(alerts).toHaveLength(1);
    expect(Math.abs(alerts[0]!.at - SUNDAY - 9.5 * DAY)).toBeLessThan(10 * MINUTE);
  });

  it('in rows of one minute gives an alert in the minute that crosses the line, once', () => {
    const minutes = slots(SUNDAY, 10, burst, 3).flatMap(({ at, count }) => Array.from({ length: 5 }, (_, minute) => ({ at: at + minute * MINUTE, count: Math.floor((count + minute) / 5) })));
    const { verdicts, play } = playAll(minutes);
    expect(verdicts).toHaveLength(minutes.length);
    const found = verdicts.flatMap(({ alert }, index) => (alert ? [minutes[index]!.at] : []));
    expect(found).toHaveLength(1);
    expect(found[0]! - SUNDAY - 9.5 * DAY).toBeLessThan(10 * MINUTE);
    expect(play.state.at).toBe(SUNDAY + 10 * DAY - 10 * MINUTE);
  });

  it('in rows of an hour works too', () => {
    const hours = Array.from({ length: 24 * 28 }, (_, hour) => ({ at: SUNDAY + hour * HOUR, count: Math.round(60 * israeliWeek(SUNDAY + hour * HOUR)) + (hour % 7) + (hour === 24 * 27 + 12 ? 900 : 0) }));
    const { verdicts, play } = playAll(hours);
    expect(play.state.slotMs).toBe(HOUR);
    expect(verdicts.flatMap(({ alert }, hour) => (alert ? [hour] : []))).toEqual([24 * 27 + 12]);
    expect(verdicts[24 * 27 + 12]!.alert!.minutes).toBe(60);
  });

  it('says nothing about rows to come: cut off or changed later, the first ones are judged alike', () => {
    const whole = playAll(fives).verdicts;
    expect(playAll(fives.slice(0, 1000)).verdicts).toEqual(whole.slice(0, 1000));
    expect(playAll(fives.map((tick, index) => (index < 1000 ? tick : { ...tick, count: tick.count * 7 + 1000 }))).verdicts.slice(0, 1000)).toEqual(whole.slice(0, 1000));
  });

  it('takes missing rows for hours that nobody watched', () => {
    const { verdicts } = playAll(fives.filter(({ at }) => at < SUNDAY + 8 * DAY || at >= SUNDAY + 8.5 * DAY));
    expect(verdicts.filter(({ alert }) => alert)).toHaveLength(1);
  });

  it.each([
    ['rows out of order', [0, 10, 5], 'line 4: 2026-01-04 00:05:00 is not after the row before'],
    ['a row twice', [0, 5, 5], 'line 4: 2026-01-04 00:05:00 is not after the row before'],
    ['rows of a day', [0, 1440], 'line 3: the first two rows are 1440 minutes apart'],
    ['rows that grow denser', [0, 60, 65], 'line 4: 2026-01-04 01:05:00 is closer to the row before than half of the 60 minutes'],
  ])('refuses %s', (_, minutes, message) => {
    expect(() => playAll(minutes.map((minute) => ({ at: SUNDAY + minute * MINUTE, count: 1 })))).toThrow(message);
  });
});
