import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningEngine } from '../../local/data-directory.ts';
import { lambda, mailTo, makeAssembly, pipeTo } from '../support/assembly.ts';
import { runStart, startEngine, until, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

const KILLS = 5;
const MAILS_A_LIFE = 25;

// Reads the raw mail from the bucket, hands its subject on, and a second function notes it.
const READER = `
const bucket = process.env.AWS_ENDPOINT_URL_S3;
export const handler = async (event) => {
  for (const record of event.Records) {
    const { mail, receipt } = JSON.parse(record.body);
    const raw = await fetch(bucket + '/' + receipt.action.bucketName + '/' + receipt.action.objectKey, { headers: ${JSON.stringify(SIGNED)} });
    if (!raw.ok) throw new Error('no raw mail');
    const subject = /^Subject: (.*)$/m.exec(await raw.text())[1].trim();
    const answer = await fetch(process.env.AWS_ENDPOINT_URL_SQS, {
      method: 'POST',
      headers: { ...${JSON.stringify(SIGNED)}, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({ QueueUrl: process.env.NEXT, MessageBody: subject }),
    });
    if (!answer.ok) throw new Error('not handed on');
  }
  return { batchItemFailures: [] };
};`;
const NOTER = `
import { appendFileSync } from 'node:fs';
export const handler = async (event) => {
  appendFileSync(process.env.NOTES, event.Records.map((record) => record.body + '\\n').join(''));
};`;

describe('an engine that is killed again and again', () => {
  const room = mkdtempSync(join(tmpdir(), 'moked-kill-'));
  const data = join(room, 'data');
  const notes = join(room, 'notes');
  const accepted: string[] = [];
  let assembly = '';
  let engine: TestEngine;

  // Empty for a process that has ended meanwhile.
  const commandLine = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
      throw error;
    }
  };
  const noted = (): string[] => readFileSync(notes, 'utf8').split('\n').filter(Boolean);

  beforeAll(async () => {
    writeFileSync(notes, '');
    assembly = makeAssembly({
      Resources: { ...pipeTo('mail', 'Reader'), ...pipeTo('next', 'Noter'), ...mailTo('mail', ['care@company.example']), Reader: lambda('reader', { NEXT: { Ref: 'next' } }), Noter: lambda('noter', { NOTES: notes }) },
    }, { reader: READER, noter: NOTER });
    for (let life = 0; life <= KILLS; life++) {
      engine = await startEngine({ data, assembly });
      const mails = Array.from({ length: MAILS_A_LIFE }, async (_, index) => {
        const subject = `${life}-${index}`;
        const answer = await engine.sendMail(`From: a@b.example\nSubject: ${subject}\n\nhello\n`, { from: 'a@b.example', to: 'care@company.example' });
        if (answer.code === 250) accepted.push(subject);
      });
      if (life === KILLS) await Promise.all(mails);
      else {
        // In the middle of it: as soon as a few of this life's mails have been accepted.
        const before = accepted.length;
        await until(() => accepted.length >= before + 5, 'some mails are accepted');
        await engine.kill9();
        await Promise.allSettled(mails);
      }
    }
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(room, { recursive: true, force: true });
    rmSync(assembly, { recursive: true, force: true });
  });

  it('processes every mail that it had accepted', async () => {
    await until(() => accepted.every((subject) => noted().includes(subject)), 'every accepted mail is processed', 20_000);
    expect(accepted.length).toBeGreaterThanOrEqual(MAILS_A_LIFE + KILLS * 5);
  });

  it('leaves nothing in the dead-letter queues', async () => {
    const { queues } = await engine.state();
    expect([queues['mail-dead']?.visible, queues['next-dead']?.visible]).toEqual([0, 0]);
  });

  it('leaves no database running beside the one that serves', async () => {
    const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(name).includes(join(data, 'table.db')));
    expect(running).toHaveLength(1);
  });

  it('refuses a second engine on the same data in one sentence', async () => {
    const second = await runStart(['--quiet', '--port', '0', '--smtp-port', '0', '--data', data, '--assembly', assembly]);
    expect([second.code, second.errors.trim()]).toEqual([1, `Another engine (process ${engine.process.pid}) is running on ${data}: stop it, or choose another directory with --data.`]);
  });

  it('says which port is taken and how to choose another', async () => {
    const port = new URL(engine.ready.api).port;
    const second = await runStart(['--quiet', '--port', port, '--smtp-port', '0', '--data', join(room, 'other'), '--assembly', assembly]);
    expect([second.code, second.errors.trim()]).toEqual([1, `Port ${port} is taken: stop what uses it, or choose another with --port (0 takes any free port).`]);
  });

  it('tells nobody that it runs once it has stopped cleanly', async () => {
    const code = await engine.stop();
    expect([code, runningEngine(data)]).toEqual([0, undefined]);
  });
});
