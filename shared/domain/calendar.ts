import type { BusinessCalendar } from './settings.ts';
import { dayAt, instantOf } from './zone.ts';

type Words = { he: string; en: string };
/** From an instant up to, not including, another. */
type Stretch = { from: number; to: number };
type SpecialDay = BusinessCalendar['specialDays'][number];
type Weekday = keyof BusinessCalendar['weekdays'];

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A calendar without an open block for so long is taken for one that says nothing: time then runs by the clock. */
const SEARCH_DAYS = 60;
/** No sum of business minutes reaches further; what is left over runs by the clock. */
const LONGEST_DAYS = 800;

const minutesOf = (time: string): number => Math.min(Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), 24 * 60);
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
// 1970-01-01 was a Thursday.
const weekdayOf = (day: number): Weekday => String((((day + 4) % 7) + 7) % 7) as Weekday;

function specialDay(calendar: BusinessCalendar, day: number): SpecialDay | undefined {
  const date = dateOf(day);
  return calendar.specialDays.findLast((special) => special.date === date);
}

// A block that ends before it starts goes on into the next morning; it belongs to the day on which it starts.
function stretchesOf(calendar: BusinessCalendar, day: number, blocks: [string, string][]): Stretch[] {
  return blocks.map(([start, end]) => {
    const from = minutesOf(start);
    const to = minutesOf(end) < from ? minutesOf(end) + 24 * 60 : minutesOf(end);
    const at = (minutes: number): number => instantOf(calendar.timeZone, day * DAY + minutes * MINUTE);
    return { from: at(from), to: at(to) };
  }).filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
}

function blocksOf(calendar: BusinessCalendar, day: number): [string, string][] {
  return specialDay(calendar, day)?.blocks ?? calendar.weekdays[weekdayOf(day)];
}

/** Open stretches that end after `at`, in order, joined where they touch; ends after SEARCH_DAYS without one. */
function* openStretches(calendar: BusinessCalendar, at: number): Generator<Stretch> {
  const first = dayAt(calendar.timeZone, at) - 1;
  let pending: Stretch | undefined;
  let lastSeen = first;
  for (let day = first; day - lastSeen <= SEARCH_DAYS + 1 && day - first <= LONGEST_DAYS; day++) {
    for (const stretch of stretchesOf(calendar, day, blocksOf(calendar, day))) {
      if (stretch.to <= at) continue;
      lastSeen = day;
      if (pending && stretch.from <= pending.to) pending = { from: pending.from, to: Math.max(pending.to, stretch.to) };
      else {
        if (pending) yield pending;
        pending = stretch;
      }
    }
    // Nothing that starts on a later day can touch what ended before that day began, save a block up to midnight.
    if (pending && pending.to < instantOf(calendar.timeZone, (day + 1) * DAY)) {
      yield pending;
      pending = undefined;
    }
  }
  if (pending) yield pending;
}

/** Whether the team works at this instant. */
export function isOpen(calendar: BusinessCalendar, at: number): boolean {
  const [next] = openStretches(calendar, at).take(1);
  return next !== undefined && next.from <= at;
}

/** When the team, at work at this instant, closes next; null when it is closed. */
export function closesNext(calendar: BusinessCalendar, at: number): number | null {
  const [next] = openStretches(calendar, at).take(1);
  return next !== undefined && next.from <= at ? next.to : null;
}

/** When it last closed before this instant, within two weeks; null when it did not. */
export function closedLast(calendar: BusinessCalendar, at: number): number | null {
  let last: number | null = null;
  for (const { to } of openStretches(calendar, at - 14 * DAY)) {
    if (to > at) break;
    last = to;
  }
  return last;
}

// The day whose words explain the wait: one that is closed whole, or that closes hours which its weekday has.
function reasonOfClosing(calendar: BusinessCalendar, at: number, opening: number): Words | null {
  const last = dayAt(calendar.timeZone, opening);
  for (let day = dayAt(calendar.timeZone, at); day <= last; day++) {
    const special = specialDay(calendar, day);
    if (!special?.reason) continue;
    const usual = stretchesOf(calendar, day, calendar.weekdays[weekdayOf(day)]);
    if (special.blocks.length === 0 || usual.some(({ from, to }) => from < opening && to > at)) return special.reason;
  }
  return null;
}

/**
 * When the team is next at work, from `at` on (`at` itself in opening hours), and the special day's own words for the
 * wait, if one is to blame. Null when the calendar has no open block within 60 days.
 */
export function opensNext(calendar: BusinessCalendar, at: number): { at: number; reason: Words | null } | null {
  const [next] = openStretches(calendar, at).take(1);
  if (!next) return null;
  if (next.from <= at) return { at, reason: null };
  return { at: next.from, reason: reasonOfClosing(calendar, at, next.from) };
}

/**
 * The instant at which so many open minutes have passed since `at`; the end of a block belongs to it. Where the calendar
 * has no open block for 60 days (or the sum reaches beyond two years) the rest is counted by the clock, so that
 * an empty calendar promises late rather than never.
 */
export function addBusinessMinutes(calendar: BusinessCalendar, at: number, minutes: number): number {
  if (!(minutes >= 0) || !Number.isFinite(minutes)) throw new RangeError(`business minutes: ${minutes}`);
  let left = minutes * MINUTE;
  let reached = at;
  for (const { from, to } of openStretches(calendar, at)) {
    const start = Math.max(from, at);
    if (start + left <= to) return start + left;
    left -= to - start;
    reached = to;
  }
  return reached + left;
}

/** Open milliseconds between two instants. */
export function openTimeBetween(calendar: BusinessCalendar, from: number, to: number): number {
  let open = 0;
  for (const stretch of openStretches(calendar, from)) {
    if (stretch.from >= to) break;
    open += Math.min(stretch.to, to) - Math.max(stretch.from, from);
  }
  return open;
}

/** The end of the so-manieth day after this instant's own on which the team works. */
export function endOfBusinessDay(calendar: BusinessCalendar, at: number, days: number): number {
  let day = dayAt(calendar.timeZone, at);
  for (let left = days, looked = 0; left > 0 && looked < SEARCH_DAYS; looked++) if (blocksOf(calendar, ++day).length > 0) left--;
  return instantOf(calendar.timeZone, (day + 1) * DAY);
}
