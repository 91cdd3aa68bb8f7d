import { useCallback, useRef } from 'react';
import { useLocation, useParams } from 'wouter';
import type { CaseRow } from '../../shared/api-shapes.ts';
import type { CaseFilter, SavedView } from '../../shared/api-shapes/desk.ts';
import { filterOf, QUEUE_NAMES, specOf } from '../case-filter.ts';
import { useConsole } from '../console-context.tsx';
import { CaseList } from '../parts/case-list.tsx';
import { CasePane } from '../parts/case-pane.tsx';
import { useLive } from '../parts/live.ts';
import { Keys } from '../parts/said.tsx';
import { Empty, Skeleton } from '../parts/states.tsx';
import { keysOf } from '../shortcuts.ts';
import { useShortcut } from '../use-shortcut.ts';
import { useViews } from '../use-views.ts';

interface Listed { filter: CaseFilter; base: string; title: string; total: number | undefined; view: SavedView | undefined }

/** Which list an address means: a queue, a channel, a team's, a saved view, or a filter of the moment. Undefined: its view is not known yet; null: there is none. */
function useListed(): Listed | null | undefined {
  const { t, word, language } = useConsole();
  const { queue: named, channel, team, id, incident } = useParams<{ queue?: string; channel?: string; team?: string; id?: string; incident?: string }>();
  const [place] = useLocation();
  const { queues } = useLive();
  const views = useViews();
  if (channel) return { filter: { queue: 'open', channel }, base: `/channel/${channel}`, title: word('channel', channel), total: queues?.channels.find((one) => one.channel === channel)?.open, view: undefined };
  if (team) {
    const found = queues?.teams?.find((one) => one.id === decodeURIComponent(team));
    return { filter: { queue: 'open', team: decodeURIComponent(team) }, base: `/teams/${team}`, title: found?.name ?? t('filter.team'), total: found?.open, view: undefined };
  }
  if (incident) {
    const found = queues?.incidents?.find((one) => one.id === incident);
    return { filter: { queue: 'open', incident }, base: `/incident/${incident}`, title: found?.title[language] ?? t('incident.name', { id: incident }), total: found?.open, view: undefined };
  }
  if (id) {
    const view = views?.find((one) => one.id === id);
    if (!view) return views ? null : undefined;
    return { filter: view.filter, base: `/view/${id}`, title: view.name, total: queues?.views?.find((one) => one.id === id)?.count ?? undefined, view };
  }
  if (place.startsWith('/filter/')) {
    // As it stands in the address: the router has decoded a part of it.
    const step = location.hash.split('/')[2] ?? '';
    const { filter, view: from } = filterOf(step);
    const view = views?.find((one) => one.id === from);
    return { filter, base: `/filter/${step}`, title: view?.name ?? t(`queue.${filter.queue}`), total: undefined, view };
  }
  const queue = QUEUE_NAMES.find((name) => name === named) ?? 'open';
  return { filter: { queue }, base: `/inbox/${queue}`, title: t(`queue.${queue}`), total: queues?.counts[queue], view: undefined };
}

/** Three panes: the queues stand in the shell, here are the list and the case. */
export function InboxPage() {
  const { number } = useParams<{ number?: string }>();
  const [, go] = useLocation();
  const rows = useRef<CaseRow[]>([]);
  const listed = useListed();
  const base = listed?.base ?? '/inbox/open';
  const open = useCallback((next: string | undefined) => go(next ? `${base}/${next}` : base), [base, go]);
  const onRows = useCallback((now: CaseRow[]) => { rows.current = now; }, []);
  useShortcut('back', () => {
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body && document.activeElement.isContentEditable) document.activeElement.blur();
    else open(undefined);
  });
  const after = (): void => {
    const at = rows.current.findIndex((row) => row.number === number);
    open((rows.current[at + 1] ?? rows.current[at - 1])?.number);
  };
  if (listed === undefined) return <div className="inbox"><section className="list-pane"><Skeleton rows={7} /></section></div>;
  if (listed === null) return <NoSuchView />;
  const filterTo = (filter: CaseFilter): void => go(`/filter/${specOf(filter, listed.view?.id)}${number ? `/${number}` : ''}`, { replace: base.startsWith('/filter/') });
  return (
    <div className={number ? 'inbox has-case' : 'inbox'}>
      <CaseList {...listed} number={number} open={open} onRows={onRows} filterTo={filterTo} />
      {number ? <CasePane key={number} number={number} close={() => open(undefined)} next={after} /> : <NothingChosen />}
    </div>
  );
}

function NoSuchView() {
  const { t } = useConsole();
  return <Empty icon="funnel" title={t('view.none')} act={{ label: t('empty.toOpen'), run: () => { location.hash = '#/inbox/open'; } }}>{t('view.noneWhat')}</Empty>;
}

function NothingChosen() {
  const { t, mac } = useConsole();
  return (
    <section className="case-pane none" aria-label={t('case.none')}>
      <Empty icon="inbox" title={t('case.none')}>
        <span className="hints">{(['next', 'previous', 'palette', 'sheet'] as const).map((name) => <span key={name}><Keys keys={keysOf(name, mac)} /> {t(`shortcuts.${name}`)}</span>)}</span>
      </Empty>
    </section>
  );
}
