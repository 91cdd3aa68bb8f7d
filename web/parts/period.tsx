import { lazy, Suspense, useMemo, useState } from 'react';
import type { FiguresPeriod, PeriodQuery } from '../../shared/api-shapes/period.ts';
import { call, callForText } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { download } from '../download.ts';
import { number, shortTime } from '../format.ts';
import { LENGTHS, dayShown, lastDays, queryFor } from '../period.ts';
import type { Hours } from '../period.ts';
import type { Shown } from './behind.tsx';
import { DateField } from './date-fields.tsx';
import { Icon } from './icon.tsx';
import { PeriodCards } from './period-cards.tsx';
import type { ShowBehind } from './period-cards.tsx';
import { PeriodCut } from './period-cut.tsx';
import type { Cut } from './period-cut.tsx';
import { BusyHours, DayTable, Steps } from './period-tables.tsx';
import { Empty, Problem, Skeleton, useProblemText } from './states.tsx';

const DayChart = lazy(async () => import('./day-chart.tsx'));

/** How the team did over days, weeks or months: every figure beside the period before, with the cases behind it. */
export function Period({ show }: { show: (shown: Shown) => void }) {
  const { t, language, timeZone, now, tell } = useConsole();
  const problem = useProblemText();
  const [length, setLength] = useState<number | 'own'>(30);
  const [own, setOwn] = useState({ from: '', to: '' });
  const [cut, setCut] = useState<Cut>({});
  const [hours, setHours] = useState<Hours>('business');
  const days = length === 'own' ? own : lastDays(timeZone, now, length);
  const query: PeriodQuery = queryFor({ ...days, ...cut });
  const found = useRead('GET /figures/period', { query }, { on: days.from !== '' && days.to !== '', everyMs: 5 * 60_000 });
  const behind: ShowBehind = (figure, title) => {
    call('GET /figures/period/cases', { query: { ...query, figure } }).then(({ cases, all }) => show({ title, cases, more: all - cases.length }), (error: unknown) => tell(problem(error)));
  };
  const save = (): void => {
    callForText('GET /figures/period.csv', { query: { ...query, language } }).then((text) => download(text, `moked-${days.from}-${days.to}.csv`, 'text/csv'), (error: unknown) => tell(problem(error)));
  };
  const { data } = found;
  return (
    <section className="period" aria-labelledby="d-period">
      <header className="page-head"><h2 id="d-period">{t('period.title')}</h2><span className="spacer" />
        <button type="button" className="button small" disabled={!data} onClick={save}><Icon name="download" size={15} />{t('period.download')}</button>
      </header>
      <div className="period-bar">
        <div className="modes" role="group" aria-label={t('period.which')}>
          {LENGTHS.map((one) => <button type="button" key={one} aria-pressed={length === one} onClick={() => setLength(one)}>{t('period.last', { n: one })}</button>)}
          <button type="button" aria-pressed={length === 'own'} onClick={() => { setOwn(days); setLength('own'); }}>{t('period.own')}</button>
        </div>
        <div className="modes" role="group" aria-label={t('period.hours')}>{(['business', 'calendar'] as const).map((one) => <button type="button" key={one} aria-pressed={hours === one} onClick={() => setHours(one)}>{t(`period.${one}`)}</button>)}</div>
      </div>
      {length === 'own' ? <div className="period-bar">{(['from', 'to'] as const).map((one) => <DateField key={one} label={t(`period.${one}`)} value={own[one]} onChange={(date) => setOwn({ ...own, [one]: date })} />)}</div> : null}
      <PeriodCut cut={cut} cutTo={setCut} />
      {days.from === '' || days.to === '' ? null : found.isPending ? <Skeleton rows={4} /> : found.error && !data ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : data ? <Found data={data} hours={hours} show={behind} now={now} all={Object.keys(cut).length > 0 ? () => setCut({}) : undefined} timeZone={timeZone} /> : null}
    </section>
  );
}

function Found({ data, hours, show, now, all, timeZone }: { data: FiguresPeriod; hours: Hours; show: ShowBehind; now: number; all: (() => void) | undefined; timeZone: string }) {
  const { t, language } = useConsole();
  const { period, before, days } = data;
  const dates = useMemo(() => days.map(({ day }) => day), [days]);
  const flow = useMemo(() => [{ name: t('period.figure.new'), values: days.map((one) => one.new), look: 'whole' as const }, { name: t('period.figure.resolved'), values: days.map(({ resolved }) => resolved), look: 'dashed' as const }], [days, t]);
  const left = useMemo(() => [{ name: t('period.backlogLine'), values: days.map(({ open }) => open), look: 'whole' as const }], [days, t]);
  const n = (value: number): string => number(language, value);
  const open = days.flatMap((one) => one.open ?? []);
  if (Object.values(period.figures).every(({ cases }) => cases === 0)) return <Empty icon="chart" title={t('period.empty')} act={all && { label: t('period.all'), run: all }}>{t('period.emptyWhat')}</Empty>;
  return (
    <>
      <p className="quiet"><strong>{t('period.between', { from: dayShown(language, period.from), to: dayShown(language, period.to) })}</strong> · {t('period.against', { from: dayShown(language, before.from), to: dayShown(language, before.to) })}{now - data.asOf > 15 * 60_000 ? ` · ${t('period.asOf', { when: shortTime(language, timeZone, data.asOf, now) })}` : ''}</p>
      <PeriodCards figures={data} hours={hours} show={show} />
      <section aria-labelledby="d-flow"><h3 id="d-flow">{t('period.flow')}</h3>
        <Suspense fallback={<div className="chart" />}><DayChart days={dates} lines={flow} said={t('period.flowSaid', { label: t('period.flow'), new: n(period.figures.new.value ?? 0), resolved: n(period.figures.resolved.value ?? 0), most: n(Math.max(...days.flatMap((one) => [one.new, one.resolved]))) })} /></Suspense>
      </section>
      <section aria-labelledby="d-left"><h3 id="d-left">{t('period.backlogLine')}</h3>
        <Suspense fallback={<div className="chart" />}><DayChart days={dates} lines={left} said={t('period.backlogSaid', { label: t('period.backlogLine'), first: n(open[0] ?? 0), last: n(open.at(-1) ?? 0), most: n(Math.max(0, ...open)) })} /></Suspense>
        <DayTable figures={data} show={show} />
      </section>
      <section aria-labelledby="d-steps"><h3 id="d-steps">{t('period.steps')}</h3><Steps figures={data} hours={hours} show={show} /></section>
      <section aria-labelledby="d-busy"><h3 id="d-busy">{t('period.busy')}</h3><p className="quiet">{t('period.busyWhat')}</p><BusyHours hours={data.hours} show={show} /></section>
    </>
  );
}
