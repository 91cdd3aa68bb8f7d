import { buildSync } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// CommonJS packages inside an ES module still call require().
const REQUIRE = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

export interface Bundle {
  /** Holds the .mjs files with their source maps and licence texts: what is deployed. */
  directory: string;
  /** Of the code alone: the same code is the same asset wherever it was built. */
  hash: string;
}

/**
 * Bundles one function. `entries` names each output file (without ending) and its source, so that a worker can lie beside
 * its handler. The metafile goes to `<into>/<name>.meta.json`, outside of what is deployed.
 */
export function bundle(name: string, entries: Record<string, string>, into: string): Bundle {
  for (const source of Object.values(entries)) {
    if (!existsSync(join(ROOT, source))) throw new Error(`${source} is missing, so the function "${name}" cannot be bundled`);
  }
  const directory = join(into, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const built = buildSync({
    absWorkingDir: ROOT,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    minify: true,
    charset: 'utf8',
    legalComments: 'external',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
  });
  writeFileSync(join(into, `${name}.meta.json`), JSON.stringify(built.metafile));
  const hash = createHash('sha256');
  for (const file of readdirSync(directory).filter((file) => file.endsWith('.mjs')).sort()) hash.update(`${file}\0`).update(readFileSync(join(directory, file)));
  return { directory, hash: hash.digest('hex') };
}
