import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import type { CaseView, QuarantineList } from '../../shared/api-shapes.ts';
import type { MessageLine } from '../../shared/steps/export.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportMessages } from '../support/export.ts';
import { letter, read } from '../support/letters.ts';

let engine: TestEngine;
beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

interface Ticket { url: string; fields: Record<string, string> }
interface Done { number: string; text: string; error?: { key: string } }

const newSubmission = (): string => randomBytes(16).toString('base64url');
const post = async <T>(path: string, body: unknown): Promise<{ status: number; said: T }> => {
  const answer = await fetch(`${engine.ready.api}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: engine.ready.api }, body: JSON.stringify(body) });
  return { status: answer.status, said: await answer.json() as T };
};
const upload = async ({ url, fields }: Ticket, bytes: Buffer): Promise<number> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]));
  return (await fetch(url, { method: 'POST', body: form, headers: { origin: engine.ready.api } })).status;
};
const stored = async (text: string): Promise<MessageLine> => engine.until(async () => (await exportMessages(engine.ready.data)).find((line) => line.text === text && (line.acknowledged || line.suppressedBecause !== null)), `"${text}" is stored`);
const mailTo = async (address: string, which = 0): Promise<ParsedMail> => read((await engine.until(async () => (await engine.sent()).filter(({ to }) => to.includes(address))[which], `mail ${which + 1} to ${address}`)).raw);

describe('a customer writes by the form', () => {
  const TEXT = 'שלום, ההזמנה ORD-2026-55431 לא הגיעה.';
  const submission = newSubmission();
  const whole = { submission, lang: 'he', name: 'דנה לוי', email: 'Dana@customer.example', subject: 'איפה ההזמנה?', text: TEXT, files: [{ place: 0, name: 'חשבונית.pdf', type: 'application/pdf' }] };
  let done: Done;

  it('with a file that goes into the bucket by itself, held to its size', async () => {
    const { said } = await post<{ uploads: Ticket[] }>('/form/uploads', { submission, files: [{ name: 'חשבונית.pdf', size: 5 }, { name: 'b', size: 5 }] });
    expect(await upload(said.uploads[0]!, Buffer.from('%PDF-'))).toBe(204);
    expect(await upload(said.uploads[1]!, Buffer.alloc(10 * 1024 * 1024 + 1))).toBe(400);
    expect(await upload({ ...said.uploads[1]!, fields: { ...said.uploads[1]!.fields, key: 'parts/somebody-else' } }, Buffer.from('x'))).toBe(403);
  });

  it('and hears number and time at once, the same however often it is sent', async () => {
    const answers = await Promise.all([post<Done>('/form', whole), post<Done>('/form', whole), post<Done>('/form', whole)]);
    done = answers[0].said;
    expect(answers.map(({ status, said }) => [status, said])).toEqual(answers.map(() => [201, done]));
    expect(done.text).toMatch(/^פנייתך התקבלה\. מספר הפנייה: \d{3}-\d{3}-\d{3}\. נשיב לך עד יום /);
  });

  it('and it is one case with that number, with every letter and the file', async () => {
    expect(await stored(TEXT)).toMatchObject({ channel: 'form', caseNumber: done.number, from: 'dana@customer.example', subject: 'איפה ההזמנה?', attachments: [{ filename: 'חשבונית.pdf', size: 5 }], acknowledged: true });
    expect((await exportMessages(engine.ready.data)).filter(({ channel }) => channel === 'form')).toHaveLength(1);
  });

  it('and is confirmed by one mail of fixed words, not one of theirs', async () => {
    const mail = await mailTo('dana@customer.example');
    expect(mail.subject).toBe(`פנייתך התקבלה, מספר ${done.number}`);
    expect(mail.text).toContain(`מספר הפנייה: ${done.number}`);
    expect(`${mail.subject}${mail.text}${String(mail.html)}`).not.toMatch(/דנה|ORD-2026|איפה ההזמנה/);
    expect((await engine.sent()).filter(({ to }) => to.includes('dana@customer.example'))).toHaveLength(1);
  });

  it('and their answer to that mail joins the case', async () => {
    const mail = await mailTo('dana@customer.example');
    await engine.sendMail(letter({ from: 'dana@customer.example', subject: `השב: ${mail.subject}`, id: '<form-answer@customer.example>', text: 'עוד פרט', headers: [`In-Reply-To: ${mail.messageId}`] }), { from: 'dana@customer.example', to: 'care@company.example' });
    expect(await engine.until(async () => (await exportMessages(engine.ready.data)).find(({ messageId }) => messageId === '<form-answer@customer.example>'), 'the answer is stored')).toMatchObject({ caseNumber: done.number, threadedBy: 'inReplyTo', suppressedBecause: 'joinedCase' });
  });

  it('but not that of a stranger who got hold of it', async () => {
    const mail = await mailTo('dana@customer.example');
    await engine.sendMail(letter({ from: 'eve@stranger.example', subject: 'hi', id: '<eve@stranger.example>', text: 'let me in', headers: [`In-Reply-To: ${mail.messageId}`] }), { from: 'eve@stranger.example', to: 'care@company.example' });
    const line = await engine.until(async () => (await exportMessages(engine.ready.data)).find(({ messageId }) => messageId === '<eve@stranger.example>'), 'it is stored');
    expect([line.caseNumber === done.number, line.relatedTo]).toEqual([false, done.number]);
  });
});

describe('an agent answers a case of the form', () => {
  it('and the customer gets a mail whose answer joins again', async () => {
    const { said } = await post<Done>('/form', { submission: newSubmission(), lang: 'en', email: 'john@customer.example', subject: 'Refund', text: 'When will I get my refund?' });
    await stored('When will I get my refund?');
    const answer = await engine.api(`/cases/${said.number}/replies`, { method: 'POST', body: JSON.stringify({ text: 'On Tuesday, John.' }) });
    expect(answer.status).toBe(202);
    const mail = await mailTo('john@customer.example', 1);
    expect([mail.subject, mail.text]).toEqual([`Re: Refund [${said.number}]`, expect.stringContaining('On Tuesday, John.')]);
    await engine.sendMail(letter({ from: 'john@customer.example', subject: `Re: ${mail.subject}`, id: '<thanks@customer.example>', text: 'Thank you', headers: [`In-Reply-To: ${mail.messageId}`] }), { from: 'john@customer.example', to: 'care@company.example' });
    const view = await engine.until(async () => {
      const found = await (await engine.api(`/cases/${said.number}`)).json() as CaseView;
      return found.entries.length === 3 ? found : undefined;
    }, 'the case has three entries');
    expect(view.entries.map(({ direction, vouched }) => [direction, vouched])).toEqual([['in', false], ['out', true], ['in', true]]);
  });
});

describe('a machine fills in the form', () => {
  it('and hears a number like everybody; a person who releases it gives the case that number', async () => {
    const { status, said } = await post<Done>('/form', { submission: newSubmission(), email: 'seo@pills.example', text: 'Rank first', website: 'http://pills.example' });
    expect([status, said.text]).toEqual([201, expect.stringMatching(/^We have your message/)]);
    const held = await engine.until(async () => ((await (await engine.api('/quarantine')).json()) as QuarantineList).messages.find(({ text }) => text === 'Rank first'), 'it is filtered');
    expect(held.reason).toBe('spam');
    const released = await engine.api(`/quarantine/${held.id}/release`, { method: 'POST', body: JSON.stringify({ acknowledge: true }) });
    expect(await released.json()).toMatchObject({ number: said.number });
    expect((await mailTo('seo@pills.example')).subject).toBe(`We have your message, case ${said.number}`);
  });
});

describe('a file that was named and never came', () => {
  it('holds the message back with its name', async () => {
    const { status, said } = await post<Done>('/form', { submission: newSubmission(), email: 'tal@customer.example', text: 'see the file', files: [{ place: 0, name: 'a.pdf', type: '' }] });
    expect([status, said.error?.key]).toEqual([400, 'fileMissing']);
  });
});
