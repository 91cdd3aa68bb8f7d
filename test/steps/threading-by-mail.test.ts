import { beforeEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import type { StoredMessage } from '../../shared/ports.ts';
import { instance, type Instance } from '../support/instance.ts';
import { mail } from '../support/mail-world.ts';

/** What our acknowledgement looks like to the customer's mail program. */
interface Received { id: string; subject: string; text: string; html: string }

let ours: Instance;
let first: StoredMessage;
let acknowledgement: Received;

const quoted = (text: string): string => text.split('\n').map((line) => `> ${line}`).join('\r\n');
const utf8 = { 'MIME-Version': '1.0', 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': '8bit' };
const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

describe.each([
  ['English', 'My order', 'Hello, my order did not arrive.'],
  ['Hebrew', 'ההזמנה שלי', 'שלום, ההזמנה שלי לא הגיעה.'],
])('after an acknowledgement in %s', (_language, subject, text) => {
  beforeEach(async () => {
    ours = instance();
    first = await ours.receive(mail({ ...utf8, Subject: encoded(subject) }, `${text}\r\n`));
    const parsed = await simpleParser(ours.handed[0]!.raw);
    acknowledgement = { id: ours.handed[0]!.id, subject: parsed.subject ?? '', text: parsed.text ?? '', html: parsed.html || '' };
  });

  const joins: [string, () => string, string][] = [
    ['Apple Mail, that names only the acknowledgement', () => mail({ 'Message-ID': '<2@customer.example>', 'Subject': encoded(`Re: ${acknowledgement.subject}`), 'In-Reply-To': acknowledgement.id, 'References': acknowledgement.id }, 'More.\r\n'), 'inReplyTo'],
    ['Outlook, that names nothing but the subject', () => mail({ 'Message-ID': '<2@customer.example>', 'Subject': encoded(`RE: ${acknowledgement.subject}`), 'Thread-Index': 'AdpX4Q==', 'Thread-Topic': encoded(acknowledgement.subject) }, 'More.\r\n'), 'caseNumber'],
    ['a program that quotes us in plain text', () => mail({ ...utf8, 'Message-ID': '<2@customer.example>', 'Subject': 'more' }, `More.\r\n\r\n${quoted(acknowledgement.text)}\r\n`), 'caseNumber'],
    ['a program that quotes us in HTML alone', () => mail({ 'Message-ID': '<2@customer.example>', 'Subject': 'more', 'MIME-Version': '1.0', 'Content-Type': 'multipart/alternative; boundary=b' }, `--b\r\nContent-Type: text/plain\r\n\r\nMore.\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(`<div>More.</div><blockquote type="cite">${acknowledgement.html}</blockquote>`).toString('base64')}\r\n--b--\r\n`), 'caseNumber'],
    ['a program that passes the whole thread on', () => mail({ ...utf8, 'Message-ID': '<2@customer.example>', 'Subject': encoded(`Fwd: ${acknowledgement.subject}`) }, `See below.\r\n\r\n---------- Forwarded message ---------\r\nFrom: care@company.example\r\nDate: Sun, 22 Nov 2026\r\nSubject: x\r\nTo: dana@customer.example\r\n\r\n${acknowledgement.text}\r\n`), 'caseNumber'],
  ];
  it.each(joins)('the customer\'s reply joins from %s', async (_program, write, threadedBy) => {
    expect(await ours.receive(write())).toMatchObject({ case: first.case, threadedBy, suppressedBecause: 'joinedCase' });
  });

  it('an assistant\'s reply from another address is a case of its own, linked', async () => {
    const reply = await ours.receive(mail({ 'From': 'Assistant <office@customer.example>', 'Message-ID': '<2@customer.example>', 'In-Reply-To': acknowledgement.id }, 'Dana asks me to add this.\r\n'), { from: 'office@customer.example' });
    expect(reply).toMatchObject({ relatedTo: first.case, threadedBy: 'newCase' });
    expect(reply.case).not.toBe(first.case);
  });

  it('a stranger who got the thread passed on is not let in', async () => {
    const strange = await ours.receive(mail({ ...utf8, 'From': 'eve@evil.example', 'Message-ID': '<3@evil.example>', 'References': `<1@customer.example> ${acknowledgement.id}`, 'Subject': encoded(`Fwd: ${acknowledgement.subject}`) }, `${quoted(acknowledgement.text)}\r\n`), { from: 'eve@evil.example' });
    expect(strange.relatedTo).toBe(first.case);
    expect(strange.case).not.toBe(first.case);
  });

  it('a mail with the customer\'s and a stranger\'s From line is not let in and not answered', async () => {
    const strange = await ours.receive(mail({ 'From': 'Dana Levi <dana@customer.example>', 'from': 'eve@evil.example', 'Message-ID': '<4@evil.example>', 'In-Reply-To': acknowledgement.id }), { from: 'eve@evil.example' });
    expect(strange).toMatchObject({ relatedTo: first.case, suppressedBecause: 'noAddress' });
    expect(strange.case).not.toBe(first.case);
    expect(ours.handed).toHaveLength(1);
  });

  it('another\'s mail under the Message-ID of the customer\'s first one is a case of its own', async () => {
    const strange = await ours.receive(mail({ From: 'eve@evil.example' }, 'Something else.\r\n'), { from: 'eve@evil.example' });
    expect(strange.case).not.toBe(first.case);
  });

  it('a new matter in an answer to a resolved case is a case of its own, linked', async () => {
    const head = ours.store.heads.get(first.thread)!;
    Object.assign(head, { v: head.v + 1, status: 'resolved', resolvedAt: ours.clock.now });
    const reply = await ours.receive(mail({ 'Message-ID': '<5@customer.example>', 'Subject': 'A wrong invoice', 'In-Reply-To': acknowledgement.id }, 'You charged me twice.\r\n'));
    expect(ours.store.cases.get(reply.case!)).toMatchObject({ relatedTo: first.case });
  });

  it('the customer\'s words are read out of a reply that quotes us', async () => {
    const reply = await ours.receive(mail({ ...utf8, 'Message-ID': '<6@customer.example>', 'In-Reply-To': acknowledgement.id }, `עוד פרט. One more.\r\n\r\nOn Sun, 22 Nov 2026 at 10:00, Care <care@company.example> wrote:\r\n${quoted(acknowledgement.text)}\r\n`));
    expect(reply.message.replyText).toBe('עוד פרט. One more.');
  });
});

it('one mail to two of our addresses is one case and one acknowledgement', async () => {
  ours = instance();
  const raw = mail();
  await ours.receive(raw, { to: ['care@company.example'] });
  await ours.receive(raw, { to: ['support@company.example'] });
  expect([ours.store.cases.size, ours.handed.length]).toEqual([1, 1]);
});
