import type { CaseGroup as Group } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { Due } from './due.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import { CaseNumber, Line, Name } from './said.tsx';

/** Some cases under a name, each opened by one press. `list`: where all of them are. */
export function CaseGroup({ title, group, list, bad }: { title: string; group: Group; list?: string; bad?: boolean }) {
  const { t, word } = useConsole();
  const who = useWho();
  const { count, cases } = group;
  return (
    <section className="card" aria-label={title}>
      <header><h2>{title}</h2><span className={`mark ${count === 0 ? 'good' : bad ? 'bad' : ''}`}>{count === 0 ? <><Icon name="check" size={13} />{t('day.clear')}</> : t('list.cases', { n: count })}</span></header>
      {cases.length > 0 ? <ul className="case-lines">
        {cases.map((row) => (
          <li key={row.number}>
            <a href={`#/inbox/open/${row.number}`}>
              <ChannelIcon channel={row.channel} label={word('channel', row.channel)} />
              <CaseNumber>{row.number}</CaseNumber>
              <strong><Name>{who(row.customer, row.channel)}</Name></strong>
              <span className="case-line-subject"><Line language={row.language}>{row.subject || (row.last?.text ?? '')}</Line></span>
              {row.priority === 'urgent' || row.priority === 'high' ? <span className={`mark ${row.priority}`}><Icon name="flag" size={13} />{t(`priority.${row.priority}`)}</span> : null}
              <Due row={row} />
            </a>
          </li>
        ))}
      </ul> : null}
      {count > cases.length ? <p>{list ? <a href={list}>{t('day.andMore', { n: count - cases.length })}</a> : <span className="quiet">{t('day.andMore', { n: count - cases.length })}</span>}</p> : null}
    </section>
  );
}
