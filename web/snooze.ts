import { dayAt, instantOf } from '../shared/domain/zone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MORNING = 9 * HOUR;

export interface SnoozeChoice { key: 'hour' | 'threeHours' | 'tomorrow' | 'sunday'; until: number }

/** Nine o'clock on the morning of the next day. */
export const tomorrowAt = (now: number, timeZone: string): number => instantOf(timeZone || 'UTC', (dayAt(timeZone || 'UTC', now) + 1) * DAY + MORNING);

/** When a case may come back, in the company's own days. */
export function snoozeChoices(now: number, timeZone: string): SnoozeChoice[] {
  const zone = timeZone === '' ? 'UTC' : timeZone;
  const day = dayAt(zone, now);
  // Day 0 was a Thursday.
  const weekday = (day + 4) % 7;
  return [
    { key: 'hour', until: now + HOUR },
    { key: 'threeHours', until: now + 3 * HOUR },
    { key: 'tomorrow', until: tomorrowAt(now, zone) },
    { key: 'sunday', until: instantOf(zone, (day + (7 - weekday)) * DAY + MORNING) },
  ];
}
