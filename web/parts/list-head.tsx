import { useState } from 'react';
import { useLocation } from 'wouter';
import type { CaseFilter, CaseSort, SavedView } from '../../shared/api-shapes/desk.ts';
import { narrowness, sameFilter, specOf } from '../case-filter.ts';
import { useConsole } from '../console-context.tsx';
import { useChangeViews } from '../use-views.ts';
import { FilterFields } from './filter-fields.tsx';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { ViewDialog } from './view-dialog.tsx';

const SORTS: CaseSort[] = ['due', 'waiting', 'newest'];

interface Props { title: string; total: number | undefined; filter: CaseFilter; /** The saved view that is looked at, or that this filter began as. */ view: SavedView | undefined; filterTo: (filter: CaseFilter) => void }

/** What a list is, how it is sorted and narrowed down, and keeping that under a name. */
export function ListHead({ title, total, filter, view, filterTo }: Props) {
  const { t, can, me } = useConsole();
  const [, go] = useLocation();
  const [open, setOpen] = useState(false);
  const [naming, setNaming] = useState<'new' | 'change'>();
  const change = useChangeViews();
  const mayFilter = can('GET /queues');
  const maySave = can('PUT /views');
  const narrow = narrowness(filter);
  const touched = view !== undefined && !sameFilter(filter, view.filter);
  const mine = view !== undefined && (!view.shared || view.by === me.id || !view.by || me.roles.some((role) => role !== 'agent'));
  const keep = async (): Promise<void> => {
    if (view && await change((views) => views.map((one) => (one.id === view.id ? { ...one, filter } : one)), t('view.saved', { name: view.name }))) go(`/view/${view.id}`);
  };
  const remove = async (): Promise<void> => {
    if (view && await change((views) => views.filter(({ id }) => id !== view.id), t('view.removed', { name: view.name }))) go(`/filter/${specOf(filter)}`);
  };
  const more = [
    ...(maySave && narrow > 0 && (!view || touched) ? [{ key: 'save', label: t('view.save'), icon: 'save' as const, run: () => setNaming('new') }] : []),
    ...(maySave && view && mine && touched ? [{ key: 'keep', label: t('view.keep', { name: view.name }), icon: 'check' as const, run: () => { void keep(); } }] : []),
    ...(maySave && view && mine ? [{ key: 'change', label: t('view.change'), icon: 'gear' as const, run: () => setNaming('change') }, { key: 'remove', label: t('view.remove'), icon: 'close' as const, run: () => { void remove(); } }] : []),
  ];
  return (
    <>
      <header className="pane-head">
        <h1 title={title}><bdi>{title}</bdi></h1>
        {mayFilter ? <button type="button" className="quiet-button" aria-expanded={open} aria-label={narrow > 0 ? `${t('filter.title')}: ${narrow}` : t('filter.title')} title={t('filter.title')} onClick={() => setOpen(!open)}><Icon name="funnel" size={16} />{narrow > 0 ? <span className="count">{narrow}</span> : null}</button> : null}
        {more.length > 0 ? <Menu label={t('view.acts')} className="quiet-button" align="end" choices={more}><Icon name="more" size={16} /></Menu> : null}
        <span className="pane-break" />
        <span className="quiet">{total === undefined ? '' : t('list.cases', { n: total })}</span>
        <span className="spacer" />
        {mayFilter ? <Menu label={t('list.sort')} value={t(`sort.${filter.sort ?? 'due'}`)} className="quiet-button sort" align="end" choices={SORTS.map((sort) => ({ key: sort, label: t(`sort.${sort}`), chosen: (filter.sort ?? 'due') === sort, run: () => filterTo({ ...filter, sort }) }))}>{t(`sort.${filter.sort ?? 'due'}`)}<Icon name="down" size={14} /></Menu> : null}
      </header>
      {open ? <FilterFields filter={filter} filterTo={filterTo} clear={() => go(`/inbox/${filter.queue}`)} save={maySave && narrow > 0 ? () => setNaming('new') : undefined} /> : null}
      {naming ? <ViewDialog filter={filter} {...(naming === 'change' && view ? { view } : {})} onClose={() => setNaming(undefined)} onSaved={(id) => go(`/view/${id}`)} /> : null}
    </>
  );
}
