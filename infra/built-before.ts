import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KEPT = join(ROOT, 'node_modules/.cache/moked-bundles');

/** What a bundle was made of: any of these changed, and it is made anew. */
type Inputs = Record<string, string>;

const stampOf = (path: string): string => {
  const { mtimeMs, size } = statSync(join(ROOT, path));
  return `${mtimeMs} ${size}`;
};
const isAsItWas = (inputs: Inputs): boolean => Object.entries(inputs).every(([path, stamp]) => existsSync(join(ROOT, path)) && stampOf(path) === stamp);

/** Every file below a folder, for builders that do not tell what they read. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

/**
 * Puts into `directory` what these ingredients gave before, or makes it and keeps it. `make` fills the directory and
 * answers with the files that it read, from the project's root. Stages differ in their templates, hardly ever in their code.
 */
export function builtBefore(name: string, ingredients: unknown, directory: string, make: () => { inputs: string[]; meta: string }): { meta: string } {
  const key = createHash('sha256').update(JSON.stringify([ingredients, stampOf('package-lock.json'), stampOf('infra/bundle.ts')])).digest('hex').slice(0, 16);
  const kept = join(KEPT, `${name}-${key}`);
  if (existsSync(join(kept, 'inputs.json')) && isAsItWas(JSON.parse(readFileSync(join(kept, 'inputs.json'), 'utf8')) as Inputs)) {
    cpSync(join(kept, 'built'), directory, { recursive: true });
    return { meta: readFileSync(join(kept, 'meta.json'), 'utf8') };
  }
  const { inputs, meta } = make();
  keep(kept, directory, { 'inputs.json': JSON.stringify(Object.fromEntries(inputs.map((path) => [path, stampOf(path)]))), 'meta.json': meta });
  return { meta };
}

// Several may build at once: each brings its own whole, and the last one stands.
function keep(kept: string, directory: string, files: Record<string, string>): void {
  mkdirSync(KEPT, { recursive: true });
  const room = mkdtempSync(`${kept}.`);
  cpSync(directory, join(room, 'built'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(room, file), content);
  const old = `${room}.old`;
  try {
    if (existsSync(kept)) renameSync(kept, old);
    renameSync(room, kept);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    rmSync(room, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}
