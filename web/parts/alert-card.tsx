import { lazy, Suspense, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { AlertView } from '../../shared/api-shapes/figures.ts';
import { isUsualUnknown } from '../../shared/domain/alert.ts';
import { call } from '../api.ts';
import type { Route } from '../api.ts';
import { Say, useConsole } from '../console-context.tsx';
import { duration, number, percent, shortTime } from '../format.ts';
import type { Key } from '../text.ts';
import { useSave } from '../use-save.ts';
import { ChannelIcon, Icon } from './icon.tsx';
import { CaseNumber, Name, Paragraphs, When } from './said.tsx';

const Chart = lazy(async () => import('./chart.tsx'));
const TWO_HOURS = 7_200_000;
const OVER = new Set(['over', 'notASpike']);
export const isOver = ({ state }: AlertView): boolean => OVER.has(state);

interface Act { name: 'acknowledge' | 'mute' | 'notASpike'; route: Route; label: Key; ask: Key; done: Key; /** The state that it leads to. */ to: AlertView['state']; run: (id: string, now: number) => Promise<unknown> }
const ACTS: Act[] = [
  { name: 'acknowledge', route: 'POST /alerts/:id/acknowledge', label: 'alerts.take', ask: 'alerts.ask.acknowledge', done: 'alerts.yours', to: 'acknowledged', run: async (id) => call('POST /alerts/:id/acknowledge', { path: { id } }) },
  { name: 'mute', route: 'POST /alerts/:id/mute', label: 'alerts.mute', ask: 'alerts.ask.mute', done: 'alerts.muted', to: 'muted', run: async (id, now) => call('POST /alerts/:id/mute', { path: { id }, body: { until: now + TWO_HOURS } }) },
  { name: 'notASpike', route: 'POST /alerts/:id/notASpike', label: 'alerts.notASpike', ask: 'alerts.ask.notASpike', done: 'alerts.learned', to: 'notASpike', run: async (id) => call('POST /alerts/:id/notASpike', { path: { id } }) },
];

/** One alert. `sought`: a link led here; `asked`: the link names an act, which is offered and done by nobody but a person. */
export function AlertCard({ alert, sought, asked }: { alert: AlertView; sought: boolean; asked: string | undefined }) {
  const { t, can, now, language } = useConsole();
  const { busy, save } = useSave();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!sought) return;
    box.current?.scrollIntoView({ block: 'start' });
    // Who is asked something stands at the answer, who only looks at the alert.
    (box.current?.querySelector<HTMLElement>('.asked .button') ?? box.current)?.focus({ preventScroll: true });
  }, [sought, asked]);
  const closed = isOver(alert);
  const acts = closed ? [] : ACTS.filter(({ name, to, route }) => alert.state !== to && can(route) && (name !== 'notASpike' || alert.kind === 'spike' || alert.kind === 'campaign'));
  const act = (one: Act) => async (): Promise<boolean> => save(async () => one.run(alert.id, now), t(one.done));
  return (
    <article ref={box} tabIndex={-1} className={`card alert-card ${closed ? '' : alert.kind}${sought ? ' current' : ''}`} aria-labelledby={`t-${alert.id}`}>
      <header>
        <Icon name="alert" /><h2 id={`t-${alert.id}`}><Title alert={alert} /></h2><span className="spacer" />
        {alert.spike ? <span className="mark bad" title={t('alerts.severityWhat')}>{t('alerts.severity', { severity: alert.spike.severity })}</span> : null}
        <span className="mark">{t(`alertState.${alert.state}`)}</span>
      </header>
      <First alert={alert} />
      {asked ? <Asked alert={alert} name={asked} act={acts.find(({ name }) => name === asked)} busy={busy} press={act} /> : null}
      {alert.learning ? <p className="quiet">{t('alerts.learning')}</p> : null}
      {alert.series ? <Suspense fallback={<div className="chart" />}><Chart points={alert.series.points} label={t('figure.mentions')} height={150} marks={[alert.since]} /></Suspense> : null}
      <Where alert={alert} />
      {(alert.posts ?? []).length > 0 ? <section><h3>{t('alerts.posts')}</h3><ul className="posts">{alert.posts!.map((post, index) => <li key={index}><blockquote className="post"><span className="quiet"><ChannelIcon channel={post.channel} label={post.channel} /> {post.author ? <Name>{post.author}</Name> : null} · <When at={post.at} /></span><Paragraphs text={post.text} language={post.language} />{post.link ? <a href={post.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}</blockquote></li>)}</ul></section> : null}
      {(alert.cases ?? []).length > 0 ? <p><span className="quiet">{t('alerts.cases')}</span> {alert.cases!.map((one) => <a key={one} className="case-chip" href={`#/inbox/open/${one}`}><CaseNumber>{one}</CaseNumber></a>)}</p> : null}
      {closed ? (alert.endedAt ? <p className="quiet">{t('alerts.lasted', { time: duration(language, alert.endedAt - alert.since) })}</p> : null) : (
        <footer>
          {acts.map((one) => <button type="button" key={one.name} className={one.name === 'acknowledge' ? 'button main' : 'button'} disabled={busy} onClick={() => { void act(one)(); }}>{t(one.label)}</button>)}
          {can('POST /incidents') ? <a className="button" href={`#/incidents/new/${encodeURIComponent(alert.id)}`}>{t('incident.fromAlert')}</a> : null}
          {alert.state === 'acknowledged' && alert.by ? <span className="quiet">{t('alerts.takenBy')} <Name>{alert.by}</Name></span> : null}
          {alert.state === 'muted' && alert.mutedUntil ? <span className="quiet">{t('alerts.mutedUntil')} <When at={alert.mutedUntil} /></span> : null}
        </footer>
      )}
    </article>
  );
}

/** What a link of a mail asks for. Mail scanners follow links too: the act waits for one press here. */
function Asked({ alert, name, act, busy, press }: { alert: AlertView; name: string; act: Act | undefined; busy: boolean; press: (act: Act) => () => Promise<boolean> }) {
  const { t, can } = useConsole();
  const [, go] = useLocation();
  const leave = (): void => go(`/alerts/${encodeURIComponent(alert.id)}`, { replace: true });
  const agree = async (one: Act): Promise<void> => { if (await press(one)()) leave(); };
  const known = ACTS.find((one) => one.name === name);
  if (!known) return null;
  const hindered = act ? null : alert.state === known.to ? t('alerts.askedDone') : isOver(alert) ? t('alerts.askedOver') : can(known.route) ? t('alerts.askedNever') : t('alerts.askedNotYours');
  return (
    <div className="asked" role="group" aria-label={t(known.ask)}>
      <p>{hindered ?? t(known.ask)}</p>
      {act ? <button type="button" className="button main" disabled={busy} onClick={() => { void agree(act); }}>{t(act.label)}</button> : null}
      <button type="button" className="button" onClick={leave}>{t(act ? 'alerts.notNow' : 'act.close')}</button>
    </div>
  );
}

function Title({ alert }: { alert: AlertView }) {
  const { t, word, language, timeZone, now } = useConsole();
  const time = shortTime(language, timeZone, alert.since, now);
  const channel = alert.channel ? word('channel', alert.channel) : '';
  if (alert.spike && isUsualUnknown({ learning: alert.learning ?? false, usual: alert.spike.usual })) return t(alert.kind === 'campaign' ? 'alerts.campaignTitleLearning' : 'alerts.spikeTitleLearning', { n: alert.spike.count, time });
  if (alert.spike) return t(alert.kind === 'campaign' ? 'alerts.campaignTitle' : 'alerts.spikeTitle', { n: Math.round(alert.spike.times), time });
  if (alert.kind === 'silence') return t('alerts.silenceTitle', { channel });
  return t('alerts.connectionTitle', { channel });
}

function First({ alert }: { alert: AlertView }) {
  const { t, word, language } = useConsole();
  const { spike, finding } = alert;
  if (spike) return <p className="strong"><Say k={isUsualUnknown({ learning: alert.learning ?? false, usual: spike.usual }) ? 'alerts.firstLearning' : 'alerts.first'} values={{ count: number(language, spike.count), minutes: spike.minutes, low: spike.low, high: spike.high }} /></p>;
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
