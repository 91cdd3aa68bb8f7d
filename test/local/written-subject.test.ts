import { describe, expect, it } from '@jest/globals';
import { subjectFrom } from '../../local/written-subject.ts';

describe('a mail that is written without a subject', () => {
  it.each([
    ['Hello, where is my refund?', 'Hello, where is my refund?'], ['שלום, איפה הזיכוי שלי?\nדנה', 'שלום, איפה הזיכוי שלי?'],
    [`I would like to know, ${'please '.repeat(20)}`, 'I would like to know, please please please please please…'], ['א'.repeat(80), `${'א'.repeat(60)}…`],
  ])('has its first words for one: %j', (text, subject) => {
    expect(subjectFrom(text)).toBe(subject);
  });
});
