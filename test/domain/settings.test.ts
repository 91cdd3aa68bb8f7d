import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS, Settings } from '../../shared/domain/settings.ts';

describe('settings', () => {
  it('are good as delivered', () => {
    expect(Settings.safeParse(DEFAULT_SETTINGS).success).toBe(true);
  });

  const wrong: [string, object][] = [
    ['a time zone on another planet', { calendar: { ...DEFAULT_SETTINGS.calendar, timeZone: 'Mars/Phobos' } }],
    ['a day that no calendar has', { calendar: { ...DEFAULT_SETTINGS.calendar, specialDays: [{ date: '2026-13-45', blocks: [], reason: null }] } }],
    ['an answer before the question', { promiseMinutes: { ...DEFAULT_SETTINGS.promiseMinutes, normal: -500 } }],
    ['an answer at once', { promiseMinutes: { ...DEFAULT_SETTINGS.promiseMinutes, normal: 0 } }],
    ['a nameless company', { company: { he: '', en: 'Company' } }],
    ['a name with a header in it', { company: { he: 'חברה\r\nBcc: x@evil.example', en: 'Company' } }],
    ['a link that is a script', { privacyLink: 'javascript:alert(1)' }],
    ['a link that anybody may read on the way', { privacyLink: 'http://company.example/privacy' }],
    ['a cap below nothing', { capPerHour: -1 }],
  ];
  it.each(wrong)('refuse %s', (_what, change) => {
    expect(Settings.safeParse({ ...DEFAULT_SETTINGS, ...change }).success).toBe(false);
  });
});
