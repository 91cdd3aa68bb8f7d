import { useState } from 'react';
import { Link } from 'wouter';
import type { LedgerRow } from '../../shared/api-shapes/ledger.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { dayName, number } from '../format.ts';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import '../ledger.css';

const EVERY_MS = 30_000;
const RANGES = ['7', '14', '31'];
const COLUMNS = ['received', 'stored', 'duplicates', 'quarantined', 'rejected', 'noted', 'underWay'] as const;
type Column = (typeof COLUMNS)[number];

const amount = (row: LedgerRow, column: Column): number => (column === 'noted' ? Object.values(row.noted).reduce((sum, count) => sum + count, 0) : row[column]);

/** What came in by channel and day, and what became of it: the sum holds, or says in red what is missing. */
export default function LedgerPage() {
  const { t, language, can } = useConsole();
  const [days, setDays] = useState(RANGES[0]!);
  const found = useRead('GET /ledger', { query: { days } }, { everyMs: EVERY_MS });
  const rows = found.data?.rows ?? [];
  const missing = rows.filter(({ balanced }) => !balanced);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('page.ledger')}</h1>
        <select className="short" aria-label={t('ledger.range')} value={days} onChange={(event) => setDays(event.target.value)}>{RANGES.map((range) => <option key={range} value={range}>{t('ledger.days', { n: Number(range) })}</option>)}</select>
        <p className="quiet">{t('ledger.what')}</p>
      </header>
      {found.isPending ? <Skeleton rows={5} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} />
        : rows.length === 0 ? <Empty icon="check" title={t('ledger.empty')} />
        : (
          <>
            {missing.length === 0 ? <p><span className="mark good"><Icon name="check" size={13} />{t('ledger.holds')}</span></p> : (
              <ul>{missing.map((row) => <li key={row.day + row.source}><p className="problem-line" role="alert"><Missing row={row} /></p></li>)}</ul>
            )}
            <div className="scroll-x" tabIndex={0} role="region" aria-label={t('page.ledger')}>
              <table className="ledger">
                <thead><tr><th scope="col">{t('ledger.day')}</th><th scope="col">{t('figure.channel')}</th><th scope="col">{t('ledger.state')}</th>{COLUMNS.map((column) => <th scope="col" key={column} className="amount">{t(`ledger.${column}`)}</th>)}</tr></thead>
                <tbody>{rows.map((row, place) => <Row key={row.day + row.source} row={row} first={rows[place - 1]?.day !== row.day} />)}</tbody>
                <tfoot><tr><th scope="row" colSpan={3}>{t('ledger.sum')}</th>{COLUMNS.map((column) => <td key={column} className="amount">{number(language, rows.reduce((sum, row) => sum + amount(row, column), 0))}</td>)}</tr></tfoot>
              </table>
            </div>
            {rows.some(({ rejected }) => rejected > 0) ? <p className="quiet">{t('ledger.rejectedWhat')}</p> : null}
            {can('GET /stuck') ? <p><Link href="/stuck">{t('page.stuck')}</Link></p> : null}
          </>
        )}
    </div>
  );
}

function useDay(): (day: string) => string {
  const { language } = useConsole();
  // Always with its date.
  return (day) => dayName(language, 'UTC', Date.parse(`${day}T12:00:00Z`), 0);
}

function Missing({ row: { source, day, overdue } }: { row: LedgerRow }) {
  const { t, word } = useConsole();
  return <>{t('ledger.missing', { n: overdue, channel: word('channel', source), day: useDay()(day) })}</>;
}

function Row({ row, first }: { row: LedgerRow; first: boolean }) {
  const { t, word, language, can } = useConsole();
  const day = useDay()(row.day);
  const kinds = Object.entries(row.noted).sort(([, a], [, b]) => b - a);
  const shown = (column: Column) => {
    const count = number(language, amount(row, column));
    if (column === 'quarantined' && row.quarantined > 0 && can('GET /quarantine')) return <Link href="/quarantine">{count}</Link>;
    if (column === 'noted' && kinds.length > 0) return <details><summary>{count}</summary><ul>{kinds.map(([kind, times]) => <li key={kind}>{word('noted', kind)}: {number(language, times)}</li>)}</ul></details>;
    return count;
  };
  return (
    <tr className={row.balanced ? '' : 'missing'}>
      <th scope="row">{first ? day : <span className="unseen-text">{day}</span>}</th>
      <td><span className="channel-name"><ChannelIcon channel={row.source} label={word('channel', row.source)} size={16} /> {word('channel', row.source)}</span></td>
      <td><span className={`mark ${row.balanced ? 'good' : 'bad'}`}><Icon name={row.balanced ? 'check' : 'alert'} size={13} />{row.balanced ? t('ledger.balanced') : t('ledger.gap', { n: row.overdue })}</span></td>
      {COLUMNS.map((column) => <td key={column} className="amount">{shown(column)}</td>)}
    </tr>
  );
}
