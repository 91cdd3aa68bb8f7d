// `npm run -s cost`: dollars from the template and from recorded calls.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf } from '../cost/figures.ts';
import { measure } from '../cost/measure.ts';
import { report } from '../cost/report.ts';
import type { Template } from '../template.ts';
import { readOptions } from './options.ts';
import { synthesise } from './synth.ts';

const USAGE = `npm run -s cost -- [--messages N] [--alone N] [--mail-share S] [--cpu-factor F] [--json]
  Starts an engine of its own, puts messages through it, counts every call of every function and prices it; prices what costs
  while nothing happens by the template of a lasting stage. Takes some minutes. Nothing is sent, and no account is asked.
  --messages    of each kind that come at once: first and further mails and private messages (default 20)
  --alone       of each kind that come one by one (default 3)
  --mail-share  how many of all messages are mails, from 0 to 1 (default 0.5)
  --cpu-factor  processor time of Lambda (arm64) for a second of this machine's (default 1)
  --json        for machines`;

const { values } = readOptions(USAGE, { options: { messages: { type: 'string', default: '20' }, alone: { type: 'string', default: '3' }, 'mail-share': { type: 'string', default: '0.5' }, 'cpu-factor': { type: 'string', default: '1' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });

function numberOf(name: 'messages' | 'alone' | 'mail-share' | 'cpu-factor', from: number, to: number, whole: boolean): number {
  const number = Number(values[name]);
  if (values[name].trim() !== '' && number >= from && number <= to && (!whole || Number.isInteger(number))) return number;
  console.error(`--${name}: a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
  process.exit(2);
}

const together = numberOf('messages', 1, 500, true);
const alone = numberOf('alone', 1, 50, true);
const mailShare = numberOf('mail-share', 0, 1, false);
const cpuFactor = numberOf('cpu-factor', 0.1, 10, false);
// Functions run in Lambda's time zone.
process.env['TZ'] = 'UTC';

const stage = mkdtempSync(join(tmpdir(), 'moked-cost-stage-'));
try {
  const { Resources } = JSON.parse(readFileSync(synthesise({ stage: 'prod', domain: 'care.company.example', alarmEmail: 'ops@company.example' }, stage).template, 'utf8')) as Template;
  const measured = await measure({ together, alone, cpuFactor, warn: (line) => console.error(line), progress: (line) => console.error(`… ${line}`) });
  const figures = figuresOf(measured, Resources, { mailShare, cpuFactor, together, alone });
  console.log(values.json ? JSON.stringify(figures) : report(figures));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(stage, { recursive: true, force: true });
}
