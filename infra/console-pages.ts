import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const VITE = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));

/** Builds pages with everything that they load into one folder: hashed files, no address of anybody else's in them. */
export function buildWithVite(from: string, into: string): void {
  const run = spawnSync(process.execPath, [VITE, 'build', '--configLoader', 'native', '--outDir', into], { cwd: from, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } });
  if (run.status !== 0) throw new Error(`The pages in ${from} cannot be built: ${run.stderr || run.stdout || String(run.error)}`);
}
