import type { CaseFilter } from '../../shared/api-shapes/desk.ts';
import { narrowness, PRIORITIES } from '../case-filter.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { useLive } from './live.ts';
import { QUEUES } from './queues.ts';

interface Props { filter: CaseFilter; filterTo: (filter: CaseFilter) => void; clear: () => void; save: (() => void) | undefined }
type Narrow = 'channel' | 'topic' | 'assignee' | 'team' | 'priority' | 'incident';

/** What narrows the list down: all of it holds at once. */
export function FilterFields({ filter, filterTo, clear, save }: Props) {
  const { t, word, language } = useConsole();
  const { queues } = useLive();
  const settings = useRead('GET /settings');
  const team = useRead('GET /team');
  const set = (part: Partial<CaseFilter>): void => filterTo({ ...filter, ...part });
  const choice = (name: Narrow, label: string, options: [value: string, words: string][]) => {
    const now = filter[name] ?? '';
    // What is chosen stands there, also when it is no more.
    const all = now === '' || options.some(([value]) => value === now) ? options : [...options, [now, now] as [string, string]];
    return <label className="field"><span className="quiet">{label}</span><select value={now} onChange={(event) => set({ [name]: event.target.value || null })}><option value="">{t('filter.any')}</option>{all.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select></label>;
  };
  const teams = team.data?.teams ?? [];
  const tags = filter.tags ?? [];
  return (
    <div className="filters" role="group" aria-label={t('filter.title')}>
      <label className="field"><span className="quiet">{t('filter.queue')}</span><select value={filter.queue} onChange={(event) => set({ queue: event.target.value as CaseFilter['queue'] })}>{[...QUEUES.map(({ name }) => name), 'spam' as const].map((name) => <option key={name} value={name}>{t(`queue.${name}`)}</option>)}</select></label>
      {choice('channel', t('figure.channel'), (queues?.channels ?? []).map(({ channel }) => [channel, word('channel', channel)]))}
      {(settings.data?.topics ?? []).length > 0 || filter.topic ? choice('topic', t('case.topic'), (settings.data?.topics ?? []).map((topic) => [topic.id, topic[language]])) : null}
      {choice('assignee', t('filter.assignee'), [['me', t('filter.me')], ['none', t('queue.unassigned')], ...(team.data?.members ?? []).map(({ id, name }): [string, string] => [id, name])])}
      {teams.length > 0 || filter.team ? choice('team', t('filter.team'), [['mine', t('filter.myTeams')], ['none', t('filter.noTeam')], ...teams.map(({ id, name }): [string, string] => [id, name])]) : null}
      {(queues?.incidents ?? []).length > 0 || filter.incident ? choice('incident', t('page.incidents'), (queues?.incidents ?? []).map(({ id, title }) => [id, `${id}: ${title[language]}`])) : null}
      {choice('priority', t('act.priority'), PRIORITIES.map((priority) => [priority, t(`priority.${priority}`)]))}
      {(settings.data?.tags ?? []).length > 0 || tags.length > 0 ? (
        <label className="field"><span className="quiet">{t('filter.tag')}</span><select value={tags[0] ?? ''} onChange={(event) => set({ tags: event.target.value ? [event.target.value] : [] })}><option value="">{t('filter.any')}</option>{[...new Set([...tags, ...(settings.data?.tags ?? [])])].map((tag) => <option key={tag}>{tag}</option>)}</select></label>
      ) : null}
      {narrowness(filter) > 0 ? <p className="filter-acts">{save ? <button type="button" className="link-button" onClick={save}>{t('view.save')}</button> : null}<button type="button" className="link-button" onClick={clear}>{t('filter.clear')}</button></p> : null}
    </div>
  );
}
