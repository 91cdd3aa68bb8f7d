import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { QuarantineRow } from '../../shared/api-shapes.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { ChannelIcon } from '../parts/icon.tsx';
import { Line, Name, Paragraphs, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton, useProblemText } from '../parts/states.tsx';

/** Whoever is released may be answered; to these no automatic text ever goes. */
const NEVER_ACKNOWLEDGED = new Set(['bounce', 'feedbackReport', 'virus', 'forged', 'ownAddress', 'noAddress']);

/** What was held back, why, and the way out: a machine's mail, as we think. */
export function QuarantinePage() {
  const { t } = useConsole();
  const found = useInfiniteQuery({
    queryKey: ['GET /quarantine'], queryFn: async ({ pageParam, signal }) => call('GET /quarantine', { query: { limit: '50', ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '', getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = found.data?.pages.flatMap(({ messages }) => messages) ?? [];
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.quarantine')}</h1><p className="quiet">{t('quarantine.what')}</p></header>
      {found.isPending ? <Skeleton rows={5} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} />
        : rows.length === 0 ? <Empty icon="funnel" title={t('quarantine.empty')} act={{ label: t('empty.toOpen'), run: () => { location.hash = '#/inbox/open'; } }} />
        : <ul className="cards">{rows.map((row) => <li key={row.id}><Held row={row} /></li>)}</ul>}
      {found.hasNextPage ? <button type="button" className="button" disabled={found.isFetchingNextPage} onClick={() => { void found.fetchNextPage(); }}>{t('act.more')}</button> : null}
    </div>
  );
}

function Held({ row }: { row: QuarantineRow }) {
  const { t, word, language, tell, can } = useConsole();
  const [, go] = useLocation();
  const [acknowledge, setAcknowledge] = useState(false);
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const problem = useProblemText();
  const release = async (): Promise<void> => {
    setBusy(true);
    try {
      const { number } = await call('POST /quarantine/:id/release', { path: { id: row.id }, body: { acknowledge } });
      await client.invalidateQueries();
      tell(t('quarantine.released', { number }), { label: t('act.open'), run: () => go(`/inbox/open/${number}`) });
    } catch (error) {
      tell(problem(error));
      setBusy(false);
    }
  };
  return (
    <article className="card" aria-label={row.subject || word('reason', row.reason)}>
      <header>{row.channel ? <ChannelIcon channel={row.channel} label={word('channel', row.channel)} /> : null}<strong><Name>{row.from.name ?? (row.from.id || t('case.unknownSender'))}</Name></strong>{row.from.name ? <span className="quiet"><Name>{row.from.id}</Name></span> : null}{row.inbox ? <span className="quiet"><bdi dir="ltr">{row.inbox}</bdi></span> : null}<span className="spacer" /><span className="quiet"><When at={row.at} /></span></header>
      {row.subject ? <Line as="p" className="strong" language={language}>{row.subject}</Line> : null}
      <p><span className="mark warn">{word('reason', row.reason)}</span> {row.evidence.length > 0 ? <span className="quiet">{t('entry.evidence')}: <bdi dir="ltr">{row.evidence.join(' · ')}</bdi></span> : null}</p>
      <details><summary>{t('quarantine.read')}</summary><Paragraphs text={row.text} language={language} /></details>
      {can('POST /quarantine/:id/release') ? (
        <footer>
          <button type="button" className="button" disabled={busy} onClick={() => { void release(); }}>{t('quarantine.release')}</button>
          {NEVER_ACKNOWLEDGED.has(row.reason) ? <span className="quiet">{t('quarantine.noAcknowledgement')}</span> : <label className="check"><input type="checkbox" checked={acknowledge} onChange={(event) => setAcknowledge(event.target.checked)} />{t('quarantine.acknowledge')}</label>}
        </footer>
      ) : null}
    </article>
  );
}
