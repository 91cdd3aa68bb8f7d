import { describe, expect, it } from '@jest/globals';
import { fingerprint, headerValues, scan } from '../../shared/channels/email/scan.ts';
import { mail } from '../support/mail-world.ts';

const print = (raw: string | Buffer): string => {
  const bytes = Buffer.from(raw as string);
  return fingerprint(bytes, scan(bytes));
};

it.each(['Déjà', 'Je l’ai reçu, voilà', 'Не пришёл ЗАКАЗ Р'])('a subject in raw octets keeps its last letter: %s', (subject) => {
  const [value] = headerValues(scan(Buffer.from(mail({ Subject: `${subject} ` }))).headers, 'subject');
  expect(Buffer.from(value!, 'latin1').toString()).toBe(subject);
});

describe('a mail\'s fingerprint', () => {
  it('stays when relays add headers', () => {
    expect(print(`Return-Path: <x@y>\r\nReceived: by mx\r\n${mail()}`)).toBe(print(mail()));
  });

  it('stays when line ends change', () => {
    expect(print(mail().replaceAll('\r\n', '\n'))).toBe(print(mail()));
  });

  it('stays when blank lines are added at the end', () => {
    expect(print(`${mail()}\r\n\r\n`)).toBe(print(mail()));
  });

  it('stays when a long subject is folded elsewhere', () => {
    expect(print(mail({ Subject: 'My order\r\n did not arrive' }))).toBe(print(mail({ Subject: 'My order did not arrive' })));
  });

  it.each([
    ['the text', mail({}, 'Something else\r\n')],
    ['the subject', mail({ Subject: 'Another order' })],
    ['the sender', mail({ From: 'Noa <noa@customer.example>' })],
    ['the date', mail({ Date: 'Sun, 22 Nov 2026 09:51:00 +0200' })],
  ])('changes with %s', (_what, other) => {
    expect(print(other)).not.toBe(print(mail()));
  });

  it('has 22 characters', () => {
    expect(print(mail())).toMatch(/^[\w-]{22}$/);
  });
});

describe('the header scanner', () => {
  it('unfolds a header', () => {
    expect(headerValues(scan(Buffer.from('Subject: one\r\n two\r\n\r\n')).headers, 'subject')).toEqual(['one two']);
  });

  it('keeps every octet of an 8-bit header', () => {
    const raw = Buffer.concat([Buffer.from('Subject: '), Buffer.from([0xf9, 0xec, 0xe5, 0xed]), Buffer.from('\r\n\r\n')]);
    expect(headerValues(scan(raw).headers, 'subject')).toEqual(['\u00f9\u00ec\u00e5\u00ed']);
  });

  it('finds the body after a mailbox line', () => {
    const raw = Buffer.from('From dana@x Sun Nov 22\nSubject: a\n\nbody');
    expect(raw.subarray(scan(raw).bodyStart).toString()).toBe('body');
  });

  it('reads lines that end in CR alone', () => {
    expect(headerValues(scan(Buffer.from('Subject: a\rFrom: b@c.example\r\rbody')).headers, 'from')).toEqual(['b@c.example']);
  });

  it('reads any bytes without failing', () => {
    const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 256));
    expect(scan(bytes).bodyStart).toBeLessThanOrEqual(bytes.length);
  });
});
