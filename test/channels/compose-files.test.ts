import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { composeReply } from '../../shared/channels/email/compose.ts';
import type { MailFile } from '../../shared/channels/email/compose.ts';
import { mailFiles } from '../../shared/channels/email/outgoing-files.ts';
import { fileName, filesProblem, fileType } from '../../shared/domain/answer-files.ts';
import { FULL, reply } from '../text/plans.ts';

const route = { replyTo: 'care+c.4821093790123456789abcdef@company.example' };
const file = (name: string, content: Buffer | string = '%PDF-1.7', type = 'application/pdf'): MailFile => ({ name, type, content: Buffer.from(content) });
const compose = async (files: MailFile[]): Promise<Buffer> => (await composeReply(reply('he'), FULL, { ...route, files })).raw;
const NAMES = ['חשבונית מס 2026 (סופית).pdf', 'Invoice 2026.pdf', 'קבלה ORD-2026-55431.pdf', 'a b "c".pdf'];

describe('an answer with files as a mail', () => {
  it('carries each as an attachment, after the words in both forms', async () => {
    const raw = (await compose([file(NAMES[0]!), file('b.csv', 'a,b\n', 'text/csv')])).toString('latin1');
    expect([...raw.matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type)).toEqual(['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'application/pdf', 'text/csv']);
    expect(raw.match(/^Content-Disposition: attachment;/gm)).toHaveLength(2);
  });

  it('names them by RFC 2231 where letters are no ASCII', async () => {
    const raw = (await compose([file(NAMES[0]!)])).toString('latin1');
    const parts = [...raw.matchAll(/filename\*\d+\*=(?:utf-8'')?([^;\r\n]+)/g)].map(([, part]) => part).join('');
    expect(decodeURIComponent(parts)).toBe(NAMES[0]);
    expect(/^[\x20-\x7e\r\n]*$/.test(raw)).toBe(true);
  });

  it('they arrive octet by octet, under their names', async () => {
    const octets = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 31) % 256));
    const files = [...NAMES.map((name) => file(name, octets)), file('lines.txt', 'a\r\nb\nc\r.\n', 'text/plain'), file('letter.eml', 'Subject: x\r\n\r\ny', fileType('message/rfc822'))];
    const { attachments } = await simpleParser(await compose(files));
    expect(attachments.map(({ filename, contentDisposition }) => [filename, contentDisposition])).toEqual(files.map(({ name }) => [name, 'attachment']));
    attachments.forEach(({ content }, place) => expect([place, content.equals(files[place]!.content)]).toEqual([place, true]));
  });

  it('is the same mail as ever without any', async () => {
    const plain = (await compose([])).toString('latin1');
    expect([plain.includes('multipart/mixed'), plain.includes('Content-Disposition')]).toEqual([false, false]);
  });

  it.each([10, 25])('as large as may be, it fits into the %d MB that the mail service takes', async (megabytes) => {
    const limits = mailFiles(megabytes * 1024 * 1024);
    const files = Array.from({ length: limits.count }, (_, n) => file(`קובץ מספר ${n}.pdf`, Buffer.alloc(Math.floor(limits.bytes / limits.count))));
    expect(filesProblem(files.map(({ name, content }) => ({ name, size: content.length })), limits)).toBeUndefined();
    const { length } = await compose(files);
    expect([length <= megabytes * 1024 * 1024, length > (megabytes - 1) * 1024 * 1024]).toEqual([true, true]);
  });

  // What an attacker would try to break out of a header with.
  const hostile = fc.array(fc.constantFrom('\r\n', '\n', '\0', '\u2028', 'Content-Type: text/html', 'Bcc: v@evil.test', '"', ';', '\'', '%0d%0a', '/', '\\', '..', '=?utf-8?q?=0d=0aBcc=3a?=', 'א', '\ud800', '\u202e', '.pdf', '.exe'), { maxLength: 12 }).map((pieces) => pieces.join(''));
  it('no name and no type adds a header, a part, or a path', async () => {
    await fc.assert(fc.asyncProperty(hostile, hostile, async (name, type) => {
      const raw = await compose([{ name: fileName(name), type: fileType(type), content: Buffer.from('x') }]);
      const { attachments, headers } = await simpleParser(raw);
      expect([attachments.length, headers.has('bcc'), raw.toString('latin1').match(/^Content-Type:/gm)?.length, /[/\\\r\n\0]/.test(attachments[0]?.filename ?? '')]).toEqual([1, false, 5, false]);
    }), { numRuns: 100 });
  });
});

describe('a file’s name', () => {
  it.each([
    ['C:\\Users\\dana\\קבלה.pdf', 'קבלה.pdf'], ['../../etc/passwd', 'passwd'], ['  a\nb .pdf ', 'a b .pdf'], ['חשבונית\u202efdp.exe', 'חשבוניתfdp.exe'], ['', 'file'], ['...', 'file'], ['report.exe. .', 'report.exe'],
    [`${'א'.repeat(300)}.pdf`, `${'א'.repeat(146)}.pdf`], ['a"b<c>|d.pdf', 'a_b_c__d.pdf'],
  ])('%j is %j', (given, shown) => {
    expect(fileName(given)).toBe(shown);
  });
});
