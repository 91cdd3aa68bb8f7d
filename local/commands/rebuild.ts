// `npm run -s rebuild`: recomputes what comes from the table's stream from the messages themselves. It may run at any time, also twice.
import { factStore } from '../../shared/aws/case-facts.ts';
import { contacts } from '../../shared/aws/contacts.ts';
import { countArchive } from '../../shared/aws/count-archive.ts';
import { desk } from '../../shared/aws/desk.ts';
import { everything } from '../../shared/aws/everything.ts';
import { ledger } from '../../shared/aws/ledger.ts';
import { searchIndex } from '../../shared/aws/search.ts';
import { parameter } from '../../shared/aws/secrets.ts';
import { settings } from '../../shared/aws/settings.ts';
import { telling } from '../../shared/aws/telling.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import { keepFacts } from '../../shared/steps/case-facts.ts';
import { rebuildBooks } from '../../shared/steps/rebuild-books.ts';
import { rebuildCounts } from '../../shared/steps/rebuild-counts.ts';
import { rebuildTold } from '../../shared/steps/rebuild-told.ts';
import { parameterPrefix } from '../../infra/deployment.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import { readOptions } from './options.ts';
import { sayNotInForce } from './not-in-force.ts';

const USAGE = `npm run -s rebuild -- [--data DIR | --stage STAGE --bucket BUCKET]
  Counts every message again, and learns again what is usual; finds out again who customers are and which cases they have, by
  which words messages are found, what stands in the lists of mentions and posts, what figures of periods are made of, and what the ledger knows of messages: after a long failure of tally or tell,
  or after an import. Nobody is alerted, and nothing is sent. Prints {"messages","minutes","removed","series","customers","found","listed","figured","booked"}.
  --data    data directory of the running engine (default .moked)
  --stage   a stage on AWS instead, with the credentials and region of this shell
  --bucket  of that stage: the output BucketName of its deployment`;

const { values } = readOptions(USAGE, { options: { data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, bucket: { type: 'string' }, help: { type: 'boolean' } } });
if (values.stage && !values.bucket) {
  console.error('Name the bucket of the stage with --bucket: it is the output BucketName of the deployment.');
  process.exit(2);
}
const engine = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !engine) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}
if (engine) connectTo(engine);
const stage = values.stage ?? 'local';
const table = `moked-${stage}`;
const bucket = values.bucket ?? Object.values(engine!.environments).map((environment) => environment['MOKED_BUCKET']).find(Boolean)!;
const now = (): number => Date.now();
const id = deriveKey(await parameter(`${parameterPrefix(stage)}/key`)(), 'id');
const { messages, cases } = await everything(table);
const counted = await rebuildCounts({ counts: countArchive(table), settings: settings(table, now, sayNotInForce), now }, messages);
const told = await rebuildTold({ contacts: contacts(table, id), telling: telling(table, now), search: searchIndex({ table, bucket, now }), keys: { id }, now }, { messages, cases });
const figured = await keepFacts({ store: desk(table), facts: factStore(table, now), settings: settings(table, now, sayNotInForce), now }, cases.map(({ number }) => number), { anew: true });
const booked = await rebuildBooks({ ledger: ledger(table), now }, messages);
console.log(JSON.stringify({ ...counted, ...told, figured, booked }));
