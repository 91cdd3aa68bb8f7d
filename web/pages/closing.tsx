import type { BeforeClosing } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { shortTime } from '../format.ts';
import { CaseGroup } from '../parts/case-group.tsx';
import { Name } from '../parts/said.tsx';
import { Problem, Skeleton } from '../parts/states.tsx';
import { Unsent } from '../parts/unsent.tsx';

const EVERY_MS = 30_000;

/** Friday noon: what must not wait until the desk opens again, what customers are told meanwhile, and who is on call. */
export default function ClosingPage() {
  const { t, language, timeZone, now } = useConsole();
  const found = useRead('GET /before-closing', {}, { everyMs: EVERY_MS });
  const time = (at: number): string => shortTime(language, timeZone, at, now);
  const when = ({ closesAt, opensAt }: BeforeClosing): string => (opensAt === null ? t('day.noHours') : closesAt === null ? t('day.closedNow', { opens: time(opensAt) }) : t('day.closesAt', { closes: time(closesAt), opens: time(opensAt) }));
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.closing')}</h1>{found.data ? <p className="quiet">{when(found.data)}</p> : null}</header>
      {found.isPending ? <Skeleton rows={5} /> : found.error && !found.data ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : <Day day={found.data} />}
      <Unsent />
    </div>
  );
}

function Day({ day }: { day: BeforeClosing }) {
  const { t } = useConsole();
  return (
    <>
      <CaseGroup title={t('day.lateNow')} group={day.late} list="#/inbox/breached" bad />
      {day.closesAt === null ? null : <CaseGroup title={t('day.beforeClosing')} group={day.beforeClosing} bad />}
      <CaseGroup title={t('day.whileClosed')} group={day.whileClosed} bad />
      <CaseGroup title={t('day.afterOpening')} group={day.afterOpening} />
      <CaseGroup title={t('day.unassigned')} group={day.unassigned} list="#/inbox/unassigned" />
      <div className="cards two"><Told day={day} /><OnCall day={day} /></div>
    </>
  );
}

function Told({ day }: { day: BeforeClosing }) {
  const { t, language } = useConsole();
  return (
    <section className="card" aria-label={t('day.told')}>
      <h2>{t('day.told')}</h2>
      <table><tbody>
        {day.told.map(({ priority, when }) => <tr key={priority}><th scope="row">{t(`priority.${priority}`)}</th><td>{t('day.answerBy', { when: when[language] })}</td></tr>)}
        {day.toldAfterClosing ? <tr><th scope="row">{t('day.toldAfter')}</th><td>{t('day.answerBy', { when: day.toldAfterClosing.when[language] })}</td></tr> : null}
      </tbody></table>
      {day.away?.reason ? <p className="quiet">{t('day.away', { reason: day.away.reason[language] })}</p> : null}
    </section>
  );
}

function OnCall({ day }: { day: BeforeClosing }) {
  const { t, language } = useConsole();
  const date = (text: string): string => new Intl.DateTimeFormat(language === 'he' ? 'he-IL' : 'en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
  const phone = (given: string) => <a href={`tel:${given.replace(/[^\d+]/g, '')}`}><bdi dir="ltr" className="number">{given}</bdi></a>;
  return (
    <section className="card" aria-label={t('day.onCall')}>
      <h2>{t('day.onCall')}</h2>
      {day.onCall.length === 0 ? <p className="quiet">{t('day.onCallNone')}</p> : null}
      <ul className="case-lines">{day.onCall.map((one, index) => <li key={index}><span className="on-call"><strong><Name>{one.who}</Name></strong>{one.phone ? phone(one.phone) : null}<span className="quiet">{t('day.onCallUntil', { from: date(one.from), to: date(one.to) })}</span></span></li>)}</ul>
      {day.urgentPhone ? <p>{t('day.urgentPhone')}: {phone(day.urgentPhone)}</p> : null}
    </section>
  );
}
