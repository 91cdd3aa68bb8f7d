import { describe, expect, it } from '@jest/globals';
import { CARE, mail, mailWorld, RECEIVED_AT } from '../support/mail-world.ts';

const read = (headers: Record<string, string> = {}, body?: string, sent = {}) => mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body), sent);

describe('when a mail was written', () => {
  it('is its Date', async () => {
    expect((await read()).at).toBe(Date.parse('2026-11-22T07:50:00Z'));
  });

  it('is never after it arrived', async () => {
    expect((await read({ Date: 'Mon, 23 Nov 2026 09:50:00 +0200' })).at).toBe(RECEIVED_AT);
  });

  it('is when it arrived where its clock is years behind', async () => {
    expect((await read({ Date: 'Thu, 1 Jan 1970 00:00:00 +0000' })).at).toBe(RECEIVED_AT);
  });

  it('is when it arrived where it does not say', async () => {
    expect((await read({ Date: '' })).at).toBe(RECEIVED_AT);
  });
});

describe('the inbox of a mail', () => {
  it('is the care address among its recipients', async () => {
    expect((await read({}, undefined, { to: ['boss@company.example', CARE] })).inbox).toBe(CARE);
  });

  it('is the care address without a case\'s token', async () => {
    expect((await read({}, undefined, { to: ['Care+c.482109379abc@Company.example'] })).inbox).toBe(CARE);
  });

  it('comes with every envelope recipient, tokens included', async () => {
    expect((await read({}, undefined, { to: ['care+c.1@company.example'] })).mail!.recipients).toEqual(['care+c.1@company.example']);
  });
});

describe('a mail is authenticated', () => {
  it('when DMARC passed for its one From', async () => {
    expect((await read()).mail!.authenticated).toBe(true);
  });

  it('never with two From addresses', async () => {
    expect((await read({ From: 'a@customer.example, b@customer.example' })).mail!.authenticated).toBe(false);
  });

  it.each(['FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED'])('never when the verdict is %s', async (dmarc) => {
    expect((await read({}, undefined, { verdicts: { dmarc } })).mail!.authenticated).toBe(false);
  });
});

describe('what a mail answers', () => {
  it('is read from its headers', async () => {
    expect((await read({ 'In-Reply-To': '<2@company.example>', 'References': '<1@company.example>\r\n <2@company.example>' })).mail).toMatchObject({ inReplyTo: ['<2@company.example>'], references: ['<1@company.example>', '<2@company.example>'] });
  });

  it('may be named by a case number in its subject', async () => {
    expect((await read({ Subject: 'Re: My order [482-109-379]' })).mail!.caseNumbers).toEqual(['482109379']);
  });

  it('may be named by a case number in what it quotes', async () => {
    expect((await read({}, 'thanks\r\n\r\n> Case number: 482-109-379\r\n')).mail!.caseNumbers).toEqual(['482109379']);
  });
});

describe('the language of a mail', () => {
  it('is that of the customer\'s own words, not of what is quoted', async () => {
    expect((await read({ Subject: 'Re: your order' }, 'ההזמנה שלי עדיין לא הגיעה ואני מחכה כבר שבועיים\r\n\r\nOn Sun, 22 Nov 2026 at 9:40 Care <care@company.example> wrote:\r\n> We have received your message and will answer you soon.\r\n')).language).toBe('he');
  });

  it('is English for English', async () => {
    expect((await read()).language).toBe('en');
  });
});

describe('a mail with several texts', () => {
  const boundary = (type: string) => ({ 'MIME-Version': '1.0', 'Content-Type': `${type}; boundary=b` });

  it('shows the plain one of two alternatives', async () => {
    expect((await read(boundary('multipart/alternative'), '--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b--\r\n')).text).toBe('plain');
  });

  it('shows the HTML one where the plain one is empty', async () => {
    expect((await read(boundary('multipart/alternative'), '--b\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b--\r\n')).text).toBe('html');
  });

  it('keeps an enclosed mail as a file', async () => {
    expect((await read(boundary('multipart/mixed'), '--b\r\n\r\nsee\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner words\r\n--b--\r\n'))).toMatchObject({ text: 'see', attachments: [{ type: 'message/rfc822', size: 29 }] });
  });

  it('keeps a named text after its own words as a file', async () => {
    expect((await read(boundary('multipart/mixed'), '--b\r\n\r\nsee\r\n--b\r\nContent-Type: text/plain; name="log.txt"\r\nContent-Disposition: inline\r\n\r\n1 2 3\r\n--b--\r\n'))).toMatchObject({ text: 'see', attachments: [{ name: 'log.txt', size: 5 }] });
  });

  it('leaves the customer\'s words out of a flowed quote above them', async () => {
    expect((await read({ 'Content-Type': 'text/plain; format=flowed' }, 'On 22/11/2026 09:40, Care wrote:\r\n> which day? \r\nTuesday\r\n')).replyText).toBe('Tuesday');
  });

  it('joins a flowed paragraph', async () => {
    expect((await read({ 'Content-Type': 'text/plain; format=flowed' }, 'my order \r\ndid not arrive\r\n')).text).toBe('my order did not arrive\n');
  });
});
