// `npm run -s replay-events`: reads the kept originals of a period again with today's code, and shows what it would read or decide otherwise.
import { connection } from '../../shared/aws/connections.ts';
import { cases } from '../../shared/aws/cases.ts';
import { erasableObjects } from '../../shared/aws/erasable-objects.ts';
import { erasing } from '../../shared/aws/erasure.ts';
import { everything } from '../../shared/aws/everything.ts';
import { objects } from '../../shared/aws/objects.ts';
import { queue } from '../../shared/aws/queues.ts';
import { originalsList } from '../../shared/aws/reconciling.ts';
import { deliveryOutcomes, queueAddress, waitingIn } from '../../shared/aws/replaying.ts';
import { parameter } from '../../shared/aws/secrets.ts';
import { settings as storedSettings } from '../../shared/aws/settings.ts';
import { parserInWorker } from '../../shared/channels/email/parse-in-worker.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import { withoutWords } from '../../shared/domain/replay.ts';
import { replayPeriod } from '../../shared/domain/replay-period.ts';
import { standingLedger } from '../../shared/steps/erase.ts';
import type { ReadingPlatform } from '../../shared/steps/read-again.ts';
import { replayEvents } from '../../shared/steps/replay-events.ts';
import { parameterPrefix } from '../../infra/deployment.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import { sayNotInForce } from './not-in-force.ts';
import { readOptions } from './options.ts';

const CHANNELS = ['mail', ...PLATFORMS.map(({ facts }) => facts.name), 'form'];
const USAGE = `npm run -s replay-events -- --from 2026-11-20 --to 2026-11-22 [--channel CHANNEL] [--apply] [--show-text] [--data DIR | --stage STAGE --bucket BUCKET --care ADDRESS,…]
  Reads again, with today's code, everything that came in and whose original is still kept (mails 30 days, LinkedIn a day),
  decides again, and prints {"id","channel","case","field","stored","now"} for each difference. Nothing is changed, and nobody
  is ever acknowledged by it. The last line on stderr is {"read","same","different","unreadable","missing"}.
  --from, --to  days of the company's time zone, both included, or instants (2026-11-20T08:00:00Z, the second one excluded)
  --channel     ${CHANNELS.join(', ')}
  --apply       what has an original and no entry goes through its door again; it says "replayed" where its acknowledgement would be
  --show-text   texts and addresses too, which are shown by their length and a mark otherwise
  --data        data directory of the running engine (default .moked)
  --stage       a stage on AWS instead, with the credentials and region of this shell; --bucket: the output BucketName of its
                deployment, --care: its careAddresses`;

function refuse(line: string, code = 2): never {
  console.error(line);
  process.exit(code);
}

const { values } = readOptions(USAGE, {
  options: {
    from: { type: 'string' }, to: { type: 'string' }, channel: { type: 'string' }, apply: { type: 'boolean' }, 'show-text': { type: 'boolean' },
    data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, bucket: { type: 'string' }, care: { type: 'string' }, help: { type: 'boolean' },
  },
});
const { from, to } = values;
if (!from || !to) refuse('Which days: --from 2026-11-20 --to 2026-11-22. --help says what there is.');
if (values.channel !== undefined && ![...CHANNELS, 'email'].includes(values.channel)) refuse(`There is no channel "${values.channel}": ${CHANNELS.join(', ')}.`);
if (values.stage && (!values.bucket || !values.care)) refuse('Name the bucket of the stage with --bucket (the output BucketName of the deployment) and its careAddresses with --care.');
// Of a day and an instant only the company's own time zone can say which comes first.
if (from.includes('T') === to.includes('T')) periodOrRefuse('UTC');

const engine = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !engine) refuse(`No engine is running on ${values.data}. Start it with npm start, name its directory with --data, or a stage on AWS with --stage.`, 3);
if (engine) connectTo(engine);
const stage = values.stage ?? 'local';
const table = `moked-${stage}`;
const now = (): number => Date.now();
const known = (name: string): string | undefined => Object.values(engine?.environments ?? {}).map((environment) => environment[name]).find(Boolean);
const bucket = values.bucket ?? known('MOKED_BUCKET');
if (!bucket) refuse('The running engine has no bucket.', 3);

function periodOrRefuse(timeZone: string): { from: number; until: number } {
  try {
    return replayPeriod({ from: from!, to: to! }, timeZone);
  } catch (error) {
    refuse((error as Error).message);
  }
}

const settings = await storedSettings(table, now, sayNotInForce)();
const period = periodOrRefuse(settings.calendar.timeZone);
const prefix = parameterPrefix(stage);
const key = await parameter(`${prefix}/key`)();
const [mailQueue, inboundQueue, ...deadLetters] = await Promise.all(['mail', 'inbound', 'mail-dead', 'inbound-dead'].map(async (name) => queueAddress(`moked-${stage}-${name}`)));

const platforms = new Map<string, Promise<ReadingPlatform | undefined>>();
async function connected(channel: string): Promise<ReadingPlatform | undefined> {
  const found = PLATFORMS.find(({ facts }) => facts.name === channel);
  const given = found && await connection({ prefix, channel, settings: found.facts.settings, now, log: () => undefined }).settings();
  return given === undefined ? undefined : { facts: found!.facts, door: found!.door, again: await found!.again(), settings: given as never };
}

const parser = parserInWorker();
const { messages } = await everything(table);
const { totals, waiting, queued, notConnected } = await replayEvents({
  messages, settings, now, ledger: await standingLedger({ store: erasing(table), objects: erasableObjects(bucket) }),
  store: cases(table), deliveries: deliveryOutcomes(table), originals: originalsList(bucket), objects: objects(bucket), parse: parser.read,
  careAddresses: (values.care ?? known('MOKED_CARE_ADDRESSES') ?? '').split(',').map((address) => address.trim().toLowerCase()).filter(Boolean),
  idKey: deriveKey(key, 'id'), addressKey: deriveKey(key, 'address'), mail: queue(mailQueue!), inbound: queue(inboundQueue!),
  isQuiet: async () => (await Promise.all([mailQueue!, inboundQueue!, ...deadLetters].map(waitingIn))).every((count) => count === 0),
  platform: async (channel) => {
    if (!platforms.has(channel)) platforms.set(channel, connected(channel));
    return platforms.get(channel);
  },
}, {
  ...period, apply: values.apply ?? false, channel: values.channel === 'mail' ? 'email' : values.channel ?? null,
  show: (difference) => { process.stdout.write(`${JSON.stringify(values['show-text'] ? difference : withoutWords(difference))}\n`); },
});
await parser.close();

for (const channel of notConnected) console.error(`${channel} is not connected: without its settings its originals cannot be read.`);
if (waiting > 0) console.error(`Nothing has become of ${waiting} more mails yet; what waits in a queue may still be one of them, so they are left to come.`);
console.error([
  `${totals.read} originals were read again, ${totals.same} are stored as today's code would store them.`,
  totals.missing > 0 ? (values.apply ? `${queued} messages that had no entry are on their way in, without an acknowledgement.` : `${totals.missing} have no entry: --apply brings them back.`) : 'None is without its entry.',
].join(' '));
console.error(JSON.stringify(totals));
