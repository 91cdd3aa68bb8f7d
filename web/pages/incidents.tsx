import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { IncidentView } from '../../shared/api-shapes/incidents.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { IncidentCard } from '../parts/incident-card.tsx';
import { IncidentDialog } from '../parts/incident-dialog.tsx';
import { KnownFaultCard } from '../parts/known-fault.tsx';
import { Empty, Problem, Skeleton, useProblemText } from '../parts/states.tsx';

/** What is wrong for many at once: open incidents, and those that are over. `/incidents/new` begins one, from an alert where one is named. */
export default function IncidentsPage() {
  const { t, can, tell } = useConsole();
  const { id, alert } = useParams<{ id?: string; alert?: string }>();
  const [, go] = useLocation();
  const found = useRead('GET /incidents', {}, { everyMs: 10_000 });
  const [older, setOlder] = useState<IncidentView[]>([]);
  const [next, setNext] = useState<string | null>();
  const problem = useProblemText();
  const open = found.data?.open ?? [];
  const over = [...found.data?.over ?? [], ...older];
  const before = next === undefined ? found.data?.next : next;
  const more = async (): Promise<void> => {
    try {
      const page = await call('GET /incidents', { query: { before: before ?? '' } });
      setOlder([...older, ...page.over]);
      setNext(page.next);
    } catch (error) {
      tell(problem(error));
    }
  };
  const begin = can('POST /incidents') ? () => go('/incidents/new') : undefined;
  const card = (incident: IncidentView) => <li key={incident.id}><IncidentCard incident={incident} sought={incident.id === id} /></li>;
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.incidents')}</h1><span className="spacer" />{begin && open.length > 0 ? <button type="button" className="button" onClick={begin}>{t('incident.open')}</button> : null}</header>
      {found.isPending ? <Skeleton rows={3} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : null}
      <KnownFaultCard />
      {found.data && open.length === 0 ? <Empty icon="check" title={t('incident.none')} act={begin && { label: t('incident.open'), run: begin }}>{t('incident.noneWhat')}</Empty> : null}
      <ul className="cards">{open.map(card)}</ul>
      {over.length > 0 ? (
        <details open={over.some((one) => one.id === id)}>
          <summary>{t('incident.over', { n: over.length })}</summary>
          <ul className="cards">{over.map(card)}</ul>
          {before ? <button type="button" className="button" onClick={() => { void more(); }}>{t('incident.more')}</button> : null}
        </details>
      ) : null}
      {id === 'new' && can('POST /incidents') ? <IncidentDialog alert={alert === undefined ? undefined : decodeURIComponent(alert)} onClose={() => go('/incidents', { replace: true })} onSaved={() => undefined} /> : null}
    </div>
  );
}
