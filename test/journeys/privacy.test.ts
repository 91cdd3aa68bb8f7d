import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { Uploads } from '../../shared/api-shapes/desk.ts';
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

  it('and the files that were sent to them are gone, with one that an agent was about to send', async () => {
    await engine.sendMail(letter({ from: 'gil@customer.example', subject: 'חשבונית', id: '<bill@customer.example>', text: 'אפשר חשבונית?' }), { from: 'gil@customer.example', to: 'care@company.example' });
    const { caseNumber } = await engine.until(async () => (await exportMessages(engine.ready.data)).find(({ messageId, acknowledged }) => messageId === '<bill@customer.example>' && acknowledged), 'it is acknowledged');
    const call = async <T>(path: string, body?: unknown): Promise<T> => (await engine.api(`/cases/${caseNumber}${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : {})).json() as Promise<T>;
    const { uploads } = await call<Uploads>('/uploads', { via: 'reply', files: [{ name: 'a.pdf', size: 1 }, { name: 'b.pdf', size: 1 }] });
    for (const { url, fields } of uploads) {
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) form.append(field, value);
      form.append('file', new Blob(['x']));
      await fetch(url, { method: 'POST', body: form });
    }
    await call('/replies', { text: 'מצורפת', key: 'privacy-file', files: [{ key: uploads[0]!.key, name: 'a.pdf' }] });
    const sent = await engine.until(async () => (await call<CaseView>('')).entries.find(({ direction, sending }) => direction === 'out' && sending?.state === 'delivered'), 'the answer is delivered');
    const { url } = await (await engine.api(`/attachments/${sent.attachments[0]!.id}`)).json() as { url: string };
    expect((await fetch(url)).status).toBe(200);
    // The mail, the file that was sent, and both uploads.
    expect(erase('--channel', 'email', '--id', 'gil@customer.example').said).toBe('2 messages, 1 cases, 1 threads and 4 objects of the bucket were emptied.');
    expect((await fetch(url)).status).toBe(404);
    expect((await call<CaseView>('')).entries.flatMap(({ attachments }) => attachments)).toEqual([]);
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
