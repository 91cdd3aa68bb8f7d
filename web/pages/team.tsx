import { useState } from 'react';
import type { TeamMember, TeamUnit } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { shortTime } from '../format.ts';
import { useFields } from '../parts/choose-many.tsx';
import { MemberDialog, UnitDialog } from '../parts/member-dialog.tsx';
import { Name } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

/** Who works here: in which languages, on what, in which teams, how much they hold. Whoever they are is told by the sign-in. */
export default function TeamPage() {
  const { t, can, me, language, timeZone, now } = useConsole();
  const found = useRead('GET /team', {}, { everyMs: 30_000 });
  const { wordOf } = useFields();
  const { busy, save } = useSave();
  const [member, setMember] = useState<TeamMember>();
  const [unit, setUnit] = useState<TeamUnit>();
  if (found.error && !found.data) return <div className="page"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data) return <div className="page"><Skeleton rows={4} /></div>;
  const { members, teams = [], version } = found.data;
  const mayWrite = can('PUT /team');
  const write = async (next: { members?: TeamMember[]; teams?: TeamUnit[] }): Promise<void> => {
    if (!await save(async () => call('PUT /team', { body: { version, members, teams, ...next } }), t('case.saved'))) return;
    setMember(undefined);
    setUnit(undefined);
  };
  const words = (ids: readonly string[]): string => ids.map(wordOf).join(', ') || '–';
  const teamNames = ({ teams: ids = [] }: TeamMember): string => ids.map((id) => teams.find((one) => one.id === id)?.name ?? id).join(', ') || '–';
  const isNew = unit !== undefined && !teams.some(({ id }) => id === unit.id);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.team')}</h1></header>
      {members.length === 0 ? <Empty icon="people" title={t('team.none')} /> : (
        <div className="scroll-x"><table>
          <thead><tr><th scope="col">{t('team.name')}</th><th scope="col">{t('team.presence')}</th><th scope="col">{t('team.languages')}</th><th scope="col">{t('team.skills')}</th><th scope="col">{t('team.teams')}</th><th scope="col">{t('team.approval')}</th><th scope="col">{t('team.load')}</th></tr></thead>
          <tbody>{members.map((one) => (
            <tr key={one.id}>
              <th scope="row">{mayWrite ? <button type="button" className="link-button" aria-label={t('team.change', { agent: one.name })} onClick={() => setMember(one)}><Name>{one.name}</Name></button> : <Name>{one.name}</Name>}{one.id === me.id ? ` (${t('case.me')})` : ''}<br /><span className="quiet">{one.roles.map((role) => t(`role.${role}`)).join(', ')}</span></th>
              <td><span className={`mark ${one.presence === 'here' ? 'good' : 'warn'}`}>{one.presence !== 'here' && one.presenceUntil ? t('presence.until', { presence: t(`presence.${one.presence}`), time: shortTime(language, timeZone, one.presenceUntil, now) }) : t(`presence.${one.presence}`)}</span></td>
              <td>{one.languages.map((each) => (each === 'he' ? 'עברית' : 'English')).join(', ') || '–'}</td>
              <td><bdi>{words(one.skills)}</bdi></td>
              <td><bdi>{teamNames(one)}</bdi></td>
              <td>{one.approval ? t('team.needsApproval') : '–'}</td>
              <td>{t('team.holds', { open: one.open, capacity: one.capacity })}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      <section className="card" aria-labelledby="team-units">
        <header><h2 id="team-units">{t('team.teams')}</h2><span className="spacer" />{mayWrite ? <button type="button" className="button small" onClick={() => setUnit({ id: `t${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`, name: '', topics: [], channels: [] })}>{t('team.newTeam')}</button> : null}</header>
        {teams.length === 0 ? <p className="quiet">{t('team.noTeams')}</p> : (
          <div className="scroll-x"><table>
            <thead><tr><th scope="col">{t('team.teamName')}</th><th scope="col">{t('team.topics')}</th><th scope="col">{t('app.channels')}</th><th scope="col">{t('team.members')}</th></tr></thead>
            <tbody>{teams.map((one) => <tr key={one.id}><th scope="row">{mayWrite ? <button type="button" className="link-button" aria-label={t('team.change', { agent: one.name })} onClick={() => setUnit(one)}><Name>{one.name}</Name></button> : <Name>{one.name}</Name>}</th><td><bdi>{words(one.topics)}</bdi></td><td><bdi>{words(one.channels)}</bdi></td><td><bdi>{members.filter(({ teams: ids = [] }) => ids.includes(one.id)).map(({ name }) => name).join(', ') || '–'}</bdi></td></tr>)}</tbody>
          </table></div>
        )}
      </section>
      {member ? <MemberDialog member={member} teams={teams} busy={busy} onClose={() => setMember(undefined)} onSave={(changed) => { void write({ members: members.map((one) => (one.id === changed.id ? changed : one)) }); }} /> : null}
      {unit ? <UnitDialog unit={unit} isNew={isNew} busy={busy} onClose={() => setUnit(undefined)} onSave={(changed) => { void write({ teams: isNew ? [...teams, changed] : teams.map((one) => (one.id === changed.id ? changed : one)) }); }} onRemove={() => { void write({ teams: teams.filter(({ id }) => id !== unit.id) }); }} /> : null}
    </div>
  );
}
