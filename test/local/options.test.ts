import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const run = (command: string, ...given: string[]) => spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(`../../local/commands/${command}.ts`, import.meta.url)), ...given], { encoding: 'utf8' });

describe('a command that is called wrongly', () => {
  it.each(['export', 'write', 'settings', 'rebuild', 'replay-events', 'erase', 'connect', 'sign-in', 'cost', 'doctor'])('%s says so in one line, and ends with 2', (command) => {
    const { status, stderr, stdout } = run(command, '--no-such-thing');
    expect([status, stdout, stderr.trim().split('\n')]).toEqual([2, '', [expect.stringMatching(/^Unknown option '--no-such-thing'\. --help says what there is\.$/)]]);
  });

  it('says which option lacks its value', () => {
    const { status, stderr } = run('export', '--data');
    expect([status, stderr.trim().split('\n')]).toEqual([2, [expect.stringMatching(/^Option '--data <value>' argument missing\. --help/)]]);
  });

  it('names what it was given without knowing it', () => {
    const { status, stderr } = run('export', 'everything');
    expect([status, stderr.trim().split('\n')]).toEqual([2, [expect.stringContaining("Unexpected argument 'everything'")]]);
  });

  it.each(['export', 'connect', 'cost', 'doctor'])('%s tells how it is used when asked', (command) => {
    const { status, stdout } = run(command, '--help');
    expect([status, stdout]).toEqual([0, expect.stringContaining(`npm run -s ${command}`)]);
  });

  it.each([
    [2, ['--from', '2026-11-20', '--to', '2026-11-22', '--channel', 'fax'], 'There is no channel "fax": mail, facebook, instagram, x, linkedin, form.'],
    [3, ['--from', '2026-11-20', '--to', '2026-11-22', '--data', '/nowhere'], 'No engine is running on /nowhere. Start it with npm start, name its directory with --data, or a stage on AWS with --stage.'],
  ])('replay-events ends with %d and one sentence for %j', (code, given, words) => {
    const { status, stdout, stderr } = run('replay-events', ...given);
    expect([status, stdout, stderr]).toEqual([code, '', `${words}\n`]);
  });

  it('doctor ends with 3 where no engine runs', () => {
    const { status, stdout, stderr } = run('doctor', '--data', '/nowhere');
    expect([status, stdout, stderr]).toEqual([3, '', 'No engine is running on /nowhere. Start it with npm start, name its directory with --data, or a stage on AWS with --stage.\n']);
  });

  it('cost says which number it wants', () => {
    const { status, stderr } = run('cost', '--mail-share', '2');
    expect([status, stderr]).toEqual([2, '--mail-share: a number from 0 to 1\n']);
  });
});
