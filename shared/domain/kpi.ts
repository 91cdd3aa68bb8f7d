import { breachAt, promiseState } from './breach.ts';
import { openTimeBetween } from './calendar.ts';
import type { CaseStatus } from './case.ts';
import type { PromiseGiven } from './clocks.ts';
import { isOver } from './lifecycle.ts';
import type { BusinessCalendar } from './settings.ts';
import { dayAt, instantOf } from './zone.ts';

/** One function computes each figure; screen, export, alert and test use that one. Each names the cases behind it. */
export interface Figure { value: number; cases: string[] }

/** What the figures of this moment ask of a case: a case item knows all of it, so that ten thousand cost one pass. */
export interface NowCase {
  number: string;
  channel: string;
  status: CaseStatus;
  assignee: string | null;
  mergedInto: string | null;
  openedAt: number;
  /** The customer's first message; null: an agent opened it, and the customer has not written yet. */
  firstInAt: number | null;
  /** The first answer by a person that reached the customer. */
  firstAnsweredAt: number | null;
  unansweredSince: number | null;
  /** The nearest thing due on it (`dueOn`); null: nothing. */
  dueAt: number | null;
}

/** What the figures of a period ask of it besides. */
export interface CaseFigures extends NowCase {
  openedByAgent: boolean;
  /** All answers by persons that reached the customer. */
  answersAt: number[];
  promises: PromiseGiven[];
  /** How long its first answer took in opening hours, where that is kept; else it is reckoned. */
  firstBusiness?: number;
}

export interface Period { from: number; to: number }

const DAY = 86_400_000;

/** The company's own day that `now` lies in, `to` not included. Twice a year it has 23 or 25 hours. */
export function today(timeZone: string, now: number): Period {
  const day = dayAt(timeZone, now);
  return { from: instantOf(timeZone, day * DAY), to: instantOf(timeZone, (day + 1) * DAY) };
}

// A merged case is counted with the one it went into; spam never was a case.
const counts = (item: NowCase): boolean => item.mergedInto === null && item.status !== 'spam';
const isOpen = (item: NowCase): boolean => counts(item) && !isOver(item.status);
const within = (at: number | null, { from, to }: Period): boolean => at !== null && at >= from && at < to;

function figure(cases: NowCase[]): Figure {
  return { value: cases.length, cases: cases.map(({ number }) => number) };
}

/** Not resolved, closed or spam; waiting and snoozed cases are open. */
export function open(cases: NowCase[]): Figure {
  return figure(cases.filter(isOpen));
}

/** Open, and nobody's. */
export function unassigned(cases: NowCase[]): Figure {
  return figure(cases.filter((item) => isOpen(item) && item.assignee === null));
}

/** How long the customer who has waited longest for an answer has waited, in milliseconds; value 0 when nobody waits. */
export function oldestUnanswered(cases: NowCase[], now: number): Figure & { since: number | null } {
  const waiting = cases.filter((item) => isOpen(item) && item.unansweredSince !== null).toSorted((a, b) => a.unansweredSince! - b.unansweredSince!);
  const since = waiting[0]?.unansweredSince ?? null;
  return { value: since === null ? 0 : Math.max(0, now - since), since, cases: waiting.slice(0, 1).map(({ number }) => number) };
}

function byBreach(cases: NowCase[], now: number, state: 'soon' | 'breached'): Figure {
  const due = cases.filter((item) => isOpen(item) && item.dueAt !== null && breachAt(item.dueAt, now).state === state);
  return figure(due.toSorted((a, b) => a.dueAt! - b.dueAt!));
}

/** Due within 30 minutes and not yet over it, the nearest first. */
export function breachingSoon(cases: NowCase[], now: number): Figure {
  return byBreach(cases, now, 'soon');
}

/** Over their time, the longest first. */
export function breached(cases: NowCase[], now: number): Figure {
  return byBreach(cases, now, 'breached');
}

/** Open, written by a customer, and no person has answered yet. An acknowledgement is no answer. */
export function awaitingFirstResponse(cases: NowCase[]): Figure {
  return figure(cases.filter((item) => isOpen(item) && item.firstInAt !== null && item.firstAnsweredAt === null));
}

export interface NowFigures {
  open: Figure;
  unassigned: Figure;
  oldestUnanswered: Figure & { since: number | null };
  breachingSoon: Figure;
  breached: Figure;
  awaitingFirstResponse: Figure;
}

function nowOf(cases: NowCase[], now: number): NowFigures {
  return {
    open: open(cases), unassigned: unassigned(cases), oldestUnanswered: oldestUnanswered(cases, now), breachingSoon: breachingSoon(cases, now), breached: breached(cases, now),
    awaitingFirstResponse: awaitingFirstResponse(cases),
  };
}

/** The panel: all together, and the same for each channel that has an open case. */
export function nowPanel(cases: NowCase[], now: number): NowFigures & { channels: { channel: string; figures: NowFigures }[] } {
  const names = [...new Set(cases.filter(isOpen).map(({ channel }) => channel))].sort();
  return { ...nowOf(cases, now), channels: names.map((channel) => ({ channel, figures: nowOf(cases.filter((item) => item.channel === channel), now) })) };
}

/** Cases that began in the period. */
export function newIn(cases: NowCase[], period: Period): Figure {
  return figure(cases.filter((item) => counts(item) && within(item.openedAt, period)));
}

/** Cases that a person answered in the period, each once. */
export function answeredIn(cases: CaseFigures[], period: Period): Figure {
  return figure(cases.filter((item) => counts(item) && item.answersAt.some((at) => within(at, period))));
}

/** Lengths in milliseconds; null when there are none. */
export interface Spread { median: number | null; p90: number | null; mean: number | null }

/** Median: the middle one, or half-way between the two. p90: the smallest that nine in ten do not exceed (nearest rank). */
export function spreadOf(lengths: number[]): Spread {
  const sorted = lengths.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { median: null, p90: null, mean: null };
  return {
    median: (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.ceil((n - 1) / 2)]!) / 2,
    p90: sorted[Math.ceil(n * 0.9) - 1]!,
    mean: sorted.reduce((sum, length) => sum + length, 0) / n,
  };
}

/**
 * First response time: from the customer's first message to the first message by a person, acknowledgements and robots
 * left out, cases that an agent opened left out, late ones included, dated by the reply.
 */
export function firstResponseIn(cases: CaseFigures[], period: Period, calendar: BusinessCalendar): Figure & { calendar: Spread; business: Spread } {
  const answered = cases.filter((item) => counts(item) && !item.openedByAgent && item.firstInAt !== null && within(item.firstAnsweredAt, period));
  return {
    ...figure(answered),
    calendar: spreadOf(answered.map(({ firstInAt, firstAnsweredAt }) => firstAnsweredAt! - firstInAt!)),
    business: spreadOf(answered.map(({ firstInAt, firstAnsweredAt, firstBusiness }) => firstBusiness ?? openTimeBetween(calendar, firstInAt!, firstAnsweredAt!))),
  };
}

/**
 * Of the promises whose fate was decided in the period (kept: when it was answered; missed: when its time ran out), how many
 * were kept. `share` from 0 to 1, null when none was decided. Each promise counts once, on one day.
 */
export function promisesKeptIn(cases: CaseFigures[], period: Period, now: number): { kept: Figure; missed: Figure; share: number | null } {
  const decided = cases.filter(counts).flatMap((item) => item.promises.map((promise) => ({ item, promise, state: promiseState(promise, now) })));
  const kept = decided.filter(({ promise, state }) => state === 'kept' && within(promise.answeredAt, period));
  const missed = decided.filter(({ promise, state }) => state === 'missed' && within(promise.dueAt, period));
  const share = kept.length + missed.length === 0 ? null : kept.length / (kept.length + missed.length);
  return { kept: { value: kept.length, cases: numbersOf(kept) }, missed: { value: missed.length, cases: numbersOf(missed) }, share };
}

const numbersOf = (decided: { item: CaseFigures }[]): string[] => [...new Set(decided.map(({ item }) => item.number))];

/** Today's figures, in the company's own day. */
export function todayPanel(cases: CaseFigures[], calendar: BusinessCalendar, now: number) {
  const period = today(calendar.timeZone, now);
  return { period, new: newIn(cases, period), answered: answeredIn(cases, period), firstResponse: firstResponseIn(cases, period, calendar), promises: promisesKeptIn(cases, period, now) };
}
