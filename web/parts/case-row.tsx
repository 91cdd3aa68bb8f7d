import type { CaseRow as Row } from '../../shared/api-shapes.ts';
import { useConsole } from '../console-context.tsx';
import { shortDuration } from '../format.ts';
import { Due } from './due.tsx';
import { IncidentBadge } from './incident-badge.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import { CaseNumber, Line, Name } from './said.tsx';
import { useLive } from './live.ts';
import { useWho } from '../who.ts';

interface Props { row: Row; current: boolean; /** Where the keyboard enters the list. */ entrance: boolean; selected: boolean; selectable: boolean; drafted: boolean; onOpen: () => void; onSelect: (range: boolean) => void }

/** One case of a list, told in three lines. */
export function CaseRow({ row, current, entrance, selected, selectable, drafted, onOpen, onSelect }: Props) {
  const { t, word, language, now } = useConsole();
  const viewers = useLive().viewers[row.number] ?? [];
  const who = useWho()(row.customer, row.channel);
  const age = row.unansweredSince ?? row.openedAt;
  return (
    <div className={`case-row${current ? ' current' : ''}${selected ? ' selected' : ''}${row.status === 'new' ? ' unread' : ''}`}>
      {selectable ? <input type="checkbox" className="row-check" tabIndex={entrance ? 0 : -1} checked={selected} aria-label={t('list.select', { number: row.number })} onChange={() => undefined} onClick={(event) => onSelect(event.shiftKey)} /> : null}
      <a className="row-link" href={`#${row.number}`} aria-current={current ? 'true' : undefined} tabIndex={entrance ? 0 : -1} onClick={(event) => { event.preventDefault(); onOpen(); }}>
        <span className="row-line">
          <ChannelIcon channel={row.channel} label={word('channel', row.channel)} />
          {row.visibility === 'public' ? <Icon name="globe" label={t('entry.public')} size={14} /> : null}
          <strong className="row-who"><Name>{who}</Name></strong>
          {row.priority === 'urgent' || row.priority === 'high' ? <span className={`mark ${row.priority}`}><Icon name="flag" size={13} />{t(`priority.${row.priority}`)}</span> : null}
          {row.mood === 'angry' ? <span className="mark bad">{t('case.angry')}</span> : null}
          <span className="spacer" />
          <Due row={row} />
        </span>
        <span className="row-line row-subject">
          {row.subject ? <Line language={row.language}>{row.subject}</Line> : null}
          {row.last && row.last.text ? <span className="quiet row-last">{row.last.direction === 'out' ? <Icon name="reply" label={t('entry.ours')} size={13} turns /> : null}<Line language={row.language}>{row.last.text}</Line></span> : null}
        </span>
        <span className="row-line row-facts">
          <CaseNumber>{row.number}</CaseNumber>
          <span>{t(`status.${row.status}`)}</span>
          {row.assignee ? <span className="row-agent"><Icon name="user" size={13} /><Name>{row.assigneeName ?? row.assignee}</Name></span> : null}
          {row.teamName ? <span className="row-agent"><Icon name="people" size={13} /><Name>{row.teamName}</Name></span> : null}
          {row.failed || row.acknowledgement?.state === 'failed' || row.acknowledgement?.state === 'bounced' ? <span className="bad"><Icon name="alert" size={13} />{t('list.failed')}</span> : null}
          {row.incident ? <IncidentBadge incident={row.incident} /> : null}
          {drafted ? <span className="warn">{t('list.draft')}</span> : null}
          {viewers.length > 0 ? <span className="viewers" title={viewers.map(({ name }) => name).join(', ')}><Icon name="people" size={13} />{viewers.length}</span> : null}
          <span className="spacer" />
          <span title={t('list.age')}>{shortDuration(language, now - age)}</span>
        </span>
      </a>
    </div>
  );
}
