import { lazy, Suspense } from 'react';
import type { AlertView } from '../../shared/api-shapes/figures.ts';
import { call } from '../api.ts';
import { Say, useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { duration, number, percent, shortTime } from '../format.ts';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { CaseNumber, Name, Paragraphs, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

const Chart = lazy(async () => import('../parts/chart.tsx'));
const TWO_HOURS = 7_200_000;
const OVER = new Set(['over', 'notASpike']);

/** What rises, since when, how far above normal, where, and what to press. */
export default function AlertsPage() {
  const { t, can } = useConsole();
  const found = useRead('GET /alerts', {}, { everyMs: 10_000 });
  const alerts = found.data?.alerts ?? [];
  const open = alerts.filter(({ state }) => !OVER.has(state));
  const over = alerts.filter(({ state }) => OVER.has(state));
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.alerts')}</h1><span className="spacer" /><a href="#/replay">{t('page.replay')}</a></header>
      {found.isPending ? <Skeleton rows={3} /> : found.error && alerts.length === 0 ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : null}
      {found.data && open.length === 0 ? <Empty icon="bell" title={t('alerts.none')} act={can('GET /mentions') ? { label: t('page.mentions'), run: () => { location.hash = '#/mentions'; } } : undefined}>{t('alerts.noneWhat')}</Empty> : null}
      <ul className="cards">{open.map((alert) => <li key={alert.id}><Alert alert={alert} /></li>)}</ul>
      {over.length > 0 ? <details><summary>{t('alerts.over', { n: over.length })}</summary><ul className="cards">{over.map((alert) => <li key={alert.id}><Alert alert={alert} /></li>)}</ul></details> : null}
    </div>
  );
}

function Alert({ alert }: { alert: AlertView }) {
  const { t, can, now, language } = useConsole();
  const { busy, save } = useSave();
  const closed = OVER.has(alert.state);
  const path = { id: alert.id };
  return (
    <article className={`card alert-card ${closed ? '' : alert.kind}`} aria-labelledby={`t-${alert.id}`}>
      <header>
        <Icon name="alert" /><h2 id={`t-${alert.id}`}><Title alert={alert} /></h2><span className="spacer" />
        {alert.spike ? <span className="mark bad" title={t('alerts.severityWhat')}>{t('alerts.severity', { severity: alert.spike.severity })}</span> : null}
        <span className="mark">{t(`alertState.${alert.state}`)}</span>
      </header>
      <First alert={alert} />
      {alert.learning ? <p className="quiet">{t('alerts.learning')}</p> : null}
      {alert.series ? <Suspense fallback={<div className="chart" />}><Chart points={alert.series.points} label={t('figure.mentions')} height={150} marks={[alert.since]} /></Suspense> : null}
      <Where alert={alert} />
      {(alert.posts ?? []).length > 0 ? <section><h3>{t('alerts.posts')}</h3><ul className="posts">{alert.posts!.map((post, index) => <li key={index}><blockquote className="post"><span className="quiet"><ChannelIcon channel={post.channel} label={post.channel} /> {post.author ? <Name>{post.author}</Name> : null} · <When at={post.at} /></span><Paragraphs text={post.text} language={post.language} />{post.link ? <a href={post.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}</blockquote></li>)}</ul></section> : null}
      {(alert.cases ?? []).length > 0 ? <p><span className="quiet">{t('alerts.cases')}</span> {alert.cases!.map((one) => <a key={one} className="case-chip" href={`#/inbox/open/${one}`}><CaseNumber>{one}</CaseNumber></a>)}</p> : null}
      {closed ? (alert.endedAt ? <p className="quiet">{t('alerts.lasted', { time: duration(language, alert.endedAt - alert.since) })}</p> : null) : (
        <footer>
          {alert.state !== 'acknowledged' && can('POST /alerts/:id/acknowledge') ? <button type="button" className="button main" disabled={busy} onClick={() => { void save(async () => call('POST /alerts/:id/acknowledge', { path }), t('alerts.yours')); }}>{t('alerts.take')}</button> : alert.by ? <span className="quiet">{t('alerts.takenBy')} <Name>{alert.by}</Name></span> : null}
          {alert.state !== 'muted' && can('POST /alerts/:id/mute') ? <button type="button" className="button" disabled={busy} onClick={() => { void save(async () => call('POST /alerts/:id/mute', { path, body: { until: now + TWO_HOURS } }), t('alerts.muted')); }}>{t('alerts.mute')}</button> : alert.mutedUntil ? <span className="quiet">{t('alerts.mutedUntil')} <When at={alert.mutedUntil} /></span> : null}
          {(alert.kind === 'spike' || alert.kind === 'campaign') && can('POST /alerts/:id/notASpike') ? <button type="button" className="button" disabled={busy} onClick={() => { void save(async () => call('POST /alerts/:id/notASpike', { path }), t('alerts.learned')); }}>{t('alerts.notASpike')}</button> : null}
        </footer>
      )}
    </article>
  );
}

function Title({ alert }: { alert: AlertView }) {
  const { t, word, language, timeZone, now } = useConsole();
  const time = shortTime(language, timeZone, alert.since, now);
  const channel = alert.channel ? word('channel', alert.channel) : '';
  if (alert.spike) return t(alert.kind === 'campaign' ? 'alerts.campaignTitle' : 'alerts.spikeTitle', { n: Math.round(alert.spike.times), time });
  if (alert.kind === 'silence') return t('alerts.silenceTitle', { channel });
  return t('alerts.connectionTitle', { channel });
}

function First({ alert }: { alert: AlertView }) {
  const { t, word, language } = useConsole();
  const { spike, finding } = alert;
  if (spike) return <p className="strong"><Say k="alerts.first" values={{ count: number(language, spike.count), minutes: spike.minutes, low: spike.low, high: spike.high }} /></p>;
  if (alert.kind === 'silence') return <p className="strong">{t('alerts.silenceWhat', { usual: Math.round(alert.usualPerHour ?? 0) })}</p>;
  if (!finding) return null;
  const channel = alert.channel ? word('channel', alert.channel) : '';
  const said = { ...finding.values, channel, days: finding.values['days'] ? duration(language, Number(finding.values['days']) * 86_400_000) : '', minutes: finding.values['minutes'] ? duration(language, Number(finding.values['minutes']) * 60_000) : '' };
  const line = word('finding', finding.key, said);
  return <p className="strong">{line === finding.key ? word('finding', 'other', said) : line}</p>;
}

function Where({ alert }: { alert: AlertView }) {
  const { t, word, language } = useConsole();
  const most = Math.max(1, ...(alert.channels ?? []).map(({ count }) => count));
  const facts = [
    ...(alert.authors === undefined ? [] : [t('alerts.authors', { n: alert.authors })]), ...(alert.kind === 'campaign' ? [t('alerts.fewAccounts')] : []),
    ...(alert.negative === undefined || alert.negative === null ? [] : [t('alerts.negative', { share: percent(language, alert.negative) })]), ...(alert.reach ? [t('alerts.reach', { reach: number(language, alert.reach) })] : []),
  ];
  return (
    <>
      {facts.length > 0 ? <p>{facts.join(' · ')}</p> : null}
      {(alert.channels ?? []).length > 0 ? <table className="bars"><caption>{t('figure.byChannel')}</caption><tbody>{alert.channels!.map(({ channel, count }) => <tr key={channel}><th scope="row"><ChannelIcon channel={channel} label="" /> {word('channel', channel)}</th><td><meter min={0} max={most} value={count} aria-hidden="true" /> {number(language, count)}</td></tr>)}</tbody></table> : null}
      {(alert.terms ?? []).length > 0 ? <p><span className="quiet">{t('alerts.terms')}</span> {alert.terms!.map((term) => <bdi key={term} className="tag">{term}</bdi>)}</p> : null}
    </>
  );
}
