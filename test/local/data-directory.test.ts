import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataDirectory } from '../../local/data-directory.ts';
import { openIdentity } from '../../local/identity.ts';
import { lambda, makeAssembly, pipeTo } from '../support/assembly.ts';
import { runStart, startEngine } from '../support/engine.ts';

const room = mkdtempSync(join(tmpdir(), 'moked-directory-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('a data directory that lost its table', () => {
  const data = join(room, 'lost');
  const file = join(data, 'table.db');
  const sentence = `The data directory ${data} is not new, but its table.db is missing or empty: put that file back, or choose another directory with --data.`;
  let assembly = '';

  beforeAll(async () => {
    assembly = makeAssembly({ Resources: { ...pipeTo('mail', 'Reader'), Reader: lambda('reader') } }, { reader: 'export const handler = async () => undefined;' });
    await (await startEngine({ data, assembly })).kill9();
  });
  afterAll(() => rmSync(assembly, { recursive: true, force: true }));
  const start = async (): Promise<unknown[]> => {
    const run = await runStart(['--port', '0', '--smtp-port', '0', '--data', data, '--assembly', assembly]);
    run.child.kill('SIGKILL');
    return [run.code, run.errors.trim()];
  };

  it('had a table from its first start on, also without any item', () => {
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  it('does not start with an empty inbox when the table is an empty file', async () => {
    writeFileSync(file, '');
    expect(await start()).toEqual([1, sentence]);
  });

  it('does not start with an empty inbox when the table is deleted', async () => {
    rmSync(file);
    expect(await start()).toEqual([1, sentence]);
  });

  it('is opened when its table is elsewhere', () => {
    const directory = openDataDirectory(data, true);
    directory.close();
    expect(directory.isNew).toBe(false);
  });

  it('names a table that is no table', async () => {
    // With its write-ahead log the table would be made whole again.
    for (const part of ['-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
    writeFileSync(file, 'not a database, '.repeat(512));
    expect(await start()).toEqual([1, `${file} cannot be read as a table: put a sound copy back, or choose another directory with --data.`]);
  });
});

describe('a data directory that cannot be written to', () => {
  it('is named when it is below a file', () => {
    writeFileSync(join(room, 'file'), '');
    expect(() => openDataDirectory(join(room, 'file', 'data'))).toThrow(`The data directory ${join(room, 'file', 'data')} cannot be written to: make it writable, or choose another with --data.`);
  });

  it('is named when its lock cannot be taken', () => {
    mkdirSync(join(room, 'locked', 'lock.db'), { recursive: true });
    expect(() => openDataDirectory(join(room, 'locked'))).toThrow(`The data directory ${join(room, 'locked')} cannot be written to: make it writable, or choose another with --data.`);
  });
});

describe('the key of the local login', () => {
  const directory = join(room, 'key');
  const file = join(directory, 'login-key.json');
  const open = () => openIdentity(directory, 'http://127.0.0.1:1/engine/oidc');
  beforeAll(() => mkdirSync(directory));

  it('stays the same from start to start', async () => {
    const { token } = await open();
    expect(await (await open()).rolesOf(token)).toEqual(['admin']);
  });

  it.each(['', '{"kty":"EC"', '{}', 'null', '{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}', '{"kty":"oct","k":"AAAA"}'])('is made anew when its file holds %j', async (text) => {
    writeFileSync(file, text);
    const { token } = await open();
    expect([await (await open()).rolesOf(token), readFileSync(file, 'utf8') === text]).toEqual([['admin'], false]);
  });

  it('never publishes its private part', async () => {
    expect(Object.keys((await open()).keys.keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
