import { describe, expect, it } from '@jest/globals';
import { decodeBytes } from '../../shared/channels/email/charsets.ts';
import { readParameters } from '../../shared/channels/email/header-parameters.ts';
import { decodeHeader } from '../../shared/channels/email/header-words.ts';

/** Hebrew letters as windows-1255 and ISO-8859-8 write them. */
const legacy = (text: string): Buffer => Buffer.from([...text].map((letter) => (letter >= 'א' && letter <= 'ת' ? letter.charCodeAt(0) - 0x05d0 + 0xe0 : letter.charCodeAt(0))));
const header = (bytes: Buffer | string, hint: string | null = null): string => decodeHeader(Buffer.from(bytes as string).toString('latin1'), hint, new Set());

describe('the charset of a text', () => {
  it.each(['windows-1255', 'x-windows-1255', 'iso-8859-8', 'ISO-8859-8-I', 'iso-8859-8-e', 'logical', '"windows-1255"'])('%s is read as Hebrew', (charset) => {
    expect(decodeBytes(legacy('שלום רב'), charset)).toEqual({ text: 'שלום רב', repair: null });
  });

  it('visual Hebrew is turned round, its numbers kept', () => {
    expect(decodeBytes(legacy('77120 תינובשח'), 'visual').text).toBe('חשבונית 77120');
  });

  it.each([['no charset', null], ['ASCII', 'us-ascii'], ['UTF-8', 'utf-8'], ['Latin', 'iso-8859-1'], ['an unknown one', 'x-home-made']])('Hebrew that claims %s is known by its octets', (_what, charset) => {
    expect(decodeBytes(legacy('ההזמנה שלי לא הגיעה'), charset)).toEqual({ text: 'ההזמנה שלי לא הגיעה', repair: 'charset:windows-1255' });
  });

  it('French in Latin-1 stays French', () => {
    expect(decodeBytes(Buffer.from('Le colis n\'est pas arrivé à Tel-Aviv, où est-il passé ?', 'latin1'), 'iso-8859-1').text).toBe('Le colis n\'est pas arrivé à Tel-Aviv, où est-il passé ?');
  });

  it('German without a charset stays German', () => {
    expect(decodeBytes(Buffer.from('Schöne Grüße aus München', 'latin1'), null).text).toBe('Schöne Grüße aus München');
  });

  it('UTF-8 that claims to be Latin is known by its form', () => {
    expect(decodeBytes(Buffer.from('שלום'), 'windows-1252')).toEqual({ text: 'שלום', repair: 'charset:utf-8' });
  });

  it('one cut character does not make good UTF-8 a false name', () => {
    expect(decodeBytes(Buffer.concat([Buffer.from('ההזמנה שלי לא הגיעה'), Buffer.from([0xd7])]), 'utf-8')).toEqual({ text: 'ההזמנה שלי לא הגיעה\uFFFD', repair: 'charset:broken' });
  });

  it('UTF-7 is read', () => {
    expect(decodeBytes(Buffer.from('+BekF3AXVBd0-, hello'), 'utf-7').text).toBe('שלום, hello');
  });
});

describe('an encoded header', () => {
  it('is joined where a character was cut in two', () => {
    const bytes = Buffer.from('שלום');
    expect(header(`=?utf-8?B?${bytes.subarray(0, 3).toString('base64')}?=\r\n =?utf-8?B?${bytes.subarray(3).toString('base64')}?=`)).toBe('שלום');
  });

  it('keeps the blank between a word and plain text', () => {
    expect(header('=?utf-8?Q?caf=C3=A9?= open')).toBe('café open');
  });

  it('with raw 8-bit octets is read by the text\'s charset', () => {
    expect(header(Buffer.from('Sch\xf6ne', 'latin1'), 'iso-8859-1')).toBe('Schöne');
  });

  it('with raw Hebrew octets and no hint is known by its octets', () => {
    expect(header(legacy('תלונה על חיוב'))).toBe('תלונה על חיוב');
  });

  it('with 8-bit octets inside an encoded word is read', () => {
    expect(header(Buffer.concat([Buffer.from('=?windows-1255?Q?'), legacy('תלונה'), Buffer.from('_48213?=')]))).toBe('תלונה 48213');
  });
});

describe('a file\'s name', () => {
  const name = (raw: Buffer | string): string | undefined => readParameters(Buffer.from(raw as string).toString('latin1'), null, new Set()).parameters.get('filename');

  it('is read by RFC 2231', () => {
    expect(name(`attachment; filename*=UTF-8''${encodeURIComponent('קבלה.pdf')}`)).toBe('קבלה.pdf');
  });

  it('is read from pieces in any order', () => {
    expect(name('attachment; filename*1=" 2026.pdf"; filename*0=receipt')).toBe('receipt 2026.pdf');
  });

  it('is read from an encoded word in quotes', () => {
    expect(name(`attachment; filename="=?utf-8?B?${Buffer.from('קבלה.pdf').toString('base64')}?="`)).toBe('קבלה.pdf');
  });

  it('is read from raw Hebrew octets', () => {
    expect(name(Buffer.concat([Buffer.from('attachment; filename="'), legacy('קבלה'), Buffer.from('.pdf"')]))).toBe('קבלה.pdf');
  });

  it('may hold a semicolon in quotes', () => {
    expect(name('attachment; filename="a;b.pdf"')).toBe('a;b.pdf');
  });
});
