import type { CaseFacts } from './case-facts.ts';
import { answeredOnce, interactionsOf, mattersOf, reopenedOf, repeatContacts } from './period-cases.ts';
import type { Matters } from './period-cases.ts';
import { firstResponseIn, newIn, promisesKeptIn, spreadOf } from './kpi.ts';
import type { CaseFigures, Figure, Period, Spread } from './kpi.ts';
import type { PeriodFigureName } from './period-figures.ts';
import type { BusinessCalendar } from './settings.ts';
import { satisfactionIn } from './status-view.ts';

/** What part of all cases is looked at; what is not named is not asked. */
export interface Cut { channel?: string | undefined; topic?: string | undefined; agent?: string | undefined; team?: string | undefined }

/** A figure with the cases behind it. Of lengths, in milliseconds, `value` is the median by the clock on the wall. */
export interface PeriodFigure { value: number | null; cases: string[]; calendar?: Spread; business?: Spread }
export type PeriodFigures = Record<PeriodFigureName, PeriodFigure>;

const within = (at: number | null | undefined, { from, to }: Period): at is number => at != null && at >= from && at < to;
const share = (part: number, all: number): number | null => (all === 0 ? null : part / all);
const mean = (values: number[]): number | null => (values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length);
const numbers = (cases: CaseFacts[]): string[] => cases.map(({ number }) => number);

export function fitsCut({ channel, topic, agent, team }: CaseFacts, cut: Cut): boolean {
  return (cut.channel === undefined || cut.channel === channel) && (cut.topic === undefined || cut.topic === topic) && (cut.agent === undefined || cut.agent === agent) && (cut.team === undefined || cut.team === team);
}

/** Over before that, with nothing that was answered, promised or ended since. */
function isPast({ over, answers, promises }: CaseFacts, from: number): boolean {
  const last = over.at(-1);
  return last !== undefined && last.to === null && last.from < from && (answers.at(-1)?.at ?? 0) < from && promises.every(({ dueAt, answeredAt }) => dueAt < from && (answeredAt ?? 0) < from);
}

/** When it was last resolved, if it still is. */
export function resolvedFor(facts: CaseFacts): number | null {
  const last = facts.over.at(-1);
  return last && last.to === null && last.resolved ? last.from : null;
}

/** Was there work on it at this instant. */
export const isOpenAt = ({ openedAt, over }: CaseFacts, at: number): boolean => openedAt <= at && !over.some(({ from, to }) => from <= at && (to === null || to > at));

/** The same case as the figures of a day know it, so that those of a period are computed by the same functions. */
function asOfDay(facts: CaseFacts): CaseFigures {
  const [first] = facts.responses;
  return {
    number: facts.number, channel: facts.channel, status: facts.counts ? 'open' : 'spam', assignee: facts.agent, mergedInto: null, openedAt: facts.openedAt, firstInAt: facts.firstInAt, firstAnsweredAt: first?.to ?? null,
    unansweredSince: null, dueAt: null, openedByAgent: facts.openedByAgent, answersAt: facts.answers.map(({ at }) => at), promises: facts.promises, ...(first ? { firstBusiness: first.business } : {}),
  };
}

const counted = ({ value, cases }: Figure): PeriodFigure => ({ value, cases });

function timed(cases: string[], calendar: number[], business: number[]): PeriodFigure {
  const spread = spreadOf(calendar);
  return { value: spread.median, cases: [...new Set(cases)], calendar: spread, business: spreadOf(business) };
}

/**
 * All figures of one period. `all`: the facts of every case that the period, the thirty days before it and the days after
 * it have anything to say of; the cut is made here, since whoever comes back may do so elsewhere.
 */
export function periodFigures(all: CaseFacts[], { period, cut, calendar, now, matters = mattersOf(all) }: { period: Period; cut: Cut; calendar: BusinessCalendar; now: number; /** Of all these, where they are known already. */ matters?: Matters }): PeriodFigures {
  const cases = all.filter((facts) => facts.counts && fitsCut(facts, cut) && !isPast(facts, period.from));
  const ofDay = cases.map(asOfDay);
  const resolutions = cases.flatMap((facts) => facts.over.filter(({ from, resolved }) => resolved && within(from, period)).map((stretch) => ({ facts, stretch })));
  const resolved = cases.filter((facts) => within(resolvedFor(facts), period));
  const fresh = newIn(ofDay, period);
  const atStart = cases.filter((facts) => isOpenAt(facts, period.from - 1));
  const atEnd = cases.filter((facts) => isOpenAt(facts, Math.min(period.to - 1, now)));
  const responses = cases.flatMap((facts) => facts.responses.filter(({ to }) => within(to, period)).map((response) => ({ number: facts.number, ...response })));
  const first = firstResponseIn(ofDay, period, calendar);
  const firstResolved = cases.filter(({ resolution, over }) => resolution !== null && within(over.find((one) => one.resolved)?.from, period));
  const promises = promisesKeptIn(ofDay, period, now);
  const reopened = reopenedOf(resolutions);
  const once = answeredOnce(resolved, matters, calendar);
  const again = repeatContacts(cases, matters, period);
  const talks = interactionsOf(resolved);
  const rated = satisfactionIn(resolved.map((facts) => ({ number: facts.number, mergedInto: null, status: 'resolved' as const, resolvedAt: resolvedFor(facts), rating: facts.rating ?? undefined, solved: facts.solved === null ? undefined : { answer: facts.solved, at: 0 } })), period);
  const withLengths = resolved.filter(({ resolution }) => resolution !== null);
  return {
    new: counted(fresh), resolved: { value: resolutions.length, cases: [...new Set(resolutions.map(({ facts }) => facts.number))] }, backlog: { value: atEnd.length, cases: numbers(atEnd) },
    handlingRate: { value: share(resolutions.length, atStart.length + fresh.value), cases: [...new Set(resolutions.map(({ facts }) => facts.number))] },
    firstResponse: { value: first.calendar.median, cases: first.cases, calendar: first.calendar, business: first.business },
    averageResponse: timed(responses.map(({ number }) => number), responses.map(({ from, to }) => to - from), responses.map(({ business }) => business)),
    resolution: timed(numbers(withLengths), withLengths.map(({ resolution }) => resolution!.last.calendar), withLengths.map(({ resolution }) => resolution!.last.business)),
    firstResolution: timed(numbers(firstResolved), firstResolved.map(({ resolution }) => resolution!.first.calendar), firstResolved.map(({ resolution }) => resolution!.first.business)),
    promisesKept: { value: promises.share, cases: [...new Set([...promises.missed.cases, ...promises.kept.cases])] },
    firstContact: { value: share(once.length, resolved.length), cases: numbers(once) },
    reopenRate: { value: share(reopened.length, resolutions.length), cases: [...new Set(reopened.map(({ facts }) => facts.number))] },
    repeatContact: { value: share(again.repeated, again.contacts), cases: again.cases },
    interactions: { value: mean(talks.map(({ messages }) => messages)), cases: numbers(resolved) }, agentsPerCase: { value: mean(talks.map(({ agents }) => agents)), cases: numbers(resolved) },
    csat: { value: rated.csat, cases: rated.cases }, csatMean: { value: rated.mean, cases: rated.cases }, responseRate: { value: rated.responseRate, cases: numbers(resolved) },
    solvedShare: { value: rated.solvedShare, cases: numbers(resolved.filter(({ solved }) => solved !== null)) },
  };
}
