import { lazy, Suspense, useState } from 'react';
import type { CaseView, Edit } from '../../shared/api-shapes.ts';
import type { TeamMember } from '../../shared/api-shapes/desk.ts';
import type { CaseStatus } from '../../shared/domain/case.ts';
import { PRIORITIES } from '../case-filter.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { snoozeChoices, snoozeWords, tomorrowAt } from '../snooze.ts';
import { useShortcut } from '../use-shortcut.ts';
import { shortTime } from '../format.ts';
import { Icon } from './icon.tsx';
import { incidentChoices } from './incident-badge.tsx';
import { useLive } from './live.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { Menu } from './menu.tsx';
import { Name } from './said.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';

const PrintDialog = lazy(async () => ({ default: (await import('./print-dialog.tsx')).PrintDialog }));
type Open = 'snooze' | 'assign' | 'team' | 'priority' | undefined;

interface Props { view: CaseView; edit: (wanted: Omit<Edit, 'version'>, andNext?: boolean) => Promise<void>; panel: boolean; togglePanel: () => void }

/** What may be done to a case; only what this person may do, and what leads somewhere from here, is there. */
export function CaseBar({ view, edit, panel, togglePanel }: Props) {
  const { t, can, me, tell, language, timeZone, now } = useConsole();
  const [open, setOpen] = useState<Open>();
  const [merging, setMerging] = useState(false);
  const [printing, setPrinting] = useState(false);
  const [until, setUntil] = useState(false);
  const item = view.case;
  const { queues } = useLive();
  const mayEdit = can('PATCH /cases/:number') && view.version !== undefined;
  const team = useRead('GET /team', {}, { on: mayEdit });
  const time = { timeZone, calendar: useRead('GET /settings', {}, { on: mayEdit }).data?.settings.calendar };
  const moves = (to: CaseStatus): boolean => mayEdit && (view.moves?.includes(to) ?? false);
  useShortcut('resolve', () => { void edit({ status: 'resolved' }); }, moves('resolved'));
  useShortcut('resolveAndNext', () => { void edit({ status: 'resolved' }, true); }, moves('resolved'));
  useShortcut('assign', () => setOpen('assign'), mayEdit);
  useShortcut('priority', () => setOpen('priority'), mayEdit);
  useShortcut('snooze', () => setOpen('snooze'), moves('snoozed'));
  const menu = (name: NonNullable<Open>) => ({ open: open === name, onOpenChange: (isOpen: boolean) => setOpen(isOpen ? name : undefined) });
  const members: Pick<TeamMember, 'id' | 'name' | 'presence' | 'presenceUntil'>[] = team.data?.members ?? [{ id: me.id, name: me.name, presence: 'here' }];
  const teams = team.data?.teams ?? [];
  const holder = team.data?.members.find(({ id }) => id === item.assignee && id !== me.id);
  // Seen from its own day a time is its hour: the day stands in the words before it.
  const clockOf = (at: number): string => shortTime(language, timeZone, at, at);
  const absence = !holder || holder.presence === 'here' ? '' : holder.presenceUntil ? t('presence.until', { presence: t(`presence.${holder.presence}`), time: shortTime(language, timeZone, holder.presenceUntil, now) }) : t(`presence.${holder.presence}`);
  useShortcut('team', () => {
    if (teams.length > 0) setOpen('team');
    else tell(t('team.noneYet'), can('GET /team') ? { label: t('page.team'), run: () => { location.hash = '#/team'; } } : undefined);
  }, mayEdit && team.data !== undefined);
  const more = [
    ...(['open', 'waiting_on_customer', 'closed', 'spam'] as const).filter((to) => moves(to) && to !== item.status).map((to) => ({ key: to, label: t(`move.${to}`), run: () => { void edit({ status: to }); } })),
    ...(can('POST /cases/:number/merge') && !item.mergedInto ? [{ key: 'merge', label: t('act.merge'), icon: 'merge' as const, run: () => setMerging(true) }] : []),
    ...(mayEdit && !item.mergedInto ? incidentChoices({ incidents: queues?.incidents, linked: item.incident?.id, language, t, link: (incident) => { void edit({ incident }); } }) : []),
    { key: 'print', label: t('act.print'), icon: 'print' as const, run: () => setPrinting(true) },
  ];
  return (
    <div className="case-bar" role="toolbar" aria-label={t('case.acts')}>
      {moves('resolved') ? <button type="button" className="button" onClick={() => { void edit({ status: 'resolved' }); }}><Icon name="check" size={16} /><span className="words">{t('act.resolve')}</span></button> : null}
      {moves('snoozed') ? <Menu label={t('act.snooze')} {...menu('snooze')} choices={[...snoozeChoices(now, time).map((choice) => ({ key: choice.key, label: <>{snoozeWords(language, timeZone, choice, now)} <span className="quiet">{clockOf(choice.until)}</span></>, text: snoozeWords(language, timeZone, choice, now), run: () => { void edit({ status: 'snoozed', until: choice.until }); } })), { key: 'own', label: t('snooze.own'), icon: 'clock', run: () => setUntil(true) }]}><Icon name="moon" size={16} /><span className="words">{t('act.snooze')}</span></Menu> : null}
      {mayEdit ? (
        <Menu label={t('act.assign')} {...(item.assignee ? { value: [item.assigneeName ?? item.assignee, absence].filter(Boolean).join(', ') } : {})} {...menu('assign')} choices={[{ key: '', label: t('case.nobody'), icon: 'nobody', chosen: item.assignee === null, run: () => { void edit({ assignee: null }); } }, ...members.map(({ id, name, presence }) => ({ key: id, label: <><Name>{name}</Name>{id === me.id ? ` (${t('case.me')})` : presence === 'here' ? '' : <span className="quiet"> {t(`presence.${presence}`)}</span>}</>, text: name, icon: 'user' as const, chosen: item.assignee === id, run: () => { void edit({ assignee: id }); } }))]}>
          <Icon name={item.assignee ? 'user' : 'nobody'} size={16} /><span className="words">{item.assignee ? <Name>{item.assigneeName ?? item.assignee}</Name> : t('act.assign')}{absence ? <span className="quiet"> {absence}</span> : null}</span>
        </Menu>
      ) : null}
      {mayEdit && teams.length > 0 ? (
        <Menu label={t('act.team')} {...(item.teamName ? { value: item.teamName } : {})} {...menu('team')} choices={[{ key: '', label: t('filter.noTeam'), icon: 'nobody', chosen: !item.team, run: () => { void edit({ team: null }); } }, ...teams.map(({ id, name }) => ({ key: id, label: <Name>{name}</Name>, text: name, icon: 'people' as const, chosen: item.team === id, run: () => { void edit({ team: id }); } }))]}>
          <Icon name="people" size={16} /><span className="words">{item.team ? <Name>{item.teamName ?? item.team}</Name> : t('act.team')}</span>
        </Menu>
      ) : item.teamName ? <span className="quiet"><Icon name="people" size={16} /> <Name>{item.teamName}</Name></span> : null}
      {mayEdit ? <Menu label={t('act.priority')} value={t(`priority.${item.priority}`)} {...menu('priority')} choices={PRIORITIES.map((priority) => ({ key: priority, label: t(`priority.${priority}`), icon: 'flag', chosen: item.priority === priority, run: () => { void edit({ priority }); } }))}><Icon name="flag" size={16} /><span className="words">{t(`priority.${item.priority}`)}</span></Menu> : null}
      <span className="spacer" />
      <Menu label={t('act.more')} className="quiet-button" align="end" choices={more}><Icon name="more" /></Menu>
      <button type="button" className="quiet-button" aria-pressed={panel} aria-label={t('case.panel')} title={t('case.panel')} onClick={togglePanel}><Icon name="panel" turns /></button>
      {until ? <SnoozeDialog from={item.snoozedUntil ?? tomorrowAt(now, time)} snooze={(at) => { void edit({ status: 'snoozed', until: at }); }} onClose={() => setUntil(false)} /> : null}
      {printing ? <Suspense><PrintDialog view={view} onClose={() => setPrinting(false)} /></Suspense> : null}
      {merging ? <MergeDialog view={view} onClose={() => setMerging(false)} /> : null}
    </div>
  );
}
