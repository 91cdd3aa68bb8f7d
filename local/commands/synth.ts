// `npm run synth -- -c stage=prod -c domain=…`: the template, offline and without an account.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArguments } from '../../infra/arguments.ts';
import { readDeployment } from '../../infra/deployment.ts';
import { forgetAssets } from '../assembly.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Synthesised {
  directory: string;
  template: string;
}

/** Where a stage's assembly lies: `cdk.out` is the laptop's own. */
export const assemblyOf = (stage: string): string => join(ROOT, 'cdk.out', ...(stage === 'local' ? [] : ['stages', stage]));

/** Runs the CDK app by itself, which takes a fifth of the CDK's own command. Throws with what the app said when it refused. */
export function synthesise(context: Record<string, string>, into?: string): Synthesised {
  const { stage } = readDeployment((name) => context[name]);
  const directory = into ?? assemblyOf(stage);
  mkdirSync(directory, { recursive: true });
  // An engine may be running from the laptop's own; it mends itself by its stamp.
  if (directory !== assemblyOf('local')) forgetAssets(directory);
  const run = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'infra/app.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify({ ...context, stage }), AWS_EC2_METADATA_DISABLED: 'true' },
  });
  if (run.status !== 0) throw new Error((run.stderr || run.stdout || String(run.error ?? 'the app ended without a word')).trim());
  return { directory, template: join(directory, `moked-${stage}.template.json`) };
}

if (import.meta.main) {
  try {
    const { context } = readArguments(process.argv.slice(2));
    console.log(relative(process.cwd(), synthesise(context).template));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
