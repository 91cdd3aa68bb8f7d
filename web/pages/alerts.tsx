import { useParams } from 'wouter';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { AlertCard, isOver } from '../parts/alert-card.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';

/** What rises, since when, how far above normal, where, and what to press. A link of an alert's mail leads to that alert. */
export default function AlertsPage() {
  const { t, can } = useConsole();
  const { id, act } = useParams<{ id?: string; act?: string }>();
  const found = useRead('GET /alerts', {}, { everyMs: 10_000 });
  const sought = id === undefined ? undefined : decodeURIComponent(id);
  const alerts = found.data?.alerts ?? [];
  const open = alerts.filter((alert) => !isOver(alert));
  const over = alerts.filter(isOver);
  const card = (alert: (typeof alerts)[number]) => <li key={alert.id}><AlertCard alert={alert} sought={alert.id === sought} asked={alert.id === sought ? act : undefined} /></li>;
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.alerts')}</h1><span className="spacer" /><a href="#/replay">{t('page.replay')}</a></header>
      {found.isPending ? <Skeleton rows={3} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : null}
      {sought !== undefined && found.data && !alerts.some((alert) => alert.id === sought) ? <p className="warn-line" role="status">{t('alerts.gone')}</p> : null}
      {found.data && open.length === 0 ? <Empty icon="bell" title={t('alerts.none')} act={can('GET /mentions') ? { label: t('page.mentions'), run: () => { location.hash = '#/mentions'; } } : undefined}>{t('alerts.noneWhat')}</Empty> : null}
      <ul className="cards">{open.map(card)}</ul>
      {over.length > 0 ? <details key={sought} open={over.some((alert) => alert.id === sought)}><summary>{t('alerts.over', { n: over.length })}</summary><ul className="cards">{over.map(card)}</ul></details> : null}
    </div>
  );
}
