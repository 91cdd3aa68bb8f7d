import type { CaseFacts } from '../domain/case-facts.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { csvOf } from '../domain/csv.ts';
import type { Language } from '../domain/message.ts';
import type { Spread } from '../domain/kpi.ts';
import { resolvedFor } from '../domain/period.ts';
import type { PeriodFigures } from '../domain/period.ts';
import { PERIOD_FIGURES } from '../domain/period-figures.ts';
import type { PeriodFigureName } from '../domain/period-figures.ts';
import { wallTimeAt } from '../domain/zone.ts';
import type { PeriodValue } from '../api-shapes/period.ts';
import { FIGURE_WORDS } from '../text/figures.ts';
import { Invalid } from '../errors.ts';
import type { FactDeps } from './case-facts.ts';
import { FIGURE_NAMES, periodWhole } from './period.ts';
import type { PeriodAsked } from './period.ts';

export interface SheetDeps extends FactDeps {
  /** Names by which people know who is an id, as far as there are any. */
  nameOf?: (language: Language) => Promise<(kind: 'agent' | 'team' | 'topic', id: string) => string | null>;
}

/** A function may answer with 6 MB; a case takes about 150 bytes. */
const CASES_WRITTEN = 30_000;
const MINUTE = 60_000;

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const shownAs = { count: (value: number) => String(value), share: (value: number) => rounded(value * 100, 2), number: (value: number) => rounded(value, 2), time: (value: number) => rounded(value / MINUTE, 1) };
const written = (kind: keyof typeof shownAs, value: number | null | undefined): string => (value == null ? '' : shownAs[kind](value));

/** What a figure has changed by: counts, lengths and ratios in themselves, shares in percentage points. */
const changed = (kind: keyof typeof shownAs, now: number | null | undefined, before: number | null | undefined): string => (now == null || before == null ? '' : shownAs[kind](now - before));

function figureRows(words: (typeof FIGURE_WORDS)[Language], name: PeriodFigureName, now: PeriodValue, before: PeriodValue): string[][] {
  const { kind } = PERIOD_FIGURES[name];
  const unit = kind === 'time' ? words.minutes : kind === 'share' ? words.percent : words.number;
  if (kind !== 'time') return [[words[name], '', unit, written(kind, now.value), written(kind, before.value), changed(kind, now.value, before.value), String(now.cases)]];
  return (['calendar', 'business'] as const).flatMap((hours) => (['median', 'p90', 'mean'] as const).map((spread: keyof Spread) => [
    words[name], `${words[spread]}, ${words[hours]}`, unit, written(kind, now[hours]?.[spread]), written(kind, before[hours]?.[spread]), changed(kind, now[hours]?.[spread], before[hours]?.[spread]), String(now.cases),
  ]));
}

function caseRows(mine: CaseFacts[], figures: PeriodFigures, words: (typeof FIGURE_WORDS)[Language], timeZone: string, nameOf: (kind: 'agent' | 'team' | 'topic', id: string | null) => string): string[][] {
  const countedIn = new Map<string, PeriodFigureName[]>();
  for (const name of FIGURE_NAMES) for (const number of figures[name].cases) countedIn.set(number, [...countedIn.get(number) ?? [], name]);
  if (countedIn.size > CASES_WRITTEN) throw new Invalid(['from', 'to'], 'more cases than a file holds', { key: 'tooManyForFile', values: { limit: String(CASES_WRITTEN) } });
  const when = (at: number | null): string => (at === null ? '' : new Date(wallTimeAt(timeZone, at)).toISOString().slice(0, 16).replace('T', ' '));
  return mine.filter(({ number }) => countedIn.has(number)).toSorted((a, b) => a.openedAt - b.openedAt).map((facts) => {
    const [first] = facts.openedByAgent ? [] : facts.responses;
    const resolvedAt = resolvedFor(facts);
    return [
      showCaseNumber(facts.number), facts.channel, nameOf('topic', facts.topic), nameOf('team', facts.team), nameOf('agent', facts.agent), when(facts.openedAt), first ? written('time', first.to - first.from) : '', first ? written('time', first.business) : '',
      when(resolvedAt), resolvedAt === null ? '' : written('time', facts.resolution?.last.business), facts.reopenedAt.length > 0 ? words.yes : '', String(facts.answers.length), String(facts.inAt.length), facts.rating === null ? '' : String(facts.rating.score),
      countedIn.get(facts.number)!.map((name) => words[name]).join('; '),
    ];
  });
}

/** The figures of a period as a table for a spreadsheet, in one of both languages: the same values as the screen's, and the cases behind them. */
export async function periodSheet(deps: SheetDeps, asked: PeriodAsked, language: Language): Promise<string> {
  const words = FIGURE_WORDS[language];
  const [{ answer, figures, mine }, named] = await Promise.all([periodWhole(deps, asked), deps.nameOf?.(language)]);
  const { period, before, days, steps, hours, timeZone, asOf } = answer;
  const nameOf = (kind: 'agent' | 'team' | 'topic', id: string | null): string => (id === null ? '' : named?.(kind, id) ?? id);
  const { cut } = asked;
  return csvOf([
    [words.period, period.from, period.to], [words.before, before.from, before.to], [words.zone, timeZone], [words.asOf, new Date(wallTimeAt(timeZone, asOf)).toISOString().slice(0, 16).replace('T', ' ')],
    [words.channel, cut.channel ?? words.all], [words.topic, cut.topic === undefined ? words.all : nameOf('topic', cut.topic)], [words.team, cut.team === undefined ? words.all : nameOf('team', cut.team)], [words.agent, cut.agent === undefined ? words.all : nameOf('agent', cut.agent)], [],
    [words.figure, '', words.unit, words.value, words.before, words.change, words.cases],
    ...FIGURE_NAMES.flatMap((name) => figureRows(words, name, period.figures[name], before.figures[name])), [],
    [words.steps, words.calendar, words.business], ...words.stepNames.map((name, place) => [name, String(steps.calendar[place]), String(steps.business[place])]), [],
    [words.day, words.new, words.resolved, words.open], ...days.map(({ day, new: fresh, resolved, open }) => [day, String(fresh), String(resolved), open === null ? '' : String(open)]), [],
    [words.hours, ...Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`)], ...hours.map((row, weekday) => [words.weekdays[weekday]!, ...row.map(String)]), [],
    [words.case, words.channel, words.topic, words.team, words.agent, words.openedAt, `${words.firstResponseMinutes}, ${words.calendar}`, `${words.firstResponseMinutes}, ${words.business}`, words.resolvedAt, `${words.resolutionMinutes}, ${words.business}`, words.reopened, words.answers, words.received, words.rating, words.counted],
    ...caseRows(mine, figures, words, timeZone, nameOf),
  ]);
}
