import type { Settings } from '../../shared/domain/settings.ts';
import { useConsole } from '../console-context.tsx';
import { DateField } from './date-fields.tsx';
import { Icon } from './icon.tsx';

type Duty = Pick<Settings, 'assignment' | 'onCall'>;

/** Who gets new cases by themselves, and whom to call while the desk is closed. */
export function DutyFields({ assignment, onCall, today, onChange }: Duty & { /** YYYY-MM-DD in the company's zone. */ today: string; onChange: (duty: Partial<Duty>) => void }) {
  const { t } = useConsole();
  const change = (at: number, part: Partial<Duty['onCall'][number]>): void => onChange({ onCall: onCall.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <section className="card" aria-labelledby="s-duty">
      <h2 id="s-duty">{t('duty.title')}</h2>
      <label className="check"><input type="checkbox" checked={assignment.automatic} aria-describedby="s-automatic" onChange={(event) => onChange({ assignment: { ...assignment, automatic: event.target.checked } })} />{t('duty.automatic')}</label>
      <p className="quiet" id="s-automatic">{t('duty.automaticWhat')}</p>
      {assignment.automatic ? <label className="check"><input type="checkbox" checked={assignment.sameAgent} onChange={(event) => onChange({ assignment: { ...assignment, sameAgent: event.target.checked } })} />{t('duty.sameAgent')}</label> : null}
      <label className="check"><input type="checkbox" checked={assignment.byAnswering ?? true} onChange={(event) => onChange({ assignment: { ...assignment, byAnswering: event.target.checked } })} />{t('duty.byAnswering')}</label>
      <h3>{t('duty.onCall')}</h3>
      <p className="quiet">{t('duty.onCallWhat')}</p>
      <ul className="special">
        {onCall.map((one, index) => (
          <li key={index}>
            <DateField label={t('duty.from')} value={one.from} onChange={(from) => change(index, { from })} />
            <DateField label={t('duty.to')} value={one.to} onChange={(to) => change(index, { to })} wrong={one.to !== '' && one.to < one.from} />
            <label className="field"><span className="quiet">{t('duty.who')}</span><input dir="auto" value={one.who} maxLength={200} onChange={(event) => change(index, { who: event.target.value })} /></label>
            <label className="field"><span className="quiet">{t('duty.phone')}</span><input dir="ltr" type="tel" value={one.phone ?? ''} maxLength={40} onChange={(event) => change(index, { phone: event.target.value || null })} /></label>
            <button type="button" className="quiet-button" aria-label={t('act.remove')} title={t('act.remove')} onClick={() => onChange({ onCall: onCall.filter((_, at) => at !== index) })}><Icon name="close" size={15} /></button>
          </li>
        ))}
      </ul>
      <button type="button" className="button small fit" onClick={() => onChange({ onCall: [...onCall, { from: today, to: today, who: '', phone: null }] })}>{t('duty.add')}</button>
    </section>
  );
}
