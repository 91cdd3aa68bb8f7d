import { addBusinessMinutes, closedLast, closesNext, opensNext } from './calendar.ts';
import type { BusinessCalendar, Settings } from './settings.ts';
import { dayAt } from './zone.ts';

/** So long after the team is back, what is due then is due too early to wait for the morning. */
const AFTER_OPENING_MINUTES = 120;

/** When the team closes (null: it is closed), opens after that (null: never), and the end of its first two hours then. */
export interface Closing { closesAt: number | null; opensAt: number | null; settledAt: number | null }

/** How this working day ends. A pause in the middle of the day is no closing. */
export function closingOf(calendar: BusinessCalendar, now: number): Closing {
  const isToday = (at: number | null): at is number => at !== null && dayAt(calendar.timeZone, at) === dayAt(calendar.timeZone, now);
  let closesAt = closesNext(calendar, now);
  let opensAt = opensNext(calendar, closesAt ?? now)?.at ?? null;
  // In the small hours, too, the team opens today: then the day has not begun.
  while (isToday(opensAt) && (closesAt !== null || isToday(closedLast(calendar, now)))) {
    closesAt = closesNext(calendar, opensAt);
    opensAt = closesAt === null ? null : opensNext(calendar, closesAt)?.at ?? null;
  }
  return { closesAt, opensAt, settledAt: opensAt === null ? null : addBusinessMinutes(calendar, opensAt, AFTER_OPENING_MINUTES) };
}

/** What is asked of a case here. `dueAt`: null when nothing is due on it. */
export interface DueCase { number: string; assignee: string | null; dueAt: number | null }

export interface BeforeClosingGroups { unassigned: string[]; late: string[]; beforeClosing: string[]; whileClosed: string[]; afterOpening: string[] }

/** Open work by when it is due, the earliest first: late already, before the team closes, while it is closed, and right after it opens. */
export function dueAroundClosing(cases: DueCase[], { closesAt, opensAt, settledAt }: Closing, now: number): BeforeClosingGroups {
  const sorted = cases.toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || (a.number < b.number ? -1 : 1));
  const due = (from: number, to: number): string[] => sorted.filter(({ dueAt }) => dueAt !== null && dueAt >= from && dueAt < to).map(({ number }) => number);
  const closed = closesAt ?? now;
  return {
    unassigned: sorted.filter(({ assignee }) => assignee === null).map(({ number }) => number),
    late: due(-Infinity, now), beforeClosing: due(now, closed), whileClosed: opensAt === null ? [] : due(closed, opensAt), afterOpening: opensAt === null || settledAt === null ? [] : due(opensAt, settledAt + 1),
  };
}

/** Who is to be called between now and the next opening, in order. */
export function onCallBetween(onCall: Settings['onCall'], timeZone: string, from: number, to: number): Settings['onCall'] {
  const date = (at: number): string => new Date(dayAt(timeZone, at) * 86_400_000).toISOString().slice(0, 10);
  return onCall.filter((one) => one.from <= date(to) && one.to >= date(from)).toSorted((a, b) => (a.from < b.from ? -1 : 1));
}
