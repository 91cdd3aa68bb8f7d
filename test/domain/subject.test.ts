import { describe, expect, it } from '@jest/globals';
import { bareSubject, clip, oneLine } from '../../shared/domain/subject.ts';

describe('a subject', () => {
  it.each([
    ['Re: RE: Aw: SV: Where is it?', 'Where is it?'],
    ['תגובה: השב: הועבר: איפה ההזמנה?', 'איפה ההזמנה?'],
    ['Re: תגובה: FW: Fwd: ההזמנה', 'ההזמנה'],
    ['\u200fתגובה\u200f: \u200fההזמנה', 'ההזמנה'],
    ['RE[2]: Re(3): Re^4: hello', 'hello'],
    ['回复：订单', '订单'],
    ['Отв: Re: заказ', 'заказ'],
    ['Re: My order [482-109-379]', 'My order'],
    ['Re: [482-109-379] Re: My order [482-109-379]', 'My order'],
    ['Regarding: my order', 'Regarding: my order'],
    ['Order: 17', 'Order: 17'],
    ['Re', 'Re'],
    ['Re:', ''],
    ['a\r\nBcc: v@evil.example', 'a Bcc: v@evil.example'],
    ['\u202egnp.exe\u2066', 'gnp.exe'],
    ['so\u00adft \u200bzero', 'soft zero'],
    ['  two   spaces\t', 'two spaces'],
  ])('%j says %j', (subject, bare) => {
    expect(bareSubject(subject)).toBe(bare);
  });

  it('of a thousand reply marks is read', () => {
    expect(bareSubject(`${'Re: '.repeat(400)}x`)).toBe('x');
  });

  it('is cut at whole characters', () => {
    expect(clip('👍👍👍👍', 3)).toBe('👍👍…');
  });

  it('that fits is not cut', () => {
    expect(clip('שלום', 4)).toBe('שלום');
  });

  it('is one line whatever came', () => {
    expect(oneLine('a\u2028b\u0085c\0d\ud800')).toBe('a b c d');
  });
});
