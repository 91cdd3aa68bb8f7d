import { describe, expect, it } from '@jest/globals';
import { readDeliveryReport } from '../../shared/channels/email/delivery-report.ts';
import { readParameters } from '../../shared/channels/email/header-parameters.ts';
import { withoutComments } from '../../shared/channels/email/header-words.ts';
import { bounceByWords } from '../../shared/channels/email/machine-phrases.ts';
import { minimalBody } from '../../shared/channels/email/minimal-body.ts';
import { scan } from '../../shared/channels/email/scan.ts';
import { encodingName } from '../../shared/channels/email/transfer.ts';
import type { Evidence } from '../../shared/channels/email/who-wrote.ts';
import { countLetters } from '../../shared/domain/letters.ts';
import { CARE, mail, mailWorld } from '../support/mail-world.ts';

const minimal = (headers: Record<string, string>, body: string): string => {
  const raw = Buffer.from(mail(headers, body));
  return minimalBody(raw, scan(raw), 'test').text;
};

const evidence: Evidence = {
  headers: [], from: [], writer: undefined, fromText: '', envelopeFrom: 'dana@customer.example', subject: 'My order', replyText: '', text: 'My order',
  contentType: { value: 'text/plain', parameters: new Map() }, enclosed: [], careAddresses: [CARE], verdicts: { spam: 'PASS', virus: 'PASS', dmarc: 'PASS', dmarcPolicy: null },
};

// Each of these is large enough that work by the square of its length would not end.
describe('mails that are made to keep the reader busy', () => {
  it('shows the words before almost a million spaces', () => {
    expect(minimal({ 'Content-Transfer-Encoding': 'quoted-printable' }, `caf=C3=A9 ord=\r\ner${' '.repeat(850_000)}x`)).toBe('café order');
  });

  it('shows the Hebrew words of a base64 mail that the parser did not read', () => {
    expect(minimal({ 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'base64' }, Buffer.from('ההזמנה שלי').toString('base64'))).toBe('ההזמנה שלי');
  });

  it('reads a date that opens a million comments', () => {
    expect(withoutComments(`Sun, 22 Nov 2026 (day) 09:51:00 ${'('.repeat(1_000_000)}`)).toMatch(/^Sun, 22 Nov 2026 {2}09:51:00 \(+$/);
  });

  it('reads a type that opens a million comments', () => {
    expect(readParameters(`${'('.repeat(1_000_000)}; charset=utf-8`, null, new Set()).parameters.get('charset')).toBe('utf-8');
  });

  it('reads an encoding before a million comments', () => {
    expect(encodingName(`base64 (as written); ${'('.repeat(1_000_000)}`)).toBe('base64');
  });

  it('looks for our own mail under a million empty lines', () => {
    expect(bounceByWords({ ...evidence, enclosed: [{ type: 'text/plain', text: '\n'.repeat(1_000_000) }] }, false)).toBeNull();
  });

  it('counts the one letter after a million dots', () => {
    expect(countLetters(`${'.'.repeat(1_000_000)}א`).hebrew).toBe(1);
  });

  it('counts both letters around a million dots', () => {
    expect(countLetters(`a${'.'.repeat(1_000_000)}b`).all).toBe(2);
  });
});

// `+2AA-` is the first half of a character in UTF-7, and nothing else.
describe('halves of characters', () => {
  it.each([
    ['text', { 'Content-Type': 'text/plain; charset=utf-7' }, 'order +2AA- here'],
    ['HTML', { 'Content-Type': 'text/html; charset=utf-7' }, '<p>order +2AA- &#xD800; here</p>'],
    ['a subject', { Subject: '=?utf-7?Q?order_+2AA-?=' }, 'order'],
    ['a name', { From: '=?utf-7?Q?Dana_+2AA-?= <dana@customer.example>' }, 'order'],
    ['a file\'s name', { 'Content-Type': 'image/png', 'Content-Disposition': 'attachment; filename="=?utf-7?Q?a+2AA-b?=.png"' }, 'x'],
  ])('do not leave the door in %s', async (_where, headers, body) => {
    const world = mailWorld();
    const message = await world.read(mail(headers, body));
    expect([JSON.stringify(message), ...[...world.bucket.values()].map((bytes) => bytes.toString())].filter((text) => /\\ud[89a-f]/i.test(text))).toEqual([]);
  });

  it('are not made by cutting what a mail system says', () => {
    const said = `550 5.1.1 ${'a'.repeat(189)}🙂 gone`;
    const report = readDeliveryReport({ ...evidence, text: 'Message-ID: <a@company.example>', enclosed: [{ type: 'message/delivery-status', text: `Action: failed\nDiagnostic-Code: smtp; ${said}` }] });
    expect(report?.diagnostic).toBe(said.slice(0, 199));
  });

  it('are not made by cutting a file\'s long name', async () => {
    const name = `${'a'.repeat(254)}🙂.png`;
    const { attachments } = await mailWorld().read(mail({ 'Content-Type': 'image/png', 'Content-Disposition': `attachment; filename="=?utf-8?B?${Buffer.from(name).toString('base64')}?="` }, 'x'));
    expect(attachments[0]?.name).toBe('a'.repeat(254));
  });
});

describe('headers that hide something', () => {
  const added = 'Return-Path: <dana@customer.example>\r\nReceived: from mx by us;\r\n Sun, 22 Nov 2026 09:50:00 +0200\r\n';

  it.each([
    ['without headers of its own', `${added}My order is late.\r\nPlease help.\r\n\r\nDana\r\n`, 'My order is late.\nPlease help.\n\nDana'],
    ['in Hebrew', `${added}ההזמנה שלי לא הגיעה\r\n\r\nדנה\r\n`, 'ההזמנה שלי לא הגיעה\n\nדנה'],
    ['without the blank line', mail().replace(/\r\n\r\n.*$/s, '\r\nMy order is late\r\n\r\nDana\r\n'), 'My order is late\n\nDana'],
  ])('keeps the beginning of a text %s', async (_what, raw, text) => {
    const message = await mailWorld().read(raw);
    expect(message).toMatchObject({ text: expect.stringMatching(new RegExp(`^${text}`)), repairs: expect.arrayContaining(['headers:no-blank-line']) });
  });

  it('passes over a broken line among headers', async () => {
    const message = await mailWorld().read(`X-First: 1\r\nnobody knows what this is\r\n${mail()}`);
    expect(message).toMatchObject({ author: { id: 'dana@customer.example' }, repairs: [] });
  });

  it.each([['by count', 'X-A: 1\r\n'.repeat(2_100)], ['by size', `X-A: ${'a'.repeat(900)}\r\n`.repeat(400)]])('finds the second author beyond the headers it keeps %s', async (_how, noise) => {
    const message = await mailWorld().read(mail().replace('\r\n\r\n', `\r\n${noise}From: other@customer.example\r\n\r\n`));
    expect(message).toMatchObject({ author: { id: '' }, repairs: ['headers:cut'], mail: { authenticated: false } });
  });

  it('notes the files that it does not list', async () => {
    const files = Array.from({ length: 1_050 }, () => '--b\r\nContent-Type: image/png\r\n\r\nx\r\n').join('');
    const message = await mailWorld().read(mail({ 'Content-Type': 'multipart/mixed; boundary=b' }, `${files}--b--\r\n`));
    expect(message.repairs).toContain('attachments:cut');
  });
});
