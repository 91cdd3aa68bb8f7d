import { useState } from 'react';
import type { AnswersPreview } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import type { Batch } from '../batch-sending.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { Dialog } from './dialog.tsx';
import { Editor } from './editor.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import { CaseNumber, Name, Paragraphs } from './said.tsx';
import { useProblemText } from './states.tsx';

/** One text to many, each by its own way: first how many it reaches and whom it cannot; pressed, it closes and has half a minute to be taken back. */
export function AnswerSelected({ numbers, taken, onClose }: { numbers: string[]; /** What was taken back, or did not leave. */ taken?: Pick<Batch, 'key' | 'text'>; onClose: (sent: boolean) => void }) {
  const { t, word, language, batches } = useConsole();
  const [text, setText] = useState(taken?.text ?? '');
  const [preview, setPreview] = useState<AnswersPreview>();
  const [wrong, setWrong] = useState('');
  const problem = useProblemText();
  const who = useWho();
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
        {preview ? (
          <div className="answers-preview" aria-live="polite">
            <ul>{preview.going.map(({ channel, via, count }) => <li key={channel + via}><ChannelIcon channel={channel} label={word('channel', channel)} /> {t('answers.going', { n: count, channel: word('channel', channel), via: t(`composer.${via}`) })}</li>)}</ul>
            {preview.cannot.length > 0 ? <><p className="bad">{t('answers.cannot', { n: preview.cannot.length })}</p><ul>{preview.cannot.map(({ number, reason, channel, customer }) => <li key={number}><CaseNumber>{number}</CaseNumber> {customer ? <><Name>{who(customer, channel)}</Name>: </> : null}{word('reason', reason)}</li>)}</ul></> : null}
            {preview.other ? <p className="warn-line"><Icon name="alert" size={14} />{t('answers.otherLanguage', { n: preview.other.count, theirs: t(`languageName.${preview.other.theirs}`), written: t(`languageName.${preview.other.written}`) })}</p> : null}
            {preview.sample ? <blockquote><Paragraphs text={preview.sample.text} language={language} /></blockquote> : null}
          </div>
        ) : null}
        {wrong ? <p className="problem-line" role="alert">{wrong}</p> : null}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={() => onClose(false)}>{t('act.cancel')}</button>
          {preview ? <button type="button" className="button main" disabled={total === 0} onClick={send}>{t('answers.send', { n: total })}</button> : <button type="button" className="button main" disabled={text.trim() === ''} onClick={() => { void look(); }}>{t('answers.look')}</button>}
        </div>
      </div>
    </Dialog>
  );
}
