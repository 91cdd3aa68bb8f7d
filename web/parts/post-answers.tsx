import { useRef, useState } from 'react';
import type { PostAnswersOutcome, PostAnswersPreview, SeenItem } from '../../shared/api-shapes/posts.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRefresh } from '../data.ts';
import { Dialog } from './dialog.tsx';
import { Editor } from './editor.tsx';
import { Icon } from './icon.tsx';
import { CaseNumber, Name } from './said.tsx';
import { useProblemText } from './states.tsx';

/** At once, so that progress is seen and one failure stops few. */
const STEP = 5;

type Answers = PostAnswersPreview['answers'];

/** One thing to say to many under a post, in several wordings: first who gets which, each still to be changed; then one by one, each once. */
export function PostAnswers({ post, items, onClose }: { post: string; items: SeenItem[]; onClose: (sent: boolean) => void }) {
  const { t, word, language } = useConsole();
  const [texts, setTexts] = useState(['', '']);
  const [preview, setPreview] = useState<PostAnswersPreview>();
  const [answers, setAnswers] = useState<Answers>([]);
  const [gone, setGone] = useState<number>();
  const [outcome, setOutcome] = useState<PostAnswersOutcome>();
  const [wrong, setWrong] = useState('');
  // It stays: a second press, or a second try after a lost answer, sends nothing twice.
  const key = useRef(crypto.randomUUID());
  const refresh = useRefresh();
  const problem = useProblemText();
  const fallback = language === 'he' ? 'rtl' : 'ltr';
  const look = async (): Promise<void> => {
    setWrong('');
    try {
      const found = await call('POST /posts/:id/answers/preview', { path: { id: post }, body: { items, texts: texts.filter((text) => text.trim() !== '') } });
      setPreview(found);
      setAnswers(found.answers);
    } catch (error) {
      setWrong(problem(error));
    }
  };
  const send = async (): Promise<void> => {
    const all: PostAnswersOutcome = { done: [], refused: [] };
    setWrong('');
    setGone(0);
    try {
      for (let from = 0; from < answers.length; from += STEP) {
        const part = answers.slice(from, from + STEP).map(({ thread, id, text, seen }) => ({ thread, id, seen, text: text.trim() }));
        const { done, refused } = await call('POST /posts/:id/answers', { path: { id: post }, body: { answers: part, key: key.current } });
        all.done.push(...done);
        all.refused.push(...refused);
        setGone(from + part.length);
      }
      setOutcome(all);
      await refresh();
    } catch (error) {
      setWrong(problem(error));
      setGone(undefined);
    }
  };
  const write = (place: number, text: string): void => { setTexts(texts.map((one, at) => (at === place ? text : one))); setPreview(undefined); };
  // What was changed by hand is like nobody else's, unless it says the same.
  const saidBy = ({ id, text, wording }: Answers[number]): string => (preview?.answers.some((one) => one.id === id && one.text === text) ? String(wording) : text.trim());
  const alike = Math.max(0, ...[...Map.groupBy(answers, saidBy).values()].map(({ length }) => length - 1));
  const nameOf = (id: string): string => answers.find((one) => one.id === id)?.name ?? '';
  return (
    <Dialog title={t('postAnswers.title', { n: items.length })} onClose={() => onClose(outcome !== undefined)} className="wide">
      <div className="dialog-body">
        {outcome ? (
          <>
            <p role="status" className="strong">{t(preview?.waits ? 'postAnswers.waiting' : 'answers.done', { n: outcome.done.length })}</p>
            <ul>{outcome.refused.map(({ id, key: why }) => <li key={id}><Name>{nameOf(id)}</Name> {word('reason', why)}</li>)}</ul>
            <div className="dialog-acts"><button type="button" className="button main" onClick={() => onClose(true)}>{t('act.close')}</button></div>
          </>
        ) : gone !== undefined ? (
          <><p role="status" className="strong">{t('postAnswers.progress', { done: gone, all: answers.length })}</p><progress max={answers.length} value={gone} aria-label={t('answers.progress')} /></>
        ) : (
          <>
            <p className="quiet">{t('postAnswers.hint')}</p>
            {preview === undefined ? (
              <>
                {texts.map((text, place) => (
                  <div className="variant" key={place}>
                    <Editor value={text} onChange={(next) => write(place, next)} label={t('postAnswers.wording', { n: place + 1 })} placeholder={t('postAnswers.wording', { n: place + 1 })} fallback={fallback} handle={null} className="framed" />
                    {texts.length > 1 ? <button type="button" className="quiet-button" aria-label={t('postAnswers.drop', { n: place + 1 })} onClick={() => setTexts(texts.filter((_, at) => at !== place))}><Icon name="close" size={14} /></button> : null}
                  </div>
                ))}
                <button type="button" className="button small" onClick={() => setTexts([...texts, ''])}>{t('postAnswers.more')}</button>
              </>
            ) : (
              <div className="answers-preview" aria-live="polite">
                {preview.waits ? <p className="warn-line"><Icon name="lock" size={14} /> {t('postAnswers.waits')}</p> : null}
                {alike > 0 ? <p className="warn-line"><Icon name="alert" size={14} /> {t('postAnswers.alike', { n: alike + 1 })}</p> : <p className="quiet">{t('postAnswers.different')}</p>}
                <ol className="who-gets">{answers.map(({ id, name, case: number, text }) => (
                  <li key={id}>
                    <span><Name>{name ?? ''}</Name> {number ? <CaseNumber>{number}</CaseNumber> : <span className="mark">{t('postAnswers.opens')}</span>}</span>
                    <Editor value={text} onChange={(next) => setAnswers(answers.map((one) => (one.id === id ? { ...one, text: next } : one)))} label={t('postAnswers.for', { name: name ?? '' })} placeholder="" fallback={fallback} handle={null} className="framed" />
                  </li>
                ))}</ol>
                {preview.cannot.length > 0 ? <><p className="bad">{t('answers.cannot', { n: preview.cannot.length })}</p><ul>{preview.cannot.map(({ id, name, reason }) => <li key={id}><Name>{name ?? ''}</Name> {word('reason', reason)}</li>)}</ul></> : null}
              </div>
            )}
            {wrong ? <p className="problem-line" role="alert">{wrong}</p> : null}
            <div className="dialog-acts">
              <button type="button" className="button" onClick={() => (preview ? setPreview(undefined) : onClose(false))}>{t(preview ? 'act.back' : 'act.cancel')}</button>
              {preview ? <button type="button" className="button main" disabled={answers.length === 0 || answers.some(({ text }) => text.trim() === '')} onClick={() => { void send(); }}>{t(preview.waits ? 'postAnswers.ask' : 'answers.send', { n: answers.length })}</button> : <button type="button" className="button main" disabled={texts.every((text) => text.trim() === '')} onClick={() => { void look(); }}>{t('answers.look')}</button>}
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
