import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { QuarantineList, Released } from '../../shared/api-shapes.ts';
import type { MessageLine } from '../../shared/steps/export.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportMessages, runExport } from '../support/export.ts';
import { readByNobody } from '../support/leaving-reader.ts';

const FOLDER = 'events/email';
interface Recording { envelope: { from: string; to: string }; expected: { from?: string; subject?: string; text?: string; machine: string | null; attachments?: (string | null)[] } }

const names = readdirSync(FOLDER).filter((file) => file.endsWith('.eml')).map((file) => file.slice(0, -4));
const recordings = new Map(names.map((name) => [name, JSON.parse(readFileSync(join(FOLDER, `${name}.expected.json`), 'utf8')) as Recording]));
/** Recordings may share a Message-ID's absence, never a subject and sender at once: that pair names them in the export. */
const lines = new Map<string, MessageLine>();
let engine: TestEngine;
let sentTo: string[];

const bigMail = (megabytes: number): Buffer => Buffer.concat([
  Buffer.from(`From: big@customer.example\r\nTo: care@company.example\r\nSubject: =?UTF-8?B?${Buffer.from('קובץ גדול').toString('base64')}?=\r\nMessage-ID: <big@customer.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nמצורף קובץ גדול\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n`),
  Buffer.from(`${Buffer.alloc(57, 7).toString('base64')}\r\n`.repeat(Math.floor((megabytes * 1_000_000) / 78))),
  Buffer.from('\r\n--b--\r\n'),
]);
const hostile: Record<string, Buffer> = {
  'attachments@customer.example': Buffer.from(`From: attachments@customer.example\r\nSubject: many\r\nMessage-ID: <many@customer.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: application/octet-stream; name=x.bin\r\nContent-Disposition: attachment; filename=x.bin\r\n\r\nx\r\n'.repeat(1_000)}--b--\r\n`),
  'longto@customer.example': Buffer.from(`From: longto@customer.example\r\nTo: ${'"a, b" <a@b.example>, '.repeat(750)}care@company.example\r\nSubject: long\r\nMessage-ID: <long@customer.example>\r\n\r\nhello\r\n`),
  'nested@customer.example': Buffer.from(`From: nested@customer.example\r\nSubject: nested\r\nMessage-ID: <nested@customer.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${'<div>'.repeat(20_000)}שלום${'</div>'.repeat(20_000)}\r\n`),
  'big@customer.example': bigMail(39),
};

async function deliver(raw: Buffer, envelope: { from: string; to: string }): Promise<void> {
  const { code, text } = await engine.sendMail(raw, envelope);
  if (code !== 250) throw new Error(`a mail from ${envelope.from} was not taken: ${code} ${text}`);
}

beforeAll(async () => {
  engine = await startEngine();
  for (const [name, recording] of recordings) {
    await deliver(readFileSync(join(FOLDER, `${name}.eml`)), recording.envelope);
  }
  for (const [from, raw] of Object.entries(hostile)) await deliver(raw, { from, to: 'care@company.example' });
  await engine.until(async () => Object.values((await engine.state()).queues).every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0), 'all queues are empty', 120_000);
  for (const line of await exportMessages(engine.ready.data)) lines.set(`${line.from}|${line.subject}`, line);
  sentTo = (await engine.sent()).flatMap(({ to }) => to);
}, 200_000);
afterAll(async () => { await engine.stop(); });

const lineOf = ({ expected }: Recording): MessageLine | undefined => [...lines.values()].find((line) => line.subject === (expected.subject ?? line.subject) && line.from === (expected.from ?? line.from));

describe('every recorded mail, through the whole engine', () => {
  it.each([...recordings])('%s is read as it was meant', (_name, recording) => {
    const line = lineOf(recording);
    expect(line?.text).toContain(recording.expected.text ?? '');
    expect(line?.attachments.map(({ filename }) => filename)).toEqual(recording.expected.attachments ?? line?.attachments.map(({ filename }) => filename));
  });

  it.each([...recordings].filter(([, { expected }]) => expected.machine !== null && expected.machine !== 'noAddress'))('%s opens no case, gets no answer, and the export says why', (_name, recording) => {
    const line = lineOf(recording);
    expect(line).toMatchObject({ caseNumber: null, acknowledged: false, suppressedBecause: recording.expected.machine });
    expect(sentTo).not.toContain(line!.from);
  });

  it.each([...recordings].filter(([, { expected }]) => expected.machine === null))('%s opens a case and is answered once', (_name, recording) => {
    const line = lineOf(recording);
    expect(line).toMatchObject({ acknowledged: true, caseNumber: expect.stringMatching(/^\d{3}-\d{3}-\d{3}$/) as unknown });
  });
});

describe('hostile mails between them', () => {
  it.each(Object.keys(hostile))('from %s open a case, and the engine goes on', (from) => {
    expect([...lines.values()].find((line) => line.from === from)).toMatchObject({ acknowledged: true });
  });

  it('leave their words in Hebrew readable', () => {
    expect(lines.get('nested@customer.example|nested')?.text).toContain('שלום');
    expect(lines.get('big@customer.example|קובץ גדול')).toMatchObject({ text: expect.stringContaining('מצורף קובץ גדול') as unknown, attachments: [{ filename: 'a.pdf' }] });
  });

  it('list all of a thousand attachments', () => {
    expect(lines.get('attachments@customer.example|many')?.attachments).toHaveLength(1_000);
  });

  it('kill no function', async () => {
    expect(Object.values((await engine.state()).functions).filter(({ timeouts }) => timeouts > 0)).toEqual([]);
  });
});

describe('a filtered mail', () => {
  it('can be released into a case, which then says who released it', async () => {
    const { messages } = await (await engine.api('/quarantine?limit=100')).json() as QuarantineList;
    const list = messages.find(({ reason }) => reason === 'bulkOrList')!;
    expect(list.evidence.length).toBeGreaterThan(0);
    const { number } = await (await engine.api(`/quarantine/${list.id}/release`, { method: 'POST', body: '{}' })).json() as Released;
    const view = await (await engine.api(`/cases/${number}`)).json();
    expect(view).toMatchObject({ entries: [{ id: list.id, threadedBy: 'released' }], sent: [], events: [{ what: 'released', by: 'local-agent' }] });
  });
});

describe('the export', () => {
  it('ends quietly when whoever reads it has seen enough', async () => {
    expect(await readByNobody('export', ['--data', engine.ready.data])).toEqual({ code: 0, errors: '' });
  });

  it('says so when no engine runs there, and ends with 3', async () => {
    expect(await runExport(['--data', '/nowhere/at/all'])).toMatchObject({ code: 3, errors: expect.stringContaining('No engine is running on /nowhere/at/all') as unknown });
  });
});
