import { describe, expect, it } from '@jest/globals';
import { languageOf } from '../../shared/domain/language.ts';

describe('the language a customer is answered in', () => {
  it.each([
    ['a short Hebrew line', 'איפה ההזמנה שלי?', 'he'],
    ['one Hebrew word', 'עזרה', 'he'],
    ['one English word', 'help', 'en'],
    ['an English line', 'Where is my order?', 'en'],
    ['Hebrew with English names in it', 'ה-iPhone שקניתי ב-Apple Store לא נדלק', 'he'],
    ['Hebrew that ends with a long link', 'לא עובד https://company.example/a/very/long/path/with/many/letters/in/it', 'he'],
    ['English with a link', 'Broken: https://company.example/עמוד', 'en'],
    ['Hebrew with an address and an order number', 'ORDER-2026-ABCDEFGHIJK לא הגיעה, someone.with.long.name@company.example', 'he'],
    ['Hebrew above a quoted English mail', 'תודה\n\nOn Sun, 22 Nov 2026 at 10:00, Care <care@company.example> wrote:\n> We have received your message and will answer', 'he'],
    ['English above a quoted Hebrew mail', 'thanks\n\nבתאריך יום א׳, 22 בנוב׳ 2026 ב-10:00 מאת צוות השירות כתב:\n> קיבלנו את פנייתך ונשיב לך עד יום ראשון', 'en'],
    ['Hebrew with vowel points', 'שָׁלוֹם', 'he'],
    ['Russian', 'Где мой заказ?', 'en'],
    ['Arabic', 'أين طلبي؟', 'en'],
    ['Russian with a third of Hebrew', 'заказ ההזמנה', 'he'],
    ['an English mail signed in Hebrew', 'I ordered two weeks ago and nothing has come so far, please check what happened.\nדנה', 'en'],
  ] as const)('%s', (_, text, language) => {
    expect(languageOf(text)).toBe(language);
  });

  it('is the one expected where a text has no letters', () => {
    expect([languageOf('12345 👍 ...', 'he'), languageOf('', 'en'), languageOf('https://company.example', 'he')]).toEqual(['he', 'en', 'he']);
  });

  it('is that of the quotation where there is nothing else', () => {
    expect(languageOf('> איפה ההזמנה שלי?')).toBe('he');
  });

  it('is that of the beginning, whatever log is pasted below', () => {
    expect(languageOf(`זה מה שקיבלתי היום\n${'קיבלתי הודעה '.repeat(2_000)}\n${'error while loading '.repeat(10_000)}`)).toBe('he');
  });

  it('is read off one endless word', () => {
    expect(languageOf(`${'a'.repeat(6_000)}@${'ש'.repeat(60_000)}`)).toBe('he');
  });
});
