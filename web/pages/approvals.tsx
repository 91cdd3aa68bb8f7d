import { useState } from 'react';
import type { Approval } from '../../shared/api-shapes/posts.ts';
import { ApiFailure, call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead, useRefresh } from '../data.ts';
import { Editor } from '../parts/editor.tsx';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { CaseNumber, Name, Paragraphs, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton, useProblemText } from '../parts/states.tsx';

/** What may be pressed all the same, over the version that was named. */
const HELD = new Set(['answeredMeanwhile', 'wroteMeanwhile', 'changedMeanwhile']);

/** One public answer that waits: what it answers, its words, and what becomes of it. */
function Waiting({ waiting }: { waiting: Approval }) {
  const { t, word, language, can, tell } = useConsole();
  const [text, setText] = useState(waiting.text);
  const [note, setNote] = useState<string>();
  const [busy, setBusy] = useState(false);
  /** Somebody was faster: what happened, and over which version it may be pressed all the same. */
  const [held, setHeld] = useState<{ words: string; version: string | undefined }>();
  const refresh = useRefresh();
  const problem = useProblemText();
  const path = { number: waiting.number, id: waiting.id };
  const edited = text.trim() !== waiting.text;
  const act = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(true);
    try {
      await work();
      setHeld(undefined);
      tell(done);
      await refresh();
    } catch (error) {
      const version = error instanceof ApiFailure && error.status === 409 && HELD.has(error.key) ? error.stale?.version : undefined;
      setHeld({ words: problem(error), version });
      // What somebody else has decided is gone from the list with the next look.
      if (version === undefined) await refresh();
    } finally {
      setBusy(false);
    }
  };
  const approve = (version?: string) => () => { void act(async () => call('POST /approvals/:number/:id/approve', { path, body: { ...(edited ? { text: text.trim() } : {}), ...(version ? { version } : {}) } }), t('approval.sent')); };
  const { answers } = waiting;
  const label = edited ? t('approval.editAndApprove') : t('approval.approve');
  return (
    <article className="card" aria-label={waiting.by.name}>
      <header><ChannelIcon channel={waiting.channel} label={word('channel', waiting.channel)} /><strong><Name>{waiting.by.name}</Name></strong><a href={`#/inbox/open/${waiting.number}`}><CaseNumber>{waiting.number}</CaseNumber></a>{waiting.post && can('GET /posts/:id') ? <a href={`#/post/${encodeURIComponent(waiting.post)}`}>{t('entry.toPost')}</a> : null}<span className="spacer" /><span className="quiet"><When at={waiting.at} as="ago" /></span></header>
      {answers ? <blockquote><span className="quiet"><Name>{answers.author.name ?? answers.author.id}</Name></span><Paragraphs text={answers.text} language={answers.language} />{answers.link ? <a href={answers.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}</blockquote> : null}
      <Editor value={text} onChange={setText} label={t('approval.words')} placeholder="" fallback={(answers?.language ?? language) === 'he' ? 'rtl' : 'ltr'} handle={null} className="framed" />
      {held ? <p className="problem-line" role="alert"><Icon name="alert" size={14} /> {held.words}</p> : null}
      {note === undefined ? null : <Editor value={note} onChange={setNote} label={t('approval.note')} placeholder={t('approval.noteHint')} fallback={language === 'he' ? 'rtl' : 'ltr'} handle={null} className="framed" />}
      <footer>
        {waiting.mine ? <p className="quiet">{t('approval.own')}</p> : note === undefined ? (
          <>
            {held?.version ? <button type="button" className="button main" disabled={busy} onClick={approve(held.version)}>{t('approval.allTheSame')}</button> : <button type="button" className="button main" disabled={busy || text.trim() === ''} onClick={approve()}>{label}</button>}
            <button type="button" className="button" disabled={busy} onClick={() => setNote('')}>{t('approval.return')}</button>
          </>
        ) : (
          <>
            <button type="button" className="button main" disabled={busy || note.trim() === ''} onClick={() => { void act(async () => call('POST /approvals/:number/:id/return', { path, body: { note: note.trim() } }), t('approval.returnedNow')); }}>{t('approval.returnNow')}</button>
            <button type="button" className="button" onClick={() => setNote(undefined)}>{t('act.cancel')}</button>
          </>
        )}
      </footer>
    </article>
  );
}

/** Public answers of people whose words somebody else reads first. */
export default function ApprovalsPage() {
  const { t } = useConsole();
  const found = useRead('GET /approvals', {}, { everyMs: 8_000 });
  if (found.error && !found.data) return <div className="page narrow"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data) return <div className="page narrow"><Skeleton rows={3} /></div>;
  const { waiting } = found.data;
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.approvals')}</h1></header>
      {waiting.length === 0 ? <Empty icon="check" title={t('approval.none')}>{t('approval.noneWhy')}</Empty> : <ul className="cards">{waiting.map((one) => <li key={one.id}><Waiting waiting={one} /></li>)}</ul>}
    </div>
  );
}
