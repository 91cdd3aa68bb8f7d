import { useEffect, useState, useSyncExternalStore } from 'react';
import { useConsole } from '../console-context.tsx';
import { hasText } from '../text.ts';
import { BATCH_UNDO_MS } from '../batch-sending.ts';
import type { Batch } from '../batch-sending.ts';
import { BroadcastDialog } from './broadcast-dialog.tsx';
import { AnswerSelected } from './answer-selected.tsx';
import { Icon } from './icon.tsx';
import { CaseNumber } from './said.tsx';

/** Answers to many on their way out, seen on every screen: until they leave they can be taken back, what failed or was refused stays. */
export function PendingAnswers() {
  const { batches } = useConsole();
  return useSyncExternalStore(batches.subscribe, batches.all).filter(({ state }) => state !== 'taken').map((batch) => <PendingBatch key={batch.key} batch={batch} />);
}

function PendingBatch({ batch: { key, state, until, count, outcome, problem, looked, incident, numbers, gone } }: { batch: Batch }) {
  const { t, word, batches } = useConsole();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (state !== 'waiting') return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [state]);
  const left = Math.max(1, Math.min(BATCH_UNDO_MS / 1_000, Math.ceil((until - now) / 1_000)));
  const why = problem ? word('problem', problem.key, problem.values) : '';
  return (
    <div className="toast pending-answers">
      <div>
        <p className="strong" role={state === 'failed' || state === 'held' ? 'alert' : 'status'}>
          {state === 'sent' ? t('answers.done', { n: outcome?.done.length ?? 0 })
            : state === 'held' ? t('answers.held', { n: count })
            : state === 'failed' ? (problem?.key === 'offline' ? t('composer.waitsForNetwork') : t('composer.failed', { reason: why === problem?.key ? word('reason', why) : why }))
            : state === 'sending' ? t('composer.sending') : t(incident === undefined ? 'answers.onTheirWay' : 'incident.onTheirWay', { n: count })}
        </p>
        {state === 'sending' && gone ? <><p aria-live="off">{t('incident.progress', { done: gone, all: numbers.length })}</p><progress max={numbers.length} value={gone} aria-label={t('answers.progress')} /></> : null}
        {state === 'waiting' ? <p aria-live="off">{t('answers.leaving', { n: left })}</p> : null}
        {outcome && outcome.refused.length > 0 ? <ul>{outcome.refused.map(({ number, key: reason, values, version }) => (
          <li key={number}>
            <a href={`#/inbox/open/${number}`} onClick={() => batches.look(key, number)}><CaseNumber>{number}</CaseNumber></a> {word(hasText(`problem.${reason}`) && !hasText(`reason.${reason}`) ? 'problem' : 'reason', reason, values)}
            {version && looked?.includes(number) ? <button type="button" className="toast-act" onClick={() => { void batches.sendAnyway(key, number); }}>{t('composer.sendAnyway')}</button> : null}
          </li>
        ))}</ul> : null}
        {outcome?.refused.some(({ number, version }) => version && !looked?.includes(number)) ? <p>{t('answers.lookFirst')}</p> : null}
      </div>
      {state === 'held' || state === 'failed' ? <button type="button" className="toast-act" onClick={() => { void batches.send(key); }}>{t(state === 'held' ? 'composer.send' : 'act.tryAgain')}</button> : null}
      {state === 'waiting' || state === 'held' || state === 'failed' ? <button type="button" className="toast-act" onClick={() => batches.undo(key)}><Icon name="undo" size={14} turns /> {t(state === 'waiting' ? 'act.undo' : 'composer.backToDraft')}</button> : null}
      {state === 'sent' ? <button type="button" className="toast-act" aria-label={t('act.close')} onClick={() => batches.drop(key)}><Icon name="close" size={14} /></button> : null}
    </div>
  );
}

/** What was taken back stands open again with its words, on whatever screen one is. */
export function TakenBack() {
  const { batches } = useConsole();
  const taken = useSyncExternalStore(batches.subscribe, batches.all).find(({ state }) => state === 'taken');
  if (taken?.incident !== undefined) return <BroadcastDialog key={taken.key} id={taken.incident} taken={taken} onClose={(sent) => { if (!sent) batches.drop(taken.key); }} />;
  return taken ? <AnswerSelected key={taken.key} numbers={taken.numbers} taken={taken} onClose={(sent) => { if (!sent) batches.drop(taken.key); }} /> : null;
}
