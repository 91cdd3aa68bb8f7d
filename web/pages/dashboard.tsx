import { lazy, Suspense, useState } from 'react';
import type { FiguresNow, FiguresToday } from '../../shared/api-shapes/figures.ts';
import type { Figure, NowFigures, Spread } from '../../shared/domain/kpi.ts';
import { useConsole } from '../console-context.tsx';
import { csvOf } from '../../shared/domain/csv.ts';
import { useRead } from '../data.ts';
import { useLive } from '../parts/live.ts';
import { download } from '../download.ts';
import { duration, number, percent } from '../format.ts';
import { Behind } from '../parts/behind.tsx';
import type { Shown } from '../parts/behind.tsx';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { Period } from '../parts/period.tsx';
import { Problem, Skeleton } from '../parts/states.tsx';
import type { Key } from '../text.ts';

const Chart = lazy(async () => import('../parts/chart.tsx'));
const EVERY_MS = 15_000;
const NOW: { name: keyof NowFigures; text: Key; bad?: true }[] = [
  { name: 'open', text: 'figure.open' }, { name: 'unassigned', text: 'figure.unassigned' }, { name: 'oldestUnanswered', text: 'figure.oldestUnanswered' },
  { name: 'breachingSoon', text: 'figure.breachingSoon', bad: true }, { name: 'breached', text: 'figure.breached', bad: true }, { name: 'awaitingFirstResponse', text: 'figure.awaitingFirstResponse' },
];

/** The lead's screen: this moment and today. Every figure opens to the cases behind it and says what it counts. */
export default function DashboardPage() {
  const { t, can } = useConsole();
  const now = useRead('GET /figures/now', {}, { everyMs: EVERY_MS });
  const today = useRead('GET /figures/today', {}, { everyMs: 4 * EVERY_MS });
  const [shown, setShown] = useState<Shown>();
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.now')}</h1></header>
      {can('GET /figures/now') ? now.isPending ? <Skeleton rows={3} /> : now.error && !now.data ? <Problem error={now.error} again={() => { void now.refetch(); }} /> : now.data ? <Now figures={now.data} show={setShown} /> : null : null}
      {can('GET /figures/today') ? today.isPending ? <Skeleton rows={2} /> : today.error && !today.data ? <Problem error={today.error} again={() => { void today.refetch(); }} /> : today.data ? <Today figures={today.data} show={setShown} /> : null : null}
      {can('GET /figures/period') ? <Period show={setShown} /> : null}
      {shown ? <Behind {...shown} onClose={() => setShown(undefined)} /> : null}
    </div>
  );
}

function Tile({ label, definition, value, figure, bad, show, note }: { label: string; definition: string; value: string; figure: Figure; bad?: boolean; show: (shown: Shown) => void; note?: string | undefined }) {
  return (
    <button type="button" className={bad && figure.value > 0 ? 'tile bad-tile' : 'tile'} title={definition} onClick={() => show({ title: label, cases: figure.cases })}>
      <span className="tile-label">{label}</span><span className="tile-value"><bdi>{value}</bdi></span>{note ? <span className="quiet">{note}</span> : null}
    </button>
  );
}

function Now({ figures, show }: { figures: FiguresNow; show: (shown: Shown) => void }) {
  const { t, word, language } = useConsole();
  const incidents = useLive().queues?.incidents;
  const value = (name: keyof NowFigures, from: NowFigures): string => (name === 'oldestUnanswered' ? (from.oldestUnanswered.since === null ? t('figure.nobody') : duration(language, from.oldestUnanswered.value)) : number(language, from[name].value));
  return (
    <>
      <section aria-labelledby="d-now">
        <h2 id="d-now">{t('figure.now')}</h2>
        <div className="tiles">
          {NOW.map(({ name, text, bad }) => <Tile key={name} label={t(text)} definition={t(`definition.${name}`)} value={value(name, figures)} figure={figures[name]} bad={bad ?? false} show={show} />)}
          {figures.openAlerts === undefined ? null : <a className={figures.openAlerts > 0 ? 'tile bad-tile' : 'tile'} href="#/alerts"><span className="tile-label">{t('figure.openAlerts')}</span><span className="tile-value">{number(language, figures.openAlerts)}</span></a>}
          {incidents === undefined ? null : <a className={incidents.length > 0 ? 'tile bad-tile' : 'tile'} href="#/incidents"><span className="tile-label">{t('figure.openIncidents')}</span><span className="tile-value">{number(language, incidents.length)}</span></a>}
          {figures.agents ? <div className="tile"><span className="tile-label">{t('figure.agents')}</span><span className="tile-value">{number(language, figures.agents.here)}</span><span className="quiet">{t('figure.agentsAway', { away: figures.agents.away + figures.agents.break })}</span></div> : null}
        </div>
      </section>
      {figures.channels.length > 1 ? (
        <section aria-labelledby="d-channels">
          <h2 id="d-channels">{t('figure.byChannel')}</h2>
          <div className="scroll-x"><table>
            <thead><tr><th scope="col">{t('figure.channel')}</th>{NOW.map(({ name, text }) => <th scope="col" key={name} title={t(`definition.${name}`)}>{t(text)}</th>)}</tr></thead>
            <tbody>{figures.channels.map(({ channel, figures: own }) => <tr key={channel}><th scope="row"><ChannelIcon channel={channel} label="" /> {word('channel', channel)}</th>{NOW.map(({ name, text, bad }) => <td key={name}>{own[name].cases.length > 0 ? <button type="button" className={bad ? 'link-button bad' : 'link-button'} onClick={() => show({ title: `${word('channel', channel)}: ${t(text)}`, cases: own[name].cases })}>{value(name, own)}</button> : <span className="quiet">{name === 'oldestUnanswered' ? '–' : 0}</span>}</td>)}</tr>)}</tbody>
          </table></div>
        </section>
      ) : null}
      {(figures.mentions ?? []).map(({ channel, minutes, points, learning }) => (
        <section key={channel ?? 'all'} aria-label={t('figure.mentions')}>
          <h2>{channel ? t('figure.mentionsIn', { channel: word('channel', channel) }) : t('figure.mentions')}</h2>
          <p className="quiet">{t(points.some(({ low }) => low !== null) ? 'figure.mentionsWhat' : 'figure.mentionsLearning', { n: minutes })}{learning && points.some(({ low }) => low !== null) ? ` · ${t('alerts.learning')}` : ''}</p>
          <Suspense fallback={<div className="chart" />}><Chart points={points} label={t('figure.mentions')} /></Suspense>
        </section>
      ))}
    </>
  );
}

function Today({ figures, show }: { figures: FiguresToday; show: (shown: Shown) => void }) {
  const { t, language } = useConsole();
  const [business, setBusiness] = useState(true);
  const spread: Spread = business ? figures.firstResponse.business : figures.firstResponse.calendar;
  const length = (ms: number | null): string => (ms === null ? '–' : duration(language, ms));
  const { promises, satisfaction } = figures;
  const rows = (): string[][] => [
    [t('figure.figure'), t('figure.value')], [t('figure.new'), String(figures.new.value)], [t('figure.answered'), String(figures.answered.value)],
    ...(['median', 'p90', 'mean'] as const).map((name) => [`${t('figure.firstResponse')} (${t(`figure.${name}`)}, ${t(business ? 'figure.business' : 'figure.calendar')}), ${t('figure.minutes')}`, spread[name] === null ? '' : String(Math.round(spread[name] / 60_000))]),
    [t('figure.kept'), String(promises.kept.value)], [t('figure.missed'), String(promises.missed.value)],
    ...(satisfaction ? [[t('figure.satisfaction'), satisfaction.csat === null ? '' : String(satisfaction.csat)], [t('figure.rated'), String(satisfaction.cases.length)]] : []),
  ];
  return (
    <section aria-labelledby="d-today">
      <header className="page-head"><h2 id="d-today">{t('figure.today')}</h2><span className="spacer" />
        <label className="check"><input type="checkbox" checked={business} onChange={(event) => setBusiness(event.target.checked)} />{t('figure.businessHours')}</label>
        <button type="button" className="button small" onClick={() => download(csvOf(rows()), 'moked-today.csv', 'text/csv')}><Icon name="download" size={15} />{t('act.export')}</button>
      </header>
      <div className="tiles">
        <Tile label={t('figure.new')} definition={t('definition.new')} value={number(language, figures.new.value)} figure={figures.new} show={show} />
        <Tile label={t('figure.answered')} definition={t('definition.answered')} value={number(language, figures.answered.value)} figure={figures.answered} show={show} />
        <Tile label={t('figure.firstResponse')} definition={t('definition.firstResponse')} value={length(spread.median)} figure={figures.firstResponse} show={show} note={t('figure.spread', { p90: length(spread.p90), mean: length(spread.mean) })} />
        <Tile label={t('figure.kept')} definition={t('definition.promises')} value={promises.share === null ? '–' : percent(language, promises.share)} figure={promises.kept} show={show} note={t('figure.keptOf', { kept: promises.kept.value, all: promises.kept.value + promises.missed.value })} />
        <Tile label={t('figure.missed')} definition={t('definition.promises')} value={number(language, promises.missed.value)} figure={promises.missed} bad show={show} />
        {satisfaction ? <Tile label={t('figure.satisfaction')} definition={t('definition.satisfaction')} value={satisfaction.csat === null ? '–' : percent(language, satisfaction.csat)} figure={{ value: satisfaction.cases.length, cases: satisfaction.cases }} show={show} note={t('figure.ratedOf', { n: satisfaction.cases.length, share: satisfaction.responseRate === null ? '–' : percent(language, satisfaction.responseRate) })} /> : null}
      </div>
    </section>
  );
}
