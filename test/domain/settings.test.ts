import { describe, expect, it } from '@jest/globals';
import { GivenSettings } from '../../shared/domain/settings-check.ts';
import { DEFAULT_SETTINGS, readStoredSettings, Settings, storedSettings } from '../../shared/domain/settings.ts';

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

  const { calendar } = DEFAULT_SETTINGS;
  const sunday = (...blocks: [string, string][]): object => ({ calendar: { ...calendar, weekdays: { ...calendar.weekdays, 0: blocks } } });
  const closed = (date: string, ...blocks: [string, string][]) => ({ date, blocks, reason: null });
  const words = { he: 'תקלה', en: 'Outage' };
  const nonsense: [string, string, object][] = [
    ['a day that ends before it begins', 'calendar.weekdays.0.0', sunday(['17:00', '08:30'])],
    ['an hour that no day has', 'calendar.weekdays.0.0', sunday(['24:59', '24:59'])],
    ['a block without time', 'calendar.weekdays.0.1', sunday(['08:00', '09:00'], ['12:00', '12:00'])],
    ['two blocks over each other', 'calendar.weekdays.0.0', sunday(['11:00', '15:00'], ['08:00', '12:00'])],
    ['a special day with such hours', 'calendar.specialDays.0.blocks.0', { calendar: { ...calendar, specialDays: [closed('2026-12-31', ['13:00', '13:00'])] } }],
    ['a special day twice', 'calendar.specialDays.1.date', { calendar: { ...calendar, specialDays: [closed('2026-12-31'), closed('2026-12-31', ['08:00', '12:00'])] } }],
    ['who is on call until before they begin', 'onCall.0.to', { onCall: [{ from: '2026-12-02', to: '2026-12-01', who: 'נועה', phone: null }] }],
    ['an address of somebody’s', 'statusLink', { statusLink: 'https://evil@x.example/' }],
    ['an address to be filled in', 'statusLink', { statusLink: 'https://x.example/{}' }],
    ['an address that asks already', 'statusLink', { statusLink: 'https://x.example/?a=1' }],
    ['a next word in no year', 'incident.nextUpdateAt', { incident: { what: words, nextUpdateAt: 9e15 } }],
    ['a next word beyond all numbers', 'incident.nextUpdateAt', { incident: { what: words, nextUpdateAt: 9e99 } }],
    ['a next word between two milliseconds', 'incident.nextUpdateAt', { incident: { what: words, nextUpdateAt: 1_795_000_000_000.5 } }],
    ['a number smaller than can be kept', 'promiseMinutes.normal', { promiseMinutes: { ...DEFAULT_SETTINGS.promiseMinutes, normal: 1e-200 } }],
  ];
  it.each(nonsense)('that are given with %s are refused by its place', (_what, place, change) => {
    expect(GivenSettings.safeParse({ ...DEFAULT_SETTINGS, ...change }).error?.issues[0]?.path.join('.')).toEqual(place);
  });

  it.each<[string, object]>([
    ['as delivered', {}], ['with a night shift', sunday(['22:00', '06:00'])], ['with the whole day', sunday(['00:00', '24:00'])], ['with two blocks that touch', sunday(['08:00', '12:00'], ['12:00', '16:00'])],
    ['with one day on call', { onCall: [{ from: '2026-12-01', to: '2026-12-01', who: 'נועה', phone: null }] }], ['with a link to a page and its query', { privacyLink: 'https://company.example/p?lang=he', statusLink: 'https://company.example/care' }],
  ])('are taken %s', (_what, change) => {
    expect(GivenSettings.safeParse({ ...DEFAULT_SETTINGS, ...change }).success).toBe(true);
  });

  it('that are stored already are read, whatever they mean', () => {
    expect(storedSettings(sunday(['17:00', '08:30'])).calendar.weekdays[0]).toEqual([['17:00', '08:30']]);
    expect(storedSettings(undefined)).toEqual(DEFAULT_SETTINGS);
    expect(storedSettings({ assignment: { automatic: true, sameAgent: false } }).assignment).toEqual({ automatic: true, sameAgent: false, byAnswering: true });
  });

  it('that are stored and do not fit are named by their place', () => {
    const { weekdays } = DEFAULT_SETTINGS.calendar;
    expect(readStoredSettings({ capPerHour: -1, calendar: { ...DEFAULT_SETTINGS.calendar, weekdays: { ...weekdays, 0: [['8', '17:00']] } } }).notInForce).toEqual(['calendar.weekdays.0.0.0', 'capPerHour']);
    expect([readStoredSettings({ capPerHour: 3 }).notInForce, readStoredSettings(undefined).notInForce]).toEqual([[], []]);
  });

  it('that are stored and do not fit are as delivered, and leave the others as they are', () => {
    expect(storedSettings({ company: { he: 'קו', en: 'Line' }, incident: { what: words, nextUpdateAt: 9e15 }, capPerHour: -1 })).toEqual({ ...DEFAULT_SETTINGS, company: { he: 'קו', en: 'Line' } });
  });
});
