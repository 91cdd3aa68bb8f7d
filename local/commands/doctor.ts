// `npm run -s doctor`: is the deployment able to receive and to send.
import { fileURLToPath } from 'node:url';
import { runningEngine, connectTo } from '../data-directory.ts';
import { examineLaptop } from '../doctor/laptop-checks.ts';
import type { Finding } from '../doctor/seen.ts';
import { services } from '../doctor/services.ts';
import { examine, printed } from '../doctor/stage-checks.ts';
import { lookAtLaptop, lookAtStage } from './doctor-look.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s doctor -- --stage STAGE [--region REGION] | [--data DIR]
  Looks at everything that a deployment needs to receive and to send; changes nothing. One line for each finding, ok, warn or
  fail, and what to do. Ends with 0 when nothing fails, 1 when something does, 2 when nobody could be asked, 3 when there is no
  such stage or engine.
  --stage   a stage on AWS, with this shell's credentials
  --region  where it is (default: AWS_REGION, else eu-west-1)
  --data    data directory of the running engine (default .moked)`;

/** Prints what was found; the exit code. */
export function told(findings: Finding[], say: (line: string) => void): number {
  for (const line of printed(findings)) say(line);
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  const [fails, warns] = [count('fail'), count('warn')];
  say(`${fails === 0 ? 'Able to receive and to send' : 'Not well'}: ${count('ok')} ok, ${warns} warn, ${fails} fail.`);
  return fails === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values } = readOptions(USAGE, { options: { stage: { type: 'string' }, region: { type: 'string' }, data: { type: 'string', default: '.moked' }, help: { type: 'boolean' } } });
  if (values.stage === undefined || values.stage === 'local') {
    const card = runningEngine(values.data);
    if (!card) {
      console.error(`No engine is running on ${values.data}. Start it with npm start, name its directory with --data, or a stage on AWS with --stage.`);
      return 3;
    }
    connectTo(card);
    return told(examineLaptop(await lookAtLaptop(card, Date.now())), console.log);
  }
  const region = values.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'eu-west-1';
  // Clients that are not told otherwise look there too.
  process.env['AWS_REGION'] = region;
  const seen = await lookAtStage(values.stage, { region, now: Date.now(), services: services(region) });
  if (!seen) {
    console.error(`There is no stage "${values.stage}" in ${region}. Name another with --stage or --region, or deploy it: npm run deploy -- -c stage=${values.stage} …`);
    return 3;
  }
  return told(examine(seen), console.log);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main().catch((error: unknown) => {
    console.error(error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : error);
    return 2;
  });
}
