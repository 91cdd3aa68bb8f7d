import { useState } from 'react';
import type { TeamMember, TeamUnit } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { ChooseMany, useFields } from './choose-many.tsx';
import { Dialog } from './dialog.tsx';

/** What one colleague knows, how much they hold, where they belong. By this cases are given out. */
export function MemberDialog({ member, teams, busy, onClose, onSave }: { member: TeamMember; teams: TeamUnit[]; busy: boolean; onClose: () => void; onSave: (member: TeamMember) => void }) {
  const { t } = useConsole();
  const [draft, setDraft] = useState(member);
  const fields = useFields();
  const set = (part: Partial<TeamMember>): void => setDraft({ ...draft, ...part });
  const ofTopics = fields.topics.map(({ id }) => id);
  const ofChannels = fields.channels.map(({ id }) => id);
  const others = draft.skills.filter((skill) => !ofTopics.includes(skill) && !ofChannels.includes(skill));
  const pick = (kinds: string[], chosen: string[]): void => set({ skills: [...draft.skills.filter((skill) => !kinds.includes(skill)), ...chosen] });
  return (
    <Dialog title={member.name} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => { event.preventDefault(); onSave(draft); }}>
        <ChooseMany label={t('team.languages')} among={[{ id: 'he', words: 'עברית' }, { id: 'en', words: 'English' }]} chosen={draft.languages} onChange={(chosen) => set({ languages: chosen.filter((one) => one === 'he' || one === 'en') })} />
        <ChooseMany label={t('team.teams')} among={teams.map(({ id, name }) => ({ id, words: name }))} chosen={draft.teams ?? []} onChange={(chosen) => set({ teams: chosen })} />
        <ChooseMany label={t('team.topics')} among={fields.topics} chosen={draft.skills.filter((skill) => ofTopics.includes(skill) || others.includes(skill))} onChange={(chosen) => pick([...ofTopics, ...others], chosen)} />
        <ChooseMany label={t('app.channels')} among={fields.channels} chosen={draft.skills.filter((skill) => ofChannels.includes(skill))} onChange={(chosen) => pick(ofChannels, chosen)} />
        <label className="field short-field"><span>{t('team.capacity')}</span><input type="number" min={0} max={1000} required value={draft.capacity} onChange={(event) => set({ capacity: Math.max(0, Math.min(1000, Math.round(Number(event.target.value)))) })} /></label>
        <label className="check"><input type="checkbox" checked={draft.approval === true} onChange={(event) => set({ approval: event.target.checked })} />{t('team.needsApproval')}</label>
        <div className="dialog-acts"><button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button><button type="submit" className="button main" disabled={busy}>{t('act.save')}</button></div>
      </form>
    </Dialog>
  );
}

/** A team: what it is called, and which new cases become its own. */
export function UnitDialog({ unit, isNew, busy, onClose, onSave, onRemove }: { unit: TeamUnit; isNew: boolean; busy: boolean; onClose: () => void; onSave: (unit: TeamUnit) => void; onRemove: () => void }) {
  const { t } = useConsole();
  const [draft, setDraft] = useState(unit);
  const { topics, channels } = useFields();
  return (
    <Dialog title={isNew ? t('team.newTeam') : unit.name} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => { event.preventDefault(); onSave({ ...draft, name: draft.name.trim() }); }}>
        <label className="field"><span>{t('team.teamName')}</span><input dir="auto" autoFocus required maxLength={80} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} /></label>
        <p className="quiet">{t('team.takes')}</p>
        <ChooseMany label={t('team.topics')} among={topics} chosen={draft.topics} onChange={(chosen) => setDraft({ ...draft, topics: chosen })} />
        <ChooseMany label={t('app.channels')} among={channels} chosen={draft.channels} onChange={(chosen) => setDraft({ ...draft, channels: chosen })} />
        <div className="dialog-acts">{isNew ? null : <button type="button" className="button danger" disabled={busy} onClick={onRemove}>{t('team.removeTeam')}</button>}<span className="spacer" /><button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button><button type="submit" className="button main" disabled={busy || draft.name.trim() === ''}>{t('act.save')}</button></div>
      </form>
    </Dialog>
  );
}
