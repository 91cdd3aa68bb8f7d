import { useState, useSyncExternalStore } from 'react';
import { useConsole } from '../console-context.tsx';
import { directionOf, directionOfLanguage } from '../../shared/domain/direction.ts';
import { draftedCases, keepDraft, readDraft } from '../drafts.ts';
import { Icon } from './icon.tsx';
import { CaseNumber } from './said.tsx';

/** What was written on this machine and did not leave it: drafts, and answers that failed. */
export function Unsent() {
  const { t, language, outbox, tell } = useConsole();
  const [, setDropped] = useState(0);
  const failed = useSyncExternalStore(outbox.subscribe, outbox.all).filter(({ state }) => state === 'failed');
  const drafts = draftedCases(localStorage).flatMap((number) => { const draft = readDraft(localStorage, number); return draft ? [{ number, draft }] : []; });
  const drop = (number: string) => () => {
    const was = readDraft(localStorage, number);
    const again = (): void => setDropped((count) => count + 1);
    keepDraft(localStorage, number, { text: '', mode: 'reply' });
    again();
    tell(t('day.dropped'), was ? { label: t('act.undo'), run: () => { keepDraft(localStorage, number, was); again(); } } : undefined);
  };
  const line = (number: string, text: string) => <a href={`#/inbox/open/${number}`}><CaseNumber>{number}</CaseNumber><span className="case-line-subject"><span dir={directionOf(text, directionOfLanguage(language))}>{text.split('\n').find((one) => one.trim() !== '')}</span></span></a>;
  return (
    <>
      {failed.length > 0 ? <section className="card" aria-label={t('day.unsent')}><header><Icon name="alert" /><h2>{t('day.unsent')}</h2><span className="mark bad">{failed.length}</span></header><ul className="case-lines">{failed.map(({ number, body }) => <li key={body.key}>{line(number, body.text)}</li>)}</ul></section> : null}
      <section className="card" aria-label={t('day.drafts')}>
        <header><h2>{t('day.drafts')}</h2>{drafts.length > 0 ? <span className="mark warn">{drafts.length}</span> : null}</header>
        {drafts.length === 0 ? <p className="quiet">{t('day.draftsNone')}</p> : null}
        <ul className="case-lines">{drafts.map(({ number, draft }) => <li key={number}>{line(number, draft.text)}<button type="button" className="quiet-button" aria-label={t('day.drop')} title={t('day.drop')} onClick={drop(number)}><Icon name="close" size={15} /></button></li>)}</ul>
      </section>
    </>
  );
}
