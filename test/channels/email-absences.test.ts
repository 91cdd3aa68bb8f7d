import { describe, expect, it } from '@jest/globals';
import { mail, mailWorld } from '../support/mail-world.ts';
import said from './absences-of-twelve-languages.json' with { type: 'json' };

/** Words alone: no header and no envelope tells, as in one automatic answer of four. */
async function machine(subject: string, body: string, { from = 'Dana <dana@customer.example>', envelope = 'dana@customer.example', answers = false } = {}): Promise<string | null> {
  const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
  const raw = mail({ 'Content-Type': 'text/plain; charset=utf-8', 'Subject': encoded, 'From': from, ...(answers ? { 'In-Reply-To': '<ours@company.example>' } : {}) }, `${body.replaceAll('\n', '\r\n')}\r\n`);
  return (await mailWorld().read(raw, { from: envelope })).sender.machine;
}

const titled = (texts: string[]): [string, string][] => texts.map((text) => [text.replaceAll('\n', ' '), text]);

describe.each(Object.entries(said.absences))('an absence notice in %s is answered never', (_language, texts) => {
  it.each(titled(texts))('%s', async (_title, text) => {
    expect(await machine('Re: We received your message', text, { answers: true })).toBe('outOfOffice');
    expect(await machine('Re: פנייתך התקבלה', text)).toBe('outOfOffice');
    expect(await machine('Away', text)).toBe('outOfOffice');
  });
});

describe.each(Object.entries(said.failures))('a failed delivery in %s is answered never', (_language, mails) => {
  it.each(mails as [string, string][])('%s', async (subject, text) => {
    expect(await machine(subject, text, { from: 'Mail System <postmaster@mx.example>', envelope: 'postmaster@mx.example' })).toBe('bounce');
    expect(await machine(subject, text, { from: 'Mailbox <mailbox@mx.example>', envelope: 'mailbox@mx.example' })).toBe('bounce');
  });
});

describe('a person who is away, or writes of one who was', () => {
  it.each(said.people as [string, string][])('is answered: %s: %s', async (subject, text) => {
    expect(await machine(subject, text, { answers: subject.startsWith('Re') })).toBeNull();
  });
});
