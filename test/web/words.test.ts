import { describe, expect, it } from '@jest/globals';
import en from '../../web/text/en.json' with { type: 'json' };
import he from '../../web/text/he.json' with { type: 'json' };
import { hasText, say } from '../../web/text.ts';
import type { Key } from '../../web/text.ts';
import { ago, duration, exactTime, shortTime } from '../../web/format.ts';
import { SuppressReason } from '../../shared/domain/message.ts';

type Tree = { [key: string]: string | Tree };
const isPlural = (value: Tree): boolean => 'other' in value && 'one' in value;
const leaves = (tree: Tree, place = ''): [string, string | Tree][] => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' || isPlural(value) ? [[place + key, value] as [string, string | Tree]] : leaves(value, `${place}${key}.`)));
const [hebrew, english] = [new Map(leaves(he)), new Map(leaves(en))];
const forms = (value: string | Tree): string[] => (typeof value === 'string' ? [value] : Object.values(value) as string[]);
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => name !== 'n').sort();

describe('the words of the console', () => {
  it('are the same keys in both languages', () => {
    expect([...hebrew.keys()]).toEqual([...english.keys()]);
  });

  it.each([...english.keys()])('%s is filled in alike in both languages', (key) => {
    const wanted = placeholders(forms(english.get(key)!).at(-1)!);
    expect([...forms(hebrew.get(key)!), ...forms(english.get(key)!)].map(placeholders)).toEqual([...forms(hebrew.get(key)!), ...forms(english.get(key)!)].map(() => wanted));
  });

  it('do not shout, and address nobody by gender', () => {
    const wrong = [...hebrew.values()].flatMap(forms).filter((text) => /!|לחץ|לחצי|הקלק|אתה |בהקדם|מובטח|דוא"ל/.test(text));
    expect([wrong, [...english.values()].flatMap(forms).filter((text) => text.includes('!'))]).toEqual([[], []]);
  });

  it('know every reason for which nobody was acknowledged', () => {
    expect(SuppressReason.options.filter((reason) => !hasText(`reason.${reason}`))).toEqual([]);
  });

  it.each<[number, string, string]>([[1, 'פנייה אחת', '1 case'], [2, 'שתי פניות', '2 cases'], [11, '11 פניות', '11 cases']])('count %i in each language', (n, inHebrew, inEnglish) => {
    expect([say('he', 'list.cases', { n }), say('en', 'list.cases', { n })]).toEqual([inHebrew, inEnglish]);
  });

  it('never read a value for placeholders', () => {
    expect(say('en', 'composer.failed' satisfies Key, { reason: '{reason} {agent}' })).toBe('Sending failed: {reason} {agent}');
  });
});

describe('times', () => {
  const noon = Date.UTC(2026, 10, 22, 10, 0);
  const zone = 'Asia/Jerusalem';
  it.each<[string, number, string, string]>([
    ['today', noon + 7_200_000, '14:00', '14:00'], ['tomorrow', noon + 86_400_000, 'מחר 12:00', 'tomorrow 12:00'], ['yesterday', noon - 86_400_000, 'אתמול 12:00', 'yesterday 12:00'],
  ])('%s is said as people say it', (_, at, inHebrew, inEnglish) => {
    expect([shortTime('he', zone, at, noon), shortTime('en', zone, at, noon)]).toEqual([inHebrew, inEnglish]);
  });

  it('are exact on asking, on the company’s clock', () => {
    expect([exactTime('he', zone, noon), exactTime('en', zone, noon)]).toEqual(['יום ראשון, 22 בנובמבר בשעה 12:00', 'Sunday 22 November at 12:00']);
  });

  it.each<[number, string, string]>([[30_000, 'עכשיו', 'just now'], [120_000, 'לפני שתי דקות', '2 minutes ago'], [7_200_000, 'לפני שעתיים', '2 hours ago'], [5 * 86_400_000, 'לפני 5 ימים', '5 days ago']])('%i ms ago has words', (ms, inHebrew, inEnglish) => {
    expect([ago('he', noon - ms, noon), ago('en', noon - ms, noon)]).toEqual([inHebrew, inEnglish]);
  });

  it('lengths are rounded to what a person would say', () => {
    expect([duration('he', 3_600_000), duration('en', 47 * 3_600_000), duration('en', 20_000)]).toEqual(['שעה', '47 hours', 'less than a minute']);
  });
});
