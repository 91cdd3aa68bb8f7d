import { Link } from 'wouter';
import type { StuckRow } from '../../shared/api-shapes/ledger.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { number } from '../format.ts';
import { ChannelIcon } from '../parts/icon.tsx';
import { CaseNumber, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

const EVERY_MS = 30_000;

/** What a step has given up, since when, and the two ways out. What is in it is not shown here. */
export default function StuckPage() {
  const { t } = useConsole();
  const found = useRead('GET /stuck', {}, { everyMs: EVERY_MS });
  const rows = found.data?.stuck ?? [];
  const more = (found.data?.total ?? 0) - rows.length;
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.stuck')}</h1><p className="quiet">{t('stuck.what')}</p></header>
      {found.isPending ? <Skeleton rows={4} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} />
        : rows.length === 0 && more <= 0 ? <Empty icon="check" title={t('stuck.empty')}>{t('stuck.emptyWhy')}</Empty>
        : <ul className="cards">{rows.map((row) => <li key={row.queue + row.id}><Entry row={row} /></li>)}</ul>}
      {more > 0 ? <p className="quiet">{t('stuck.more', { n: more })}</p> : null}
    </div>
  );
}

function Entry({ row }: { row: StuckRow }) {
  const { t, word, language, can } = useConsole();
  const { busy, save } = useSave();
  const [step, kind] = [word('stuckStep', row.queue), word('stuckKind', row.kind)];
  const channel = row.channel === null ? t('stuck.unknownChannel') : word('channel', row.channel);
  const path = { queue: row.queue, id: row.id };
  return (
    <article className="card" aria-label={row.kind === 'changes' ? kind : `${kind}, ${channel}`}>
      <header>
        {row.channel ? <ChannelIcon channel={row.channel} label={channel} /> : null}<strong>{kind}</strong>{row.count > 1 ? <span className="quiet">× {number(language, row.count)}</span> : null}{row.kind === 'changes' ? null : <span className="quiet">{channel}</span>}
        {row.case ? <Link href={`/inbox/open/${row.case}`}><CaseNumber>{row.case}</CaseNumber></Link> : null}
        <span className="spacer" /><span className="quiet">{t('stuck.since')} <When at={row.since} as="ago" /></span>
      </header>
      <p>{step}</p>
      <p className="quiet">{t('stuck.tries', { n: row.tries })} {t('stuck.lost')} <When at={row.lostAt} as="exact" /></p>
      {row.canRetry ? null : <p>{t('stuck.rebuild')} <bdi dir="ltr"><code>npm run -s rebuild</code></bdi></p>}
      {(row.canRetry && can('POST /stuck/:queue/:id/retry')) || (row.canKeep && can('POST /stuck/:queue/:id/keep')) ? (
        <footer>
          {row.canRetry ? <button type="button" className="button" disabled={busy} onClick={() => { void save(async () => call('POST /stuck/:queue/:id/retry', { path }), t('stuck.retried')); }}>{t('act.tryAgain')}</button> : null}
          {row.canKeep ? <button type="button" className="button" disabled={busy} onClick={() => { void save(async () => call('POST /stuck/:queue/:id/keep', { path }), t('stuck.kept')); }}>{t('stuck.keep')}</button> : null}
        </footer>
      ) : null}
    </article>
  );
}
