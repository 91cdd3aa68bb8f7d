import { afterAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtBefore } from '../../infra/built-before.ts';

const room = mkdtempSync(join(tmpdir(), 'moked-built-'));
const source = `node_modules/.cache/source-${process.pid}.txt`;
afterAll(() => { for (const path of [room, source]) rmSync(path, { recursive: true, force: true }); });

let made = 0;
function build(ingredients: unknown = 'one'): string {
  const directory = mkdtempSync(join(room, 'out-'));
  builtBefore(`try-${process.pid}`, ingredients, directory, () => {
    made++;
    writeFileSync(join(directory, 'bundle.mjs'), readFileSync(source));
    return { inputs: [source], meta: '{}' };
  });
  return readFileSync(join(directory, 'bundle.mjs'), 'utf8');
}

it('a bundle is made once for all stages, and anew when a source or what it is made of changes', () => {
  mkdirSync('node_modules/.cache', { recursive: true });
  writeFileSync(source, 'first');
  expect([build(), build(), made]).toEqual(['first', 'first', 1]);
  writeFileSync(source, 'changed words');
  expect([build(), made]).toEqual(['changed words', 2]);
  expect([build('another'), made]).toEqual(['changed words', 3]);
});
