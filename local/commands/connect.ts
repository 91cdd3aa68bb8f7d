// `npm run -s connect -- <channel>`: gives a deployment what it needs to read and answer on a platform.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parameterPrefix } from '../../infra/deployment.ts';
import { connectionName } from '../../shared/aws/connections.ts';
import { storedParameter } from '../../shared/aws/store-connection.ts';
import type { ChannelFacts } from '../../shared/channels/channel.ts';
import { RELAY, RelaySettings } from '../../shared/channels/email/facts.ts';
import { tryRelay } from '../../shared/channels/email/relay.ts';
import { platformOf, PLATFORMS } from '../../shared/channels/index.ts';
import { askFor, keepFormerSecrets, namesOf, problemsIn, type Ask, type Values } from '../connect-settings.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import { STAND_INS } from '../local-parameters.ts';
import { readOptions } from './options.ts';

const CONNECTABLE = [...PLATFORMS.map(({ facts }) => facts.name), RELAY].join(', ');
/** No channel: a way out for mail to addresses with letters beyond ASCII before the @. */
const RELAY_FACTS = {
  name: RELAY, documentation: 'https://datatracker.ietf.org/doc/html/rfc6531', settings: RelaySettings,
  connecting: ['It carries mail to addresses with letters beyond ASCII before the @, which SES takes none of. Everybody else is written to through SES.', 'The SPF record of your domain has to name this server as well.'],
};

const USAGE = `npm run -s connect -- CHANNEL [--stage STAGE | --data DIR] [--file SETTINGS.json] [--show | --disconnect]
  CHANNEL       ${CONNECTABLE}
  --file        JSON with the settings, "-" for standard input; without it, what is needed is asked for.
                What is stored already and not named stays; a replaced secret is accepted beside the new one.
  --show        which settings are stored, without their values
  --disconnect  removes them; nothing is received or answered there from then on
  --stage       a stage on AWS, with this shell's credentials and region; without it the engine that runs on DIR (default .moked)`;

export interface ConnectTools {
  stored: { read(): Promise<string | undefined>; write(value: string): Promise<void>; remove(): Promise<void> };
  /** Where the platform is to deliver. */
  webhook: string;
  /** On this machine a stand-in plays the platform: where it answers stays as it is. Undefined on AWS. */
  standIns: Values | undefined;
  /** What was given; undefined when it has to be asked for. */
  given: Values | undefined;
  ask: Ask;
  say: (line: string) => void;
  /** Why the other side does not take them; null: it does. */
  refusal?: (wanted: Values) => Promise<string | null>;
}

/** Stores a channel's settings. The exit code: 0 done, 2 something does not fit and nothing was changed. */
export async function connect({ name, settings, documentation, connecting = [] }: Pick<ChannelFacts, 'name' | 'settings' | 'documentation' | 'connecting'>, { stored, webhook, standIns, given, ask, say, refusal }: ConnectTools): Promise<number> {
  const before = JSON.parse(await stored.read() ?? '{}') as Values;
  if (!given) say(`What ${name} needs is described on ${documentation}`);
  const change = given ?? await askFor(settings, ask);
  let wanted: Values = { ...before, ...change, ...keepFormerSecrets(settings, before, change), ...standIns };
  const withWebhook = { ...wanted, webhookUrl: webhook };
  // Platforms that are asked for deliveries by call have to know where to.
  if (!standIns && wanted['webhookUrl'] === undefined && namesOf(settings).includes('webhookUrl') && problemsIn(settings, withWebhook).length === 0) wanted = withWebhook;
  const problems = problemsIn(settings, wanted);
  const refused = problems.length === 0 ? await refusal?.(wanted) : null;
  if (refused) problems.push(refused);
  if (problems.length > 0) {
    for (const problem of problems) say(problem);
    say('Nothing was changed.');
    return 2;
  }
  await stored.write(JSON.stringify(wanted));
  say(`Connected: ${name} (${Object.keys(change).join(', ')}). It works within five minutes, without a deployment.`);
  for (const step of connecting) say(`- ${step.replaceAll('{webhook}', webhook).replaceAll('{privacy}', webhook.replace(/\/webhooks\/([^/]+)$/, '/privacy/$1'))}`);
  if (standIns) say(`- On this machine ${name} is played by a stand-in, which signs with its own secret; the real one is never reached.`);
  return 0;
}

function fail(line: string, code: number): never {
  console.error(line);
  process.exit(code);
}

async function readGiven(file: string): Promise<Values> {
  let read: unknown;
  try {
    read = JSON.parse(file === '-' ? await readAll(process.stdin) : readFileSync(file, 'utf8'));
  } catch (error) {
    // A failure of reading JSON quotes what it read.
    fail(error instanceof SyntaxError ? `${file === '-' ? 'Standard input' : file} is not JSON.` : `${file} could not be read: ${(error as Error).message}`, 2);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) fail('The settings must be a JSON object.', 2);
  return read as Values;
}

/** Secrets are not shown while they are typed. */
function terminal(): { ask: Ask; close(): void } {
  let muted = false;
  const output = new Writable({ write: (chunk: Buffer, _encoding, done) => { if (!muted) process.stdout.write(chunk); done(); } });
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  return {
    close: () => lines.close(),
    ask: async (question, isSecret) => {
      process.stdout.write(question);
      muted = isSecret;
      const answer = (await lines.question('')).trim();
      muted = false;
      if (isSecret) process.stdout.write('\n');
      return answer;
    },
  };
}

async function standInsFor(channel: string): Promise<Values> {
  return (JSON.parse(await storedParameter(STAND_INS).read() ?? '{}') as Record<string, Values>)[channel] ?? {};
}

async function relayRefuses(wanted: Values): Promise<string | null> {
  try {
    await tryRelay(RelaySettings.parse(wanted));
    return null;
  } catch (error) {
    return `${RELAY}: it does not take this sign-in: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function main(): Promise<void> {
  const { values, positionals: [name = ''] } = readOptions(USAGE, { allowPositionals: true, options: { stage: { type: 'string' }, data: { type: 'string', default: '.moked' }, file: { type: 'string' }, show: { type: 'boolean' }, disconnect: { type: 'boolean' }, help: { type: 'boolean' } } });
  const facts = name === RELAY ? RELAY_FACTS : platformOf(name)?.facts;
  if (!facts) fail(name ? `There is no channel "${name}"; there are ${CONNECTABLE}.` : USAGE, 2);
  const engine = values.stage ? undefined : runningEngine(values.data);
  if (!values.stage && !engine) fail(`No engine is running on ${values.data}. Start it with npm start, name its directory with --data, or a stage on AWS with --stage.`, 3);
  if (engine) connectTo(engine);
  const prefix = parameterPrefix(values.stage ?? 'local');
  const stored = storedParameter(connectionName(prefix, name));
  if (values.show) {
    const text = await stored.read();
    return console.log(text === undefined ? `${name} is not connected.` : Object.keys(JSON.parse(text) as Values).join('\n'));
  }
  if (values.disconnect) {
    await stored.remove();
    return console.log(name === RELAY ? `Disconnected: ${name}.` : `Disconnected: ${name}. Deliveries are refused within five minutes.`);
  }
  const webhooks = await storedParameter(`${prefix}/webhooks`).read();
  if (webhooks === undefined) fail(`The stage "${values.stage}" is not deployed yet: npm run deploy -- -c stage=${values.stage} …`, 2);
  const asking = terminal();
  try {
    process.exitCode = await connect(facts, {
      stored, webhook: `${webhooks}/${name}`, standIns: engine && await standInsFor(name), say: console.log, ask: asking.ask,
      given: values.file === undefined ? undefined : await readGiven(values.file), ...(name === RELAY ? { refusal: relayRefuses } : {}),
    });
  } finally {
    asking.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error), 1));
}
