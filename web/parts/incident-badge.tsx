import type { CaseRow } from '../../shared/api-shapes.ts';
import type { Queues } from '../../shared/api-shapes/desk.ts';
import type { Language } from '../../shared/domain/message.ts';
import { useConsole } from '../console-context.tsx';
import type { Console } from '../console-context.tsx';
import { Icon } from './icon.tsx';
import { useLive } from './live.ts';
import { Name } from './said.tsx';

type Linked = NonNullable<CaseRow['incident']>;

function useTitle(): (id: string) => string {
  const { t, language } = useConsole();
  const { queues } = useLive();
  return (id) => queues?.incidents?.find((one) => one.id === id)?.title[language] ?? t('incident.name', { id });
}

/** That a case is part of an incident. */
export function IncidentBadge({ incident }: { incident: Linked }) {
  const { t } = useConsole();
  const title = useTitle()(incident.id);
  return <span className="mark warn incident-badge" title={incident.words ? t('incident.because', { words: incident.words.join(', ') }) : t('incident.name', { id: incident.id })}><Icon name="alert" size={12} /><Name>{title}</Name></span>;
}

/** The same above a case: it leads to all of its cases, and is taken away by one press. */
export function IncidentOf({ incident, unlink }: { incident: Linked; unlink: () => void }) {
  const { t, can } = useConsole();
  return (
    <span className="incident-of">
      <a href={`#/incident/${incident.id}`}><IncidentBadge incident={incident} /></a>
      {can('PATCH /cases/:number') ? <button type="button" className="quiet-button" aria-label={t('incident.unlink')} title={t('incident.unlink')} onClick={unlink}><Icon name="close" size={13} /></button> : null}
    </span>
  );
}

/** Which incident cases may be linked to, for a menu. `linked`: what they are part of now; empty: of several. */
export function incidentChoices({ incidents = [], linked, language, t, link }: { incidents: Queues['incidents']; linked: string | undefined; language: Language; t: Console['t']; link: (incident: string | null) => void }) {
  const others = incidents.filter(({ id }) => id !== linked);
  if (others.length === 0 && linked === undefined) return [];
  return [
    { key: 'incidents', label: t('incident.link'), heading: true as const, run: () => undefined },
    ...others.map(({ id, title }) => ({ key: `incident-${id}`, label: <Name>{title[language]}</Name>, text: title[language], icon: 'alert' as const, run: () => link(id) })),
    ...(linked === undefined ? [] : [{ key: 'incident-', label: t('incident.unlink'), icon: 'close' as const, run: () => link(null) }]),
  ];
}
