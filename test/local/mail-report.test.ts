import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readByNobody } from '../support/leaving-reader.ts';
import { recording } from '../support/mail-world.ts';

const home = mkdtempSync(join(tmpdir(), 'moked-mail-report-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const names = readdirSync(join(import.meta.dirname, '../../events/email')).filter((file) => file.endsWith('.eml')).map((file) => file.slice(0, -4));
const CLASSES: Record<string, string> = { bounce: 'bounce', outOfOffice: 'autoreply', autoSubmitted: 'autoreply', bulkOrList: 'list', noReplySender: 'noreply', feedbackReport: 'feedback' };

// The recordings as a labelled folder: what is expected of each is known.
function folder(name: string, labels: object[] | string): string {
  const directory = join(home, name);
  mkdirSync(join(directory, 'mails'), { recursive: true });
  writeFileSync(join(directory, 'labels.jsonl'), typeof labels === 'string' ? labels : labels.map((label) => `${JSON.stringify(label)}\n`).join(''));
  return directory;
}

function put(directory: string, name: string): void {
  writeFileSync(join(directory, 'mails', `${name}.eml`), recording(name).raw);
}

function labelOf(name: string, over: object = {}): object {
  const { envelope, expected } = recording(name).recording;
  const kind = expected.machine === null ? 'human' : CLASSES[expected.machine] ?? 'unlabelled';
  const words = kind === 'human' ? { from: expected.from, subject: expected.subject, attachments: expected.attachments ?? [] } : undefined;
  return { id: name, corpus: 'recordings', class: kind, envelopeFrom: envelope.from, ...(words ? { expected: words } : {}), ...over };
}

function run(...given: string[]): { status: number | null; out: string; error: string; last: Record<string, unknown> } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../local/commands/mail-report.ts'), ...given], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return { status, out: stdout, error: stderr, last: line.startsWith('{') ? JSON.parse(line) as Record<string, unknown> : {} };
}

describe('the report on mail intake', () => {
  const all = folder('all', names.map((name) => labelOf(name)));
  for (const name of names) put(all, name);
  const failures = join(home, 'failures.jsonl');
  const report = run('--dir', all, '--failures', failures);
  const people = names.filter((name) => recording(name).recording.expected.machine === null);

  it('counts what is read as expected', () => {
    expect(report.last).toMatchObject({ mails: names.length, corpora: { recordings: { ours: { from: [people.length, people.length], subject: [people.length, people.length] } } } });
  });

  it('says beside it what mailparser alone reads', () => {
    const { mailparser } = (report.last['corpora'] as Record<string, { mailparser: Record<string, [number, number]> }>)['recordings']!;
    expect(mailparser['subject']![0]).toBeLessThan(people.length);
  });

  it('counts whom it would answer wrongly, by three kinds of envelope', () => {
    expect(Object.keys(report.last['safety'] as object)).toEqual(['recorded', 'null-bounces', 'from']);
  });

  it('counts what was mended', () => {
    expect((report.last['repairs'] as Record<string, number>)['charset:windows-1255']).toBeGreaterThan(0);
  });

  it('lists each failure that it counted', () => {
    expect(readFileSync(failures, 'utf8').split('\n').filter(Boolean)).toHaveLength(report.last['failures'] as number);
  });

  it('ends well when nobody is answered wrongly', () => {
    expect(report.status).toBe(0);
  });

  it('ends with 1 when a machine would be answered', () => {
    const directory = folder('machine', [labelOf('english', { class: 'list' })]);
    put(directory, 'english');
    expect(run('--dir', directory)).toMatchObject({ status: 1, last: { safety: { recorded: { machineAcknowledged: 1 } } } });
  });

  it('ends with 1 when a person would be missed', () => {
    const directory = folder('person', [labelOf('list-mail', { class: 'human' })]);
    put(directory, 'list-mail');
    expect(run('--dir', directory)).toMatchObject({ status: 1, last: { safety: { recorded: { personMissed: 1 } } } });
  });

  it('keeps its verdict when whoever reads it has seen enough', async () => {
    const directory = folder('unread', [labelOf('english', { class: 'list' })]);
    put(directory, 'english');
    expect(await readByNobody('mail-report', ['--dir', directory])).toEqual({ code: 1, errors: '' });
  });

  it('reads mutations of the mails instead when asked to', () => {
    expect(run('--dir', all, '--fuzz', '60')).toMatchObject({ status: 0, last: { mutations: 60, broken: 0 } });
  });
});

describe('a folder that cannot be measured', () => {
  it.each([
    ['that is not there', () => join(home, 'nowhere'), 'there is no folder'],
    ['without labels', () => { rmSync(join(folder('bare', ''), 'labels.jsonl')); return join(home, 'bare'); }, 'holds no labels.jsonl'],
    ['with empty labels', () => folder('empty', '\n'), 'labels no mail'],
    ['with a label that is no JSON', () => folder('broken', '{"id":\n'), 'line 1 is not JSON'],
    ['with a label of no known class', () => folder('unknown', [labelOf('english', { class: 'robot' })]), 'line 1: class'],
    ['whose mail is missing', () => folder('missing', [labelOf('english')]), 'english.eml is missing'],
    ['whose label leaves it', () => folder('outside', [labelOf('english', { id: '../english' })]), 'line 1: id'],
  ])('%s is told in one sentence', (_what, make, said) => {
    expect(run('--dir', make())).toMatchObject({ status: 2, error: expect.stringContaining(said) });
  });

  it('that nobody named is asked for', () => {
    expect(run()).toMatchObject({ status: 2, error: expect.stringContaining('--dir is missing') });
  });

  it('is explained by --help', () => {
    expect(run('--help')).toMatchObject({ status: 0, out: expect.stringContaining('--failures') });
  });
});
