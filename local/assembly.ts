import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './lock.ts';
import type { Template } from './template.ts';

/** The one stack of a synthesised CDK app. */
export interface Assembly {
  stackName: string;
  region: string;
  template: Template;
  /** The folder of an asset, by the key under which it would be uploaded. Throws when there is none. */
  assetFolder(objectKey: string): string;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['infra', 'functions', 'shared', 'web', 'package-lock.json', 'cdk.json'];
const STAMP = '.synthesised-from';

interface Manifest {
  artifacts: Record<string, { type: string; environment?: string; properties?: { templateFile?: string; file?: string; stackName?: string } }>;
}
interface AssetManifest {
  files: Record<string, { source: { path: string; packaging: string }; destinations: Record<string, { objectKey: string }> }>;
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** Reads a cloud assembly. Throws when it is not one, or holds more than one stack. */
export function readAssembly(directory: string): Assembly {
  const manifestPath = join(directory, 'manifest.json');
  if (!existsSync(manifestPath)) throw new Error(`${directory} is not a synthesised app: it has no manifest.json.`);
  const artifacts = Object.entries(readJson<Manifest>(manifestPath).artifacts);
  const stacks = artifacts.filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const [id, stack] = stacks[0] ?? [];
  if (stacks.length !== 1 || !stack?.properties?.templateFile || id === undefined) throw new Error(`The local engine runs one stack; ${directory} has ${stacks.length}.`);
  const region = stack.environment?.split('/').at(-1);
  const assets = new Map<string, { path: string; packaging: string }>();
  for (const [, artifact] of artifacts) {
    if (artifact.type !== 'cdk:asset-manifest' || !artifact.properties?.file) continue;
    for (const file of Object.values(readJson<AssetManifest>(join(directory, artifact.properties.file)).files)) {
      for (const destination of Object.values(file.destinations)) assets.set(destination.objectKey, file.source);
    }
  }
  return {
    stackName: stack.properties.stackName ?? id,
    region: !region || region === 'unknown-region' ? 'eu-west-1' : region,
    template: readJson<Template>(join(directory, stack.properties.templateFile)),
    assetFolder(objectKey) {
      const source = assets.get(objectKey);
      if (!source) throw new Error(`The app has no asset ${objectKey}.`);
      const path = resolve(directory, source.path);
      if (source.packaging !== 'zip' || !statSync(path).isDirectory()) throw new Error(`Asset ${objectKey} is not a folder; the local engine runs functions from folders.`);
      return path;
    },
  };
}

function fingerprintOf(paths: string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const state = statSync(path);
    if (state.isDirectory()) hash.update(fingerprintOf(readdirSync(path).sort().map((name) => join(path, name))));
    else hash.update(`${path}\0${state.size}\0${state.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** The CDK takes a folder of an asset that is there for whole, also one that a killed run has copied by half. */
export function forgetAssets(directory: string): void {
  for (const name of readdirSync(directory).filter((name) => name.startsWith('asset.'))) rmSync(join(directory, name), { recursive: true, force: true });
}

/**
 * The project's own app from `cdk.out`, synthesised for the stage `local` when it is missing or not made from the
 * sources as they are now. Throws when the app does not synthesise.
 */
export function currentAssembly(root = ROOT): Assembly {
  const directory = join(root, 'cdk.out');
  mkdirSync(directory, { recursive: true });
  const lock = takeLock(join(directory, '.lock.db'), 180_000);
  if (!lock) throw new Error('Another process has been synthesising cdk.out for three minutes.');
  try {
    const made = (): string => `${fingerprintOf(SOURCES.map((source) => join(root, source)))} ${fingerprintOf(readdirSync(directory).filter((name) => name.endsWith('.json')).sort().map((name) => join(directory, name)))}`;
    const stamp = join(directory, STAMP);
    if (existsSync(stamp) && existsSync(join(directory, 'manifest.json')) && readFileSync(stamp, 'utf8') === made()) return readAssembly(directory);
    const sources = made().split(' ')[0];
    // Without its stamp a run ended in the middle.
    if (!existsSync(stamp)) forgetAssets(directory);
    rmSync(stamp, { force: true });
    const run = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'infra/app.ts')], {
      cwd: root,
      env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify({ stage: 'local' }), AWS_EC2_METADATA_DISABLED: 'true' },
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`The app does not synthesise:\n${run.stderr || run.stdout}`);
    writeFileSync(stamp, `${sources} ${made().split(' ')[1]}`);
    return readAssembly(directory);
  } finally {
    lock.release();
  }
}
