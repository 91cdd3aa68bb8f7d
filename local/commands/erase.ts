// `npm run -s erase`: erases one person everywhere, or applies again what was erased before.
import { erasableObjects } from '../../shared/aws/erasable-objects.ts';
import { erasing } from '../../shared/aws/erasure.ts';
import { notices } from '../../shared/aws/notices.ts';
import { parameter } from '../../shared/aws/secrets.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import { addressKey, isSafeRecipient } from '../../shared/domain/addresses.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import { erase, eraseAgain } from '../../shared/steps/erase.ts';
import type { EraseDeps } from '../../shared/steps/erase.ts';
import { parameterPrefix } from '../../infra/deployment.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s erase -- --channel email --id dana@customer.example [--data DIR | --stage STAGE --bucket BUCKET]
  Empties what this person wrote, what was written to them, and who they are: table, originals and files in all their
  versions. Keys and case numbers stay, and a line in the ledger that tells nobody who it was. What still waits
  in a queue is empty when it comes; what they write later is kept.
  --channel  email (the web form's too), ${PLATFORMS.map(({ facts }) => facts.name).join(', ')}
  --id       the address, or the person's id on that platform (the page-scoped id on Facebook and Instagram)
  --request  the reference of a deletion request that is done with this; with --channel but without --id: nobody was found
  --again    applies the whole ledger again: after a restore
  --bucket   of a stage on AWS: the output BucketName of its deployment`;

function refuse(line: string, code = 2): never {
  console.error(line);
  process.exit(code);
}

const { values } = readOptions(USAGE, { options: { channel: { type: 'string' }, id: { type: 'string' }, request: { type: 'string' }, again: { type: 'boolean' }, data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, bucket: { type: 'string' }, help: { type: 'boolean' } } });
const { channel, request } = values;
const externalId = channel === 'email' && values.id ? addressKey(values.id) : values.id;
const names = ['email', ...PLATFORMS.map(({ facts }) => facts.name)];
if (!values.again && (!channel || !names.includes(channel) || (!externalId && !request))) refuse(USAGE);
if (values.again && (externalId || request)) refuse('--again applies the whole ledger: it takes neither --id nor --request.');
if (channel === 'email' && externalId && !isSafeRecipient(externalId)) refuse(`${values.id} is no mail address.`);
if (values.stage && !values.bucket) refuse('Name the bucket of the stage with --bucket: it is the output BucketName of the deployment.');

const engine = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !engine) refuse(`No engine is running on ${values.data}. Start it with npm start, name its directory with --data, or a stage on AWS with --stage.`, 3);
if (engine) connectTo(engine);
const stage = values.stage ?? 'local';
const table = `moked-${stage}`;
const bucket = values.bucket ?? Object.values(engine!.environments).map((environment) => environment['MOKED_BUCKET']).find(Boolean);
if (!bucket) refuse('The running engine has no bucket.', 3);

const told = notices(table);
if (request && !(await told.find(`deletion#${request}`))) refuse(`There is no deletion request ${request}.`);
const deps: EraseDeps = {
  store: erasing(table), objects: erasableObjects(bucket), idKey: deriveKey(await parameter(`${parameterPrefix(stage)}/key`)(), 'id'), now: () => Date.now(), log: () => undefined,
};
const said = ({ messages, cases, threads, objects }: { messages: number; cases: number; threads: number; objects: number }): string => `${messages} messages, ${cases} cases, ${threads} threads and ${objects} objects of the bucket were emptied.`;
if (values.again) {
  const count = await eraseAgain(deps);
  console.log(`${count.people} people of the ledger: ${said(count)}`);
} else if (externalId) {
  const count = await erase(deps, { channel: channel!, externalId });
  console.log(count.messages + count.cases + count.threads === 0 ? `Nothing of ${values.id} is kept on ${channel}. It is in the ledger all the same.` : said(count));
}
if (request) {
  await told.settle(`deletion#${request}`, deps.now());
  console.log(`The request ${request} is done; its page says so.`);
}
