import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { MentionRow } from '../../shared/api-shapes/figures.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.ts';
import { PostActs, SwitchMark } from '../parts/post-acts.tsx';
import { CaseNumber, Name, Paragraphs, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';
import { useShortcut } from '../use-shortcut.ts';

/** What is said about us in public and is no case: read it, and make it one where it should be. */
export default function MentionsPage() {
  const { t, word, can, tell } = useConsole();
  const who = useWho();
  const { queues } = useLive();
  const [, go] = useLocation();
  const [only, setOnly] = useState<'unsure' | undefined>();
  const [channel, setChannel] = useState('');
  const [at, setAt] = useState(0);
  const { busy, save } = useSave();
  const found = useInfiniteQuery({
    queryKey: ['GET /mentions', only, channel],
    queryFn: async ({ pageParam, signal }) => call('GET /mentions', { query: { limit: '50', ...(only ? { only } : {}), ...(channel ? { channel } : {}), ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '', getNextPageParam: (last) => last.next ?? undefined, refetchInterval: 15_000,
  });
  const rows = found.data?.pages.flatMap(({ mentions }) => mentions) ?? [];
  const mayPromote = can('POST /mentions/:thread/:id/promote');
  const promote = async (row: MentionRow): Promise<void> => {
    await save(async () => {
      const { number } = await call('POST /mentions/:thread/:id/promote', { path: { thread: row.thread, id: row.id }, body: {} });
      tell(t('quarantine.released', { number }), { label: t('act.open'), run: () => go(`/inbox/open/${number}`) });
    });
  };
  const current = rows[Math.min(at, rows.length - 1)];
  const step = (by: number) => () => {
    const next = Math.max(0, Math.min(rows.length - 1, at + by));
    setAt(next);
    document.querySelectorAll<HTMLElement>('.mention')[next]?.focus();
  };
  useShortcut('next', step(1));
  useShortcut('previous', step(-1));
  useShortcut('makeCase', () => { if (current && !current.case && !busy) void promote(current); }, mayPromote);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t('page.mentions')}</h1><span className="spacer" />
        <div className="modes" role="group" aria-label={t('mentions.which')}>{([undefined, 'unsure'] as const).map((one) => <button type="button" key={one ?? 'all'} aria-pressed={only === one} onClick={() => setOnly(one)}>{t(`mentions.${one ?? 'all'}`)}</button>)}</div>
        <select className="short" aria-label={t('figure.channel')} value={channel} onChange={(event) => setChannel(event.target.value)}><option value="">{t('mentions.everywhere')}</option>{['facebook', 'instagram', 'x', 'linkedin'].filter((name) => !queues || queues.channels.some((one) => one.channel === name) || name === channel).map((name) => <option key={name} value={name}>{word('channel', name)}</option>)}</select>
      </header>
      {found.isPending ? <Skeleton rows={5} /> : found.error && rows.length === 0 ? <Problem error={found.error} again={() => { void found.refetch(); }} />
        : rows.length === 0 ? <Empty icon="mention" title={t('mentions.none')} act={only || channel ? { label: t('mentions.clear'), run: () => { setOnly(undefined); setChannel(''); } } : undefined} /> : null}
      <ul className="cards">{rows.map((row, index) => (
        <li key={row.thread + row.id}>
          <article className={index === at ? 'card mention current' : 'card mention'} tabIndex={index === at ? 0 : -1} onFocus={() => setAt(index)} aria-label={who(row.author, row.channel)}>
            <header><ChannelIcon channel={row.channel} label={word('channel', row.channel)} /><strong><Name>{who(row.author, row.channel)}</Name></strong><span className="spacer" /><span className="quiet"><When at={row.at} as="ago" /></span></header>
            <Paragraphs text={row.text} language={row.language} />
            <footer>
              {row.decision ? <span className={row.decision.borderline ? 'mark warn' : 'mark'} title={row.decision.evidence.join(', ')}>{word('decision', row.decision.reason)}{row.decision.borderline ? ` · ${t('mentions.unsure')}` : ''}</span> : null}
              {row.moderation ? <><SwitchMark what="hidden" shown={row.moderation.hidden} /><SwitchMark what="liked" shown={row.moderation.liked} /></> : null}
              <span className="spacer" />
              {row.moderation ? <PostActs thread={row.thread} id={row.id} moderation={row.moderation} /> : null}
              {row.post && can('GET /posts/:id') ? <a href={`#/post/${encodeURIComponent(row.post)}`}>{t('entry.toPost')}</a> : null}
              {row.link ? <a href={row.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}
              {row.case ? <a href={`#/inbox/open/${row.case}`}><CaseNumber>{row.case}</CaseNumber></a> : mayPromote ? <button type="button" className="button small" disabled={busy} onClick={() => { void promote(row); }}><Icon name="inbox" size={15} />{t('quarantine.release')} <kbd>M</kbd></button> : null}
            </footer>
          </article>
        </li>
      ))}</ul>
      {found.hasNextPage ? <button type="button" className="button" disabled={found.isFetchingNextPage} onClick={() => { void found.fetchNextPage(); }}>{t('act.more')}</button> : null}
    </div>
  );
}
