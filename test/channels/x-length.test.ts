import { describe, expect, it } from '@jest/globals';
import { addressesIn, weightedLength } from '../../shared/channels/x/weighted-length.ts';

describe('the length of a post', () => {
  it.each<[string, number]>([
    ['', 0], ['hello', 5], ['א'.repeat(280), 280], ['שָׁלוֹם', 7], ['₪', 2], ['\u200f', 2], ['\u2066א\u2069', 5], ['…', 2], ['–', 1], ['“', 1], ['漢字', 4],
    ['👍', 2], ['👍🏽', 2], ['👨‍👩‍👧‍👦', 2], ['🇮🇱', 2], ['❤️', 2], ['1', 1], ['é', 1], ['e\u0301', 1],
    ['https://company.example/a/very/long/path?with=query', 23], ['see company.com now', 31], ['אתר.קום', 7], ['a@b.com', 7], ['https://a.co https://b.co', 47],
  ])('of %j is %d', (text, length) => {
    expect(weightedLength(text)).toBe(length);
  });

  it('knows what becomes a link', () => {
    expect(addressesIn('פרטים באתר https://x.example/פנייה או company.co.il/a')).toEqual(['https://x.example/', 'company.co.il/a']);
  });
});
