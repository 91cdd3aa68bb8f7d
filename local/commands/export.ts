// `npm run -s export`: JSON lines of what a deployment holds, from the running engine or from a stage on AWS.
import { runningEngine } from '../data-directory.ts';
import { exportFrom } from './export-lines.ts';
import { readOptions } from './options.ts';
import { endWhenTheReaderLeaves } from './reader-leaves.ts';

const USAGE = `npm run -s export -- [--messages | --outgoing | --cases] [--data DIR | --stage STAGE]
  --messages  every message that came in, filtered ones too (the default)
  --outgoing  everything handed over to customers, or about to be
  --cases     every case
  --data      data directory of the running engine (default .moked)
  --stage     a stage on AWS instead, with the credentials and region of this shell; raw mails are not kept there`;

const { values } = readOptions(USAGE, {
  options: { messages: { type: 'boolean' }, outgoing: { type: 'boolean' }, cases: { type: 'boolean' }, data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, bucket: { type: 'string' }, help: { type: 'boolean' } },
});

const card = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !card) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}
const from = exportFrom(card ? { card } : { stage: values.stage ?? '', bucket: values.bucket });
endWhenTheReaderLeaves();
const lines: object[] = values.cases ? await from.cases() : values.outgoing ? await from.outgoing() : await from.messages();
for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
