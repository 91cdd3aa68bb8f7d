import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { composeAcknowledgement, composeReply, threadHeaders } from '../../shared/channels/email/compose.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { acknowledgement, FULL, reply } from '../text/plans.ts';

const route = { replyTo: 'care+c.4821093790123456789abcdef@company.example' };

/** Header lines as they stand in the bytes, unfolded. */
function headersOf(raw: Buffer): [name: string, value: string][] {
  const text = raw.toString('latin1');
  const head = text.slice(0, text.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
  return head.split(/\r?\n/).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
}
const header = (raw: Buffer, name: string): string[] => headersOf(raw).filter(([found]) => found === name).map(([, value]) => value);

const ALLOWED = [
  'auto-submitted', 'content-language', 'content-type', 'date', 'from', 'in-reply-to', 'message-id', 'mime-version',
  'precedence', 'references', 'reply-to', 'subject', 'to', 'x-auto-response-suppress',
];
const ALLOWED_IN_REPLY = ALLOWED.filter((name) => !['auto-submitted', 'precedence', 'x-auto-response-suppress'].includes(name));

describe.each(['he', 'en'] as const)('the acknowledgement as a mail (%s)', (language) => {
  const composed = composeAcknowledgement(acknowledgement(language, { references: ['<zero@customer.example>'] }), FULL, route);

  it('goes to one person, from the address they wrote to', async () => {
    const { from, to, raw } = await composed;
    expect([from, to, header(raw, 'to')]).toEqual(['care@company.example', 'dana@customer.example', ['dana@customer.example']]);
  });

  it('shows the company’s name as its sender', async () => {
    expect((await simpleParser((await composed).raw)).from?.value).toEqual([{ name: language === 'he' ? 'קו בהיר – שירות לקוחות' : 'Bright Line customer care', address: 'care@company.example' }]);
  });

  it('is answered to the address that chooses the case', async () => {
    expect(header((await composed).raw, 'reply-to')).toEqual([route.replyTo]);
  });

  it('stands in the customer’s thread', async () => {
    const { raw } = await composed;
    expect([header(raw, 'in-reply-to'), header(raw, 'references')]).toEqual([['<one@customer.example>'], ['<zero@customer.example> <one@customer.example>']]);
  });

  it('tells robots not to answer it, without calling itself bulk', async () => {
    const { raw } = await composed;
    expect(['auto-submitted', 'x-auto-response-suppress', 'precedence'].map((name) => header(raw, name))).toEqual([['auto-replied'], ['All'], ['auto_reply']]);
  });

  it('says its language', async () => {
    expect(header((await composed).raw, 'content-language')).toEqual([language]);
  });

  it('is plain text and HTML for the reader to choose from, in UTF-8', async () => {
    const { raw } = await composed;
    const body = raw.toString('latin1');
    expect([header(raw, 'content-type')[0]?.startsWith('multipart/alternative'), body.match(/Content-Type: text\/\w+; charset=utf-8/g)]).toEqual([true, ['Content-Type: text/plain; charset=utf-8', 'Content-Type: text/html; charset=utf-8']]);
  });

  it('is encoded as suits its script', async () => {
    expect((await composed).raw.toString('latin1').match(/(?<=Content-Transfer-Encoding: )\S+/g)).toEqual(Array(2).fill(language === 'he' ? 'base64' : 'quoted-printable'));
  });

  it('reads the same after the journey', async () => {
    const { subject, text, html } = await simpleParser((await composed).raw);
    expect([subject, text?.includes('482-109-379'), String(html).includes(`<html lang="${language}"`)]).toEqual([`Re: ${acknowledgement(language).subject} [482-109-379]`, true, true]);
  });

  it('is seven-bit, in lines that every server takes', async () => {
    const text = (await composed).raw.toString('latin1');
    expect([/\P{ASCII}/u.test(text), text.split(/\r?\n/).filter((line) => line.length > 998)]).toEqual([false, []]);
  });
});

describe('the acknowledgement of a mail without an id', () => {
  it('has neither In-Reply-To nor References', async () => {
    const { raw } = await composeAcknowledgement(acknowledgement('en', { inReplyTo: null, references: ['<zero@customer.example>'] }), FULL, route);
    expect([...header(raw, 'in-reply-to'), ...header(raw, 'references')]).toEqual([]);
  });
});

describe('the references of an answer', () => {
  it('keep the first and the latest of a thread that is too long', () => {
    const ids = Array.from({ length: 100 }, (_, i) => `<${String(i).padStart(60, '0')}@customer.example>`);
    const { references } = threadHeaders('<last@customer.example>', ids)!;
    expect([references[0], references.at(-2), references.at(-1), references.join(' ').length <= 3_000]).toEqual([ids[0], ids[99], '<last@customer.example>', true]);
  });

  it('name each mail once', () => {
    expect(threadHeaders('<b@c>', ['<a@c>', '<a@c>', '<b@c>'])?.references).toEqual(['<a@c>', '<b@c>']);
  });

  it('drop what is no id', () => {
    expect(threadHeaders('<b@c>', ['<a@c>\r\nBcc: v@evil.example', 'a@c', '<a c@d>', '<שלום@c>', ''])?.references).toEqual(['<b@c>']);
  });

  it('are none where the id itself is none', () => {
    expect(threadHeaders('<a@c>\r\nBcc: v@evil.example', [])).toBeUndefined();
  });
});

describe('somebody nobody vouched for', () => {
  it('reads nothing of what they wrote in the answer', async () => {
    const secret = fc.stringMatching(/^[a-z]{12,30}$/);
    await fc.assert(fc.asyncProperty(secret, secret, fc.constantFrom('he' as const, 'en' as const), async (name, subject, language) => {
      const { raw } = await composeAcknowledgement(acknowledgement(language, { name, subject, authenticated: false }), FULL, route);
      const { subject: shown, text, html } = await simpleParser(raw);
      expect(`${raw.toString('latin1')} ${shown} ${text} ${String(html)}`).not.toMatch(new RegExp(`${name}|${subject}`));
    }), { numRuns: 40 });
  });
});

describe('a recipient that is not one plain address', () => {
  it.each(['b@x.test\r\nBcc: v@evil.test', 'a@b.test, c@d.test', 'a@b.test;c@d.test', '"x" <a@b.test>', '', 'nobody'])('%j is refused', async (to) => {
    await expect(composeAcknowledgement(acknowledgement('en', { to }), DEFAULT_SETTINGS, route)).rejects.toMatchObject({ name: 'Refused', reason: 'invalidRecipient' });
  });

  it('is refused for an agent’s reply too', async () => {
    await expect(composeReply(reply('en', { to: 'a@b.test,c@d.test' }), DEFAULT_SETTINGS, route)).rejects.toMatchObject({ name: 'Refused', reason: 'invalidRecipient' });
  });

  it('is refused as the address for answers', async () => {
    await expect(composeReply(reply('en'), DEFAULT_SETTINGS, { replyTo: 'a@b.test\r\nBcc: v@evil.test' })).rejects.toMatchObject({ name: 'Refused', reason: 'invalidSender' });
  });
});

// What an attacker would try to break out of a header with.
const hostile = fc.array(fc.constantFrom('\r\n', '\n', '\r', '\0', '\u2028', '\u0085', 'Bcc: v@evil.test', '<', '>', '"', ',', ';', ' ', '=?utf-8?q?=0d=0aBcc=3a?=', 'a', 'א', '\ud800', '\u202e', '@'), { maxLength: 14 })
  .map((pieces) => pieces.join(''));

describe('header injection', () => {
  it('through name, subject and ids of the mail answered adds no header and no recipient', async () => {
    await fc.assert(fc.asyncProperty(hostile, hostile, hostile, fc.array(hostile, { maxLength: 4 }), async (name, subject, id, references) => {
      const { to, raw } = await composeAcknowledgement(acknowledgement('he', { name, subject, inReplyTo: id, references }), FULL, route);
      const names = headersOf(raw).map(([found]) => found);
      expect([to, names.filter((found) => !ALLOWED.includes(found)), names.length - new Set(names).size]).toEqual(['dana@customer.example', [], 0]);
    }), { numRuns: 150 });
  });

  it('through an agent’s text, name and subject, and the company’s name, adds none either', async () => {
    await fc.assert(fc.asyncProperty(hostile, hostile, hostile, hostile, async (agent, subject, text, company) => {
      const { raw } = await composeReply(reply('en', { agent, subject, text }), { ...FULL, company: { he: company, en: company } }, route);
      expect([headersOf(raw).map(([found]) => found).filter((found) => !ALLOWED_IN_REPLY.includes(found)), header(raw, 'to')]).toEqual([[], ['dana@customer.example']]);
    }), { numRuns: 100 });
  });
});

describe('an agent’s reply as a mail', () => {
  it('carries no mark of a robot', async () => {
    const { raw } = await composeReply(reply('he'), FULL, route);
    expect(['auto-submitted', 'x-auto-response-suppress', 'precedence'].flatMap((name) => header(raw, name))).toEqual([]);
  });

  it('stands in the customer’s thread, with the number in its subject', async () => {
    const { raw } = await composeReply(reply('he'), FULL, route);
    expect([header(raw, 'in-reply-to'), (await simpleParser(raw)).subject]).toEqual([['<one@customer.example>'], 'Re: ההזמנה לא הגיעה [482-109-379]']);
  });
});
