import { opensNext } from '../shared/domain/calendar.ts';
import type { Language } from '../shared/domain/message.ts';
import type { BusinessCalendar } from '../shared/domain/settings.ts';
import { dayAt, instantOf } from '../shared/domain/zone.ts';
import { dayName, isTomorrow } from './format.ts';
import { say } from './text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MORNING = 9 * HOUR;
/** Where the team does not work for so long, a morning is a morning. */
const SEARCH_DAYS = 60;

export interface SnoozeChoice { key: 'hour' | 'threeHours' | 'tomorrow' | 'sunday'; until: number }
/** `calendar` undefined: it is not known yet. */
export interface CompanyTime { timeZone: string; calendar: BusinessCalendar | undefined }

// Nine o'clock on the first working day from this one on, or when it opens, where that is later.
function morningFrom(first: number, { timeZone, calendar }: CompanyTime): number {
  const zone = timeZone || 'UTC';
  const days = calendar ? Array.from({ length: SEARCH_DAYS }, (_, ahead) => first + ahead) : [];
  for (const day of days) {
    const opening = opensNext(calendar!, instantOf(zone, day * DAY + MORNING));
    if (opening && dayAt(zone, opening.at) === day) return opening.at;
  }
  return instantOf(zone, first * DAY + MORNING);
}

/** The next working morning after today. */
export const tomorrowAt = (now: number, time: CompanyTime): number => morningFrom(dayAt(time.timeZone || 'UTC', now) + 1, time);

/** When a case may come back, in the company's own days: each time is there once. */
export function snoozeChoices(now: number, time: CompanyTime): SnoozeChoice[] {
  const day = dayAt(time.timeZone || 'UTC', now);
  // Day 0 was a Thursday.
  const weekday = (day + 4) % 7;
  const [tomorrow, sunday] = [tomorrowAt(now, time), morningFrom(day + (7 - weekday), time)];
  return [
    { key: 'hour', until: now + HOUR },
    { key: 'threeHours', until: now + 3 * HOUR },
    { key: 'tomorrow', until: tomorrow },
    ...(sunday === tomorrow ? [] : [{ key: 'sunday' as const, until: sunday }]),
  ];
}

/** What stands on a choice: the day that it is, where tomorrow or Sunday is closed too. */
export function snoozeWords(language: Language, timeZone: string, { key, until }: SnoozeChoice, now: number): string {
  if (key === 'hour' || key === 'threeHours') return say(language, `snooze.${key}`);
  return isTomorrow(timeZone, until, now) ? say(language, 'snooze.tomorrow') : say(language, 'snooze.day', { day: dayName(language, timeZone, until, now) });
}
