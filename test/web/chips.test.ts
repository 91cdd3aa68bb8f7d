import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { numbersProblem, withoutEmptyMasks } from '../../web/settings-check.ts';
import { piecesOf } from '../../web/text-pieces.ts';

const rules = { numberPatterns: [{ id: 'order', name: { he: 'הזמנה', en: 'Order' }, masks: ['ORD-####-#####'], target: 'https://crm.example/?q={number}' }], phoneTarget: 'tel:{number}' };
const told = (text: string): string[] => piecesOf(text, rules).map((piece) => `${piece.kind} ${piece.text}`);

describe('a line of a message', () => {
  it.each([
    ['ORD-2026-55431 לא הגיעה, פנייה 482-109-379', ['number ORD-2026-55431', 'text  לא הגיעה, פנייה ', 'case 482-109-379']],
    ['call me: 050-5550123, not 482-109-378', ['text call me: ', 'number 050-5550123', 'text , not 482-109-378']],
    ['https://shop.example/ORD-2026-55431 כאן', ['link https://shop.example/ORD-2026-55431', 'text  כאן']],
    ['אין כאן מספר', ['text אין כאן מספר']],
  ])('%s is cut where something can be done', (text, pieces) => expect(told(text)).toEqual(pieces));

  it('outside of a case has links only', () => expect(piecesOf('ORD-2026-55431 482-109-379', null)).toEqual([{ kind: 'text', text: 'ORD-2026-55431 482-109-379' }]));
});

describe('numbers as an administrator describes them', () => {
  const [first] = rules.numberPatterns;
  it.each<[string, Partial<typeof rules>, string | undefined]>([
    ['as they stand', {}, undefined], ['a form of three digits', { numberPatterns: [{ ...first!, masks: ['###'] }] }, 'badMask'], ['no name in English', { numberPatterns: [{ ...first!, name: { he: 'הזמנה', en: '' } }] }, 'incomplete'],
    ['a link without the number', { numberPatterns: [{ ...first!, target: 'https://crm.example/' }] }, 'badTarget'], ['a host that the number chooses', { phoneTarget: 'https://{number}.example/' }, 'badTarget'], ['no encryption', { phoneTarget: 'http://crm.example/{number}' }, 'badTarget'],
  ])('%s: %j is told', (_, part, key) => expect(numbersProblem({ ...rules, ...part })?.key).toBe(key));
  it('are stored without empty lines', () => expect(withoutEmptyMasks({ ...DEFAULT_SETTINGS, numberPatterns: [{ ...first!, masks: [' ORD-#### ', ''] }] }).numberPatterns[0]!.masks).toEqual(['ORD-####']));
});
