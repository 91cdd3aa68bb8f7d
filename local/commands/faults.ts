// `npm run -s faults -- --seeds N [--from S]`: stories of crashes, redelivery and lost answers, played over the real steps and judged from outside.
import { createHash } from 'node:crypto';
import { play } from '../faults/play.ts';
import type { Played } from '../faults/play.ts';
import { PLANTS } from '../faults/plants.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s faults -- [--seeds N] [--from S] [--trace] [--plant NAME] [--minutes M]
  --seeds N     how many stories (default 200)
  --from S      seed of the first one (default 1); the same seed is the same story, turn by turn
  --trace       prints the whole trace of each story
  --minutes M   goes on for so long instead, from a seed of its own unless --from names one
  --plant NAME  puts a wrong protocol in the place of the right one, to see that it is found:
${Object.entries(PLANTS).map(([name, { sentence }]) => `                ${name.padEnd(16)} ${sentence}`).join('\n')}
Each broken promise is printed with its seed and what led to it. The last line is JSON; ends with 1 when a promise was broken.`;

const { values } = readOptions(USAGE, {
  options: { seeds: { type: 'string' }, from: { type: 'string' }, minutes: { type: 'string' }, plant: { type: 'string' }, trace: { type: 'boolean' }, help: { type: 'boolean' } },
});

function wrong(sentence: string): never {
  console.error(`${sentence} --help says what there is.`);
  process.exit(2);
}

function whole(name: string, given: string | undefined, without: number): number {
  const value = given === undefined ? without : Number(given);
  if (!Number.isSafeInteger(value) || value < 0) wrong(`--${name} takes a whole number.`);
  return value;
}

const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0)) wrong('--minutes takes a number above 0.');
if (minutes !== undefined && values.seeds !== undefined) wrong('--seeds or --minutes, not both.');
const plant = values.plant === undefined ? undefined : PLANTS[values.plant] ?? wrong(`No wrong protocol is called ${values.plant}.`);
const seeds = minutes === undefined ? whole('seeds', values.seeds, 200) : Infinity;
// Every night plays other stories.
const from = whole('from', values.from, minutes === undefined ? 1 : Math.floor(Date.now() / 1000));
const until = minutes === undefined ? Infinity : Date.now() + minutes * 60_000;

const sum = { seeds: 0, inbound: 0, lost: 0, duplicateEntries: 0, duplicateAcks: 0, unacknowledged: 0, unknown: 0, secondAttempts: 0 };
const hash = createHash('sha256');
let failed = 0;
// Ctrl+C ends it with its last line.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { stop.abort(); });
if (minutes !== undefined) console.log(`from seed ${from}, for ${minutes} minutes`);

function tell({ seed, broken, trace }: Played): void {
  if (values.trace) console.log(trace.lines.join('\n'));
  for (const { promise, sentence, about } of broken) {
    console.log(`seed ${seed}: ${promise === 'none' ? '' : `${promise} is broken: `}${sentence}`);
    if (!values.trace) console.log(trace.about(about).map((line) => `    ${line}`).join('\n'));
  }
}

for (let seed = from; seed < from + seeds && !stop.signal.aborted && Date.now() < until; seed++) {
  const played = await play(seed, plant);
  sum.seeds += 1;
  for (const name of ['inbound', 'lost', 'duplicateEntries', 'duplicateAcks', 'unacknowledged', 'unknown', 'secondAttempts'] as const) sum[name] += played[name];
  hash.update(played.trace.digest());
  if (played.broken.length > 0) failed += 1;
  tell(played);
}
console.log(JSON.stringify({ ...sum, traceHash: hash.digest('hex') }));
process.exitCode = failed > 0 ? 1 : 0;
