import { useState } from 'react';
import type { KnownFault } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { localInput, fromLocalInput } from '../local-input.ts';
import { useSave } from '../use-save.ts';
import { DateField, TimeField } from './date-fields.tsx';
import { Icon } from './icon.tsx';
import { Line, When } from './said.tsx';
import { Problem } from './states.tsx';

const HOUR = 3_600_000;

/** A fault that many hear of: from now on acknowledgements and status pages name it, until it is switched off. */
export function KnownFaultCard() {
  const { can } = useConsole();
  const found = useRead('GET /known-fault');
  if (!can('GET /known-fault')) return null;
  if (found.error) return <Problem error={found.error} again={() => { void found.refetch(); }} />;
  return found.data ? <Fault key={found.data.version} known={found.data} /> : null;
}

function Fault({ known }: { known: KnownFault }) {
  const { t, can, now, timeZone, language } = useConsole();
  const { busy, save } = useSave();
  const [editing, setEditing] = useState(false);
  const [he, setHe] = useState(known.fault?.what.he ?? '');
  const [en, setEn] = useState(known.fault?.what.en ?? '');
  const [[date, time], setAt] = useState<[date: string, time: string]>(() => { const at = localInput(known.fault?.nextUpdateAt ?? Math.ceil((now + HOUR) / HOUR) * HOUR, timeZone); return [at.slice(0, 10), at.slice(11)]; });
  const mayWrite = can('PUT /known-fault');
  const put = (fault: KnownFault['fault']) => () => { void save(async () => call('PUT /known-fault', { body: { fault, version: known.version } }), t('case.saved')); };
  const nextUpdateAt = fromLocalInput(`${date}T${time}`, timeZone);
  const past = nextUpdateAt !== undefined && nextUpdateAt <= now;
  return (
    <section className={known.fault ? 'card fault on' : 'card fault'} aria-labelledby="s-fault">
      <header><Icon name="alert" /><h2 id="s-fault">{t('fault.title')}</h2><span className="spacer" /><span className={known.fault ? 'mark warn' : 'mark'}>{t(known.fault ? 'fault.on' : 'fault.off')}</span></header>
      {known.fault && !editing ? <><Line as="p" className="strong" language={language}>{known.fault.what[language]}</Line><p className="quiet">{t('fault.next')} <When at={known.fault.nextUpdateAt} as="exact" /></p></> : <p className="quiet">{t('fault.what')}</p>}
      {editing ? (
        <div className="form-grid">
          <label className="field"><span>{t('fault.he')}</span><input dir="rtl" lang="he" autoFocus value={he} maxLength={200} placeholder="אפליקציה" onChange={(event) => setHe(event.target.value)} /></label>
          <label className="field"><span>{t('fault.en')}</span><input dir="ltr" lang="en" value={en} maxLength={200} placeholder="the app" onChange={(event) => setEn(event.target.value)} /></label>
          <div className="date-and-time">
            <DateField label={t('fault.next')} value={date} onChange={(next) => setAt([next, time])} wrong={past} />
            <div className="field"><span className="quiet">{t('date.time')}</span><TimeField label={t('date.time')} value={time} onChange={(next) => setAt([date, next])} wrong={past} /></div>
          </div>
          {past ? <p className="problem-line" role="alert">{t('fault.past')}</p> : null}
        </div>
      ) : null}
      {mayWrite ? (
        <footer>
          {editing ? <><button type="button" className="button main" disabled={busy || he.trim() === '' || en.trim() === '' || nextUpdateAt === undefined || past} onClick={put({ what: { he: he.trim(), en: en.trim() }, nextUpdateAt: nextUpdateAt ?? 0 })}>{t('fault.switchOn')}</button><button type="button" className="button" onClick={() => setEditing(false)}>{t('act.cancel')}</button></>
            : <button type="button" className="button" onClick={() => setEditing(true)}>{t(known.fault ? 'fault.change' : 'fault.switchOn')}</button>}
          {known.fault && !editing ? <button type="button" className="button" disabled={busy} onClick={put(null)}>{t('fault.switchOff')}</button> : null}
        </footer>
      ) : null}
    </section>
  );
}
