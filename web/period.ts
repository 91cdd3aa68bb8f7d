import type { PeriodQuery, PeriodValue } from '../shared/api-shapes/period.ts';
import { PERIOD_FIGURES } from '../shared/domain/period-figures.ts';
import type { PeriodFigureName } from '../shared/domain/period-figures.ts';
import type { Language } from '../shared/domain/message.ts';
import { duration, number, percent } from './format.ts';
import { say } from './text.ts';

const DAY = 86_400_000;
export const LENGTHS = [7, 30, 90] as const;
/** Which of both clocks lengths are shown by. */
export type Hours = 'business' | 'calendar';

/** The date on the company's clock. */
export function dateAt(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...(timeZone ? { timeZone } : {}) }).format(at);
}

/** The last so many days, today among them. */
export function lastDays(timeZone: string, now: number, days: number): { from: string; to: string } {
  const to = dateAt(timeZone, now);
  return { from: new Date(Date.parse(`${to}T00:00:00Z`) - (days - 1) * DAY).toISOString().slice(0, 10), to };
}

/** A day as people write it. */
export function dayShown(language: Language, day: string): string {
  return new Intl.DateTimeFormat(language === 'he' ? 'he-IL' : 'en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
}

/** The part of a value that is shown: of lengths the median by the chosen clock. */
export function valueOf({ value, business, calendar }: PeriodValue, hours: Hours): number | null {
  return business && calendar ? { business, calendar }[hours].median : value;
}

const HOUR = 3_600_000;
/** A length as exactly as figures are compared: hours and days with a tenth. */
function lengthShown(language: Language, ms: number): string {
  if (ms < HOUR) return duration(language, ms);
  const tenths = (unit: number): number => Math.round((ms / unit) * 10) / 10;
  return ms < 48 * HOUR ? say(language, 'time.hours', { n: tenths(HOUR) }) : say(language, 'time.days', { n: tenths(DAY) });
}

/** A value of this figure in words; a dash where there is none. */
export function figureShown(language: Language, name: PeriodFigureName, value: number | null): string {
  if (value === null) return '–';
  const { kind } = PERIOD_FIGURES[name];
  return kind === 'share' ? percent(language, value) : kind === 'time' ? lengthShown(language, value) : number(language, value, kind === 'number' ? 1 : 0);
}

export interface Change { way: 'up' | 'down' | 'same'; by: string; means: 'better' | 'worse' | null }

/** What has changed against the period before, as it reads: what looks the same is the same. Null: there is nothing to compare with. */
export function changeOf(language: Language, name: PeriodFigureName, now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const { kind, better } = PERIOD_FIGURES[name];
  if (figureShown(language, name, now) === figureShown(language, name, before)) return { way: 'same', by: '', means: null };
  const difference = Math.abs(now - before);
  const points = Math.max(1, Math.round(difference * 100));
  const by = kind === 'share' ? say(language, 'period.points', { n: points }) : figureShown(language, name, difference);
  const way = now > before ? 'up' : 'down';
  return { way, by, means: better === null ? null : (better === 'more') === (way === 'up') ? 'better' : 'worse' };
}

/** Without what is not chosen. */
export function queryFor({ from, to, ...cut }: PeriodQuery): PeriodQuery {
  return { from, to, ...Object.fromEntries(Object.entries(cut).filter(([, value]) => value)) };
}
