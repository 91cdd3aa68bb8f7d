import { useEffect, useRef, useState } from 'react';
import type { AnswersPreview, Outcome } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRefresh } from '../data.ts';
import { Dialog } from './dialog.tsx';
import { Editor } from './editor.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import { CaseNumber, Paragraphs } from './said.tsx';
import { useProblemText } from './states.tsx';

const UNDO_SECONDS = 30;

/** One text to many, each by its own way: first how many it reaches and whom it cannot, then half a minute to take it back. */
export function AnswerSelected({ numbers, onClose }: { numbers: string[]; onClose: (sent: boolean) => void }) {
  const { t, word, language } = useConsole();
  const [text, setText] = useState('');
  const [preview, setPreview] = useState<AnswersPreview>();
  const [left, setLeft] = useState<number>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [wrong, setWrong] = useState('');
  const key = useRef(crypto.randomUUID());
  const refresh = useRefresh();
  const problem = useProblemText();
  const look = async (): Promise<void> => {
    setWrong('');
    try {
      setPreview(await call('POST /answers/preview', { body: { numbers, text } }));
    } catch (error) {
      setWrong(problem(error));
    }
  };
  const send = async (): Promise<void> => {
    try {
      setOutcome(await call('POST /answers', { body: { numbers, text, key: key.current } }));
      await refresh();
    } catch (error) {
      setWrong(problem(error));
      setLeft(undefined);
    }
  };
  useEffect(() => {
    if (left === undefined || outcome) return undefined;
    if (left === 0) {
      // The key stays: a second press, or a second try after a lost answer, sends nothing twice.
      void send();
      return undefined;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
    // Each second starts the next; the rest cannot change meanwhile.
  }, [left, outcome]);
  const total = preview?.going.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <Dialog title={t('answers.title', { n: numbers.length })} onClose={() => onClose(outcome !== undefined)} className="wide">
      <div className="dialog-body">
        {outcome ? (
          <>
            <p role="status" className="strong">{t('answers.done', { n: outcome.done.length })}</p>
            <ul>{outcome.refused.map(({ number, key: why }) => <li key={number}><CaseNumber>{number}</CaseNumber> {word('reason', why)}</li>)}</ul>
            <div className="dialog-acts"><button type="button" className="button main" onClick={() => onClose(true)}>{t('act.close')}</button></div>
          </>
        ) : left !== undefined ? (
          <>
            <p role="status" className="strong">{left > 0 ? t('answers.leaving', { n: left }) : t('composer.sending')}</p>
            <progress max={UNDO_SECONDS} value={UNDO_SECONDS - left} aria-label={t('answers.progress')} />
            <div className="dialog-acts">{left > 0 ? <button type="button" className="button" onClick={() => setLeft(undefined)}><Icon name="undo" turns size={16} />{t('act.undo')}</button> : null}</div>
          </>
        ) : (
          <>
            <p className="quiet">{t('answers.hint')}</p>
            <Editor value={text} onChange={(next) => { setText(next); setPreview(undefined); }} label={t('answers.text')} placeholder={t('composer.plainHint')} fallback={language === 'he' ? 'rtl' : 'ltr'} handle={null} className="framed" />
            {preview ? (
              <div className="answers-preview" aria-live="polite">
                <ul>{preview.going.map(({ channel, via, count }) => <li key={channel + via}><ChannelIcon channel={channel} label={word('channel', channel)} /> {t('answers.going', { n: count, channel: word('channel', channel), via: t(`composer.${via}`) })}</li>)}</ul>
                {preview.cannot.length > 0 ? <><p className="bad">{t('answers.cannot', { n: preview.cannot.length })}</p><ul>{preview.cannot.map(({ number, reason }) => <li key={number}><CaseNumber>{number}</CaseNumber> {word('reason', reason)}</li>)}</ul></> : null}
                {preview.sample ? <blockquote><Paragraphs text={preview.sample.text} language={language} /></blockquote> : null}
              </div>
            ) : null}
            {wrong ? <p className="problem-line" role="alert">{wrong}</p> : null}
            <div className="dialog-acts">
              <button type="button" className="button" onClick={() => onClose(false)}>{t('act.cancel')}</button>
              {preview ? <button type="button" className="button main" disabled={total === 0} onClick={() => setLeft(UNDO_SECONDS)}>{t('answers.send', { n: total })}</button> : <button type="button" className="button main" disabled={text.trim() === ''} onClick={() => { void look(); }}>{t('answers.look')}</button>}
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
