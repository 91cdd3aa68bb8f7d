// `npm test`: the checks, then jest, and the plain closing line that a person and a build server both read.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { currentAssembly } from '../assembly.ts';

const hasRoom = totalmem() > 8e9;

const room = mkdtempSync(join(tmpdir(), 'moked-test-'));
const report = join(room, 'jest.json');
let failed = 0;
let passed = 0;

// Each on one core, and both at once where there is room: several checkers of one program work out the same types again and
// again. Their memory is given back late, which costs less than looking for it (https://go.dev/doc/gc-guide).
const THRIFTY = { GOGC: '400', GOMEMLIMIT: '1400MiB', GOMAXPROCS: '1' };
const check = (name: string, command: string, args: string[]): Promise<void> => new Promise((done) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...THRIFTY } });
  const said: Buffer[] = [];
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => said.push(chunk));
  child.once('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
  child.once('close', (code) => {
    console.log(`\n${name}\n${Buffer.concat(said).toString()}`);
    if (code === 0) passed++;
    else failed++;
    done();
  });
});
const types = check('types', 'tsc', ['-p', '.', '--checkers', '1']);
if (!hasRoom) await types;
await Promise.all([types, check('lint', 'oxlint', ['--type-aware', '--deny-warnings', '--threads', '1'])]);

// Built once, before many engines want it at the same time.
currentAssembly();

console.log('\njest');
// Journeys wait more than they work: on a small machine two at a time, three where they have room.
const status = spawnSync('jest', [`--maxWorkers=${Math.max(hasRoom ? 3 : 2, availableParallelism() - 1)}`, '--workerIdleMemoryLimit=600MB', '--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    // Some forty engines start, each with a thread for each function: what one has compiled serves the next.
    NODE_COMPILE_CACHE: resolve('node_modules/.cache/moked-compiled'),
  },
}).status ?? 1;
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
