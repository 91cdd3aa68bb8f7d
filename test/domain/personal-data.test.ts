import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberAt, showCaseNumber } from '../../shared/domain/case-number.ts';
import { isCardNumber, isIdentityNumber, personalDataIn } from '../../shared/domain/personal-data.ts';

const kinds = (text: string): [string, string][] => personalDataIn(text).map(({ kind, value }) => [kind, value]);

describe('personal data in a public text', () => {
  it.each<[string, string, string]>([
    ['תתקשרו אליי 054-1234567 דחוף', 'phone', '054-1234567'],
    ['הטלפון שלי 03-6123456', 'phone', '03-6123456'],
    ['call me at +972 54 123 4567 please', 'phone', '+972 54 123 4567'],
    ['my cell is +44 20 7946 0958', 'phone', '+44 20 7946 0958'],
    ['טלפון:0541234567', 'phone', '0541234567'],
    ['ת.ז 123456782 לא מזהה אותי', 'identityNumber', '123456782'],
    ['my ID is 12345678-2', 'identityNumber', '12345678-2'],
    ['הכרטיס 4580-0000-0000-0000 חויב', 'card', '4580-0000-0000-0000'],
    ['card 4111 1111 1111 1111 was charged', 'card', '4111 1111 1111 1111'],
    ['הזמנה 55431 לא הגיעה', 'orderNumber', '55431'],
    ['בהזמנה שלי מספר 7712345 חסר פריט', 'orderNumber', '7712345'],
    ['order no. 2026-55431 is late', 'orderNumber', '2026-55431'],
    ['Where is ORD-2026-55431?', 'orderNumber', '2026-55431'],
  ])('%j holds a %s', (text, kind, value) => {
    expect(kinds(text)).toEqual([[kind, value]]);
  });

  it.each(['עלה לי 1,250 ש״ח', 'opened in 1998', 'רק 39.90', '22.11.2026 בשעה 14:00', 'https://x.com/brand/status/2080765813578191303', 'room 12', 'קוד 123456', 'ipv4 192.168.1.123456'])('%j holds none', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('is found twice where there are two', () => {
    expect(kinds('054-1234567 או 03-6123456').map(([kind]) => kind)).toEqual(['phone', 'phone']);
  });

  it('is never a case number of ours', () => {
    expect(() => fc.assert(fc.property(fc.integer({ min: 0, max: 89_999_999 }), fc.boolean(), fc.constantFrom('פנייה ', 'case ', 'הזמנה ', ''), (index, shown, before) => {
      const number = numberAt(index, 'key');
      return number === undefined || kinds(`${before}${shown ? showCaseNumber(number) : number}`).length === 0;
    }), { seed: 7, numRuns: 2000 })).not.toThrow();
  });

  it('is any identity number whose check digit fits, alone in a sentence', () => {
    expect(() => fc.assert(fc.property(fc.integer({ min: 100_000_00, max: 399_999_99 }), (eight) => {
      const whole = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `${String(eight).padStart(8, '0')}${digit}`).filter(isIdentityNumber);
      return whole.length === 1 && kinds(`המספר שלי ${whole[0]} תודה`).length === 1;
    }), { seed: 7, numRuns: 1000 })).not.toThrow();
  });

  it('is no card when one digit is wrong', () => {
    expect(() => fc.assert(fc.property(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 9 }), (place, more) => {
      const wrong = [...'4111111111111111'].map((digit, at) => (at === place ? String((Number(digit) + more) % 10) : digit)).join('');
      return !isCardNumber(wrong);
    }), { seed: 7 })).not.toThrow();
  });

  it('is read in no time from a text of digits alone', () => {
    expect(personalDataIn('1 '.repeat(200_000)).length).toBeLessThan(10_000);
  });
});
