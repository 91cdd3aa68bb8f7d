import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { indexForms, lookUpForms, matchScore, readQuery, searchWords } from '../../shared/domain/search-words.ts';

const finds = (typed: string, text: string): boolean => matchScore(readQuery(typed), searchWords(text)) > 0;
const score = (typed: string, text: string): number => matchScore(readQuery(typed), searchWords(text));

describe('search', () => {
  it.each([
    ['הזמנה', 'בהזמנה שלי'], ['גז', 'ריח של הגז'], ['הזמנה', 'וכשההזמנה תגיע'], ['בהזמנה', 'איפה הזמנה 7'], ['להזמנה', 'מההזמנה'], ['שלום', 'שָׁלוֹם לכם'], ['משלוחים', 'המשלוחימ'], ['אינטרנט', 'האינטרנט איטי'],
    ['צ׳אט', 'דיברתי בצ\'אט'], ['עו״ד', 'העו"ד שלי'], ['ירושלים', 'לירושלים'], ['חשבונית', 'חשבונית־מס'], ['תל אביב', 'סניף בתל-אביב'],
    ['Order', 'where is my ORDER?'], ['cafe', 'the Café on the corner'], ['won\'t', 'it won’t open'], ['refund', 'refund, please'], ['dana@example.org', 'write to Dana@Example.org'], ['example.org', 'write to dana@example.org'],
    ['482-109-379', 'case 482-109-379'], ['482109379', 'case 482-109-379'], ['482-109-379', 'case 482109379'], ['ORD-2026-55431', 'ORD-2026-55431 לא הגיעה'], ['55431', 'ORD-2026-55431 לא הגיעה'], ['iPhone בתיקון', 'התיקון של ה-iPhone'],
  ])('%j finds %j', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each([
    ['הזמנה', 'איפה המשלוח'], ['מים', 'שלום'], ['בים', 'לים'], ['order', 'border'], ['refund order', 'where is my order'], ['482-109-379', 'case 482-109-380'], ['ORD-2026-55431', 'ORD-2026-55432'], ['', 'anything'], ['   ', 'anything'], ['?!', 'anything ?!'],
  ])('%j does not find %j', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });

  it('finds by the beginning of the word that is being typed', () => {
    expect([finds('חשבו', 'החשבונית שלי'), finds('ref', 'my refund'), finds('ref ', 'my refund'), finds('r', 'my refund')]).toEqual([true, true, false, false]);
  });

  it('puts the same word before one with prefixes, and that before one that only begins so', () => {
    const scores = ['הזמנה', 'בהזמנה', 'הזמנהה'].map((text) => score('הזמנה', text));
    expect([scores, scores.toSorted((a, b) => b - a)[2]! > 0]).toEqual([scores.toSorted((a, b) => b - a), true]);
  });

  it('knows each word of a text once', () => {
    expect(searchWords('שלום שלום Hello hello').map(({ word }) => word)).toEqual(['שלומ', 'hello']);
  });

  it('keeps the words of two languages in one text', () => {
    expect(indexForms('ה-iPhone שלי')).toEqual(['iphone', 'ה', 'לי', 'שלי']);
  });

  it('is the same with invisible marks', () => {
    expect(searchWords('הז\u200fמנה')).toEqual(searchWords('הזמנה'));
  });

  it('keeps of an endless word its beginning', () => {
    expect(searchWords('א'.repeat(100_000))[0]!.word).toHaveLength(60);
  });

  const COMMENTS = JSON.parse(readFileSync(new URL('../data/public-comments.json', import.meta.url), 'utf8')) as { text: string }[];

  it('finds every text by each of its own words', () => {
    expect(COMMENTS.flatMap(({ text }) => searchWords(text).filter(({ word }) => matchScore({ words: [{ word, forms: [word] }], lastIsOpen: false }, searchWords(text)) === 0))).toEqual([]);
  });

  it('looks up in an index all that it would find by reading', () => {
    const texts = COMMENTS.slice(0, 120).map(({ text }) => ({ words: searchWords(text), forms: new Set(indexForms(text)) }));
    const wanted = [...new Set(COMMENTS.slice(0, 60).flatMap(({ text }) => searchWords(text).map(({ word }) => word)))].flatMap((word) => searchWords(word));
    const missed = wanted.filter((word) => texts.some(({ words, forms }) => matchScore({ words: [word], lastIsOpen: false }, words) > 0 && !lookUpForms(word).some((form) => forms.has(form))));
    expect(missed).toEqual([]);
  });

  it('reads any text', () => {
    expect(() => fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => searchWords(text).every(({ word, forms }) => word !== '' && forms[0] === word)), { seed: 3, numRuns: 200 })).not.toThrow();
  });
});
