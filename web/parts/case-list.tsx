import { useCallback, useEffect, useMemo, useState } from 'react';
import type { CaseRow as Row } from '../../shared/api-shapes.ts';
import type { CaseFilter, SavedView } from '../../shared/api-shapes/desk.ts';
import { narrowness, queryOf, specOf } from '../case-filter.ts';
import { ApiFailure } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useCases } from '../data.ts';
import { draftedCases } from '../drafts.ts';
import { useShortcut } from '../use-shortcut.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CaseRow } from './case-row.tsx';
import { ListHead } from './list-head.tsx';
import { useLive } from './live.ts';
import { When } from './said.tsx';
import { VirtualList } from './virtual-list.tsx';
import { Empty, Problem, Skeleton } from './states.tsx';

const ROW_HEIGHT = 88;

interface Props { title: string; total: number | undefined; filter: CaseFilter; view: SavedView | undefined; filterTo: (filter: CaseFilter) => void; number: string | undefined; open: (number: string | undefined) => void; /** Tells which case comes after this one. */ onRows: (rows: Row[]) => void }

/** The middle pane: the cases of one list, the most pressing first. */
export function CaseList({ title, total, filter, view, filterTo, number, open, onRows }: Props) {
  const { can } = useConsole();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState(-1);
  const found = useCases({ ...queryOf(filter), ...(can('GET /queues') ? { sort: filter.sort ?? 'due' } : {}) });
  // A case that moved between two pages while they were read stands on both.
  const rows = useMemo(() => [...new Map((found.data?.pages.flatMap((page) => page.cases) ?? []).map((row) => [row.number, row])).values()], [found.data]);
  useEffect(() => onRows(rows), [rows, onRows]);
  const spec = specOf(filter);
  useEffect(() => setSelected(new Set()), [spec]);
  const current = rows.findIndex((row) => row.number === number);
  const selectable = can('POST /cases/bulk') || can('POST /answers/preview');
  const drafted = new Set(draftedCases(localStorage));

  const step = (by: number) => () => {
    const next = rows[current < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, current + by))];
    if (!next) return;
    // What was pressed before is left behind: the next Enter is meant for the case.
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && !activeElement.closest('.virtual')) activeElement.blur();
    open(next.number);
  };
  useShortcut('next', step(1));
  useShortcut('previous', step(-1));
  const toggle = (index: number, range: boolean): void => {
    const next = new Set(selected);
    const wanted = range && anchor >= 0 ? rows.slice(Math.min(anchor, index), Math.max(anchor, index) + 1) : [rows[index]!];
    const on = range || !selected.has(rows[index]!.number);
    for (const row of wanted) if (on) next.add(row.number); else next.delete(row.number);
    setAnchor(index);
    setSelected(next);
  };
  useShortcut('select', () => { if (current >= 0) toggle(current, false); }, selectable);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <section className="list-pane" aria-label={title}>
      <ListHead title={title} total={total ?? found.data?.pages[0]?.total} filter={filter} view={view} filterTo={filterTo} />
      {found.error && rows.length > 0 && !(found.error instanceof ApiFailure && found.error.key === 'offline') ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : null}
      {found.isPending ? <Skeleton rows={7} /> : found.error && rows.length === 0 ? <Problem error={found.error} again={() => { void found.refetch(); }} />
        : rows.length === 0 ? <EmptyQueue filter={filter} />
        : <VirtualRows {...{ rows, current, more, title, step }} row={(row, index) => <CaseRow row={row} current={index === current} entrance={index === Math.max(0, current)} selected={selected.has(row.number)} selectable={selectable} drafted={drafted.has(row.number)} onOpen={() => open(row.number)} onSelect={(range) => toggle(index, range)} />} />}
      {selected.size > 0 ? <BulkBar numbers={[...selected]} rows={rows} choose={(numbers) => setSelected(new Set(numbers))} /> : null}
    </section>
  );
}

function VirtualRows({ rows, current, more, title, step, row }: { rows: Row[]; current: number; more: () => void; title: string; step: (by: number) => () => void; row: (row: Row, index: number) => React.ReactNode }) {
  return <VirtualList items={rows} height={ROW_HEIGHT} keyOf={keyOfRow} current={current} onEnd={more} onStep={(by) => step(by)()} label={title} row={row} />;
}
const keyOfRow = (row: Row): string => row.number;

function EmptyQueue({ filter }: { filter: CaseFilter }) {
  const { t, can } = useConsole();
  const { queues } = useLive();
  const { queue } = filter;
  if (narrowness(filter) === 1 && filter.channel && queue === 'open') return <Empty icon="check" title={t('empty.channel')} />;
  if (narrowness(filter) === 1 && filter.team && queue === 'open') return <Empty icon="check" title={t('empty.team')} />;
  if (narrowness(filter) > 0) return <Empty icon="funnel" title={t('empty.filtered')} act={{ label: t('filter.clear'), run: () => { location.hash = `#/inbox/${queue}`; } }}>{t('empty.filteredWhat')}</Empty>;
  const next = queues?.nextDueAt;
  const elsewhere = queue !== 'open' && can('GET /queues') ? { label: t('empty.toOpen'), run: () => { location.hash = '#/inbox/open'; } } : undefined;
  if (queue === 'open' && !next) return <Empty icon="check" title={t('empty.allDone')} act={can('GET /quarantine') ? { label: t('empty.toQuarantine'), run: () => { location.hash = '#/quarantine'; } } : undefined}>{t('empty.howToWrite')}</Empty>;
  return <Empty icon="check" title={t('empty.queue')} act={elsewhere}>{next ? <>{t('empty.nextDue')} <When at={next} /></> : null}</Empty>;
}
