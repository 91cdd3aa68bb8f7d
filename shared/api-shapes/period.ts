import type { PeriodFigureName } from '../domain/period-figures.ts';
import type { PeriodDay } from '../domain/period-days.ts';
import type { Spread } from '../domain/kpi.ts';

/** What is asked of a period: days of the company's calendar, both included, and the part of all cases that is looked at. */
export interface PeriodQuery { from: string; to: string; channel?: string; topic?: string; agent?: string; team?: string }

/** A figure; `cases`: how many stand behind it. Of lengths, in milliseconds, `value` is the median by the clock. */
export interface PeriodValue { value: number | null; cases: number; calendar?: Spread; business?: Spread }

export interface PeriodSide { from: string; to: string; figures: Record<PeriodFigureName, PeriodValue> }

export interface FiguresPeriod {
  timeZone: string;
  /** What happened later is not in it yet. */
  asOf: number;
  period: PeriodSide;
  /** As many days before it. */
  before: PeriodSide;
  days: PeriodDay[];
  /** First answers within 1, 4, 8, 24 and more hours. */
  steps: { calendar: number[]; business: number[] };
  /** Messages of customers by weekday, Sunday first, and hour. */
  hours: number[][];
}

/** Which cases are asked for: a figure, `new@2026-11-03` or `resolved@…` of one day, `open@…` at its end, `step.business@2`, `hour@0.9` (Sunday, nine o'clock). */
export interface BehindQuery extends PeriodQuery { figure: string }
export interface PeriodCases { cases: string[]; /** How many there are, when only the first are told. */ all: number }
