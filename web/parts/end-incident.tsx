import { useState } from 'react';
import type { BroadcastTexts, IncidentWhole } from '../../shared/api-shapes/incidents.ts';
import type { Language } from '../../shared/domain/message.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { inSlices, joinedOutcomes } from '../slices.ts';
import { say } from '../text.ts';
import { useSave } from '../use-save.ts';
import { BroadcastFields, languagesOf, textsOf, usePreview } from './broadcast-fields.tsx';
import { Dialog } from './dialog.tsx';
import { Problem, Skeleton } from './states.tsx';

/** It is over: whether customers hear of it, and what becomes of the cases that waited for nothing else. */
export function EndIncident({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useConsole();
  const found = useRead('GET /incidents/:id', { path: { id } });
  return found.data ? <Ending incident={found.data} onClose={onClose} /> : (
    <Dialog title={t('incident.end')} onClose={onClose}><div className="dialog-body">{found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : <Skeleton rows={2} />}</div></Dialog>
  );
}

function Ending({ incident: read, onClose }: { incident: IncidentWhole; onClose: () => void }) {
  const { t, can, tell, language, batches } = useConsole();
  const { busy, save } = useSave();
  // What stood there when the dialog was opened is what it speaks of.
  const [incident] = useState(read);
  const { id, cases, what, title } = incident;
  const prepared = (one: Language): string => (what ? say(one, 'incident.prepared', { what: what[one] }) : say(one, 'incident.preparedPlain'));
  const mayTell = can('POST /incidents/:id/broadcast') && cases.length > 0;
  const [telling, setTelling] = useState(mayTell);
  const [texts, setTexts] = useState<BroadcastTexts>({ he: prepared('he'), en: prepared('en') });
  const settled = cases.filter((one) => one.settled);
  const mayResolve = can('POST /cases/bulk') && settled.length > 0;
  // Among them are some whom no person has answered: whoever ends it says so.
  const [resolving, setResolving] = useState(false);
  const plan = usePreview(id, cases);
  const end = async (): Promise<void> => {
    const done = await save(async () => {
      await call('POST /incidents/:id/end', { path: { id } });
      const said = [t('incident.ended')];
      if (resolving) {
        const versions = Object.fromEntries(settled.map(({ number, version }) => [number, version]));
        const outcome = joinedOutcomes(await inSlices(settled.map(({ number }) => number), async (numbers) => call('POST /cases/bulk', { body: { numbers, act: { kind: 'status', status: 'resolved' }, versions: Object.fromEntries(numbers.map((number) => [number, versions[number]!])) } })));
        said.push(t('incident.resolved', { n: outcome.done.length }));
      }
      if (telling && plan.preview && plan.total > 0) batches.add({ key: crypto.randomUUID(), numbers: cases.map(({ number }) => number), text: '', texts: textsOf(texts), incident: id, count: plan.total, versions: plan.preview.versions ?? {} });
      tell(said.join(' '));
    });
    if (done) onClose();
  };
  const looks = telling && !plan.preview;
  return (
    <Dialog title={t('incident.endTitle', { title: title[language] })} onClose={onClose} className="wide">
      <div className="dialog-body">
        <p>{t('incident.endWhat')}</p>
        {mayResolve ? <p><label className="check"><input type="checkbox" checked={resolving} onChange={(event) => setResolving(event.target.checked)} /> {t('incident.endResolve', { n: settled.length })}</label></p> : null}
        {cases.length > settled.length ? <p className="quiet">{t('incident.endStay', { n: cases.length - settled.length })}</p> : null}
        {mayTell ? <p><label className="check"><input type="checkbox" checked={telling} onChange={(event) => setTelling(event.target.checked)} /> {t('incident.endTell')}</label></p> : null}
        {telling ? <BroadcastFields languages={languagesOf(cases)} texts={texts} onChange={(next) => { setTexts(next); plan.forget(); }} found={plan} /> : null}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button>
          {looks ? <button type="button" className="button main" disabled={Object.keys(textsOf(texts)).length === 0} onClick={() => { void plan.look(texts); }}>{t('answers.look')}</button>
            : <button type="button" className="button main" disabled={busy} onClick={() => { void end(); }}>{t('incident.end')}</button>}
        </div>
      </div>
    </Dialog>
  );
}
