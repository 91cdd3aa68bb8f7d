import { useState } from 'react';
import { LONGEST_SNOOZE } from '../../shared/domain/lifecycle.ts';
import { Say, useConsole } from '../console-context.tsx';
import { fromLocalInput, localInput } from '../local-input.ts';
import { DateField, TimeField } from './date-fields.tsx';
import { Dialog } from './dialog.tsx';
import { When } from './said.tsx';

/** A day and an hour of one's own, on the company's clock, for a case to come back. */
export function SnoozeDialog({ from, snooze, onClose }: { /** What it begins with. */ from: number; snooze: (until: number) => void; onClose: () => void }) {
  const { t, now, timeZone } = useConsole();
  const [[date, time], setWanted] = useState<[date: string, time: string]>(() => [localInput(from, timeZone).slice(0, 10), localInput(from, timeZone).slice(11)]);
  // The clock of the moment: that of the screen ticks every half minute.
  const clock = Math.max(now, Date.now());
  const until = fromLocalInput(`${date}T${time}`, timeZone);
  const wrong = until === undefined ? 'incomplete' : until <= clock ? 'past' : until - clock > LONGEST_SNOOZE ? 'tooFar' : undefined;
  return (
    <Dialog title={t('snooze.title')} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => {
        event.preventDefault();
        if (until === undefined || wrong) return;
        snooze(until);
        onClose();
      }}>
        <div className="date-and-time">
          <DateField label={t('date.date')} value={date} onChange={(next) => setWanted([next, time])} wrong={wrong === 'past' || wrong === 'tooFar'} />
          <div className="field"><span className="quiet">{t('date.time')}</span><TimeField label={t('date.time')} value={time} onChange={(next) => setWanted([date, next])} wrong={wrong === 'past'} /></div>
        </div>
        <p aria-live="polite" className={wrong ? 'problem-line' : ''}>{wrong || until === undefined ? t(`snooze.${wrong ?? 'incomplete'}`) : <Say k="snooze.comesBack" values={{ when: <When at={until} as="exact" /> }} />}</p>
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button>
          <button type="submit" className="button main" disabled={wrong !== undefined}>{t('act.snooze')}</button>
        </div>
      </form>
    </Dialog>
  );
}
