import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isAngry, moodOf } from '../../shared/domain/mood.ts';
import type { Mood } from '../../shared/domain/mood.ts';

interface Labelled { text: string; mood: Mood['class']; language: 'he' | 'en'; heldOut: boolean }
const TEXTS = JSON.parse(readFileSync(new URL('../data/mood-texts.json', import.meta.url), 'utf8')) as Labelled[];

describe('the mood of a text', () => {
  it.each<[string, string, Mood['class']]>([
    ['השירות מזעזע', 'the service is awful', 'negative'], ['שירות מצוין', 'excellent service', 'positive'], ['מה שעות הפתיחה', 'what are the opening hours', 'neutral'],
    ['לא מרוצה', 'not happy', 'negative'], ['לא רע', 'not bad', 'neutral'], ['בלי בעיות', 'no problems', 'neutral'], ['תודה על כלום', 'thanks for nothing', 'negative'],
    ['מצוין, שוב תקלה', 'great, another outage', 'negative'], ['אתבע אתכם', 'I will sue you', 'negative'], ['והמדהימים', 'amazing', 'positive'], ['🤬', '🤬', 'negative'], ['❤️', '❤️', 'positive'], ['', '', 'neutral'],
  ])('%j, %j is %s', (hebrew, english, mood) => {
    expect([moodOf(hebrew).class, moodOf(english).class]).toEqual([mood, mood]);
  });

  it.each([['מרוצה', 'מאוד מרוצה'], ['happy', 'very happy'], ['קצת נחמד', 'נחמד'], ['a bit nice', 'nice'], ['nice', 'amazing'], ['נחמד', 'מדהים']])('%j is milder than %j', (mild, strong) => {
    expect(moodOf(mild).score).toBeLessThan(moodOf(strong).score);
  });

  it.each([['השירות מצוין אבל המשלוח נוראי', 'the service is excellent but the delivery was horrible', 'negative'], ['המשלוח נוראי אבל השירות מצוין', 'the delivery was horrible but the service is excellent', 'positive']])('%j, %j is what stands after the but', (hebrew, english, mood) => {
    expect([moodOf(hebrew).class, moodOf(english).class]).toEqual([mood, mood]);
  });

  it.each([['גנבים, בושה', 'thieves, shame on you', true], ['קצת מאכזב', 'a bit disappointing', false], ['תודה', 'thanks', false]])('%j, %j is angry: %s', (hebrew, english, angry) => {
    expect([isAngry(moodOf(hebrew)), isAngry(moodOf(english))]).toEqual([angry, angry]);
  });

  it('shows its words in the order they were written', () => {
    expect(moodOf('היה נחמד אבל השליח היה חצוף').evidence).toEqual(['נחמד', 'חצוף']);
  });

  it('is a number from -1 to 1 for any text, of the same sign as its class', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.array(fc.constantFrom(...TEXTS), { maxLength: 20 }).map((many) => many.map(({ text }) => text).join(' '))), (text) => {
      const { score, class: mood } = moodOf(text);
      expect(Math.abs(score)).toBeLessThanOrEqual(1);
      expect(mood === 'neutral' ? 0 : Math.sign(score)).toBe({ negative: -1, neutral: 0, positive: 1 }[mood]);
    }), { seed: 3, numRuns: 200 });
  });

  it('is the same with and without invisible marks and niqqud', () => {
    expect(moodOf('שֵׁרוּת מְצֻיָּן\u200f').class).toBe('neutral');
    expect(moodOf('ש\u200fירות מ\u05b0צוין')).toEqual(moodOf('שירות מצוין'));
  });
});

// The held-out texts were written after the words, which were not changed for them: they tell what to expect of other people's.
describe('the labelled texts', () => {
  const part = (language: string, heldOut: boolean): Labelled[] => TEXTS.filter((text) => text.language === language && text.heldOut === heldOut);

  it.each(([['he', false, 0.96], ['en', false, 0.96], ['he', true, 0.8], ['en', true, 0.8]] as const).map(([language, heldOut, floor]) => {
    const texts = part(language, heldOut);
    return [language, heldOut, texts.length, (texts.filter(({ text, mood }) => moodOf(text).class === mood).length / texts.length).toFixed(3), floor] as const;
  }))('in %s (held out: %s), %d of them, are right to a share of %s', (_language, _heldOut, _count, measured, floor) => {
    expect(Number(measured)).toBeGreaterThanOrEqual(floor);
  });

  it('are never taken for the opposite', () => {
    expect(TEXTS.filter(({ text, mood }) => mood !== 'neutral' && moodOf(text).class !== mood && moodOf(text).class !== 'neutral').map(({ text }) => text)).toEqual([]);
  });
});
