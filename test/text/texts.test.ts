import { describe, expect, it } from '@jest/globals';
import { fill } from '../../shared/text/fill.ts';
import { renderPrivate, TEXTS } from '../../shared/text/render.ts';

type Text = string | string[] | string[][];
const flat = (text: Text): string => [text].flat(3).join('\n');
const placeholders = (text: Text): string[] => [...flat(text).matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
const keys = Object.keys(TEXTS.he) as (keyof typeof TEXTS.he)[];

describe('the texts', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(TEXTS.en).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('say the same things in both languages: %s', (key) => {
    expect(placeholders(TEXTS.en[key])).toEqual(placeholders(TEXTS.he[key]));
  });

  it.each(keys)('neither shout nor promise what nobody can: %s', (key) => {
    expect(flat(TEXTS.he[key]) + flat(TEXTS.en[key])).not.toMatch(/!|בהקדם|מובטח|לכבוד|as soon as possible|guarantee|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/i);
  });

  it('of a private message fit where Instagram allows a thousand bytes', () => {
    const long = { company: 'חברה עם שם ארוך מאוד מאוד בע״מ', number: '482-109-379', when: 'יום ראשון, 22 בנובמבר, בשעה 14:00' };
    expect(Buffer.byteLength(renderPrivate('privateMessage', 'he', long)!)).toBeLessThanOrEqual(1_000);
  });

  it('offer several public replies in each language', () => {
    expect([TEXTS.he.publicReplies.length, TEXTS.en.publicReplies.length]).toEqual([3, 3]);
  });
});

describe('filling a text', () => {
  it('drops a line whose value is empty', () => {
    expect([fill('Privacy: {link}', { link: null }), fill('Privacy: {link}', { link: '' })]).toEqual([null, null]);
  });

  it('does not read a value for placeholders', () => {
    expect(fill('{a} {b}', { a: '{b}', b: 'x' })).toBe('{b} x');
  });

  it('refuses a misspelt placeholder', () => {
    expect(() => fill('{nmae}', { name: 'x' })).toThrow('nmae');
  });
});
