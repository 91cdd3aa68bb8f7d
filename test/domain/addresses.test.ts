import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addressKey, isBeyondAscii, isSafeRecipient, wireAddress } from '../../shared/domain/addresses.ts';

const long = (length: number): string => 'a'.repeat(length);

describe('an address we may write to', () => {
  it.each([
    'dana@customer.example', 'Dana.Cohen+orders@mail.customer.example', "o'brien@customer.example", 'a@b.example', 'x_y-z=1@customer.example',
    'dana@דואר.example', 'dana@bücher.example', 'dana@xn--bcher-kva.example', `${long(64)}@customer.example`, 'root@localhost',
    'דנה@customer.example', 'jdöe@mächine.example', 'иван.петров@почта.example', '张伟@例子.example',
  ])('is %s', (address) => {
    expect(isSafeRecipient(address)).toBe(true);
  });

  it.each([
    ['a second recipient', 'a@b.example,c@d.example'], ['a second header', 'a@b.example\r\nBcc: v@evil.example'], ['a bare line end', 'a@b.example\n'],
    ['a NUL', 'a\0@b.example'], ['a space', 'a b@c.example'], ['a tab', 'a\t@b.example'], ['quotes', '"a"@b.example'], ['angle brackets', '<a@b.example>'],
    ['a semicolon', 'a@b.example;c@d.example'], ['two @', 'a@b@c.example'], ['no @', 'customer.example'], ['nothing before @', '@b.example'],
    ['nothing after @', 'a@'], ['an empty label', 'a@b..example'], ['a dot at the end', 'a@b.example.'], ['a dot at the start', '.a@b.example'],
    ['two dots', 'a..b@c.example'], ['a hyphen at a label’s edge', 'a@-b.example'], ['an address of numbers', 'a@127.0.0.1'], ['a literal', 'a@[127.0.0.1]'],
    ['an encoded word', '=?utf-8?q?a=2Cb?=@c.example'], ['a comment', 'a(x)@b.example'], ['a colon', 'g:a@b.example'], ['a backslash', 'a\\@b.example'],
    ['65 characters before @', `${long(65)}@b.example`], ['a label of 64', `a@${long(64)}.example`], ['255 characters', `a@${`${long(60)}.`.repeat(4)}${long(9)}.com`],
    ['a full-width comma', 'a@b.example，c@d.example'], ['an invisible character', 'a@b\u200b.example'], ['a turned-round one', 'a@\u202eb.example'],
    ['letters before @ that only look like others', 'ｄａｎａ@customer.example'], ['a ligature before @', 'ﬁona@customer.example'], ['an invisible character before @', 'da\u200bna@customer.example'],
    ['a turned-round one before @', '\u202edana@customer.example'], ['a letter before @ that nobody sees', 'ann\ufe0f@customer.example'], ['a joiner before @', 'jos\u034fe@customer.example'], ['a line separator before @', 'a\u2028b@customer.example'], ['65 octets before @', `${'ד'.repeat(33)}@customer.example`], ['nothing', ''],
  ])('has not %s', (_, address) => {
    expect(isSafeRecipient(address)).toBe(false);
  });

  it('never holds a character that a header or an envelope could misread', () => {
    const near = fc.array(fc.constantFrom(...'ab1@@..,;:<>()[]"\\\r\n\0\t \u2028\u00a0-+=?'), { maxLength: 24 }).map((all) => all.join(''));
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), near, fc.emailAddress()), (address) => {
      const misread = /[\s,;:<>()[\]"\\\p{C}]/u;
      const taken = isSafeRecipient(address) ? `${address} ${wireAddress(address)}`.split(' ') : [];
      expect(taken.filter((spelling) => misread.test(spelling) || spelling.split('@').length !== 2)).toEqual([]);
    }), { numRuns: 2_000 });
  });

  it('goes on the wire with its domain in ASCII', () => {
    expect(wireAddress('Dana@דואר.example')).toBe('Dana@xn--4dbfg1f.example');
  });

  it.each([['dana@customer.example', false], ['dana@דואר.example', false], ['דנה@customer.example', true], ['jdöe@mächine.example', true]])('%s needs a server that knows letters beyond ASCII: %s', (address, needs) => {
    expect(isBeyondAscii(address)).toBe(needs);
  });

  it('is one on the wire, however its letters are put together', () => {
    expect(wireAddress('jdo\u0308e@customer.example')).toBe('jd\u00f6e@customer.example');
  });

  it('is not put on the wire when it is unsafe', () => {
    expect(wireAddress('a@b.example,c@d.example')).toBeUndefined();
  });
});

describe('the key of an address', () => {
  it('is one for all spellings of one mailbox', () => {
    expect(new Set([' Dana@Customer.Example ', 'dana@customer.example', 'DANA@CUSTOMER.EXAMPLE'].map(addressKey)).size).toBe(1);
  });

  it('is one for both spellings of a Hebrew domain', () => {
    expect(addressKey('dana@דואר.example')).toBe(addressKey('dana@xn--4dbfg1f.example'));
  });

  it('is two for two mailboxes', () => {
    expect(addressKey('dana@customer.example')).not.toBe(addressKey('dan@customer.example'));
  });

  it('stands for an unsafe address too', () => {
    expect(addressKey('"Odd One"@b.example')).toBe('"odd one"@b.example');
  });
});
