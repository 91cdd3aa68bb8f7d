import { describe, expect, it } from '@jest/globals';
import { generatedMails } from '../../local/bench/generated-mails.ts';
import { decodeFloor, measureMailParser } from '../../local/bench/mail-parser.ts';
import { attachmentBytes, parseBody } from '../../shared/channels/email/parse.ts';

describe('the floor that the mail parser is measured against', () => {
  it('decodes what the parser decodes: no less work, no more', () => {
    const differing = generatedMails(40).filter((raw) => {
      const { texts, attachments } = parseBody(raw);
      const ours = [...texts.map(({ text }) => text.trimEnd()), ...attachments.map((file) => Buffer.from(attachmentBytes(raw, file)).toString('latin1'))];
      const floor = decodeFloor(raw).map((part) => (typeof part === 'string' ? part.trimEnd() : part.toString('latin1')));
      return JSON.stringify(ours) !== JSON.stringify(floor);
    });
    expect(differing).toEqual([]);
  });

  it('is the same from run to run', () => {
    expect(Buffer.concat(generatedMails(20)).equals(Buffer.concat(generatedMails(20)))).toBe(true);
  });

  it('gives ratios for all mails and for small ones', async () => {
    const figures = await measureMailParser(1, 40);
    expect(Object.values(figures).flatMap(({ all, small }) => [all, small]).every((ratio) => ratio > 0)).toBe(true);
  });
});
