// `npm run -s replay -- counts.csv`: the spike detector over anybody's history of counts, row by row, without look-ahead.
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { newPlay, playRow, readColumns, readRow, UnplayableHistory, type CountColumns, type CountRow, type Play } from '../../shared/domain/spike-history.ts';
import type { Verdict } from '../../shared/domain/spike.ts';
import { SENSITIVITIES, type Sensitivity } from '../../shared/domain/spike-tuning.ts';
import { endWhenTheReaderLeaves } from './reader-leaves.ts';

const USAGE = `npm run -s replay -- COUNTS.CSV [--sensitivity low|normal|high] [--state-roundtrip] [--alerts]
  COUNTS.CSV         has the columns timestamp,value: mentions counted every minute to every hour, in order of time
  --sensitivity      how early an alert comes (default normal)
  --state-roundtrip  stores and reloads the detector's state after every row; stderr ends with {"stateBytesMax":n}
  --alerts           prints alerts only, with what is usual there
Prints for each row {"timestamp","value","score","alert"}: score from 0 to 1, an alert at the beginning of a rise and when it doubles.
Ends with 2 when the file cannot be played.`;

class WrongUse extends Error {}

interface Options {
  file: string;
  sensitivity: Sensitivity;
  roundTrip: boolean;
  alertsOnly: boolean;
}

function readOptions(): Options {
  let parsed;
  try {
    parsed = parseArgs({ allowPositionals: true, options: { sensitivity: { type: 'string', default: 'normal' }, 'state-roundtrip': { type: 'boolean' }, alerts: { type: 'boolean' }, help: { type: 'boolean' } } });
  } catch (problem) {
    throw new WrongUse(`${(problem as Error).message}\n${USAGE}`, { cause: problem });
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new WrongUse(`which file? One file of counts is played\n${USAGE}`);
  if (!Object.hasOwn(SENSITIVITIES, values.sensitivity)) throw new WrongUse(`--sensitivity is low, normal or high, not ${values.sensitivity}`);
  return { file, sensitivity: values.sensitivity as Sensitivity, roundTrip: values['state-roundtrip'] ?? false, alertsOnly: values.alerts ?? false };
}

const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function lineFor(row: CountRow, { score, alert, learning }: Verdict, alertsOnly: boolean): string {
  if (!alertsOnly) return `${JSON.stringify({ timestamp: row.timestamp, value: row.count, score, alert: alert !== null })}\n`;
  if (!alert) return '';
  const times = Math.round(alert.times * 10) / 10;
  return `${JSON.stringify({ timestamp: row.timestamp, kind: alert.kind, severity: alert.severity, since: minuteOf(alert.since), count: alert.count, minutes: alert.minutes, low: alert.low, high: alert.high, times, learning })}\n`;
}

// Waits for whoever reads, so that a history of any length passes in little memory.
async function print(text: string): Promise<void> {
  if (text && !process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** The lines of a file in bunches, as they are read. */
async function* bunchesOf(file: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop()!;
    yield lines;
  }
  yield [rest];
}

async function replay({ file, sensitivity, roundTrip, alertsOnly }: Options): Promise<void> {
  let columns: CountColumns | undefined;
  let play: Play = newPlay();
  let [line, stateBytesMax, printed] = [0, 0, ''];
  const next = (text: string): void => {
    line++;
    if (!text.trim()) return;
    if (!columns) {
      columns = readColumns(text);
      return;
    }
    const row = readRow(columns, text, line);
    const played = playRow(play, row, line, { sensitivity });
    play = played.play;
    if (roundTrip) {
      const stored = JSON.stringify(play);
      stateBytesMax = Math.max(stateBytesMax, Buffer.byteLength(stored));
      play = JSON.parse(stored) as Play;
    }
    printed += lineFor(row, played.verdict, alertsOnly);
  };
  try {
    for await (const lines of bunchesOf(file)) {
      for (const text of lines) next(text);
      await print(printed);
      printed = '';
    }
  } finally {
    await print(printed);
  }
  if (!columns) throw new UnplayableHistory(1, 'the file is empty; the header must name the columns timestamp and value');
  if (play.rows === 0) throw new UnplayableHistory(line, 'there is no row of counts');
  if (roundTrip) console.error(JSON.stringify({ stateBytesMax }));
}

endWhenTheReaderLeaves();
try {
  await replay(readOptions());
} catch (problem) {
  const { code, message } = problem as NodeJS.ErrnoException;
  if (!(problem instanceof UnplayableHistory || problem instanceof WrongUse || code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')) throw problem;
  console.error(message);
  process.exitCode = 2;
}
