import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportMessages } from '../support/export.ts';
import { letter } from '../support/letters.ts';

let engine: TestEngine;
beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

const erase = (...given: string[]): { code: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/commands/erase.ts', '--data', engine.ready.data, ...given], { encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}`.trim() };
};

describe('a customer asks by mail to be erased', () => {
  it('and nothing of what they wrote is kept, while the case number stays', async () => {
    await engine.sendMail(letter({ from: 'dana@customer.example', subject: 'הסוד', id: '<secret@customer.example>', text: 'קוד 7788' }), { from: 'dana@customer.example', to: 'care@company.example' });
    const before = await engine.until(async () => (await exportMessages(engine.ready.data)).find(({ messageId, acknowledged }) => messageId === '<secret@customer.example>' && acknowledged), 'it is acknowledged');
    expect(erase('--channel', 'email', '--id', 'Dana@Customer.example')).toEqual({ code: 0, said: '1 messages, 1 cases, 1 threads and 1 objects of the bucket were emptied.' });
    const after = await exportMessages(engine.ready.data);
    expect(after.map(({ caseNumber, text, from, subject, revised, acknowledged }) => [caseNumber, text, from, subject, revised, acknowledged])).toEqual([[before.caseNumber, '', '', '', 'removed', true]]);
    expect(erase('--again').said).toMatch(/^1 people of the ledger: 0 messages, 0 cases/);
  });

  it('and what cannot be meant is refused with the reason', () => {
    expect(erase('--channel', 'email', '--id', 'nobody')).toEqual({ code: 2, said: 'nobody is no mail address.' });
    expect(erase('--channel', 'facebook', '--request', 'nope')).toEqual({ code: 2, said: 'There is no deletion request nope.' });
    expect(erase('--channel', 'tiktok', '--id', '1').said).toMatch(/^npm run -s erase/);
  });
});

describe.each([['facebook', 'local-facebook-secret'], ['instagram', 'local-instagram-secret']])('somebody asks %s that we erase them', (channel, secret) => {
  const ask = async (by: string): Promise<Response> => {
    const payload = Buffer.from(JSON.stringify({ algorithm: 'HMAC-SHA256', user_id: '218471', issued_at: 1 })).toString('base64url');
    const body = new URLSearchParams({ signed_request: `${createHmac('sha256', by).update(payload).digest('base64url')}.${payload}` });
    return fetch(`${engine.ready.api}/privacy/${channel}/deletion`, { method: 'POST', body });
  };

  it('and sees on a page of ours how it stands, until it is done', async () => {
    const { url, confirmation_code: code } = await (await ask(secret)).json() as { url: string; confirmation_code: string };
    const shown = async (): Promise<string> => (await fetch(url, { headers: { 'accept-language': 'he' } })).text();
    expect(await shown()).toContain('הבקשה בטיפול');
    expect(erase('--channel', channel, '--request', code)).toEqual({ code: 0, said: `The request ${code} is done; its page says so.` });
    expect(await shown()).toContain('הטיפול הושלם');
  });

  it('and nobody else can ask for them', async () => {
    const answer = await ask('another-secret');
    expect([answer.status, await answer.text()]).toEqual([401, '']);
  });
});
