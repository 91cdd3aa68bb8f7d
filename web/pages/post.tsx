import { useEffect, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { PostComment, PostView } from '../../shared/api-shapes/posts.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { SendState } from '../parts/entry.tsx';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { PostActs, SwitchMark } from '../parts/post-acts.tsx';
import { PostAnswers } from '../parts/post-answers.tsx';
import { CaseNumber, Name, Paragraphs, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

const FILTERS = ['all', 'asks', 'angry', 'unanswered', 'hasCase', 'hidden'] as const;
type Filter = (typeof FILTERS)[number];

/** A long post is read whole each time. */
const EVERY_MS = 15_000;
const QUICK_MS = 2_500;
const MOVING = new Set<string | null | undefined>(['planned', 'sending']);
const isMoving = ({ moderation, sending }: PostComment): boolean => MOVING.has(moderation.hidden.state) || MOVING.has(moderation.liked.state) || MOVING.has(sending?.state);

const FITS: Record<Filter, (comment: PostComment) => boolean> = {
  all: () => true, asks: ({ decision, ours }) => !ours && decision?.is === 'case', angry: ({ angry }) => angry, unanswered: ({ answered, ours, decision, revised }) => !ours && !answered && revised !== 'removed' && decision?.is === 'case',
  hasCase: (comment) => comment.case !== null && !comment.ours, hidden: ({ moderation }) => moderation.hidden.is,
};

/** Who works on it: one person, and everybody sees who. */
function Owner({ post }: { post: PostView }) {
  const { t, me, can } = useConsole();
  const { busy, save } = useSave();
  const own = (take: boolean) => () => { void save(async () => call('PUT /posts/:id/owner', { path: { id: post.id }, body: { take, over: post.owner?.id ?? null } })); };
  const mine = post.owner?.id === me.id;
  return (
    <span className="post-owner">
      {post.owner ? <span className="mark"><Icon name="people" size={13} />{mine ? t('post.mine') : t('post.owner', { agent: post.owner.name })}</span> : null}
      {can('PUT /posts/:id/owner') ? <button type="button" className="button small" disabled={busy} onClick={own(!mine)}>{t(mine ? 'post.giveBack' : post.owner ? 'post.takeOver' : 'post.take')}</button> : null}
    </span>
  );
}

interface CommentProps { comment: PostComment; chosen: boolean; toggle: (() => void) | null }

function Comment({ comment, chosen, toggle }: CommentProps) {
  const { t, word, can, tell } = useConsole();
  const [, go] = useLocation();
  const { busy, save } = useSave();
  const name = comment.author.name ?? comment.author.id;
  const promote = (): void => {
    void save(async () => {
      const { number } = await call('POST /mentions/:thread/:id/promote', { path: { thread: comment.thread, id: comment.id }, body: {} });
      tell(t('quarantine.released', { number }), { label: t('act.open'), run: () => go(`/inbox/open/${number}`) });
    });
  };
  return (
    <article className={`card${comment.moderation.hidden.is ? ' is-hidden' : ''}${comment.ours ? ' ours' : ''}`} aria-label={name}>
      <header>
        {toggle ? <input type="checkbox" checked={chosen} aria-label={t('post.select', { name })} onChange={toggle} /> : null}
        <strong><Name>{name}</Name></strong>
        {comment.ours ? <span className="mark">{t('entry.ours')}</span> : null}
        {comment.decision && !comment.ours ? <span className={comment.decision.is === 'case' ? 'mark warn' : 'mark'}>{word('decision', comment.decision.reason)}</span> : null}
        {comment.angry ? <span className="mark bad"><Icon name="alert" size={12} />{t('post.isAngry')}</span> : null}
        {comment.answered && !comment.ours ? <span className="mark good"><Icon name="check" size={12} />{t('post.answered')}</span> : null}
        {comment.revised ? <span className="mark warn">{t(`entry.${comment.revised}`)}</span> : null}
        <SwitchMark what="hidden" shown={comment.moderation.hidden} />
        <SwitchMark what="liked" shown={comment.moderation.liked} />
        <span className="spacer" /><span className="quiet"><When at={comment.at} as="ago" /></span>
      </header>
      <Paragraphs text={comment.text} language={comment.language} />
      {comment.personalData.length > 0 ? <p className="warn-line">{t('entry.personalData')}</p> : null}
      <footer>
        {comment.sending ? <SendState state={comment.sending.state} reason={comment.sending.reason} /> : null}
        {comment.case ? <a href={`#/inbox/open/${comment.case}`}><CaseNumber>{comment.case}</CaseNumber></a>
          : !comment.ours && can('POST /mentions/:thread/:id/promote') ? <button type="button" className="button small" disabled={busy} onClick={promote}>{t('quarantine.release')}</button> : null}
        <PostActs thread={comment.thread} id={comment.id} moderation={comment.moderation} />
        {comment.link ? <a href={comment.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}
      </footer>
    </article>
  );
}

/** A post with all its comments in order: what asks, what is angry, what is unanswered; one owner; answered, hidden and liked from here. */
export default function PostPage() {
  const { id } = useParams<{ id: string }>();
  const { t, word, language, can } = useConsole();
  const [filter, setFilter] = useState<Filter>('all');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [answering, setAnswering] = useState(false);
  const [quick, setQuick] = useState(false);
  const found = useRead('GET /posts/:id', { path: { id: decodeURIComponent(id) } }, { everyMs: quick ? QUICK_MS : EVERY_MS });
  const moving = found.data?.comments.some(isMoving) ?? false;
  // What is on its way is looked at more often.
  useEffect(() => setQuick(moving), [moving]);
  if (found.error && !found.data) return <div className="page narrow"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data) return <div className="page narrow"><Skeleton rows={5} /></div>;
  const post = found.data;
  const shown = post.comments.filter(FITS[filter]);
  const mayAnswer = can('POST /posts/:id/answers/preview') && can('POST /posts/:id/answers');
  const selectable = ({ ours, revised }: PostComment): boolean => mayAnswer && !ours && revised !== 'removed';
  const toggle = (comment: string): void => { const next = new Set(chosen); if (!next.delete(comment)) next.add(comment); setChosen(next); };
  const offered = shown.filter(selectable);
  const all = offered.length > 0 && offered.every((comment) => chosen.has(comment.id));
  const items = post.comments.filter((comment) => chosen.has(comment.id)).map(({ thread, id: comment, answers }) => ({ thread, id: comment, seen: answers }));
  return (
    <div className="page narrow">
      <article className="card">
        <header><ChannelIcon channel={post.channel} label={word('channel', post.channel)} />{post.author ? <strong><Name>{post.author}</Name></strong> : null}<h1 className="quiet">{t('page.post')}</h1><span className="spacer" />{post.at ? <span className="quiet"><When at={post.at} /></span> : null}</header>
        {post.text ? <Paragraphs text={post.text} language={language} /> : null}
        <footer>{post.link ? <a href={post.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}<span className="spacer" /><Owner post={post} /></footer>
      </article>
      <div className="modes" role="group" aria-label={t('mentions.which')}>{FILTERS.map((one) => <button type="button" key={one} aria-pressed={filter === one} onClick={() => setFilter(one)}>{t(`post.${one}`)} <span className="quiet">{post.comments.filter(FITS[one]).length}</span></button>)}</div>
      {offered.length > 0 ? (
        <div className="post-bar">
          <label className="check"><input type="checkbox" checked={all} onChange={() => setChosen(all ? new Set() : new Set([...chosen, ...offered.map((comment) => comment.id)]))} />{t('post.selectAll', { n: offered.length })}</label>
          <span className="spacer" />
          <button type="button" className="button small main" disabled={items.length === 0} onClick={() => setAnswering(true)}>{items.length === 0 ? t('postAnswers.choose') : t('postAnswers.title', { n: items.length })}</button>
        </div>
      ) : null}
      {shown.length === 0 ? <Empty icon="mention" title={t('post.none')} act={filter === 'all' ? undefined : { label: t('mentions.clear'), run: () => setFilter('all') }} /> : null}
      <ul className="cards">{shown.map((comment) => <li key={comment.id} className={comment.depth > 0 && filter === 'all' ? 'nested' : ''}><Comment comment={comment} chosen={chosen.has(comment.id)} toggle={selectable(comment) ? () => toggle(comment.id) : null} /></li>)}</ul>
      {post.more ? <p className="quiet">{t('post.older')}</p> : null}
      {answering ? <PostAnswers post={post.id} items={items} onClose={(sent) => { setAnswering(false); if (sent) setChosen(new Set()); }} /> : null}
    </div>
  );
}
