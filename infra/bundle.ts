import { buildSync } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  /** Folder in the bundle and folder of finished web files: what a function hands out as it is. */
  folders?: Record<string, string>;
}

const WEB_FILE = /\.(html|js|css|svg|json|woff2)$/;

function copyWebFiles(from: string, to: string): void {
  mkdirSync(to);
  for (const file of readdirSync(from).filter((file) => WEB_FILE.test(file))) copyFileSync(join(from, file), join(to, file));
}

function hashOf(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.(map|txt)$/.test(entry.name));
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(`${path.slice(directory.length)}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/** Bundles one function. The metafile goes to `<into>/<name>.meta.json`, outside of what is deployed. */
export function bundle(name: string, { entries, folders = {} }: Ingredients, into: string): Bundle {
  const needed = [...Object.values(entries), ...Object.values(folders).map((folder) => `${folder}/index.html`)];
  for (const source of needed) {
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
  for (const [folder, source] of Object.entries(folders)) copyWebFiles(join(ROOT, source), join(directory, folder));
  return { directory, hash: hashOf(directory) };
}
