import { useState } from 'react';
import type { IncidentView } from '../../shared/api-shapes/incidents.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { BroadcastDialog } from './broadcast-dialog.tsx';
import { EndIncident } from './end-incident.tsx';
import { Icon } from './icon.tsx';
import { IncidentDialog } from './incident-dialog.tsx';
import { Line, Name, Paragraphs, When } from './said.tsx';
import { Problem, Skeleton } from './states.tsx';

/** One incident: what is wrong, whether customers are told, how many cases, and what may be done. */
export function IncidentCard({ incident, sought }: { incident: IncidentView; sought: boolean }) {
  const { t, can, now, language } = useConsole();
  const [doing, setDoing] = useState<'change' | 'broadcast' | 'end'>();
  const { id, title, what, nextUpdateAt, told, state, openedBy, openedAt, overAt, words, inForce } = incident;
  const open = state === 'open';
  const late = open && told && nextUpdateAt !== null && nextUpdateAt < now;
  const list = [...words.he, ...words.en];
  const close = (): void => setDoing(undefined);
  return (
    <article className={`card incident${open && told ? ' fault on' : ''}${sought ? ' current' : ''}`} aria-labelledby={`i-${id}`}>
      <header>
        <Icon name="alert" /><h2 id={`i-${id}`}><Name>{title[language]}</Name></h2><span className="spacer" />
        {open ? <span className={told ? 'mark warn' : 'mark'}>{t(told ? 'incident.told' : 'incident.notTold')}</span> : null}
        {inForce ? <span className="mark">{t('incident.inForce')}</span> : null}
        <span className="mark">{t('incident.name', { id })}</span>
      </header>
      {what ? <Line as="p" className="strong" language={language}>{what[language]}</Line> : null}
      <p className="quiet">
        {t('incident.since')} <When at={openedAt} as="exact" />{overAt ? <> {t('incident.until')} <When at={overAt} as="exact" /></> : null} · {t('incident.by')} <Name>{openedBy.name || openedBy.id}</Name>
        {incident.alert ? <> · <a href={`#/alerts/${encodeURIComponent(incident.alert)}`}>{t('incident.alert')}</a></> : null}
      </p>
      {open && nextUpdateAt !== null ? <p className={late ? 'warn-line' : 'quiet'}>{late ? <Icon name="clock" size={14} /> : null}{t('fault.next')} <When at={nextUpdateAt} as="exact" />{late ? ` · ${t('incident.late')}` : ''}</p> : null}
      {list.length > 0 ? <p className="tags">{list.map((word) => <bdi key={word} className="tag">{word}</bdi>)}</p> : null}
      <p><a href={`#/incident/${id}`}>{t('incident.cases', { n: incident.open })}</a></p>
      <History id={id} />
      <footer>
        {can('POST /incidents/:id/broadcast') ? <button type="button" className={open ? 'button main' : 'button'} disabled={incident.open === 0} onClick={() => setDoing('broadcast')}>{t('incident.broadcast')}</button> : null}
        {open && can('PUT /incidents/:id') ? <button type="button" className="button" onClick={() => setDoing('change')}>{t('incident.change')}</button> : null}
        {open && can('POST /incidents/:id/end') ? <button type="button" className="button" onClick={() => setDoing('end')}>{t('incident.end')}</button> : null}
      </footer>
      {doing === 'change' ? <IncidentDialog incident={incident} onClose={close} onSaved={() => undefined} /> : null}
      {doing === 'broadcast' ? <BroadcastDialog id={id} onClose={close} /> : null}
      {doing === 'end' ? <EndIncident id={id} onClose={close} /> : null}
    </article>
  );
}

/** What was done to it, once somebody asks. */
function History({ id }: { id: string }) {
  const { t, word } = useConsole();
  const [open, setOpen] = useState(false);
  const found = useRead('GET /incidents/:id', { path: { id } }, { on: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('incident.history')}{found.data ? ` · ${t('incident.ofAll', { n: found.data.linked })}` : ''}</summary>
      {found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : open && !found.data ? <Skeleton rows={1} /> : null}
      {found.data?.history === 'broken' ? <p className="problem-line" role="alert">{t('incident.broken')}</p> : null}
      <ul className="history">{(found.data?.events ?? []).map((event) => (
        <li key={event.id}>
          <strong>{word('incidentEvent', event.what)}</strong> · <Name>{event.byName || event.by}</Name> · <span className="quiet"><When at={event.at} /></span>
          {event.what === 'broadcast' ? (['he', 'en'] as const).flatMap((one) => (event.values?.[one] ? [<blockquote key={one}><Paragraphs text={event.values[one]} language={one} /></blockquote>] : [])) : null}
          {event.what === 'changed' ? <p className="quiet tags">{Object.entries(event.values ?? {}).filter(([name]) => name !== 'nextUpdateAt').map(([, value]) => value).filter(Boolean).map((value, index) => <bdi key={index} className="tag">{value}</bdi>)}{event.values?.['nextUpdateAt'] ? <> {t('fault.next')} <When at={Number(event.values['nextUpdateAt'])} as="exact" /></> : null}</p> : null}
        </li>
      ))}</ul>
    </details>
  );
}
