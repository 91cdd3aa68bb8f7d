import { useState } from 'react';
import type { BroadcastTexts } from '../../shared/api-shapes/incidents.ts';
import type { Language } from '../../shared/domain/message.ts';
import type { Batch } from '../batch-sending.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { BroadcastFields, languagesOf, textsOf, usePreview } from './broadcast-fields.tsx';
import { Dialog } from './dialog.tsx';
import { When } from './said.tsx';
import { Problem, Skeleton } from './states.tsx';

/** News of an incident to the customers of its open cases: first whom it reaches and whom not, then half a minute in which it is taken back. */
export function BroadcastDialog({ id, taken, onClose }: { id: string; /** What was taken back, or did not leave. */ taken?: Pick<Batch, 'key' | 'texts' | 'numbers'>; onClose: (sent: boolean) => void }) {
  const { t, batches } = useConsole();
  const found = useRead('GET /incidents/:id', { path: { id } });
  const [texts, setTexts] = useState<BroadcastTexts>(taken?.texts ?? {});
  // Who was written to stays who is written to, whatever was linked since.
  const cases = taken ? taken.numbers.map((number) => ({ number })) : found.data?.cases ?? [];
  const languages = taken ? Object.keys(taken.texts ?? {}) as Language[] : languagesOf(found.data?.cases ?? []);
  const plan = usePreview(id, cases);
  const latest = found.data?.events.findLast(({ what }) => what === 'broadcast');
  const written = Object.keys(textsOf(texts)).length > 0;
  const send = (): void => {
    batches.add({ key: taken?.key ?? crypto.randomUUID(), numbers: cases.map(({ number }) => number), text: '', texts: textsOf(texts), incident: id, count: plan.total, ...(plan.preview?.versions ? { versions: plan.preview.versions } : {}) });
    onClose(true);
  };
  return (
    <Dialog title={found.data ? t('incident.broadcastTitle', { n: cases.length }) : t('incident.broadcast')} onClose={() => onClose(false)} className="wide">
      <div className="dialog-body">
        {found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : !found.data ? <Skeleton rows={2} /> : cases.length === 0 ? <p>{t('incident.noCases')}</p> : (
          <>
            <p className="quiet">{t('incident.broadcastHint')}</p>
            {latest ? <p className="warn-line">{t('incident.latest')} <When at={latest.at} as="exact" /></p> : null}
            <BroadcastFields languages={languages} texts={texts} onChange={(next) => { setTexts(next); plan.forget(); }} found={plan} />
          </>
        )}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={() => onClose(false)}>{t('act.cancel')}</button>
          {plan.preview ? <button type="button" className="button main" disabled={plan.total === 0} onClick={send}>{t('answers.send', { n: plan.total })}</button> : <button type="button" className="button main" disabled={!written || cases.length === 0} onClick={() => { void plan.look(texts); }}>{t('answers.look')}</button>}
        </div>
      </div>
    </Dialog>
  );
}
