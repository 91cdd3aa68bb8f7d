import { useCallback, useEffect, useMemo, useState } from 'react';
import type { CaseRow as Row } from '../../shared/api-shapes.ts';
import type { CasesQuery, QueueName } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { useCases } from '../data.ts';
import { draftedCases } from '../drafts.ts';
import { useShortcut } from '../use-shortcut.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CaseRow } from './case-row.tsx';
import { Icon } from './icon.tsx';
import { useLive } from './live.ts';
import { Menu } from './menu.tsx';
import { When } from './said.tsx';
import { VirtualList } from './virtual-list.tsx';
import { Empty, Problem, Skeleton } from './states.tsx';

const ROW_HEIGHT = 88;
const SORTS = ['due', 'waiting', 'newest'] as const;

interface Props { queue: QueueName; channel: string | undefined; number: string | undefined; open: (number: string | undefined) => void; /** Tells which case comes after this one. */ onRows: (rows: Row[]) => void }

/** The middle pane: the cases of one queue or channel, the most pressing first. */
export function CaseList({ queue, channel, number, open, onRows }: Props) {
  const { t, can, word } = useConsole();
  const { queues } = useLive();
  const [sort, setSort] = useState<NonNullable<CasesQuery['sort']>>('due');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState(-1);
  const found = useCases({ queue, ...(channel ? { channel } : {}), ...(can('GET /queues') ? { sort } : {}) });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.cases) ?? [], [found.data]);
  useEffect(() => onRows(rows), [rows, onRows]);
  useEffect(() => setSelected(new Set()), [queue, channel]);
  const current = rows.findIndex((row) => row.number === number);
  const selectable = can('POST /cases/bulk') || can('POST /answers/preview');
  const drafted = new Set(draftedCases(localStorage));

  const step = (by: number) => () => {
    const next = rows[current < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, current + by))];
    if (next) open(next.number);
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
  const title = channel ? word('channel', channel) : t(`queue.${queue}`);
  const total = channel ? queues?.channels.find((one) => one.channel === channel)?.open : (queues?.counts[queue] ?? found.data?.pages[0]?.total);
  return (
    <section className="list-pane" aria-label={title}>
      <header className="pane-head">
        <h1>{title}</h1>
        {total === undefined ? null : <span className="quiet">{t('list.cases', { n: total })}</span>}
        <span className="spacer" />
        {can('GET /queues') ? <Menu label={t('list.sort')} value={t(`sort.${sort}`)} className="quiet-button" align="end" choices={SORTS.map((key) => ({ key, label: t(`sort.${key}`), chosen: sort === key, run: () => setSort(key) }))}>{t(`sort.${sort}`)}<Icon name="down" size={14} /></Menu> : null}
      </header>
      {found.error && rows.length > 0 ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : null}
      {found.isPending ? <Skeleton rows={7} /> : found.error && rows.length === 0 ? <Problem error={found.error} again={() => { void found.refetch(); }} />
        : rows.length === 0 ? <EmptyQueue queue={queue} channel={channel} />
        : <VirtualRows {...{ rows, current, more, title, step }} row={(row, index) => <CaseRow row={row} current={index === current} entrance={index === Math.max(0, current)} selected={selected.has(row.number)} selectable={selectable} drafted={drafted.has(row.number)} onOpen={() => open(row.number)} onSelect={(range) => toggle(index, range)} />} />}
      {selected.size > 0 ? <BulkBar numbers={[...selected]} all={rows.map((row) => row.number)} choose={(numbers) => setSelected(new Set(numbers))} /> : null}
    </section>
  );
}

function VirtualRows({ rows, current, more, title, step, row }: { rows: Row[]; current: number; more: () => void; title: string; step: (by: number) => () => void; row: (row: Row, index: number) => React.ReactNode }) {
  return <VirtualList items={rows} height={ROW_HEIGHT} keyOf={keyOfRow} current={current} onEnd={more} onStep={(by) => step(by)()} label={title} row={row} />;
}
const keyOfRow = (row: Row): string => row.number;

function EmptyQueue({ queue, channel }: { queue: QueueName; channel: string | undefined }) {
  const { t, can } = useConsole();
  const { queues } = useLive();
  if (channel) return <Empty icon="check" title={t('empty.channel')} />;
  const next = queues?.nextDueAt;
  const elsewhere = queue !== 'open' && can('GET /queues') ? { label: t('empty.toOpen'), run: () => { location.hash = '#/inbox/open'; } } : undefined;
  if (queue === 'open' && !next) return <Empty icon="check" title={t('empty.allDone')} act={can('GET /quarantine') ? { label: t('empty.toQuarantine'), run: () => { location.hash = '#/quarantine'; } } : undefined}>{t('empty.howToWrite')}</Empty>;
  return <Empty icon="check" title={t('empty.queue')} act={elsewhere}>{next ? <>{t('empty.nextDue')} <When at={next} /></> : null}</Empty>;
}
