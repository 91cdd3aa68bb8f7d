import { useState } from 'react';
import type { CaseRow } from '../../shared/api-shapes.ts';
import type { BulkAct } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { PRIORITIES } from '../case-filter.ts';
import { Say, useConsole } from '../console-context.tsx';
import { useRead, useRefresh } from '../data.ts';
import { snoozeChoices, snoozeWords, tomorrowAt } from '../snooze.ts';
import { AnswerSelected } from './answer-selected.tsx';
import { Icon } from './icon.tsx';
import { incidentChoices } from './incident-badge.tsx';
import { useLive } from './live.ts';
import { Menu } from './menu.tsx';
import { Name } from './said.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { useProblemText } from './states.tsx';

/** One act on many cases: what could not be done is said by number and reason. */
export function BulkBar({ numbers, rows, choose }: { numbers: string[]; rows: CaseRow[]; choose: (numbers: string[]) => void }) {
  const { t, can, tell, word, now, timeZone, language } = useConsole();
  const [busy, setBusy] = useState(false);
  const [answering, setAnswering] = useState(false);
  const [snoozing, setSnoozing] = useState(false);
  const bulk = can('POST /cases/bulk');
  const team = useRead('GET /team', {}, { on: bulk });
  const settings = useRead('GET /settings', {}, { on: bulk });
  const { queues } = useLive();
  const refresh = useRefresh();
  const problem = useProblemText();
  const all = rows.map((row) => row.number);
  const chosen = new Set(numbers);
  // What stands in the list at the press: what comes after it was not seen.
  const shown = Object.fromEntries(rows.flatMap(({ number, version }) => (version && chosen.has(number) ? [[number, version]] : [])));
  const act = async (wanted: BulkAct): Promise<void> => {
    setBusy(true);
    try {
      const { done, refused } = await call('POST /cases/bulk', { body: { numbers, act: wanted, ...(wanted.kind === 'status' ? { versions: shown } : {}) } });
      tell([t('bulk.done', { n: done.length }), ...refused.map(({ number, key }) => `${number}: ${word('reason', key)}`)].join(' · '));
      choose(refused.map(({ number }) => number));
      await refresh();
    } catch (error) {
      tell(problem(error));
    } finally {
      setBusy(false);
    }
  };
  const run = (wanted: BulkAct) => () => { void act(wanted); };
  const theirTags = [...new Set(rows.filter(({ number }) => chosen.has(number)).flatMap(({ tags = [] }) => tags))].sort((one, other) => one.localeCompare(other, language));
  const teams = team.data?.teams ?? [];
  const time = { timeZone, calendar: settings.data?.settings.calendar };
  const heading = (key: string, label: string) => ({ key, label, heading: true as const, run: () => undefined });
  const more = [
    ...(numbers.length < all.length ? [{ key: 'all', label: t('bulk.all', { n: all.length }), icon: 'check' as const, run: () => choose(all) }] : []),
    ...(bulk ? [
      { key: 'spam', label: t('move.spam'), icon: 'funnel' as const, run: run({ kind: 'status', status: 'spam' }) },
      ...incidentChoices({ incidents: queues?.incidents, linked: rows.some((row) => row.incident && chosen.has(row.number)) ? '' : undefined, language, t, link: (incident) => { void act({ kind: 'incident', incident }); } }),
      heading('priorities', t('act.priority')), ...PRIORITIES.map((priority) => ({ key: `priority-${priority}`, label: t(`priority.${priority}`), icon: 'flag' as const, run: run({ kind: 'priority', priority }) })),
      ...(teams.length > 0 ? [heading('teams', t('act.team')), { key: 'team-', label: t('filter.noTeam'), icon: 'nobody' as const, run: run({ kind: 'team', team: null }) }, ...teams.map(({ id, name }) => ({ key: `team-${id}`, label: <Name>{name}</Name>, text: name, icon: 'people' as const, run: run({ kind: 'team', team: id }) }))] : []),
      ...(settings.data && settings.data.tags.length > 0 ? [heading('tags', t('bulk.tag')), ...settings.data.tags.map((tag) => ({ key: `tag-${tag}`, label: <Name>{tag}</Name>, text: tag, icon: 'tag' as const, run: run({ kind: 'tag', tag }) }))] : []),
      ...(theirTags.length > 0 ? [heading('untags', t('bulk.untag')), ...theirTags.map((tag) => ({ key: `untag-${tag}`, label: <Say k="bulk.without" values={{ tag: <Name>{tag}</Name> }} />, text: tag, icon: 'close' as const, run: run({ kind: 'untag', tag }) }))] : []),
      ...(settings.data && settings.data.topics.length > 0 ? [heading('topics', t('case.topic')), ...settings.data.topics.map((topic) => ({ key: `topic-${topic.id}`, label: <Name>{topic[language]}</Name>, text: topic[language], run: run({ kind: 'topic', topic: topic.id }) }))] : []),
    ] : []),
  ];
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.title')}>
      <button type="button" className="quiet-button" aria-label={t('bulk.none')} title={t('bulk.none')} onClick={() => choose([])}><Icon name="close" size={16} /></button>
      <span aria-live="polite" className="strong">{t('bulk.chosen', { n: numbers.length })}</span>
      <span className="spacer" />
      {bulk ? (
        <>
          <button type="button" className="quiet-button" disabled={busy} aria-label={t('act.resolve')} title={t('act.resolve')} onClick={run({ kind: 'status', status: 'resolved' })}><Icon name="check" size={17} /></button>
          <Menu label={t('act.assign')} className="quiet-button" choices={[{ key: '', label: t('case.nobody'), icon: 'nobody', run: run({ kind: 'assign', assignee: null }) }, ...(team.data?.members ?? []).map(({ id, name }) => ({ key: id, label: <Name>{name}</Name>, text: name, icon: 'user' as const, run: run({ kind: 'assign', assignee: id }) }))]}><Icon name="user" size={17} /></Menu>
          <Menu label={t('act.snooze')} className="quiet-button" choices={[...snoozeChoices(now, time).map((choice) => ({ key: choice.key, label: snoozeWords(language, timeZone, choice, now), run: run({ kind: 'status', status: 'snoozed', until: choice.until }) })), { key: 'own', label: t('snooze.own'), icon: 'clock', run: () => setSnoozing(true) }]}><Icon name="moon" size={17} /></Menu>
        </>
      ) : null}
      {more.length > 0 ? <Menu label={t('bulk.more')} className="quiet-button" align="end" choices={more}><Icon name="more" size={17} /></Menu> : null}
      {can('POST /answers/preview') && can('POST /answers') ? <button type="button" className="button small main" aria-label={t('bulk.answer')} title={t('bulk.answer')} onClick={() => setAnswering(true)}><Icon name="reply" size={15} turns /><span className="words">{t('bulk.answer')}</span></button> : null}
      {snoozing ? <SnoozeDialog from={tomorrowAt(now, time)} snooze={(until) => { void act({ kind: 'status', status: 'snoozed', until }); }} onClose={() => setSnoozing(false)} /> : null}
      {answering ? <AnswerSelected numbers={numbers} onClose={(sent) => { setAnswering(false); if (sent) choose([]); }} /> : null}
    </div>
  );
}
