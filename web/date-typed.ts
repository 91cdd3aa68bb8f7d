/** A date as three fields show it: what is typed stays as it is, also while it is no date yet. */
export interface DateParts { day: string; month: string; year: string }

const two = (value: number | string): string => String(value).padStart(2, '0');

/** `2026-11-22` as its parts; of anything else empty ones. */
export function partsOf(date: string): DateParts {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  return { day, month, year };
}

/** The date that the parts say, as `2026-11-22`; empty when there is no such day. */
export function dateOf({ day, month, year }: DateParts): string {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return '';
  const date = `${year}-${two(month)}-${two(day)}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  // What runs over the end of a month would become a day of the next one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? date : '';
}

/** A whole date in one field, as it is pasted: `22.11.2026`, `22/11/26`, `2026-11-22`. Day before month. */
export function datePasted(text: string): DateParts | undefined {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text);
  if (iso) return { day: two(iso[3]!), month: two(iso[2]!), year: iso[1]! };
  const said = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)\s*$/.exec(text);
  return said ? { day: two(said[1]!), month: two(said[2]!), year: wholeYear(said[3]!) } : undefined;
}

/** Two digits are a year of this century. */
export const wholeYear = (year: string): string => (/^\d\d$/.test(year) ? `20${year}` : year);

/** The date so many days, months or years on; the last of a month stays its last. */
export function dateStepped(date: string, part: keyof DateParts, by: number): string {
  const { day, month, year } = partsOf(date);
  if (year === '') return date;
  if (part === 'day') return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + by)).toISOString().slice(0, 10);
  const first = new Date(Date.UTC(Number(year) + (part === 'year' ? by : 0), Number(month) - 1 + (part === 'month' ? by : 0), 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return `${first.toISOString().slice(0, 8)}${two(Math.min(Number(day), last))}`;
}

/** A time of the day as it was typed, `08:30`, `8:30`, `830`, as `08:30`; empty when it is none. `24:00` is the end of a day, where that is asked for. */
export function timeTyped(text: string, endOfDay = false): string {
  const [, hour = '', minute = ''] = /^\s*(\d{1,2}):?(\d\d)\s*$/.exec(text) ?? [];
  if (hour === '') return '';
  if (endOfDay && Number(hour) === 24 && minute === '00') return '24:00';
  return Number(hour) < 24 && Number(minute) < 60 ? `${two(hour)}:${minute}` : '';
}

/** What somebody leaves the field with: an hour alone is that hour. */
export const timeLeft = (text: string, endOfDay = false): string => timeTyped(/^\s*\d{1,2}\s*$/.test(text) ? `${text.trim()}:00` : text, endOfDay);

/** A quarter of an hour on or back, within the day. */
export function timeStepped(time: string, by: number): string {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + by * 15;
  return minutes >= 0 && minutes < 1440 ? `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}` : time;
}
