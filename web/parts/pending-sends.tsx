import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Language } from '../../shared/domain/message.ts';
import { useConsole } from '../console-context.tsx';
import type { PendingSend } from '../sending.ts';
import { scrollerOf } from '../scroller.ts';
import { GoingFiles } from './attach.tsx';
import { Icon } from './icon.tsx';
import { Paragraphs } from './said.tsx';

/** What is on its way out of this case: it can be taken back for five seconds, and what failed stays with its reason. */
export function PendingSends({ number, entries, language, takeBack }: { number: string; /** What stands in the thread already is shown there alone. */ entries: readonly { id: string }[]; language: Language; takeBack: (send: PendingSend) => void }) {
  const { t, word, outbox } = useConsole();
  const sends = useSyncExternalStore(outbox.subscribe, outbox.all).filter((send) => send.number === number && !entries.some(({ id }) => id === send.id));
  const last = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What can still be taken back has to be seen.
    const box = scrollerOf(last.current);
    if (box && sends.length > 0) box.scrollTop = box.scrollHeight;
  }, [sends.length]);
  const undo = (key: string): void => {
    const send = outbox.undo(key);
    if (send) takeBack(send);
  };
  return (
    <>
      {sends.map((send) => {
        const { body: { key, text, files }, state, problem } = send;
        const said = problem ? word('problem', problem.key, problem.values) : '';
        return (
          <article key={key} className={`entry ours pending ${state}`} aria-label={t('entry.fromUs')}>
            <Paragraphs text={text} language={language} ours />
            <GoingFiles files={files} />
            <footer role={problem && problem.key !== 'offline' ? 'alert' : 'status'}>
              {problem?.key === 'offline' ? <span><Icon name="clock" size={14} /> {t('composer.waitsForNetwork')}</span>
                : problem ? <span className="bad"><Icon name="alert" size={14} /> {t('composer.failed', { reason: said === problem.key ? word('reason', problem.key, problem.values) : said })}</span>
                : <span><Icon name="clock" size={14} /> {t(state === 'waiting' ? 'composer.leaving' : 'composer.sending')}</span>}
              {state === 'sending' || state === 'sent' ? null : <button type="button" className="link-button" onClick={() => undo(key)}><Icon name="undo" size={14} turns />{t(problem ? 'composer.backToDraft' : 'act.undo')}</button>}
              {problem ? <button type="button" className="link-button" onClick={() => { void outbox.retry(key); }}>{t(problem.version ? 'composer.sendAnyway' : 'act.tryAgain')}</button> : null}
              {state === 'waiting' ? <span className="fuse" aria-hidden="true" /> : null}
            </footer>
          </article>
        );
      })}
      <div ref={last} />
    </>
  );
}
