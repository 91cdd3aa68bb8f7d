import { useState } from 'react';
import type { AnswersPreview } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import type { Batch } from '../batch-sending.ts';
import { useConsole } from '../console-context.tsx';
import { AnswersPlan } from './answers-plan.tsx';
import { Dialog } from './dialog.tsx';
import { Editor } from './editor.tsx';
import { useProblemText } from './states.tsx';

/** One text to many, each by its own way: first how many it reaches and whom it cannot; pressed, it closes and has half a minute to be taken back. */
export function AnswerSelected({ numbers, taken, onClose }: { numbers: string[]; /** What was taken back, or did not leave. */ taken?: Pick<Batch, 'key' | 'text'>; onClose: (sent: boolean) => void }) {
  const { t, language, batches } = useConsole();
  const [text, setText] = useState(taken?.text ?? '');
  const [preview, setPreview] = useState<AnswersPreview>();
  const [wrong, setWrong] = useState('');
  const problem = useProblemText();
  const look = async (): Promise<void> => {
    setWrong('');
    try {
      setPreview(await call('POST /answers/preview', { body: { numbers, text } }));
    } catch (error) {
      setWrong(problem(error));
    }
  };
  const total = preview?.going.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const send = (): void => {
    // What may have arrived keeps its key: nobody is answered twice.
    batches.add({ key: taken?.key ?? crypto.randomUUID(), numbers, text, count: total, ...(preview?.versions ? { versions: preview.versions } : {}) });
    onClose(true);
  };
  return (
    <Dialog title={t('answers.title', { n: numbers.length })} onClose={() => onClose(false)} className="wide">
      <div className="dialog-body">
        <p className="quiet">{t('answers.hint')}</p>
        <Editor value={text} onChange={(next) => { setText(next); setPreview(undefined); }} label={t('answers.text')} placeholder={t('composer.plainHint')} fallback={language === 'he' ? 'rtl' : 'ltr'} handle={null} className="framed" />
        {preview ? <AnswersPlan preview={preview} /> : null}
        {wrong ? <p className="problem-line" role="alert">{wrong}</p> : null}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={() => onClose(false)}>{t('act.cancel')}</button>
          {preview ? <button type="button" className="button main" disabled={total === 0} onClick={send}>{t('answers.send', { n: total })}</button> : <button type="button" className="button main" disabled={text.trim() === ''} onClick={() => { void look(); }}>{t('answers.look')}</button>}
        </div>
      </div>
    </Dialog>
  );
}
