// `npm run deploy -- -c stage=prod -c domain=…`: looks first, changes only what is free or ours, and says what remains to do.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArguments } from '../../infra/arguments.ts';
import { readDeployment, type Deployment } from '../../infra/deployment.ts';
import { accountOnAws, type AccountPort } from '../../infra/preflight-aws.ts';
import { decide, remainingRecords } from '../../infra/preflight.ts';
import { settings } from '../../shared/aws/settings.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { missingForStatusPage } from '../../shared/domain/status-statements.ts';
import { synthesise } from './synth.ts';
import { sayNotInForce } from './not-in-force.ts';

const CDK = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));

export interface DeployTools {
  account: AccountPort;
  /** Makes the assembly; answers with its directory. */
  synthesise(context: Record<string, string>): string;
  /** Runs the CDK's own command; answers with its exit code. */
  cdk(args: string[]): number;
  newKey(): string;
  outputs(file: string): Record<string, string>;
  /** The company's settings, as an earlier deployment of this stage keeps them. */
  settings(deployment: Deployment): Promise<Settings>;
  say: (line: string) => void;
}

/** Deploys one stage. The exit code: 0 done, 1 the CDK failed, 2 a person has to decide first and nothing was changed. */
export async function deploy(deployment: Deployment, given: { context: Record<string, string>; others: string[] }, tools: DeployTools): Promise<number> {
  const { account, say } = tools;
  if (deployment.stage === 'local') {
    say('The stage "local" runs on this machine, with npm start. Name another one: -c stage=prod');
    return 2;
  }
  const seen = await account.look(deployment);
  const decision = decide(deployment, given.context['sendsPerSecond'] !== undefined, seen);
  for (const note of decision.notes) say(`Note: ${note}`);
  await noteStatusPage(deployment, seen.deployedBefore, tools);
  if (decision.stop.length > 0) {
    for (const reason of decision.stop) say(`Stopped: ${reason}`);
    say('Nothing was changed.');
    return 2;
  }

  // Made before anything is changed: a template that does not come about stops the deployment here.
  const assembly = tools.synthesise({ ...given.context, stage: deployment.stage, sendsPerSecond: String(decision.sendsPerSecond) });
  if (decision.bootstrap) {
    say('The CDK has not been used in this account and region yet: making what it needs first.');
    if (tools.cdk(['bootstrap', '--app', assembly]) !== 0) return 1;
  }
  if (decision.createKey) {
    await account.createKey(deployment, tools.newKey());
    say(`Made the deployment's key, /moked/${deployment.stage}/key.`);
  }
  if (decision.writeOidc !== null) await account.writeOidc(deployment, decision.writeOidc);

  const outputsFile = join(assembly, 'outputs.json');
  if (tools.cdk(['deploy', '--app', assembly, '--all', '--outputs-file', outputsFile, ...given.others]) !== 0) return 1;
  if (decision.activate !== null) {
    await account.activate(decision.activate);
    say(`Mail to ${deployment.careAddresses.join(', ')} now goes to Moked: the receipt rule set "${decision.activate}" is active.`);
  }

  const outputs = tools.outputs(outputsFile);
  const records = remainingRecords(outputs, seen.identity);
  if (records.length > 0) {
    say(`In the DNS of ${deployment.domain} there must be:`);
    for (const record of records) say(`  ${record}`);
    say(`The MX record sends ALL mail of ${deployment.domain} here, and what is not for ${deployment.careAddresses.join(', ')} is refused: a domain with other mailboxes keeps its own, and forwards.`);
  }
  if (outputs['ConsoleUrl'] !== undefined) say(`Console: ${outputs['ConsoleUrl']}`);
  return 0;
}

// Settings are made when the console is there: what they lack keeps a page closed, and never a deployment from happening.
async function noteStatusPage(deployment: Deployment, deployedBefore: boolean, tools: DeployTools): Promise<void> {
  if (!deployment.lasting) return;
  const { say } = tools;
  let company = DEFAULT_SETTINGS;
  try {
    if (deployedBefore) company = await tools.settings(deployment);
  } catch (error) {
    say(`Note: whether customers have their status page is not known, since the settings cannot be read (${error instanceof Error ? error.name : String(error)}).`);
    return;
  }
  const missing = missingForStatusPage(company, 'customers');
  if (missing.length === 0) return;
  say(`Note: customers' status page stays closed, and acknowledgements carry no link to it, until the settings name ${missing.join(' and ')} (in the console, or npm run -s settings -- --stage ${deployment.stage}): in Israel it needs an accessibility statement and a privacy notice.`);
}

function readOutputs(file: string, stack: string): Record<string, string> {
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>)[stack] ?? {};
}

if (import.meta.main) {
  try {
    const given = readArguments(process.argv.slice(2));
    const deployment = readDeployment((name) => given.context[name]);
    process.exitCode = await deploy(deployment, given, {
      account: accountOnAws(deployment.region),
      synthesise: (context) => synthesise(context).directory,
      cdk: (args) => spawnSync(process.execPath, [CDK, ...args, '--no-notices'], { stdio: 'inherit', env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' } }).status ?? 1,
      newKey: () => randomBytes(32).toString('base64'),
      settings: async ({ stage, region }) => {
        process.env['AWS_REGION'] = region;
        return settings(`moked-${stage}`, () => Date.now(), sayNotInForce)();
      },
      outputs: (file) => readOutputs(file, `moked-${deployment.stage}`),
      say: (line) => console.log(line),
    });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'CredentialsProviderError') console.error('There are no AWS credentials here: log in first (aws sso login, or AWS_PROFILE, or the AWS_… variables).');
    else console.error(error instanceof Error ? `${name === 'Error' ? '' : `${name}: `}${error.message}` : error);
    process.exitCode = 1;
  }
}
