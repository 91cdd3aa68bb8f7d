import type { CaseFacts } from './case-facts.ts';
import type { Period } from './kpi.ts';
import { dayAt, instantOf, wallTimeAt } from './zone.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** From the first of these days of the company's until the last, both included. */
export function periodOf(timeZone: string, from: string, to: string): Period {
  const midnight = (day: number): number => instantOf(timeZone, day * DAY);
  return { from: midnight(dayNumber(from)), to: midnight(dayNumber(to) + 1) };
}

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The same number of days that end where this period begins. */
export function daysBefore(from: string, to: string): { from: string; to: string } {
  const first = dayNumber(from);
  return { from: dateOf(first - (dayNumber(to) - first + 1)), to: dateOf(first - 1) };
}

export const daysIn = (from: string, to: string): number => dayNumber(to) - dayNumber(from) + 1;

/** One day: cases that began, resolutions, and how many were open at its end, or are now; null: a day that is yet to come. */
export interface PeriodDay { day: string; new: number; resolved: number; open: number | null }

/** Day by day: what came, what was resolved, and what was left. One pass, however many cases and days. */
export function periodDays(cases: CaseFacts[], { from, to, timeZone, now }: { from: string; to: string; timeZone: string; now: number }): PeriodDay[] {
  const first = dayNumber(from);
  const count = daysIn(from, to);
  const zeros = (): number[] => Array.from({ length: count }, () => 0);
  const [began, resolved, change] = [zeros(), zeros(), zeros()];
  let atStart = 0;
  const starts = Array.from({ length: count + 1 }, (_, place) => instantOf(timeZone, (first + place) * DAY));
  // -1: before the first day; `count`: after the last.
  const placeOf = (at: number): number => {
    if (at < starts[0]! || at >= starts[count]!) return at < starts[0]! ? -1 : count;
    let place = Math.min(count - 1, Math.floor((at - starts[0]!) / DAY));
    while (at < starts[place]!) place--;
    while (at >= starts[place + 1]!) place++;
    return place;
  };
  const changes = (at: number, by: number): void => {
    const place = placeOf(at);
    if (place < 0) atStart += by;
    else if (place < count) change[place]! += by;
  };
  for (const facts of cases) {
    if (!facts.counts) continue;
    const { openedAt, over } = facts;
    changes(openedAt, 1);
    const place = placeOf(openedAt);
    if (place >= 0 && place < count) began[place]! += 1;
    for (const stretch of over) {
      const on = placeOf(stretch.from);
      if (stretch.resolved && on >= 0 && on < count) resolved[on]! += 1;
      if (stretch.to !== null && stretch.to <= openedAt) continue;
      changes(Math.max(stretch.from, openedAt), -1);
      if (stretch.to !== null) changes(stretch.to, 1);
    }
  }
  const today = dayAt(timeZone, now) - first;
  let open = atStart;
  return began.map((fresh, place) => {
    open += change[place]!;
    return { day: dateOf(first + place), new: fresh, resolved: resolved[place]!, open: place > today ? null : open };
  });
}

/** The first of these hours that a length does not reach: 0-1, 1-4, 4-8, 8-24, 24 and more. */
export const LENGTH_STEPS = [1, 4, 8, 24] as const;

export function lengthStep(length: number): number {
  const place = LENGTH_STEPS.findIndex((hours) => length < hours * HOUR);
  return place < 0 ? LENGTH_STEPS.length : place;
}

/** In which step each first answer of the period falls; the case with it. */
export function firstResponseSteps(cases: CaseFacts[], { from, to }: Period): { number: string; calendar: number; business: number }[] {
  return cases.flatMap((facts) => {
    const [first] = facts.responses;
    return facts.counts && !facts.openedByAgent && first && first.to >= from && first.to < to ? [{ number: facts.number, calendar: lengthStep(first.to - first.from), business: lengthStep(first.business) }] : [];
  });
}

/** How many messages of customers arrived in each hour of the week, by the company's clock; Sunday comes first. `place` asks for the cases of one hour. */
export function busyHours(cases: CaseFacts[], { from, to }: Period, timeZone: string, place?: { weekday: number; hour: number }): { hours: number[][]; cases: string[] } {
  const hours = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  const found = new Set<string>();
  for (const facts of cases) {
    if (!facts.counts) continue;
    for (const at of facts.inAt) {
      if (at < from || at >= to) continue;
      const wall = new Date(wallTimeAt(timeZone, at));
      const [weekday, hour] = [wall.getUTCDay(), wall.getUTCHours()];
      hours[weekday]![hour]! += 1;
      if (place?.weekday === weekday && place.hour === hour) found.add(facts.number);
    }
  }
  return { hours, cases: [...found] };
}
