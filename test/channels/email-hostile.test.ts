import { describe, expect, it } from '@jest/globals';
import { readParameters } from '../../shared/channels/email/header-parameters.ts';
import { withoutComments } from '../../shared/channels/email/header-words.ts';
import { bounceByWords } from '../../shared/channels/email/machine-phrases.ts';
import { minimalBody } from '../../shared/channels/email/minimal-body.ts';
import { scan } from '../../shared/channels/email/scan.ts';
import { encodingName } from '../../shared/channels/email/transfer.ts';
import type { Evidence } from '../../shared/channels/email/who-wrote.ts';
import { countLetters } from '../../shared/domain/letters.ts';
import { CARE, mail } from '../support/mail-world.ts';

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
