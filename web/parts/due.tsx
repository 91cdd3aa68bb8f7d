import type { CaseRow } from '../../shared/api-shapes.ts';
import { breachAt } from '../../shared/domain/breach.ts';
import { useConsole } from '../console-context.tsx';
import { exactTime, shortDuration, shortTime } from '../format.ts';
import { Icon } from './icon.tsx';

/** Does anybody wait for us here? Without the word of the API a case waits until it is answered. */
export function waits(row: Pick<CaseRow, 'status' | 'unansweredSince'>): boolean {
  if (row.unansweredSince !== undefined) return row.unansweredSince !== null && row.status !== 'resolved' && row.status !== 'closed' && row.status !== 'spam';
  return row.status === 'new' || row.status === 'open';
}

/** How long is left until the promised answer, or since it was due: said in words, a picture and a colour. */
export function Due({ row }: { row: CaseRow }) {
  const { t, language, timeZone, now } = useConsole();
  if (row.status === 'snoozed' && row.snoozedUntil) return <span className="due"><Icon name="moon" size={14} /> {shortTime(language, timeZone, row.snoozedUntil, now)}</span>;
  if (!waits(row)) return null;
  const breach = breachAt(row.dueAt, now);
  const title = t('due.exact', { when: exactTime(language, timeZone, row.dueAt) });
  if (breach.state === 'breached') return <span className="due bad" title={title}><Icon name="alert" size={14} /> {t('due.late', { time: shortDuration(language, now - row.dueAt) })}</span>;
  return <span className={breach.state === 'soon' ? 'due warn' : 'due'} title={title}><Icon name="clock" size={14} /> {breach.state === 'soon' ? t('due.left', { time: shortDuration(language, row.dueAt - now + 59_999) }) : shortTime(language, timeZone, row.dueAt, now)}</span>;
}
