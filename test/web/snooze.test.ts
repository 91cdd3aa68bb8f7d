import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { BusinessCalendar } from '../../shared/domain/settings.ts';
import { snoozeChoices, snoozeWords, tomorrowAt } from '../../web/snooze.ts';

const timeZone = 'Asia/Jerusalem';
const closed = (date: string): BusinessCalendar['specialDays'][number] => ({ date, blocks: [], reason: null });
const offered = (now: string, change: Partial<BusinessCalendar> = {}): [string, string, string][] => {
  const calendar = { ...DEFAULT_SETTINGS.calendar, ...change };
  const at = Date.parse(now);
  return snoozeChoices(at, { timeZone, calendar }).map((choice) => [snoozeWords('he', timeZone, choice, at), snoozeWords('en', timeZone, choice, at), new Date(choice.until).toLocaleString('sv-SE', { timeZone }).slice(5, 16)]);
};

describe('when a case may come back', () => {
  it('is in an hour, in three, tomorrow morning, and on Sunday, when the week begins', () => {
    expect(offered('2026-11-25T13:00Z')).toEqual([['לשעה', 'For an hour', '11-25 16:00'], ['לשלוש שעות', 'For three hours', '11-25 18:00'], ['עד מחר', 'Until tomorrow', '11-26 09:00'], ['עד יום ראשון', 'Until Sunday', '11-29 09:00']]);
  });

  it.each<[string, string, Partial<BusinessCalendar>, [string, string, string][]]>([
    ['before an eve that is worked until noon is on that eve', '2026-11-26T13:00Z', {}, [['עד מחר', 'Until tomorrow', '11-27 09:00'], ['עד יום ראשון', 'Until Sunday', '11-29 09:00']]],
    ['on a Friday is on Sunday, and says so once', '2026-11-27T08:00Z', {}, [['עד יום ראשון', 'Until Sunday', '11-29 09:00']]],
    ['on a Sunday says of which Sunday it speaks', '2026-11-29T08:00Z', {}, [['עד מחר', 'Until tomorrow', '11-30 09:00'], ['עד יום ראשון, 6 בדצמבר', 'Until Sunday 6 December', '12-06 09:00']]],
    ['before a holiday is after it', '2026-09-10T08:00Z', { specialDays: [closed('2026-09-11'), closed('2026-09-13')] }, [['עד יום שני', 'Until Monday', '09-14 09:00']]],
    ['before a day that opens late is when it opens', '2026-11-25T13:00Z', { specialDays: [{ date: '2026-11-26', blocks: [['10:30', '14:00']], reason: null }] }, [['עד מחר', 'Until tomorrow', '11-26 10:30'], ['עד יום ראשון', 'Until Sunday', '11-29 09:00']]],
    ['where somebody is always there is in the morning all the same', '2026-11-27T08:00Z', { weekdays: { 0: [['00:00', '24:00']], 1: [['00:00', '24:00']], 2: [['00:00', '24:00']], 3: [['00:00', '24:00']], 4: [['00:00', '24:00']], 5: [['00:00', '24:00']], 6: [['00:00', '24:00']] } }, [['עד מחר', 'Until tomorrow', '11-28 09:00'], ['עד יום ראשון', 'Until Sunday', '11-29 09:00']]],
  ])('%s', (_, now, change, mornings) => {
    expect(offered(now, change).slice(2)).toEqual(mornings);
  });

  it('is nine o’clock tomorrow as long as nobody knows the company’s hours', () => {
    expect(new Date(tomorrowAt(Date.parse('2026-11-27T08:00Z'), { timeZone: '', calendar: undefined })).toISOString()).toBe('2026-11-28T09:00:00.000Z');
  });
});
