// `npm run -s bench`: what things cost, as ratios measured in one run, since machines differ and are noisy.
import { parseArgs } from 'node:util';
import { measureMailParser } from '../bench/mail-parser.ts';

const USAGE = `npm run -s bench -- [--rounds N] [--json]
  CPU of reading a mail against the decode floor (the same mail's octets decoded, nothing understood), and the library
  alone beside it. Ratios of one run; the target of the whole reading is 4.`;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000) {
  console.error('--rounds: a whole number from 1 to 1000');
  process.exit(2);
}
const figures = await measureMailParser(rounds);
if (values.json) console.log(JSON.stringify(figures));
else console.table(figures);
