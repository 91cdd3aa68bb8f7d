// `npm test`: the checks, then jest, and the plain closing line that a person and a build server both read.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { currentAssembly } from '../assembly.ts';

const run = (command: string, args: string[], env: NodeJS.ProcessEnv = {}): number =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

const ROOM_FOR_THREE = 8e9;

const room = mkdtempSync(join(tmpdir(), 'moked-test-'));
const report = join(room, 'jest.json');
let failed = 0;
let passed = 0;

for (const [name, command, args] of [
  ['types', 'tsc', ['-p', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
] as const) {
  console.log(`\n${name}`);
  if (run(command, [...args]) === 0) passed++;
  else failed++;
}

// Built once, before many engines want it at the same time.
currentAssembly();

console.log('\njest');
// Journeys wait more than they work: on a small machine two at a time, three where they have room.
const fewest = totalmem() > ROOM_FOR_THREE ? 3 : 2;
const status = run('jest', [`--maxWorkers=${Math.max(fewest, availableParallelism() - 1)}`, '--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
  NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
});
try {
  const result = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number; numRuntimeErrorTestSuites: number };
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
} catch (error) {
  console.error(`jest left no report: ${String(error)}`);
  failed++;
}
if (status !== 0 && failed === 0) failed++;
rmSync(room, { recursive: true, force: true });

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
