import { describe, expect, it } from '@jest/globals';
import { isUsableAddress, readMailboxes } from '../../shared/channels/email/addresses.ts';
import { readMessageId, readMessageIds } from '../../shared/channels/email/message-ids.ts';

const read = (raw: string) => readMailboxes(Buffer.from(raw).toString('latin1'), null, new Set());

describe('a From line', () => {
  it.each([
    ['Dana Levi <dana@customer.example>', 'Dana Levi', 'dana@customer.example'],
    ['"Levi, Dana" <Dana@Customer.example>', 'Levi, Dana', 'dana@customer.example'],
    ['Levi, Dana <dana@customer.example>', 'Levi, Dana', 'dana@customer.example'],
    ['dana@customer.example (Dana Levi)', 'Dana Levi', 'dana@customer.example'],
    ['dana@customer.example', null, 'dana@customer.example'],
    ['<dana@customer.example>', null, 'dana@customer.example'],
    ['"dana@customer.example" <dana@customer.example>', null, 'dana@customer.example'],
    ['"someone@else.example" <dana@customer.example>', 'someone@else.example', 'dana@customer.example'],
    ['Dana dana@customer.example', 'Dana', 'dana@customer.example'],
    ['Dana <dana@customer.example', 'Dana', 'dana@customer.example'],
    ['דנה לוי <dana@customer.example>', 'דנה לוי', 'dana@customer.example'],
    ['<@relay.example:dana@customer.example>', null, 'dana@customer.example'],
    ['mailto:dana@customer.example', null, 'dana@customer.example'],
  ])('%s', (raw, name, address) => {
    expect(read(raw)).toEqual([{ name, address }]);
  });

  it.each([
    ["Sean O'Brien <o'brien@irish.example>", "o'brien@irish.example"],
    ["o'reilly@irish.example", "o'reilly@irish.example"],
    ["'dana@customer.example'", 'dana@customer.example'],
    ['Dana <dana @ customer.example>', 'dana@customer.example'],
  ])('keeps an apostrophe and drops what only stands round an address: %s', (raw, address) => {
    expect(read(raw).map((mailbox) => mailbox.address)).toEqual([address]);
  });

  it.each(['"john doe"@customer.example', '<john doe@customer.example>', 'John <john doe@customer.example>'])('never makes another person of an address that needs its quotes: %s', (raw) => {
    expect(read(raw).map((mailbox) => mailbox.address)).toEqual([]);
  });

  it.each([
    ['דנה <dana@דואר.קום>', 'דנה', 'dana@xn--4dbfg1f.xn--9dbq2a'], ['info@bücher.example', null, 'info@xn--bcher-kva.example'], ['<INFO@BÜCHER.example>', null, 'info@xn--bcher-kva.example'],
    ['Jöhn <jdöe@mächine.example>', 'Jöhn', 'jdöe@xn--mchine-bua.example'], ['דנה <דנה@דואר.קום>', 'דנה', 'דנה@xn--4dbfg1f.xn--9dbq2a'],
  ])('names a mailbox of the wide world by one spelling of its domain: %s', (raw, name, address) => {
    expect(read(raw)).toEqual([{ name, address }]);
  });

  it.each(['Papà', 'Déjà', 'ТРАНСПОРТ СССР', 'רונ'])('keeps the last letter of a name in raw octets: %s', (name) => {
    expect(read(`${name} <dana@customer.example>`)).toEqual([{ name, address: 'dana@customer.example' }]);
  });

  it.each(['dana@ｃustomer.example', 'Dana <dana@ｅvil.example>', '<dana@evil.example\u202e>', '<da\u200bna@customer.example>'])('names nobody whose address is disguised: %j', (raw) => {
    expect(read(raw)).toEqual([]);
  });

  it('with two mailboxes and no comma names two', () => {
    expect(read('<evil@evil.example> <victim@customer.example>').map(({ address }) => address)).toEqual(['evil@evil.example', 'victim@customer.example']);
  });

  it('with two addresses names two', () => {
    expect(read('a@customer.example, B <b@customer.example>').map(({ address }) => address)).toEqual(['a@customer.example', 'b@customer.example']);
  });

  it.each(['', 'undisclosed-recipients:;', 'Dana', '<>', 'a b c'])('without an address names nobody: %s', (raw) => {
    expect(read(raw)).toEqual([]);
  });

  it.each(['a@b@c.example', 'a b@c.example', 'a@c.example\r\nBcc: x@y.example', 'a@c.example,x@y.example', '<a@c.example>', '@c.example', 'a@', 'a@.example', `a@${'c'.repeat(260)}.example`])('never takes this for one address: %j', (address) => {
    expect(isUsableAddress(address)).toBe(false);
  });
});

describe('message ids', () => {
  it('are read with their brackets, in order', () => {
    expect(readMessageIds(['<a@x> <b@y>\r\n <c@z>'], 20)).toEqual(['<a@x>', '<b@y>', '<c@z>']);
  });

  it.each([['Spanish', '<x@españa.example>'], ['Hebrew', '<1@דואר.example>'], ['French', '<à@x>']])('may hold letters beyond ASCII: %s', (_language, id) => {
    const octets = Buffer.from(id).toString('latin1');
    expect([readMessageId([octets]), readMessageIds([`<a@x> ${octets}`], 20)]).toEqual([id, ['<a@x>', id]]);
  });

  it('are read where the brackets were forgotten', () => {
    expect(readMessageIds(['a@x b@y'], 20)).toEqual(['<a@x>', '<b@y>']);
  });

  it('are read after words about a mail', () => {
    expect(readMessageIds(['Your message of Sunday <a@x>'], 20)).toEqual(['<a@x>']);
  });

  it('keep the last ones where there are too many', () => {
    expect(readMessageIds(['<a@x> <b@y> <c@z>'], 2)).toEqual(['<b@y>', '<c@z>']);
  });

  it('of a mail itself is the first where a broken header holds two', () => {
    expect(readMessageId(['<1@x.example> From: Dana <dana@customer.example>'])).toBe('<1@x.example>');
  });

  it('are not made of an empty header', () => {
    expect(readMessageId([''])).toBeNull();
  });
});
