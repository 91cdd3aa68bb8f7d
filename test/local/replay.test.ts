import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, HOUR, israeliWeek, slots, SUNDAY } from '../domain/spike-series.ts';
import { readByNobody } from '../support/leaving-reader.ts';

const home = mkdtempSync(join(tmpdir(), 'moked-replay-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Ran {
  status: number | null;
  lines: Record<string, unknown>[];
  error: string;
}

function run(...given: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../local/commands/replay.ts'), ...given], { encoding: 'utf8', env: { PATH: process.env['PATH'] }, maxBuffer: 1 << 26 });
  return { status, lines: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>), error: stderr };
}

function file(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
const rise = SUNDAY + 9.5 * DAY;
const ticks = slots(SUNDAY, 10, (at) => 5 * israeliWeek(at) * (at >= rise && at < rise + HOUR ? 9 : 1), 3);
const history = file('history.csv', ['timestamp,value', ...ticks.map(({ at, count }) => `${timeOf(at)},${count}`), ''].join('\n'));

describe('npm run replay', () => {
  const whole = run(history);

  it('prints one line for each row, in order, and one alert for one rise', () => {
    expect(whole.status).toBe(0);
    expect(whole.error).toBe('');
    expect(whole.lines.map(({ timestamp, value }) => [timestamp, value])).toEqual(ticks.map(({ at, count }) => [timeOf(at), count]));
    for (const { score, alert } of whole.lines) expect((score as number) >= 0.5 && (score as number) <= 1).toBe(alert);
    const alerts = whole.lines.filter(({ alert }) => alert);
    expect(alerts).toHaveLength(1);
    expect(Date.parse(`${String(alerts[0]!['timestamp'])}Z`) - rise).toBeLessThan(HOUR / 4);
  });

  it('says the same when its state is stored and read again after every row, and how large that was', () => {
    const stored = run(history, '--state-roundtrip');
    expect(stored.lines).toEqual(whole.lines);
    const { stateBytesMax } = JSON.parse(stored.error.trim().split('\n').at(-1)!) as { stateBytesMax: number };
    expect(stateBytesMax).toBeGreaterThan(300);
    expect(stateBytesMax).toBeLessThan(2048);
  });

  it('says of an alert what is usual there', () => {
    const [alert, ...more] = run(history, '--alerts').lines;
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: 'onset', learning: false });
    expect(alert!['low']).toBeLessThan(alert!['count'] as number);
    expect(alert!['times']).toBeGreaterThan(3);
  });

  it('has three sensitivities', () => {
    const scored = (sensitivity: string): number => run(history, '--sensitivity', sensitivity).lines.find(({ timestamp }) => timestamp === timeOf(rise))!['score'] as number;
    expect(scored('low')).toBeLessThan(scored('normal'));
    expect(scored('normal')).toBeLessThan(scored('high'));
  });

  it('ends quietly when whoever reads it has seen enough', async () => {
    expect(await readByNobody('replay', [history])).toEqual({ code: 0, errors: '' });
  });

  it('says which line cannot be played, after the rows before it', () => {
    const bad = run(file('bad.csv', 'timestamp,value\n2026-01-04 00:00:00,4\n2026-01-04 00:05:00,many\n'));
    expect(bad).toEqual({ status: 2, lines: [expect.objectContaining({ value: 4 })], error: 'line 3: "many" is not a count of mentions\n' });
  });

  it.each([
    ['an empty file', '', 'line 1: the file is empty'],
    ['a file of headers only', 'timestamp,value\n', 'there is no row of counts'],
    ['a file of something else', 'שם,מספר\nא,1\n', 'the header must name the columns timestamp and value'],
  ])('refuses %s', (name, text, message) => {
    const { status, lines, error } = run(file(`${name}.csv`, text));
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(error).toContain(message);
  });

  it('refuses what it does not know', () => {
    expect(run()).toMatchObject({ status: 2, error: expect.stringContaining('which file?') });
    expect(run(join(home, 'none.csv'))).toMatchObject({ status: 2, error: expect.stringContaining('no such file') });
    expect(run(history, '--sensitivity', 'extreme')).toMatchObject({ status: 2, error: expect.stringContaining('low, normal or high') });
    expect(run(history, '--fast')).toMatchObject({ status: 2, error: expect.stringContaining("'--fast'") });
    expect(run(home)).toMatchObject({ status: 2 });
  });
});
