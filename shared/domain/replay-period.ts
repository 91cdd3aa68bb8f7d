import { instantOf } from './zone.ts';

const DAY = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Midnight of a date on the wall's calendar; undefined for what is no date, also for 31 February. */
function midnight(text: string): number | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (!year) return undefined;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return new Date(wall).toISOString().startsWith(text) ? wall : undefined;
}

/** When a day (`until`: its end) or an instant is, in the company's time zone. Throws an Error that says what is wrong. */
function moment(name: string, text: string, timeZone: string, until: boolean): number {
  const wall = midnight(text);
  if (wall !== undefined) return instantOf(timeZone, until ? wall + DAY : wall);
  const at = INSTANT.test(text) && midnight(text.slice(0, 10)) !== undefined ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`${name}: "${text}" is neither a date (2026-11-20) nor an instant (2026-11-20T08:00:00Z).`);
  return at;
}

/** From the first moment on, and before the second; a date as the end is that whole day. Throws an Error that says what is wrong. */
export function replayPeriod({ from, to }: { from: string; to: string }, timeZone: string): { from: number; until: number } {
  const period = { from: moment('--from', from, timeZone, false), until: moment('--to', to, timeZone, true) };
  if (period.from >= period.until) throw new Error(`--from ${from} is not before --to ${to}.`);
  return period;
}
