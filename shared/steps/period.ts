import type { FiguresPeriod, PeriodCases, PeriodSide, PeriodValue } from '../api-shapes/period.ts';
import { monthsBetween, openFacts } from '../domain/case-facts.ts';
import type { CaseFacts } from '../domain/case-facts.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { fitsCut, isOpenAt, periodFigures } from '../domain/period.ts';
import type { Cut, PeriodFigures } from '../domain/period.ts';
import { PERIOD_FIGURES } from '../domain/period-figures.ts';
import type { PeriodFigureName } from '../domain/period-figures.ts';
import { LENGTH_STEPS, busyHours, daysBefore, daysIn, firstResponseSteps, periodDays, periodOf } from '../domain/period-days.ts';
import type { Period } from '../domain/kpi.ts';
import { REPEAT_DAYS, mattersOf } from '../domain/period-cases.ts';
import type { Matters } from '../domain/period-cases.ts';
import type { BusinessCalendar } from '../domain/settings.ts';
import { dayAt } from '../domain/zone.ts';
import { Invalid } from '../errors.ts';
import type { FactStore } from '../ports/figures.ts';
import { forEach, readFacts } from './case-facts.ts';
import type { FactDeps } from './case-facts.ts';

export interface PeriodAsked { from: string; to: string; cut: Cut }

const DAY = 86_400_000;
/** With the period before it a year: more cases than a function of 512 MB has room for would be read, in a company with 100,000 of them a year. */
export const LONGEST_DAYS = 186;
/** Whoever comes back within five business days does so within these. */
const AFTERWARDS_MS = 21 * DAY;
/** What happened since facts were last kept is computed for so many cases; beyond that the answer says as of when it is. */
const LIVE_CASES = 100;
const CASES_TOLD = 2_000;
const HOUR = 3_600_000;

/** The days that were asked for, if they are days. */
function checkDays({ from, to }: PeriodAsked, today: string): void {
  const wrong = (['from', 'to'] as const).filter((name) => { const day = { from, to }[name]; const at = Date.parse(`${day}T00:00:00Z`); return !/^20\d\d-\d\d-\d\d$/.test(day) || Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day; });
  if (wrong.length > 0) throw new Invalid(wrong, 'no such day', { key: 'noSuchDay' });
  if (from > to) throw new Invalid(['from', 'to'], 'the period ends before it begins', { key: 'endsBeforeItBegins' });
  if (from > today) throw new Invalid(['from'], 'the period is yet to come', { key: 'yetToCome' });
  if (daysIn(from, to) > LONGEST_DAYS) throw new Invalid(['from', 'to'], 'the period is too long', { key: 'periodTooLong', values: { days: String(LONGEST_DAYS) } });
}

/** So many cases are kept between two looks; more would not leave room for work. */
const KEPT_CASES = 60_000;

/**
 * Who looks at a period from several sides reads it once: as long as nothing was settled, all that has changed in it is
 * among what is touched since, and is computed anew each time.
 */
export function withMonthsKept(facts: FactStore): FactStore {
  let last: { through: number | null; months: string; cases: CaseFacts[] } | undefined;
  return {
    ...facts,
    async inMonths(months) {
      const through = await facts.through();
      const key = months.join();
      if (last?.months === key && last.through === through) return last.cases;
      const cases = await facts.inMonths(months);
      last = cases.length > KEPT_CASES ? undefined : { through, months: key, cases };
      return cases;
    },
  };
}

async function touchedSince(facts: FactStore, now: number): Promise<{ numbers: string[]; asOf: number }> {
  const through = await facts.through() ?? now - HOUR;
  const numbers = [...new Set((await facts.touched(through, now) ?? []).flatMap(({ cases }) => cases))];
  return now - through > HOUR || numbers.length > LIVE_CASES ? { numbers: [], asOf: through } : { numbers, asOf: now };
}

/** The facts of every case that these months know, with what has happened a moment ago, and with all that is open and that nothing has happened to. */
async function factsIn(deps: FactDeps, months: string[]): Promise<{ all: CaseFacts[]; asOf: number }> {
  const now = deps.now();
  const [kept, board, touched] = await Promise.all([deps.facts.inMonths(months), deps.store.board(), touchedSince(deps.facts, now)]);
  const all = new Map(kept.map((facts) => [facts.number, facts]));
  await forEach(touched.numbers, async (number) => {
    const read = await readFacts(deps, number);
    if (read) all.set(number, read.facts);
  });
  for (const { number, channel, topic, team, assignee, openedAt } of board) if (!all.has(number)) all.set(number, openFacts({ number, channel, topic, team, agent: assignee, openedAt }));
  return { all: [...all.values()], asOf: touched.asOf };
}

interface ReadPeriod { all: CaseFacts[]; mine: CaseFacts[]; asOf: number; period: Period; before: { from: string; to: string }; earlier: Period; calendar: BusinessCalendar; now: number; matters: Matters }

async function readPeriod(deps: FactDeps, asked: PeriodAsked): Promise<ReadPeriod> {
  const { calendar } = await deps.settings();
  const now = deps.now();
  checkDays(asked, new Date(dayAt(calendar.timeZone, now) * DAY).toISOString().slice(0, 10));
  const period = periodOf(calendar.timeZone, asked.from, asked.to);
  const before = daysBefore(asked.from, asked.to);
  const earlier = periodOf(calendar.timeZone, before.from, before.to);
  const { all, asOf } = await factsIn(deps, monthsBetween(earlier.from - REPEAT_DAYS * DAY, Math.min(period.to + AFTERWARDS_MS, now)));
  return { all, mine: all.filter((facts) => fitsCut(facts, asked.cut)), asOf, period, before, earlier, calendar, now, matters: mattersOf(all) };
}

export const FIGURE_NAMES = Object.keys(PERIOD_FIGURES) as PeriodFigureName[];

function values(figures: PeriodFigures): Record<PeriodFigureName, PeriodValue> {
  return Object.fromEntries(FIGURE_NAMES.map((name) => { const { cases, ...figure } = figures[name]; return [name, { ...figure, cases: cases.length }]; })) as Record<PeriodFigureName, PeriodValue>;
}

const figuresIn = (read: ReadPeriod, { cut }: PeriodAsked, period: Period): PeriodFigures => periodFigures(read.all, { period, cut, calendar: read.calendar, now: read.now, matters: read.matters });

/** All figures of a period, beside those of as many days before it. */
export async function figuresPeriod(deps: FactDeps, asked: PeriodAsked): Promise<FiguresPeriod> {
  return answerOf(asked, await readPeriod(deps, asked));
}

function answerOf(asked: PeriodAsked, read: ReadPeriod): FiguresPeriod {
  const { mine, period, before, earlier, calendar: { timeZone }, now, asOf } = read;
  const { from, to } = asked;
  const side = (days: { from: string; to: string }, of: Period): PeriodSide => ({ from: days.from, to: days.to, figures: values(figuresIn(read, asked, of)) });
  const steps = { calendar: [...LENGTH_STEPS, 0].map(() => 0), business: [...LENGTH_STEPS, 0].map(() => 0) };
  for (const step of firstResponseSteps(mine, period)) {
    steps.calendar[step.calendar]! += 1;
    steps.business[step.business]! += 1;
  }
  return { timeZone, asOf, period: side({ from, to }, period), before: side(before, earlier), days: periodDays(mine, { from, to, timeZone, now }), steps, hours: busyHours(mine, period, timeZone).hours };
}

/** The figures with all that stands behind each: what a file of them is made of. */
export async function periodWhole(deps: FactDeps, asked: PeriodAsked): Promise<{ answer: FiguresPeriod; figures: PeriodFigures; mine: CaseFacts[] }> {
  const read = await readPeriod(deps, asked);
  return { answer: answerOf(asked, read), figures: figuresIn(read, asked, read.period), mine: read.mine };
}

const isFigure = (name: string): name is PeriodFigureName => Object.hasOwn(PERIOD_FIGURES, name);

function behind(read: ReadPeriod, asked: PeriodAsked, figure: string): string[] {
  const { mine, period, calendar: { timeZone } } = read;
  const [name = '', at = ''] = figure.split('@');
  if (at === '' && isFigure(name)) return figuresIn(read, asked, period)[name].cases;
  if (/^\d{4}-\d\d-\d\d$/.test(at) && at >= asked.from && at <= asked.to) {
    const day = periodOf(timeZone, at, at);
    if (name === 'new' || name === 'resolved') return figuresIn(read, asked, day)[name].cases;
    if (name === 'open') return mine.filter((facts) => facts.counts && isOpenAt(facts, Math.min(day.to - 1, read.now))).map(({ number }) => number);
  }
  const hours = name === 'step.business' ? 'business' : name === 'step.calendar' ? 'calendar' : undefined;
  if (hours && /^[0-4]$/.test(at)) return firstResponseSteps(mine, period).filter((step) => step[hours] === Number(at)).map(({ number }) => number);
  const [, weekday, hour] = /^([0-6])\.(1?\d|2[0-3])$/.exec(at) ?? [];
  if (name === 'hour' && weekday !== undefined) return busyHours(mine, period, timeZone, { weekday: Number(weekday), hour: Number(hour) }).cases;
  throw new Invalid(['figure'], 'no such figure');
}

/** The cases behind one of them. */
export async function casesBehind(deps: FactDeps, asked: PeriodAsked, figure: string): Promise<PeriodCases> {
  const cases = behind(await readPeriod(deps, asked), asked, figure);
  return { cases: cases.slice(0, CASES_TOLD).map(showCaseNumber), all: cases.length };
}
