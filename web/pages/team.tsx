import type { TeamMember } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { Name } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

const PRESENCES = ['here', 'break', 'away'] as const;

/** Who works here, in which languages, how much they hold. Whoever they are is told by the sign-in. */
export default function TeamPage() {
  const { t, can, me } = useConsole();
  const found = useRead('GET /team');
  const { busy, save } = useSave();
  if (found.error) return <div className="page"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data) return <div className="page"><Skeleton rows={4} /></div>;
  const { members, version } = found.data;
  const change = (id: string, part: Partial<TeamMember>): void => { void save(async () => call('PUT /team', { body: { version, members: members.map((one) => (one.id === id ? { ...one, ...part } : one)) } })); };
  const mayWrite = can('PUT /team');
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.team')}</h1></header>
      {members.length === 0 ? <Empty icon="people" title={t('team.none')} /> : (
        <div className="scroll-x"><table>
          <thead><tr><th scope="col">{t('team.name')}</th><th scope="col">{t('team.presence')}</th><th scope="col">{t('team.languages')}</th><th scope="col">{t('team.skills')}</th><th scope="col">{t('team.approval')}</th><th scope="col">{t('team.load')}</th></tr></thead>
          <tbody>{members.map((member) => (
            <tr key={member.id}>
              <th scope="row"><Name>{member.name}</Name>{member.id === me.id ? ` (${t('case.me')})` : ''}<br /><span className="quiet">{member.roles.map((role) => t(`role.${role}`)).join(', ')}</span></th>
              <td><select value={member.presence} disabled={!mayWrite || busy} aria-label={t('team.presenceOf', { agent: member.name })} onChange={(event) => change(member.id, { presence: event.target.value as TeamMember['presence'] })}>{PRESENCES.map((presence) => <option key={presence} value={presence}>{t(`presence.${presence}`)}</option>)}</select></td>
              <td>{(['he', 'en'] as const).map((one) => <label className="check" key={one}><input type="checkbox" disabled={!mayWrite || busy} checked={member.languages.includes(one)} onChange={(event) => change(member.id, { languages: event.target.checked ? [...member.languages, one] : member.languages.filter((other) => other !== one) })} />{one === 'he' ? 'עברית' : 'English'}</label>)}</td>
              <td><bdi>{member.skills.join(', ') || '–'}</bdi></td>
              <td><label className="check"><input type="checkbox" disabled={!mayWrite || busy} checked={member.approval === true} onChange={(event) => change(member.id, { approval: event.target.checked })} />{t('team.needsApproval')}</label></td>
              <td>{t('team.holds', { open: member.open, capacity: member.capacity })}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
    </div>
  );
}
