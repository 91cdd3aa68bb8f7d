import { opensNext } from './calendar.ts';
import type { BusinessCalendar } from './settings.ts';
import { dayAt, instantOf } from './zone.ts';

/** Whether somebody takes cases, as they say themselves. */
export type Availability = 'here' | 'break' | 'away';

const BREAK_MS = 30 * 60_000;
const DAY = 86_400_000;
/** Nobody forgets it for longer. */
const LONGEST_MS = 60 * DAY;

/** When what somebody says of themselves ends: a break after half an hour, being away when the team opens on another day. Null: it does not end. */
export function endOfAvailability(said: Availability, now: number, calendar: BusinessCalendar, until?: number): number | null {
  if (said === 'here') return null;
  if (until !== undefined) return Math.min(Math.max(until, now), now + LONGEST_MS);
  if (said === 'break') return now + BREAK_MS;
  const tomorrow = instantOf(calendar.timeZone, (dayAt(calendar.timeZone, now) + 1) * DAY);
  return opensNext(calendar, tomorrow)?.at ?? tomorrow;
}

/** What holds now of what somebody once said. */
export function availabilityAt({ availability, availableAgainAt }: { availability: Availability; availableAgainAt: number | null }, now: number): Availability {
  return availableAgainAt !== null && now >= availableAgainAt ? 'here' : availability;
}
