import { describe, expect, it } from '@jest/globals';
import { decodedSize, decodeTransfer, encodingName } from '../../shared/channels/email/transfer.ts';
import { decodeBytes } from '../../shared/channels/email/charsets.ts';
import { mail, mailWorld } from '../support/mail-world.ts';
import { octetsIn } from '../support/legacy-octets.ts';

const MULTIPART = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' };
const read = (headers: Record<string, string>, body: string) => mailWorld().read(mail(headers, body));

describe('a mail with a broken structure', () => {
  it('whose boundary is another than it says shows its words', async () => {
    const message = await read(MULTIPART, '--other\r\nContent-Type: text/plain\r\n\r\nWhere is my order?\r\n--other--\r\n');
    expect(message).toMatchObject({ text: 'Where is my order?', repairs: ['mime:boundary'] });
  });

  it('that names no boundary shows its words', async () => {
    const message = await read({ ...MULTIPART, 'Content-Type': 'multipart/mixed' }, '--x1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nאיפה ההזמנה?\r\n--x1--\r\n');
    expect(message.text).toBe('איפה ההזמנה?');
  });

  it('that calls itself multipart without any part shows what there is', async () => {
    const message = await read(MULTIPART, 'Just a sentence.\r\n');
    expect(message).toMatchObject({ text: 'Just a sentence.\n', repairs: ['mime:no-parts'] });
  });

  it('that ends in the middle of a file keeps both', async () => {
    const message = await read(MULTIPART, '--b\r\n\r\nsee the picture\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo');
    expect(message).toMatchObject({ text: 'see the picture', attachments: [{ name: 'a.png', size: 8 }], repairs: ['mime:unclosed'] });
  });

  it('that calls plain words base64 shows the words', async () => {
    const type = { 'MIME-Version': '1.0', 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'base64' };
    expect(await read(type, 'איפה ההזמנה שלי? Order 55431.\r\n')).toMatchObject({ text: 'איפה ההזמנה שלי? Order 55431.\n', repairs: ['transfer:not-encoded'] });
    expect((await read(type, `${Buffer.from('Where is my order?').toString('base64')}\r\n\r\n-- \r\nThis list is hosted by nobody.\r\n`)).text).toMatch(/^Where is my order\?/);
  });

  it('with two types is read by the one that sets its parts apart', async () => {
    const raw = mail({ 'MIME-Version': '1.0', 'Content-Type': 'text/plain\r\nContent-Type: multipart/mixed; boundary=b' }, '--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n--b--\r\n');
    expect((await mailWorld().read(raw)).text).toBe('words');
  });

  it('whose inner parts use the outer boundary leaks none of it into the words', async () => {
    const message = await read(MULTIPART, '--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nwords\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx\r\n--b--\r\n');
    expect(message.text).toBe('words');
  });

  it('with a part under an unknown boundary keeps that part a file', async () => {
    const message = await read(MULTIPART, '--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n--zz\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx\r\n--zz--\r\n--b--\r\n');
    expect([message.text, message.attachments.map(({ name }) => name)]).toEqual(['words', ['a.png']]);
  });

  it('that goes on after its end keeps what follows', async () => {
    const message = await read(MULTIPART, '--b\r\n\r\nfirst\r\n--b--\r\n--b\r\n\r\nsecond\r\n--b--\r\n');
    expect(message.text).toBe('first\nsecond');
  });

  it('without an empty line before a delimiter is still cut there', async () => {
    const message = await read(MULTIPART, '--b\r\nContent-Type: text/html\r\n--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n--b--\r\n');
    expect(message.text).toBe('words');
  });

  it('with a headerless part takes no words for a header', async () => {
    const message = await read(MULTIPART, '--b\r\n\r\nNote: the door is broken\r\nיש בעיה\r\n--b--\r\n');
    expect(message.text).toMatch(/^Note: the door is broken\n/);
  });

  it('with lines that end in CR alone is read', async () => {
    const message = await mailWorld().read(mail(MULTIPART, '--b\r\n\r\nold words\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n').replace(/\r\n/g, '\r'));
    expect([message.text, message.attachments.length]).toEqual(['old words', 1]);
  });

  it('inside another mail does not show its words as the customer\'s', async () => {
    const message = await read(MULTIPART, '--b\r\n\r\nsee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner words\r\n--b--\r\n');
    expect([message.text, message.attachments.map(({ type }) => type)]).toEqual(['see below', ['message/rfc822']]);
  });
});

describe('a part\'s octets', () => {
  it.each([
    ['lines of 76', Buffer.alloc(5_000, 7).toString('base64').replace(/.{76}/g, '$&\r\n'), 5_000],
    ['lines of 76 and a last full one', Buffer.alloc(57 * 3).toString('base64').replace(/.{76}/g, '$&\r\n'), 171],
    ['one line', Buffer.alloc(10).toString('base64'), 10],
    ['LF alone', Buffer.alloc(301).toString('base64').replace(/.{60}/g, '$&\n'), 301],
    ['uneven lines', 'AAAA\r\nAAAAAAAA\r\nAA==\r\n', 10],
    ['nothing', '', 0],
  ])('are counted without decoding: %s', (_how, encoded, size) => {
    expect([decodedSize(Buffer.from(encoded), 'base64'), decodeTransfer(Buffer.from(encoded), 'base64').length]).toEqual([size, size]);
  });

  it('that were encoded piece by piece are all there', () => {
    expect(decodeTransfer(Buffer.from('16nXnA==\r\n15XXnQ==\r\n'), 'base64').toString()).toBe('שלום');
  });

  it('in quoted-printable keep an equals sign that means nothing', () => {
    expect(decodeTransfer(Buffer.from('a=3Db =zz =\r\nc=  \r\nd='), 'quoted-printable').toString()).toBe('a=b =zz cd');
  });

  it('in an encoding with a comment are decoded', () => {
    expect(encodingName(' Base64 (MIME) ')).toBe('base64');
  });
});

describe('legacy octets', () => {
  const turned = (text: string): string => [...text].toReversed().join('');

  it('of iso-8859-8 that are evidently visual are turned round', () => {
    expect(decodeBytes(octetsIn('iso-8859-8', turned('שלום לכם אנשים')), 'iso-8859-8')).toEqual({ text: 'שלום לכם אנשים', repair: 'charset:visual' });
  });

  it('of iso-8859-8 in logical order stay as they are', () => {
    expect(decodeBytes(octetsIn('iso-8859-8', 'שלום לכם אנשים'), 'iso-8859-8')).toEqual({ text: 'שלום לכם אנשים', repair: null });
  });

  it('called visual and written in logical order stay as they are', () => {
    expect(decodeBytes(octetsIn('iso-8859-8', 'שלום לכם'), 'visual')).toEqual({ text: 'שלום לכם', repair: null });
  });

  it.each([
    ['koi8-r', octetsIn('koi8-r', 'Где мой заказ?'), 'Где мой заказ?'],
    ['gbk', Buffer.from('c4e3bac3', 'hex'), '你好'],
    ['euc-kr', Buffer.from('bec8b3e7', 'hex'), '안녕'],
    ['ks_c_5601-1987', Buffer.from('bec8b3e7', 'hex'), '안녕'],
    ['iso-2022-jp', Buffer.from('1b244234413b7a1b2842', 'hex'), '漢字'],
    ['utf-7', Buffer.from('Hi +BekF3AXVBd0-!'), 'Hi שלום!'],
    ['windows-1256', octetsIn('windows-1256', 'مرحبا'), 'مرحبا'],
  ])('of %s are read', (charset, octets, text) => {
    expect(decodeBytes(octets, charset).text).toBe(text);
  });

  it('of a page that declares its charset itself are read', async () => {
    const raw = Buffer.concat([Buffer.from(mail({ 'Content-Type': 'text/html' }, '<meta charset="koi8-r"><p>'), 'latin1'), octetsIn('koi8-r', 'Где мой заказ?'), Buffer.from('</p>')]);
    expect((await mailWorld().read(raw)).text).toBe('Где мой заказ?');
  });
});
