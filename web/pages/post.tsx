import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { PostComment } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { AnswerSelected } from '../parts/answer-selected.tsx';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { CaseNumber, Name, Paragraphs, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

const FILTERS = ['all', 'asks', 'unanswered', 'hasCase'] as const;
type Filter = (typeof FILTERS)[number];
const fits = (comment: PostComment, filter: Filter): boolean => filter === 'all' || (filter === 'asks' ? comment.decision?.is === 'case' : filter === 'unanswered' ? !comment.answered && comment.decision?.is === 'case' : comment.case !== null);

/** A post with all its comments in order: what asks, what is unanswered, what is a case. */
export default function PostPage() {
  const { id } = useParams<{ id: string }>();
  const { t, word, language, can, tell } = useConsole();
  const [, go] = useLocation();
  const [filter, setFilter] = useState<Filter>('all');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [answering, setAnswering] = useState(false);
  const { busy, save } = useSave();
  const found = useRead('GET /posts/:id', { path: { id: decodeURIComponent(id) } }, { everyMs: 15_000 });
  if (found.error && !found.data) return <div className="page narrow"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data) return <div className="page narrow"><Skeleton rows={5} /></div>;
  const post = found.data;
  const shown = post.comments.filter((comment) => fits(comment, filter));
  const mayAnswer = can('POST /answers/preview') && can('POST /answers');
  const toggle = (number: string): void => { const next = new Set(chosen); if (!next.delete(number)) next.add(number); setChosen(next); };
  const promote = (comment: PostComment) => () => {
    void save(async () => {
      const { number } = await call('POST /mentions/:thread/:id/promote', { path: { thread: comment.thread, id: comment.id }, body: {} });
      tell(t('quarantine.released', { number }), { label: t('act.open'), run: () => go(`/inbox/open/${number}`) });
    });
  };
  return (
    <div className="page narrow">
      <article className="card"><header><ChannelIcon channel={post.channel} label={word('channel', post.channel)} />{post.author ? <strong><Name>{post.author}</Name></strong> : null}<h1 className="quiet">{t('page.post')}</h1><span className="spacer" />{post.at ? <span className="quiet"><When at={post.at} /></span> : null}</header><Paragraphs text={post.text} language={language} />{post.link ? <footer><a href={post.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a></footer> : null}</article>
      <div className="modes" role="group" aria-label={t('mentions.which')}>{FILTERS.map((one) => <button type="button" key={one} aria-pressed={filter === one} onClick={() => setFilter(one)}>{t(`post.${one}`)} <span className="quiet">{post.comments.filter((comment) => fits(comment, one)).length}</span></button>)}<span className="spacer" />{mayAnswer && chosen.size > 0 ? <button type="button" className="button small main" onClick={() => setAnswering(true)}>{t('answers.title', { n: chosen.size })}</button> : null}</div>
      {shown.length === 0 ? <Empty icon="mention" title={t('post.none')} act={filter === 'all' ? undefined : { label: t('mentions.clear'), run: () => setFilter('all') }} /> : null}
      <ul className="cards">{shown.map((comment) => (
        <li key={comment.id} className={comment.parent ? 'nested' : ''}>
          <article className="card" aria-label={comment.author.name ?? comment.author.id}>
            <header>{mayAnswer && comment.case ? <input type="checkbox" checked={chosen.has(comment.case)} aria-label={t('list.select', { number: comment.case })} onChange={() => toggle(comment.case!)} /> : null}<strong><Name>{comment.author.name ?? comment.author.id}</Name></strong>{comment.decision ? <span className={comment.decision.is === 'case' ? 'mark warn' : 'mark'}>{word('decision', comment.decision.reason)}</span> : null}{comment.answered ? <span className="mark good"><Icon name="check" size={12} />{t('post.answered')}</span> : null}<span className="spacer" /><span className="quiet"><When at={comment.at} as="ago" /></span></header>
            <Paragraphs text={comment.text} language={comment.language} />
            {comment.personalData.length > 0 ? <p className="warn-line">{t('entry.personalData')}</p> : null}
            <footer>{comment.case ? <a href={`#/inbox/open/${comment.case}`}><CaseNumber>{comment.case}</CaseNumber></a> : can('POST /mentions/:thread/:id/promote') ? <button type="button" className="button small" disabled={busy} onClick={promote(comment)}>{t('quarantine.release')}</button> : null}{comment.link ? <a href={comment.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}</footer>
          </article>
        </li>
      ))}</ul>
      {answering ? <AnswerSelected numbers={[...chosen]} onClose={(sent) => { setAnswering(false); if (sent) setChosen(new Set()); }} /> : null}
    </div>
  );
}
