import { describe, expect, it } from '@jest/globals';
import { spread, wordingsOf } from '../../shared/domain/variants.ts';

describe('a text with choices', () => {
  it('has every wording that they allow, each once', () => {
    expect(wordingsOf('{שלום|היי} {name}, {בודקים|אנחנו על זה|מטפלים}').toSorted()).toEqual(['שלום', 'היי'].flatMap((hello) => ['בודקים', 'אנחנו על זה', 'מטפלים'].map((work) => `${hello} {name}, ${work}`)).toSorted());
    expect(wordingsOf('{a|b|c} {d|e|f} {g|h}')).toHaveLength(18);
  });

  it('of which two neighbours share no choice', () => {
    const all = wordingsOf('{a|b|c} {d|e|f|g}').map((one) => one.split(' '));
    expect(all.slice(1).flatMap((words, place) => words.filter((word, at) => word === all[place]![at]))).toEqual([]);
  });

  it('without any is itself, and its placeholders stay', () => {
    expect(wordingsOf('Hello {name}, case {number}')).toEqual(['Hello {name}, case {number}']);
  });

  it('may leave a word out, and never grows beyond measure', () => {
    expect(wordingsOf('Thanks {so much|} {name}')).toEqual(['Thanks so much {name}', 'Thanks {name}']);
    expect(wordingsOf('{a|b|c|d|e|f|g|h} '.repeat(20)).length).toBeLessThanOrEqual(500);
  });
});

describe('several texts for many', () => {
  it('go turn by turn, none twice before all were used', () => {
    expect(spread(['one', '{two|too}'], 5)).toEqual(['one', 'two', 'too', 'one', 'two']);
    expect(new Set(spread(['{a|b|c|d} {e|f|g|h}', '{i|j|k} {l|m}'], 22)).size).toBe(22);
  });

  it('are none when there is none', () => {
    expect(spread(['', '  '], 3)).toEqual([]);
  });
});
