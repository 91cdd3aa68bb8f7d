// `npm start`: the whole product on this machine, until SIGTERM or Ctrl-C.
import { startEngine } from '../engine.ts';
import { readOptions } from './options.ts';

const USAGE = `npm start -- [--port 4000] [--smtp-port 2525] [--data .moked] [--empty] [--quiet]
  The whole product on this machine, until Ctrl-C.
  --port, --smtp-port  where it listens, on loopback only; 0 takes any free port
  --data               where everything is kept
  --empty              no sample day
  --quiet              the READY line only`;
const STOP_WITHIN_MS = 4_500;

interface Options { port: number; smtpPort: number; data: string; empty: boolean; quiet: boolean; assembly: string | undefined }

function portOf(value: string, option: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw new Error(`${option} wants a port between 0 and 65535, not ${value}.`);
  return port;
}

function optionsGiven(): Options {
  const { values } = readOptions(USAGE, {
    options: {
      port: { type: 'string', default: '4000' },
      'smtp-port': { type: 'string', default: '2525' },
      data: { type: 'string', default: '.moked' },
      empty: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      assembly: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const { data, empty, quiet, assembly } = values;
  return { port: portOf(values.port, '--port'), smtpPort: portOf(values['smtp-port'], '--smtp-port'), data, empty, quiet, assembly };
}

async function main(): Promise<void> {
  // Functions run in Lambda's time zone.
  process.env['TZ'] = 'UTC';
  const options = optionsGiven();
  const say = (line: string): void => {
    if (!options.quiet) console.log(line);
  };
  const warn = (line: string): void => {
    if (!options.quiet) console.error(line);
  };
  const engine = await startEngine({
    ...options,
    dynamodb: process.env['MOKED_DYNAMODB'],
    warn,
    broken: (reason) => {
      console.error(reason);
      process.exit(1);
    },
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    engine.stop().then(() => process.exit(0), (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const { ready, mailboxes, samples } = engine;
  say(`Send a mail to ${mailboxes.join(' or ')} through ${ready.smtp}.`);
  say(`Be a customer on any channel, and see what comes back: ${ready.api}/customer`);
  say(`What goes out is on ${ready.api}/engine/outbox, what the functions say in ${ready.data}/logs.`);
  if (samples > 0) say(`A sample day of ${samples} mails is on its way into the inbox.`);
  console.log(`READY ${JSON.stringify(ready)}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
