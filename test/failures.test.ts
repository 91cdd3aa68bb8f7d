import { afterAll, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const room = realpathSync(mkdtempSync(join(tmpdir(), 'moked-failures-')));
afterAll(() => { rmSync(room, { recursive: true, force: true }); });

interface Report { testResults: { name: string; message: string; assertionResults: { title: string; status: string; failureMessages: string[] }[] }[] }

const ONE_OF_EACH = `import { beforeEach, describe, expect, it } from '@jest/globals';
import { hostname } from 'node:os';
process.env['LEFT_BEHIND'] = hostname();
let begun = 0;
beforeEach(() => { begun++; });
const soon = () => new Promise((resolve) => { setTimeout(resolve, 20); });
describe('of these', () => {
  it('holds', () => { expect.assertions(1); expect({ a: [new Date(0), begun] }).toStrictEqual({ a: [expect.any(Date), 1] }); });
  it('is not so', () => { expect({ a: 1 }).toEqual({ a: 2 }); });
  it('throws', () => { throw new TypeError('thrown here'); });
  it('rejects', async () => { await Promise.reject(new Error('rejected here')); });
  it('leaves a promise', async () => { void Promise.reject(new Error('nobody waited')); await soon(); });
  it('throws later', async () => { setTimeout(() => { throw new Error('thrown late'); }, 1); await soon(); });
  it('takes too long', async () => { await new Promise(() => undefined); }, 30);
  it('asserts nothing', () => { expect.hasAssertions(); });
  it.each([[1], [2]])('is each of %d', (number: number) => { expect(number).toBe(1); });
});
`;
const FILES = {
  'a-one-of-each.test.ts': ONE_OF_EACH,
  'b-import.test.ts': "import './nowhere.ts';\n",
  'c-begin.test.ts': "throw new Error('thrown at the beginning');\n",
  'd-after.test.ts': "import { afterAll, it } from '@jest/globals';\nit('is through', () => undefined);\nafterAll(() => { throw new Error('not put away'); });\n",
  'e-next.test.ts': "import { expect, it } from '@jest/globals';\nit('finds nothing of another file', () => { expect(process.env['LEFT_BEHIND']).toBeUndefined(); });\n",
  'f-none.test.ts': 'export {};\n',
};

it('a test that should fail does, in whatever way, and the next file finds nothing of it', () => {
  for (const [name, source] of Object.entries(FILES)) writeFileSync(join(room, name), source);
  const { jest } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { jest: Record<string, unknown> };
  const config = JSON.stringify({ ...jest, rootDir: room, roots: [room] }).replaceAll('<rootDir>', ROOT);
  const out = join(room, 'report.json');
  spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', config, '--runInBand', '--json', `--outputFile=${out}`], { cwd: room, encoding: 'utf8' });
  const { testResults } = JSON.parse(readFileSync(out, 'utf8')) as Report;
  const files = Object.fromEntries(testResults.map(({ name, ...rest }) => [name.slice(room.length + 1, room.length + 2), rest]));
  const wordsOf = (file: string): [string, string][] => files[file]!.assertionResults.map(({ title, status, failureMessages }) => [title, status === 'failed' ? failureMessages.join('\n') : status]);
  expect(wordsOf('a')).toEqual([
    ['holds', 'passed'], ['is not so', expect.stringMatching(/a-one-of-each\.test\.ts(?:\?\d+)?:9:/)], ['throws', expect.stringContaining('TypeError: thrown here')],
    ['rejects', expect.stringContaining('rejected here')], ['leaves a promise', expect.stringContaining('nobody waited')], ['throws later', expect.stringContaining('thrown late')],
    ['takes too long', expect.stringContaining('Exceeded timeout of 30 ms')], ['asserts nothing', expect.stringContaining('expect.hasAssertions()')], ['is each of 1', 'passed'], ['is each of 2', expect.stringContaining('Received: ')],
  ]);
  expect(['b', 'c', 'd', 'f'].map((file) => files[file]!.message)).toEqual([
    expect.stringContaining('nowhere.ts'), expect.stringContaining('thrown at the beginning'), expect.stringContaining('not put away'), expect.stringContaining('must contain at least one test'),
  ]);
  expect(wordsOf('e')).toEqual([['finds nothing of another file', 'passed']]);
});
