import { describe, expect, it } from '@jest/globals';
import { caseNumbersIn, isCaseNumber, numberAt, readCaseNumber, showCaseNumber } from '../../shared/domain/case-number.ts';

const KEY = 'a-fixed-key';
const numbers = Array.from({ length: 20_000 }, (_, i) => numberAt(i, KEY)).filter((n) => n !== undefined);

describe('case number', () => {
  it('is never given twice', () => {
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('has eight digits that do not begin with zero, and a check digit', () => {
    expect(numbers.every((n) => /^[1-9]\d{8}$/.test(n) && isCaseNumber(n))).toBe(true);
  });

  it('says nothing about how many cases there are', () => {
    const rises = numbers.slice(1).filter((n, i) => n > numbers[i]!).length;
    expect(rises / numbers.length).toBeGreaterThan(0.45);
    expect(rises / numbers.length).toBeLessThan(0.55);
  });

  it('refuses every single wrong digit', () => {
    const wrong = numbers.slice(0, 300).flatMap((number) =>
      [...number].flatMap((right, place) =>
        [...'0123456789'].filter((digit) => digit !== right).map((digit) => number.slice(0, place) + digit + number.slice(place + 1))));
    expect(wrong.filter((number) => isCaseNumber(number))).toEqual([]);
  });

  it('refuses two swapped neighbours', () => {
    const swapped = numbers.slice(0, 2_000).flatMap((number) =>
      Array.from({ length: 8 }, (_, place) => number.slice(0, place) + number[place + 1] + number[place] + number.slice(place + 2))
        .filter((other) => other !== number));
    expect(swapped.filter((number) => isCaseNumber(number))).toEqual([]);
  });

  it('is skipped where it would read as an Israeli identity number', () => {
    expect(numbers.length).toBeLessThan(20_000);
    expect(numbers.some((n) => [...n].reduce((sum, d, i) => {
      const product = Number(d) * (i % 2 ? 2 : 1);
      return sum + (product > 9 ? product - 9 : product);
    }, 0) % 10 === 0)).toBe(false);
  });

  it('reads back what it shows, with the hyphens and spaces that people and phones put in', () => {
    const shown = showCaseNumber(numbers[0]!);
    expect(shown).toMatch(/^\d{3}-\d{3}-\d{3}$/);
    expect(readCaseNumber(shown)).toBe(numbers[0]);
    expect(readCaseNumber(shown.replaceAll('-', ' '))).toBe(numbers[0]);
    expect(readCaseNumber(shown.replaceAll('-', '\u2011'))).toBe(numbers[0]);
  });

  it('is found in a Hebrew and in an English sentence, but not inside a longer number', () => {
    const [number] = numbers as [string];
    expect(caseNumbersIn(`בהמשך לפנייה ${showCaseNumber(number)} שלי`)).toEqual([number]);
    expect(caseNumbersIn(`RE: case ${number}, thanks`)).toEqual([number]);
    expect(caseNumbersIn(`order 7${number}`)).toEqual([]);
  });
});
