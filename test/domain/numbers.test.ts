import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberAt, showCaseNumber } from '../../shared/domain/case-number.ts';
import { NumberPattern, NumberTarget } from '../../shared/domain/number-patterns.ts';
import { findNumbers } from '../../shared/domain/numbers.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';

const pattern = (masks: string[], target: string | null = null, id = 'customer'): NumberPattern => ({ id, name: { he: 'לקוח', en: 'Customer' }, masks, target });
const found = (text: string, patterns: NumberPattern[] = DEFAULT_SETTINGS.numberPatterns, phoneTarget: string | null = 'tel:{number}') => findNumbers(text, { numberPatterns: patterns, phoneTarget });
const texts = (text: string, patterns?: NumberPattern[]): string[] => found(text, patterns).map(({ text: written }) => written);

describe('numbers in a text', () => {
  it.each([
    ['ההזמנה ORD-2026-55431 לא הגיעה', ['ORD-2026-55431']],
    ['Where is my order ord-2026-55431?', ['ord-2026-55431']],
    ['לא קיבלתי את הORD-2026-55431', ['ORD-2026-55431']],
    ['תתקשרו אליי: 052-123-4567, בבקשה', ['052-123-4567']],
    ['call me on +972 52 123 4567 or +44 20 7946 0958', ['+972 52 123 4567', '+44 20 7946 0958']],
    ['XORD-2026-55431 and ORD-2026-554311', []],
    ['https://shop.example/ORD-2026-55431 and ORD-2026-55431@mail.example', []],
    ['שילמתי 1234 ש"ח ב-22/11/2026', []],
  ])('of %j are %j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('have their places and the address that they lead to', () => {
    const text = 'לקוח AB 1234567, טלפון 03-1234567';
    const [customer, phone] = found(text, [pattern(['AB #{6-8}'], 'https://crm.example/?q={number}&from=moked')]);
    expect([text.slice(customer!.from, customer!.to), customer!.number, customer!.link]).toEqual(['AB 1234567', 'AB 1234567', 'https://crm.example/?q=AB%201234567&from=moked']);
    expect([text.slice(phone!.from, phone!.to), phone!.number, phone!.link]).toEqual(['03-1234567', '031234567', 'tel:031234567']);
  });

  it('of one place are one: the longest', () => {
    expect(texts('ORD-2026-55431', [pattern(['####']), pattern(['ORD-####-#####'], null, 'order')])).toEqual(['ORD-2026-55431']);
    expect(texts('052-123-4567', [pattern(['####'])])).toEqual(['052-123-4567']);
  });

  it('are never our own case numbers', () => {
    const ours = [0, 1, 2, 3].flatMap((place) => numberAt(place, 'key') ?? []);
    for (const number of ours) expect([...texts(`פנייה ${showCaseNumber(number)}`, [pattern(['###-###-###', '#########'])]), ...texts(number, [pattern(['#########'])])]).toEqual([]);
    expect(texts('123-456-788', [pattern(['###-###-###'])])).toEqual(['123-456-788']);
  });

  it('are found with every kind of hyphen, and looked up with the plain one', () => {
    expect(found('ORD\u20112026\u201355431').map(({ number }) => number)).toEqual(['ORD-2026-55431']);
  });

  it('never overlap, lie within the text, and are quick to find, whatever the text and the masks', () => {
    const part = fc.constantFrom('#', '@', '-', '1', 'A', ' ', '#{2-9}', '@{2}', '.');
    const masks = fc.array(fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')), { maxLength: 4 });
    const signs = fc.array(fc.constantFrom('1', '2', 'A', 'א', '-', ' ', '.', '@', '0'), { maxLength: 200 }).map((parts) => parts.join(''));
    expect(() => fc.assert(fc.property(signs, masks, (text, given) => {
      const all = found(text, [pattern(given)]);
      return all.every(({ from, to, text: written }, place) => text.slice(from, to) === written && from < to && (place === 0 || all[place - 1]!.to <= from));
    }), { seed: 7, numRuns: 500 })).not.toThrow();
  });
});

describe('a pattern that an administrator types', () => {
  it.each(['ORD-####-#####', '@@#{5-8}', 'לקוח ######', '#{4}'])('%j is a mask', (mask) => {
    expect(NumberPattern.safeParse(pattern([mask])).success).toBe(true);
  });

  it.each(['ORD', '###', '#{0-9}', '#{9-4}', '#{1-99}', '####{', '(a+)+####}', '#{1-9}#{1-9}#{1-9}1', '#'.repeat(61), ''])('%j is none', (mask) => {
    expect(NumberPattern.safeParse(pattern([mask])).success).toBe(false);
  });

  it.each([['https://crm.example/?q={number}', true], ['https://crm.example/c/{number}/open', true], ['http://crm.example/{number}', false], ['https://crm.example/', false], ['https://{number}.example/', false], ['https://crm.example{number}/', false], ['javascript:alert({number})', false], ['https://u:p@crm.example/{number}', false], ['https://crm.example/{number}"onclick', false]])('leads to %j: %j', (target, good) => {
    expect([NumberPattern.safeParse(pattern(['####'], target)).success, NumberTarget.safeParse(target).success]).toEqual([good, good]);
  });

  it('puts a number into the address as a number, whatever it holds', () => {
    expect(found('AB&x=1 1234', [pattern(['AB&x=1 ####'], 'https://crm.example/?q={number}')])[0]!.link).toBe('https://crm.example/?q=AB%26x%3D1%201234');
  });
});
