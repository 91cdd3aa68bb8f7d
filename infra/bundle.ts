import { buildSync, type Metafile } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtBefore, filesBelow } from './built-before.ts';
import { buildWithVite } from './console-pages.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// CommonJS packages inside an ES module still call require().
const REQUIRE = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

export interface Bundle {
  /** Holds the .mjs files with their source maps and licence texts: what is deployed. */
  directory: string;
  /** Of what runs and is handed out, without source maps: the same code is the same asset wherever it was built. */
  hash: string;
}

export interface Ingredients {
  /** Output file (without ending) and source: the handler, and a worker that lies beside it. */
  entries: Record<string, string>;
  /** Web pages that the function hands out: folder in the bundle, folder of the pages, and the script that they load (without one they are a project of Vite's); `classic`: other sites load it too, and no page lies there; `styles`: of other pages that these are dressed in too. */
  pages?: { into: string; from: string; script?: string; classic?: true; styles?: string[] };
  /** What else a name stands for here: one function file is built for each platform with that platform's own parts. */
  aliases?: Record<string, string>;
}

const ALIASES = { '@aws-sdk/credential-provider-node': './shared/aws/lambda-credentials.ts' };

const PAGE_FILE = /\.(html|css|svg|woff2)$/;

// One script for browsers, with everything in it that it imports; the rest as it is. Answers with what was read.
function buildPages({ from, script, classic, styles = [] }: NonNullable<Ingredients['pages']>, into: string): string[] {
  // Vite tells nobody what it read.
  if (!script) {
    // Vite takes it from where the pages are.
    buildWithVite(join(ROOT, from), resolve(into));
    return [...filesBelow(from), ...filesBelow('shared')];
  }
  const { inputs } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [`${from}/${script}`],
    outdir: into,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: classic ? 'iife' : 'esm',
    minify: true,
    charset: 'utf8',
    legalComments: 'external',
    logLevel: 'error',
    metafile: true,
  }).metafile;
  for (const file of readdirSync(join(ROOT, from)).filter((file) => PAGE_FILE.test(file))) copyFileSync(join(ROOT, from, file), join(into, file));
  for (const file of styles) copyFileSync(join(ROOT, file), join(into, basename(file)));
  return [...new Set([...Object.keys(inputs), ...filesBelow(from), ...styles])];
}

function hashOf(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.(map|txt)$/.test(entry.name));
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(`${path.slice(directory.length)}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/** Bundles one function. The metafile goes to `<into>/<name>.meta.json`, outside of what is deployed. */
export function bundle(name: string, ingredients: Ingredients, into: string): Bundle {
  const { entries, pages, aliases = {} } = ingredients;
  const needed = [...Object.values(entries), ...Object.values(aliases), ...(pages ? [...(pages.classic ? [] : [`${pages.from}/index.html`]), ...(pages.script ? [`${pages.from}/${pages.script}`] : [])] : [])];
  for (const source of needed) {
    if (!existsSync(join(ROOT, source))) throw new Error(`${source} is missing, so the function "${name}" cannot be bundled`);
  }
  const directory = join(into, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { meta } = builtBefore(name, ingredients, directory, () => {
    const inputs = buildFunction(ingredients, directory);
    const read = pages ? buildPages(pages, join(directory, pages.into)) : [];
    return { inputs: [...new Set([...Object.keys(inputs.inputs), ...read])], meta: JSON.stringify(inputs) };
  });
  writeFileSync(join(into, `${name}.meta.json`), meta);
  return { directory, hash: hashOf(directory) };
}

function buildFunction({ entries, aliases = {} }: Ingredients, directory: string): Metafile {
  return buildSync({
    absWorkingDir: ROOT,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { ...ALIASES, ...aliases },
    banner: { js: REQUIRE },
    minify: true,
    charset: 'utf8',
    legalComments: 'external',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
  }).metafile;
}
