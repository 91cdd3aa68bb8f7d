import type { Language } from '../shared/domain/message.ts';
import { say } from './text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LOCALES: Record<Language, string> = { he: 'he-IL', en: 'en-GB' };

const made = new Map<string, Intl.DateTimeFormat>();
function dates(language: Language, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, options]);
  let format = made.get(key);
  if (!format) made.set(key, format = new Intl.DateTimeFormat(LOCALES[language], { ...options, ...(timeZone ? { timeZone } : {}) }));
  return format;
}

/** Weekday, date and time in the company's zone: what a promise was given in. */
export function exactTime(language: Language, timeZone: string, at: number): string {
  return dates(language, timeZone, { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(at);
}

const dayOf = (timeZone: string, at: number): string => dates('en', timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

export const isTomorrow = (timeZone: string, at: number, now: number): boolean => dayOf(timeZone, at) === dayOf(timeZone, now + DAY);

/** The weekday within a week, else with its date. */
export function dayName(language: Language, timeZone: string, at: number, now: number): string {
  return dates(language, timeZone, at - now < 6 * DAY ? { weekday: 'long' } : { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

/** `14:00` today, `יום א׳ 14:00` within a week, else the date. */
export function shortTime(language: Language, timeZone: string, at: number, now: number): string {
  const time = dates(language, timeZone, { hour: '2-digit', minute: '2-digit' }).format(at);
  if (dayOf(timeZone, at) === dayOf(timeZone, now)) return time;
  if (isTomorrow(timeZone, at, now)) return say(language, 'time.tomorrow', { time });
  if (dayOf(timeZone, at) === dayOf(timeZone, now - DAY)) return say(language, 'time.yesterday', { time });
  if (Math.abs(at - now) < 6 * DAY) return dates(language, timeZone, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
  return dates(language, timeZone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
}

/** A length in the words of the language, at most two days exactly: `שעתיים`, `3 hours`. */
export function duration(language: Language, ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE));
  if (minutes < 1) return say(language, 'time.lessThanMinute');
  if (minutes < 60) return say(language, 'time.minutes', { n: minutes });
  if (ms < 48 * HOUR) return say(language, 'time.hours', { n: Math.round(ms / HOUR) });
  return say(language, 'time.days', { n: Math.round(ms / DAY) });
}

/** The same in a few characters, for rows: `12m`, `3h`, `5d`. */
export function shortDuration(language: Language, ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  if (minutes < 60) return say(language, 'time.shortMinutes', { n: minutes });
  if (ms < 48 * HOUR) return say(language, 'time.shortHours', { n: Math.floor(ms / HOUR) });
  return say(language, 'time.shortDays', { n: Math.floor(ms / DAY) });
}

export function ago(language: Language, at: number, now: number): string {
  return now - at < MINUTE ? say(language, 'time.now') : say(language, 'time.ago', { time: duration(language, now - at) });
}

export function number(language: Language, value: number, digits = 0): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value);
}

export function percent(language: Language, share: number): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

export function fileSize(language: Language, bytes: number): string {
  if (bytes < 1024) return say(language, 'size.bytes', { n: bytes });
  if (bytes < 1024 * 1024) return say(language, 'size.kilobytes', { size: number(language, bytes / 1024) });
  return say(language, 'size.megabytes', { size: number(language, bytes / 1024 / 1024, 1) });
}
