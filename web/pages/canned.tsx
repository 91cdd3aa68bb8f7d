import { useEffect, useState } from 'react';
import type { CannedReply } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { Editor } from '../parts/editor.tsx';
import { Icon } from '../parts/icon.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { Name } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

/** Answers that are ready: in both languages, found by what is typed after the slash. */
export default function CannedPage() {
  const { t, can } = useConsole();
  const found = useRead('GET /canned');
  const [replies, setReplies] = useState<CannedReply[]>();
  const [open, setOpen] = useState<string>();
  const { busy, save, stale, forget } = useSave();
  const mayWrite = can('PUT /canned');
  useEffect(() => { if (found.data) setReplies((before) => before ?? found.data.canned); }, [found.data]);
  if (found.error) return <div className="page"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data || !replies) return <div className="page"><Skeleton rows={4} /></div>;
  const { canned, version } = found.data;
  const changed = JSON.stringify(canned) !== JSON.stringify(replies);
  const change = (id: string, part: Partial<CannedReply>): void => setReplies(replies.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const add = (): void => {
    const id = crypto.randomUUID();
    setReplies([...replies, { id, shortcut: '', title: '', he: '', en: '' }]);
    setOpen(id);
  };
  const complete = replies.every(({ shortcut, title, he, en }) => /^[\p{L}\p{N}_-]+$/u.test(shortcut) && title.trim() !== '' && (he + en).trim() !== '');
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.canned')}</h1><p className="quiet">{t('canned.what')}</p><span className="spacer" />{mayWrite ? <button type="button" className="button" onClick={add}>{t('canned.add')}</button> : null}</header>
      {replies.length === 0 ? <Empty icon="quick" title={t('canned.none')} act={mayWrite ? { label: t('canned.add'), run: add } : undefined} /> : null}
      <ul className="cards">
        {replies.map((one) => (
          <li key={one.id}>
            <article className="card" aria-label={one.title || t('canned.new')}>
              <header>
                <button type="button" className="link-button strong" aria-expanded={open === one.id} onClick={() => setOpen(open === one.id ? undefined : one.id)}><Icon name="down" size={14} /><Name>{one.title || t('canned.new')}</Name></button>
                <span className="quiet"><bdi dir="ltr">/{one.shortcut}</bdi></span><span className="spacer" />
                {mayWrite ? <button type="button" className="quiet-button" aria-label={t('act.remove')} title={t('act.remove')} onClick={() => setReplies(replies.filter(({ id }) => id !== one.id))}><Icon name="close" size={15} /></button> : null}
              </header>
              {open === one.id ? (
                <div className="form-grid">
                  <label className="field"><span>{t('canned.title')}</span><input dir="auto" value={one.title} readOnly={!mayWrite} maxLength={80} onChange={(event) => change(one.id, { title: event.target.value })} /></label>
                  <label className="field"><span>{t('canned.shortcut')}</span><input dir="auto" value={one.shortcut} readOnly={!mayWrite} maxLength={20} onChange={(event) => change(one.id, { shortcut: event.target.value.replace(/[^\p{L}\p{N}_-]/gu, '') })} /></label>
                  <div className="field"><span>{t('canned.he')}</span><Editor className="framed" value={one.he} fallback="rtl" label={t('canned.he')} placeholder="" handle={null} onChange={(he) => change(one.id, { he })} /></div>
                  <div className="field"><span>{t('canned.en')}</span><Editor className="framed" value={one.en} fallback="ltr" label={t('canned.en')} placeholder="" handle={null} onChange={(en) => change(one.id, { en })} /></div>
                </div>
              ) : <p className="quiet clamp"><bdi>{one.he || one.en}</bdi></p>}
            </article>
          </li>
        ))}
      </ul>
      {changed && mayWrite ? <SaveBar busy={busy} stale={stale} problem={complete ? undefined : t('canned.incomplete')} onDrop={() => { setReplies(canned); forget(); }} onSave={() => { void save(async () => call('PUT /canned', { body: { canned: replies, version } }), t('case.saved')); }} /> : null}
    </div>
  );
}
