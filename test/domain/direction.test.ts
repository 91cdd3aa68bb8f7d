import { describe, expect, it } from '@jest/globals';
import { chosenDirection, directedParagraphs, directionOf, isolate, isolateLeadingCode, withChosenDirection, withoutBidiControls } from '../../shared/domain/direction.ts';

describe('the direction of a paragraph', () => {
  it.each([
    ['ORD-2026-55431 לא הגיעה ואני מחכה', 'rtl'],
    ['482-109-379 זה המספר שקיבלתי', 'rtl'],
    ['https://company.example/orders/17 לא נפתח', 'rtl'],
    ['dana@customer.example היא הכתובת שלי', 'rtl'],
    ['ORDER-2026-ABCDEFGHIJKLMNOP לא הגיעה', 'rtl'],
    ['customer-portal.company.example לא נפתח', 'rtl'],
    ['ORDERNUMBERABCDEF\u200e-17 לא הגיע', 'rtl'],
    ['iPhone שלי לא נדלק מאתמול', 'rtl'],
    ['Samsung Galaxy לא נטען', 'rtl'],
    ['שלום', 'rtl'],
    ['14:00 בבקשה', 'rtl'],
    ['ההזמנה ORD-2026-55431 וגם ORD-2026-55432', 'rtl'],
    ['أين طلبي ORD-17؟', 'rtl'],
    ['WhatsApp, Facebook: איפה עונים?', 'rtl'],
    ['Hello, where is my order?', 'ltr'],
    ['My order ORD-2026-55431 has not come', 'ltr'],
    ['I wrote to your branch in תל אביב but nobody there answered me', 'ltr'],
    ['"שלום" is all that your answer to my question said', 'ltr'],
    ['Где мой заказ?', 'ltr'],
    ['www.company.example', 'rtl'],
    ['12.11.2026', 'rtl'],
    ['From: Care <care@company.example>', 'rtl'],
    ['> a quoted English line', 'rtl'],
  ] as const)('in a Hebrew message: %s', (line, direction) => {
    expect(directionOf(line, 'rtl')).toBe(direction);
  });

  it('without letters follows an English message too', () => {
    expect(directionOf('482-109-379', 'ltr')).toBe('ltr');
  });

  it('is the same with invisible marks in it', () => {
    expect(directionOf('\u200e\u202aORD-17\u202c לא הגיעה', 'ltr')).toBe('rtl');
  });
});

describe('a message', () => {
  it('has a direction for each of its lines', () => {
    expect(directedParagraphs('שלום,\r\nThe parcel is late.\r\n\r\n\r\n17-B\n', 'ltr')).toEqual([
      [{ text: 'שלום,', direction: 'rtl' }, { text: 'The parcel is late.', direction: 'ltr' }],
      [{ text: '17-B', direction: 'ltr' }],
    ]);
  });

  it('without any letters goes its language’s way', () => {
    expect(directedParagraphs('482-109-379', 'rtl')).toEqual([[{ text: '482-109-379', direction: 'rtl' }]]);
  });
});

describe('a direction that an agent chose', () => {
  const line = withChosenDirection('ORD-2026-55431 shipped', 'rtl');
  it('holds for that line alone, and leaves no trace in its words', () => {
    expect(directedParagraphs(`${line}\nThank you`, 'ltr', true)).toEqual([[{ text: 'ORD-2026-55431 shipped', direction: 'rtl' }, { text: 'Thank you', direction: 'ltr' }]]);
  });

  it('is no choice where a customer’s phone has set the mark', () => expect(directedParagraphs(line, 'ltr')[0]![0]!.direction).toBe('ltr'));
  it('is none of an empty line', () => expect([withChosenDirection(' ', 'rtl'), chosenDirection('שלום')]).toEqual([' ', undefined]));
  it('is the only control character that stays', () => expect(withoutBidiControls(`\u202e${line}\u200e\n\u200ea`, true)).toBe('ORD-2026-55431 shipped\n\u200ea'));
});

describe('plain text', () => {
  it('keeps a name apart from what stands around it', () => {
    expect(isolate('Dana \u202e17')).toBe('\u2068Dana 17\u2069');
  });

  it('isolates an order number that begins a Hebrew line', () => {
    expect(isolateLeadingCode({ text: 'ORD-2026-55431 לא הגיעה', direction: 'rtl' })).toBe('\u2068ORD-2026-55431\u2069 לא הגיעה');
  });

  it.each([
    ['an English line', { text: 'ORD-17 is late', direction: 'ltr' }],
    ['a Hebrew line that begins with Hebrew', { text: 'הזמנה ORD-17', direction: 'rtl' }],
    ['a Hebrew line that begins with an English word', { text: 'Samsung לא נטען', direction: 'rtl' }],
  ] as const)('leaves %s as it was typed', (_, line) => {
    expect(isolateLeadingCode(line)).toBe(line.text);
  });

  it('loses every character that turns text round', () => {
    expect(withoutBidiControls('\u202ea\u2066b\u2069\u200f\u061cc')).toBe('abc');
  });
});
