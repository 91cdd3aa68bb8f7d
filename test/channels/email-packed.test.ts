import { describe, expect, it } from '@jest/globals';
import { mail, mailWorld } from '../support/mail-world.ts';
import { winmail } from '../support/winmail.ts';

const MIXED = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' };
const part = (headers: string[], body: string): string => `--b\r\n${headers.join('\r\n')}\r\n\r\n${body}\r\n`;
const words = (text: string): string => part(['Content-Type: text/plain; charset=utf-8'], text);
const packed = (bytes: Buffer): string => part(['Content-Type: application/ms-tnef; name="winmail.dat"', 'Content-Transfer-Encoding: base64'], bytes.toString('base64').replace(/.{76}/g, '$&\r\n'));
const mixed = (...parts: string[]): string => mail(MIXED, `${parts.join('')}--b--\r\n`);

async function read(raw: string) {
  const world = mailWorld();
  const message = await world.read(raw);
  const files = message.attachments.map(({ name, size, key }) => ({ name, size, bytes: world.bucket.get(key!)!.toString('latin1') }));
  return { message, files };
}

describe('a winmail.dat', () => {
  it('gives its files by their long names', async () => {
    const { files } = await read(mixed(words('ראו קבלה'), packed(winmail({ files: [{ name: 'קבלה מספר 7.pdf', bytes: Buffer.from('%PDF-1') }] }))));
    expect(files).toEqual([{ name: 'קבלה מספר 7.pdf', size: 6, bytes: '%PDF-1' }]);
  });

  it('gives its words when the mail has no others', async () => {
    const { message } = await read(mixed(packed(winmail({ text: 'שלום, איפה ההזמנה?' }))));
    expect(message.text).toBe('שלום, איפה ההזמנה?');
  });

  it('does not repeat words that the mail has already', async () => {
    const { message } = await read(mixed(words('Where is my order?'), packed(winmail({ text: 'Where is my order?' }))));
    expect(message.text).toBe('Where is my order?');
  });

  it('gives the words of its RTF, Hebrew ones too', async () => {
    const { message } = await read(mixed(packed(winmail({ rtf: "{\\rtf1\\ansi\\ansicpg1255{\\fonttbl{\\f0\\fcharset177 Arial;}}\\pard\\f0 \\'f9\\'ec\\'e5\\'ed XR-200\\par \\u1502?\\u1492? \\'f7\\'e5\\'f8\\'e4?\\par}" }))));
    expect(message.text).toBe('שלום XR-200\nמה קורה?');
  });

  it('says that it was opened', async () => {
    const { message } = await read(mixed(words('see'), packed(winmail({ files: [{ name: 'a.pdf', bytes: Buffer.from('x') }] }))));
    expect(message.repairs).toEqual(['tnef:opened']);
  });

  it('stays a file when it is none', async () => {
    const { files } = await read(mixed(words('see'), packed(Buffer.from('nothing of the kind, really'))));
    expect(files.map(({ name }) => name)).toEqual(['winmail.dat']);
  });

  it('stays a file when it is cut off', async () => {
    const { files } = await read(mixed(words('see'), packed(winmail({ text: 'hello' }).subarray(0, 20))));
    expect(files.map(({ name }) => name)).toEqual(['winmail.dat']);
  });
});

const BLOCK = 'begin 644 note.txt\r\n,:&5L;&\\L(\'=O<FQD\r\n`\r\nend\r\n';

describe('a uuencoded file in a text', () => {
  it('becomes an attachment', async () => {
    const { files } = await read(mail({}, `See below.\r\n\r\n${BLOCK}`));
    expect(files).toEqual([{ name: 'note.txt', size: 12, bytes: 'hello, world' }]);
  });

  it('is not shown among the words', async () => {
    const { message } = await read(mail({}, `ראו למטה.\r\n${BLOCK}\r\nתודה\r\n`));
    expect(message.text).toBe('ראו למטה.\n\nתודה\n');
  });

  it('is told from a sentence that begins alike', async () => {
    const { message } = await read(mail({}, 'begin 644 days of waiting\r\nand this is no file at all, believe me, it is not\r\n'));
    expect(message.text).toContain('and this is no file');
  });
});

const invitation = (lines: string[]): string => part(['Content-Type: text/calendar; charset=utf-8; method=REQUEST'], ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'BEGIN:VALARM', 'DESCRIPTION:Reminder', 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'));

describe('an invitation', () => {
  it('without words says what, when and where', async () => {
    const { message } = await read(mixed(invitation(['SUMMARY:Technician visit\\, kitchen', 'DTSTART;TZID=Asia/Jerusalem:20261124T090000', 'DTEND;TZID=Asia/Jerusalem:20261124T100000', 'LOCATION:Haifa'])));
    expect(message.text).toBe('Technician visit, kitchen\nTime: 2026-11-24 09:00 Asia/Jerusalem – 2026-11-24 10:00 Asia/Jerusalem\nPlace: Haifa');
  });

  it('in Hebrew says it in Hebrew', async () => {
    const { message } = await read(mixed(invitation(['SUMMARY:ביקור', ' טכנאי', 'DTSTART:20261124T070000Z'])));
    expect(message.text).toBe('ביקורטכנאי\nמועד: 2026-11-24 07:00 UTC');
  });

  it('leaves the words of a mail that has some', async () => {
    const { message } = await read(mixed(words('מזמין אתכם'), invitation(['SUMMARY:Visit'])));
    expect(message.text).toBe('מזמין אתכם');
  });

  it('with parameters beyond sense is still read', async () => {
    const { message } = await read(mixed(invitation([`SUMMARY${';x="'.repeat(10_001)}:no`, 'DESCRIPTION:Visit'])));
    expect(message.text).toBe('Visit');
  });

  it('stays a file', async () => {
    const { message } = await read(mixed(invitation(['SUMMARY:Visit'])));
    expect(message.attachments.map(({ type }) => type)).toEqual(['text/calendar']);
  });
});

const file = (disposition: string): string => part(['Content-Type: application/octet-stream', `Content-Disposition: attachment; ${disposition}`], 'x');

describe('the names of files', () => {
  it.each([
    ['Hebrew by RFC 2231', 'filename*=utf-8\'he\'%D7%A7%D7%91%D7%9C%D7%94.pdf', 'קבלה.pdf'],
    ['Arabic by RFC 2231 in pieces', 'filename*0*=utf-8\'ar\'%D9%81%D8%A7; filename*1*=%D8%AA%D9%88; filename*2=".pdf"', 'فاتو.pdf'],
    ['Hebrew in windows-1255 by RFC 2231', 'filename*=windows-1255\'\'%F7%E1%EC%E4.pdf', 'קבלה.pdf'],
    ['Hebrew by RFC 2047 in quotes', 'filename="=?windows-1255?B?9+Hs5C5wZGY=?="', 'קבלה.pdf'],
    ['Arabic by RFC 2047', 'filename="=?utf-8?Q?=D9=81=D8=A7?=.pdf"', 'فا.pdf'],
  ])('are read in %s', async (_kind, disposition, name) => {
    const { files } = await read(mixed(words('see'), file(disposition)));
    expect(files.map((each) => each.name)).toEqual([name]);
  });

  it('are not turned round by hidden marks', async () => {
    const { message } = await read(mixed(words('see'), file('filename*=utf-8\'\'invoice%E2%80%AEfdp.exe')));
    expect(message).toMatchObject({ attachments: [{ name: 'invoicefdp.exe' }], repairs: ['name:turning-marks'] });
  });

  it('are told apart when they repeat', async () => {
    const { files } = await read(mixed(words('see'), file('filename=a.pdf'), file('filename=a.pdf'), file('filename="a (2).pdf"')));
    expect(files.map(({ name }) => name)).toEqual(['a.pdf', 'a (3).pdf', 'a (2).pdf']);
  });
});
