// `npm run -s mail-report -- --dir DIR`: mail intake measured in process over a folder of labelled mails.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parserInWorker } from '../../shared/channels/email/parse-in-worker.ts';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { acceptMail, type AcceptMailDeps } from '../../shared/steps/accept-mail.ts';
import { fuzz } from '../mail-report/fuzz.ts';
import { FolderUnusable, readLabelledMails } from '../mail-report/labelled-mails.ts';
import { measure, type ReadWhole } from '../mail-report/measure.ts';
import { printFuzzed, printMeasured } from '../mail-report/print.ts';
import { endWhenTheReaderLeaves } from './reader-leaves.ts';

const USAGE = `npm run -s mail-report -- --dir DIR [--failures FILE] [--fuzz N [--seed S]]
  --dir       folder with labels.jsonl and mails/<id>.eml
  --failures  writes one JSON line for each mail that was read wrongly, or answered wrongly
  --fuzz N    instead: reads N seeded mutations of the folder's mails; each must become a valid message
  --seed S    first seed of the mutations (default 1)
Prints, for each corpus, how many mails are read as expected, by us and by mailparser alone; who would be acknowledged
wrongly, with the envelope as recorded, with null senders for machines, and with the From address always; what was mended.
The last line is JSON. Ends with 1 when a machine would be acknowledged or a person would not, with 2 when it cannot measure.`;

const CARE = 'care@company.example';
const ARRIVED = '2026-11-22T08:00:00.000Z';

/** The mail step with a bucket and a queue in memory. */
function intake(parse: AcceptMailDeps['parse']): ReadWhole {
  let count = 0;
  return async (raw, envelopeFrom) => {
    const bucket = new Map<string, Buffer>([['raw/m', raw]]);
    const messages: InboundMessage[] = [];
    const deps: AcceptMailDeps = {
      objects: {
        async get(key) { return bucket.get(key)!; },
        async put(key, bytes) { bucket.set(key, bytes); },
      },
      inbound: { async send(entries) { messages.push(...entries); } },
      idKey: 'measuring', parse, careAddresses: [CARE], now: () => Date.parse(ARRIVED), log: () => undefined,
    };
    const pass = { status: 'PASS' };
    const notification = {
      notificationType: 'Received',
      mail: { timestamp: ARRIVED, messageId: `measured-${++count}`, source: envelopeFrom, destination: [CARE] },
      receipt: { recipients: [CARE], spamVerdict: pass, virusVerdict: pass, dmarcVerdict: pass, action: { type: 'S3', objectKey: 'raw/m' } },
    };
    await acceptMail(deps, [{ body: JSON.stringify(notification), attempt: 3 }]);
    const message = InboundMessage.parse(messages[0]);
    return { message, text: message.textKey ? bucket.get(message.textKey)!.toString('utf8') : message.text };
  };
}

function options(): { dir: string; failures: string | undefined; mutations: number; seed: number } {
  const { values } = parseArgs({ options: { dir: { type: 'string' }, failures: { type: 'string' }, fuzz: { type: 'string' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  if (!values.dir) throw new FolderUnusable(`which folder? --dir is missing\n${USAGE}`);
  const [mutations, seed] = [Number(values.fuzz ?? 0), Number(values.seed)];
  if (!Number.isSafeInteger(mutations) || mutations < 0 || !Number.isSafeInteger(seed)) throw new FolderUnusable('--fuzz and --seed take whole numbers');
  return { dir: values.dir, failures: values.failures, mutations, seed };
}

endWhenTheReaderLeaves();
try {
  const { dir, failures, mutations, seed } = options();
  const mails = readLabelledMails(dir);
  const keep = (lines: object[]): void => { if (failures) writeFileSync(failures, lines.map((line) => `${JSON.stringify(line)}\n`).join('')); };
  if (mutations > 0) {
    const worker = parserInWorker();
    const fuzzed = await fuzz({ mails: mails.map(({ label, raw }) => ({ name: label.id, raw })), mutations, seed, read: intake((raw) => readBody(raw)), readInWorker: intake(worker.read) });
    await worker.close();
    keep(fuzzed.broken);
    printFuzzed(fuzzed);
    process.exitCode = fuzzed.broken.length > 0 ? 1 : 0;
  } else {
    const measured = await measure(mails, intake((raw) => readBody(raw)));
    keep(measured.failures);
    process.exitCode = printMeasured(measured) ? 0 : 1;
  }
} catch (error) {
  const known = error instanceof FolderUnusable || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!known) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
