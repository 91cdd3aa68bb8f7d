import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { Unparsable } from '../../shared/channels/email/unparsable.ts';

const raw = readFileSync('events/email/attachment-hebrew-name.eml');

describe('a mail that our own reader gets nothing from', () => {
  it('is read by the library where ours has a fault, Hebrew words, file and all', async () => {
    const read = await readBody(raw, () => { throw new TypeError('a fault of ours'); });
    expect(read).toMatchObject({ text: expect.stringContaining('מצורפת החשבונית') as unknown, repairs: ['read-by:mailparser'], attachments: [{ name: 'חשבונית אוקטובר 2026.pdf' }] });
  });

  it('is read by the library where ours finds neither words nor files', async () => {
    const read = await readBody(raw, () => ({ texts: [], attachments: [], calendar: null, charset: null, repairs: [] }));
    expect(read.text).toContain('מצורפת החשבונית');
  });

  it('keeps its files\' types text, also where the library has none', async () => {
    const read = await readBody(Buffer.from('From: a@customer.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type:\r\n\r\nwords\r\n--b--\r\n'), () => { throw new TypeError('a fault of ours'); });
    expect(read.attachments.map(({ type }) => type)).toEqual(['application/octet-stream']);
  });

  it('is not read again where it has nothing to say', async () => {
    const read = await readBody(Buffer.from('From: a@customer.example\r\nSubject: empty\r\n\r\n\r\n'));
    expect(read).toMatchObject({ text: '', repairs: [] });
  });

  it('is not given to the library where it is refused for its size in parts', async () => {
    await expect(readBody(raw, () => { throw new Unparsable('more parts than are read'); })).rejects.toMatchObject({ name: 'Unparsable' });
  });
});
