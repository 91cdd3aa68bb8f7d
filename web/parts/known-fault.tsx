import { useState } from 'react';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { useSave } from '../use-save.ts';
import { Icon } from './icon.tsx';
import { IncidentDialog } from './incident-dialog.tsx';
import { Line, When } from './said.tsx';
import { Problem } from './states.tsx';

/** A known fault that stands in the settings from before there were incidents: it holds until it becomes one, or is over. */
export function KnownFaultCard() {
  const { t, can, language } = useConsole();
  const found = useRead('GET /known-fault');
  const { busy, save } = useSave();
  const [making, setMaking] = useState(false);
  if (!can('GET /known-fault')) return null;
  if (found.error) return <Problem error={found.error} again={() => { void found.refetch(); }} />;
  const fault = found.data?.fault;
  if (!found.data || !fault) return null;
  const { version } = found.data;
  const off = async (): Promise<unknown> => call('PUT /known-fault', { body: { fault: null, version } });
  return (
    <section className="card fault on" aria-labelledby="s-fault">
      <header><Icon name="alert" /><h2 id="s-fault">{t('fault.title')}</h2><span className="spacer" /><span className="mark warn">{t('incident.before')}</span></header>
      <Line as="p" className="strong" language={language}>{fault.what[language]}</Line>
      <p className="quiet">{t('fault.next')} <When at={fault.nextUpdateAt} as="exact" /></p>
      {can('PUT /known-fault') ? (
        <footer>
          {can('POST /incidents') ? <button type="button" className="button main" onClick={() => setMaking(true)}>{t('incident.makeOne')}</button> : null}
          <button type="button" className="button" disabled={busy} onClick={() => { void save(off, t('case.saved')); }}>{t('fault.switchOff')}</button>
        </footer>
      ) : null}
      {making ? <IncidentDialog begin={{ ...fault, told: true }} onClose={() => setMaking(false)} onSaved={async () => { await off(); }} /> : null}
    </section>
  );
}
