// `npm run -s rebuild`: recomputes what comes from the table's stream from the messages themselves. It may run at any time, also twice.
import { countArchive } from '../../shared/aws/count-archive.ts';
import { everything } from '../../shared/aws/everything.ts';
import { settings } from '../../shared/aws/settings.ts';
import { rebuildCounts } from '../../shared/steps/rebuild-counts.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s rebuild -- [--data DIR | --stage STAGE]
  Counts every message again, and learns again what is usual: after a long failure of tally, or after an import.
  Nobody is alerted. Prints {"messages","minutes","removed","series"}.
  --data   data directory of the running engine (default .moked)
  --stage  a stage on AWS instead, with the credentials and region of this shell`;

const { values } = readOptions(USAGE, { options: { data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, help: { type: 'boolean' } } });
const engine = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !engine) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}
if (engine) connectTo(engine);
const table = `moked-${values.stage ?? 'local'}`;
const now = (): number => Date.now();
const { messages } = await everything(table);
console.log(JSON.stringify(await rebuildCounts({ counts: countArchive(table), settings: settings(table, now), now }, messages)));
