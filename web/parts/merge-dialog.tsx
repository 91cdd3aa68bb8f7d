import { useState } from 'react';
import { useLocation } from 'wouter';
import type { CaseView } from '../../shared/api-shapes.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRefresh } from '../data.ts';
import { numberTyped } from '../number-typed.ts';
import { Dialog } from './dialog.tsx';
import { CaseNumber, Line } from './said.tsx';
import { useProblemText } from './states.tsx';

/** Joins this case to another one of the same matter; what somebody should know first is asked back. */
export function MergeDialog({ view, onClose }: { view: CaseView; onClose: () => void }) {
  const { t, word, tell, can } = useConsole();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [warnings, setWarnings] = useState<string[]>([]);
  const [wrong, setWrong] = useState('');
  const refresh = useRefresh();
  const problem = useProblemText();
  const into = numberTyped(typed);
  const merge = async (confirmed: boolean): Promise<void> => {
    if (!into) return;
    try {
      const done = await call('POST /cases/:number/merge', { path: { number: view.case.number }, body: { into, version: view.version ?? '', confirmed } });
      if (done.warnings.length > 0 && !confirmed) {
        setWarnings(done.warnings);
        return;
      }
      await refresh();
      onClose();
      const made = (await call('GET /cases/:number', { path: { number: done.into } })).merged?.find(({ from }) => from === view.case.number);
      tell(t('case.merged', { number: done.into }), made && can('POST /cases/:number/unmerge') ? { label: t('act.undo'), run: () => { void unmerge(done.into, made.id); } } : undefined);
      go(`/inbox/open/${done.into}`);
    } catch (error) {
      setWrong(problem(error));
    }
  };
  const unmerge = async (joined: string, id: string): Promise<void> => {
    try {
      const { from } = await call('POST /cases/:number/unmerge', { path: { number: joined }, body: { id } });
      await refresh();
      go(`/inbox/open/${from}`);
    } catch (error) {
      tell(problem(error));
    }
  };
  return (
    <Dialog title={t('act.merge')} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => { event.preventDefault(); void merge(warnings.length > 0); }}>
        <p>{t('case.mergeWhat')}</p>
        <label className="field"><span>{t('case.mergeInto')}</span><input dir="ltr" autoFocus value={typed} inputMode="numeric" placeholder="482-109-379" onChange={(event) => { setTyped(event.target.value); setWarnings([]); setWrong(''); }} /></label>
        {(view.others ?? []).length > 0 ? <ul className="choices">{view.others!.map((other) => <li key={other.number}><button type="button" className="choice" onClick={() => { setTyped(other.number); setWarnings([]); }}><CaseNumber>{other.number}</CaseNumber> <Line language={view.case.language}>{other.subject}</Line></button></li>)}</ul> : null}
        {warnings.length > 0 ? <div className="warn-line" role="alert">{warnings.map((key) => <p key={key}>{word('warning', key)}</p>)}</div> : null}
        {wrong ? <p className="problem-line" role="alert">{wrong}</p> : null}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button>
          <button type="submit" className="button main" disabled={!into}>{t(warnings.length > 0 ? 'case.mergeAnyway' : 'act.merge')}</button>
        </div>
      </form>
    </Dialog>
  );
}
