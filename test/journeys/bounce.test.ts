import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportCases, exportMessages, exportOutgoing } from '../support/export.ts';
import { letter, read } from '../support/letters.ts';

let engine: TestEngine;
const data = (): string => engine.ready.data;

beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

const outgoingTo = async (address: string, state: string) =>
  engine.until(async () => (await exportOutgoing(data())).find((line) => line.to === address && line.state === state), `the mail to ${address} is ${state}`);
const stored = async (id: string) => engine.until(async () => (await exportMessages(data())).find(({ messageId }) => messageId === id), `${id} is stored`);

/** Writes as a customer, and waits for the acknowledgement; answers with its Message-ID. */
async function acknowledged(address: string, subject: string, { state, id }: { state: string; id: string } = { state: 'delivered', id: `1-${address}` }): Promise<string> {
  await engine.sendMail(letter({ from: address, subject, id: `<${id}>`, text: subject }), { from: address, to: 'care@company.example' });
  await outgoingTo(address, state);
  const sent = (await engine.sent()).find(({ to }) => to.includes(address))!;
  return (await read(sent.raw)).messageId ?? '';
}

/** What the customer's mail system writes back, hours after it took the mail. */
async function systemTells(original: string, id: string, { action, status, said }: { action: string; status: string; said: string }): Promise<void> {
  const raw = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>', 'To: care@company.example', `Subject: Delivery Status Notification (${action})`, `Message-ID: ${id}`, 'Auto-Submitted: auto-replied', 'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: text/plain; charset=utf-8', '', 'Your message could not be delivered.', '--b',
    'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.customer.example', '', 'Final-Recipient: rfc822; somebody', `Action: ${action}`, `Status: ${status}`, `Diagnostic-Code: smtp; ${said}`, '--b',
    'Content-Type: message/rfc822', '', 'From: care@company.example', `Message-ID: ${original}`, 'Subject: Re', '', 'Hello', '--b--', '',
  ].join('\r\n');
  expect(await engine.sendMail(raw, { from: '', to: 'care@company.example' })).toMatchObject({ code: 250 });
}

describe.each([['in English', 'tal@customer.example', 'Where is my refund?'], ['in Hebrew', 'noa@customer.example', 'איפה ההחזר שלי?']])('an acknowledgement %s that a mail system sends back', (_language, address, subject) => {
  const id = `<dsn-${address}>`;

  it('is shown as bounced, with the reason', async () => {
    const original = await acknowledged(address, subject);
    await systemTells(original, id, { action: 'failed', status: '5.2.2', said: '552 5.2.2 Mailbox full' });
    expect(await outgoingTo(address, 'bounced')).toMatchObject({ reason: '5.2.2: 552 5.2.2 Mailbox full', attempts: 1 });
  });

  it('leaves its report in quarantine, linked to the case', async () => {
    const { caseNumber } = await stored(`<1-${address}>`);
    expect(await stored(id)).toMatchObject({ caseNumber: null, suppressedBecause: 'bounce', relatedTo: caseNumber });
  });
});

describe.each([['in English', 'john', 'jöhn@customer.example', 'Where is my refund?'], ['in Hebrew', 'dana', 'דנה@customer.example', 'איפה ההחזר שלי?']])('who writes %s from an address that the mail service takes nothing for', (_language, name, address, subject) => {
  let original = '';

  it('is answered through the relay, with the case number', async () => {
    original = await acknowledged(address, subject, { state: 'sent', id: `1-${name}@customer.example` });
    const mail = (await engine.sent()).find(({ to }) => to.includes(address))!;
    expect(Buffer.from(mail.raw, 'base64').toString()).toContain(`To: ${address}\r\n`);
    expect((await read(mail.raw)).subject).toContain((await stored(`<1-${name}@customer.example>`)).caseNumber);
  });

  it('joins the case by answering, and its bounce is known', async () => {
    await engine.sendMail(letter({ from: address, subject: 'Re', id: `<2-${name}@customer.example>`, text: 'עוד משהו', headers: [`In-Reply-To: ${original}`] }), { from: address, to: 'care@company.example' });
    expect(await stored(`<2-${name}@customer.example>`)).toMatchObject({ caseNumber: (await stored(`<1-${name}@customer.example>`)).caseNumber, threadedBy: 'inReplyTo' });
    await systemTells(original, `<dsn-${name}@customer.example>`, { action: 'failed', status: '5.1.1', said: '550 5.1.1 no such user' });
    expect(await outgoingTo(address, 'bounced')).toMatchObject({ reason: '5.1.1: 550 5.1.1 no such user' });
  });
});

describe('the reports of mail systems', () => {
  it('open no case and cause no mail', async () => {
    await stored('<dsn-tal@customer.example>');
    await stored('<dsn-noa@customer.example>');
    await stored('<dsn-dana@customer.example>');
    expect([(await exportCases(data())).length, (await engine.sent()).length]).toEqual([4, 4]);
  });

  it('of a delay change nothing', async () => {
    const original = await acknowledged('gil@customer.example', 'Hello');
    await systemTells(original, '<delay@mx.customer.example>', { action: 'delayed', status: '4.4.7', said: '450 4.4.7 try again' });
    await stored('<delay@mx.customer.example>');
    await engine.until(async () => Object.values((await engine.state()).queues).every(({ visible, inFlight }) => visible + inFlight === 0), 'all queues are empty');
    expect((await exportOutgoing(data())).find(({ to }) => to === 'gil@customer.example')).toMatchObject({ state: 'delivered' });
  });
});
