import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { IncidentView } from '../../shared/api-shapes/incidents.ts';
import type { GivenIncident } from '../../shared/domain/incident.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { localInput, fromLocalInput } from '../local-input.ts';
import { phrasesOf, wantsOf } from '../incident-form.ts';
import type { Typed } from '../incident-form.ts';
import { useSave } from '../use-save.ts';
import { DateField, TimeField } from './date-fields.tsx';
import { Dialog } from './dialog.tsx';

const HOUR = 3_600_000;

interface Props { /** Which one is changed; without it one begins. */ incident?: IncidentView; /** What it begins with. */ begin?: Pick<GivenIncident, 'what' | 'nextUpdateAt' | 'told'>; alert?: string | undefined; onClose: () => void; onSaved: (id: string) => Promise<void> | void }

/** What is written down of an incident: for the team, for customers, and by which words cases are linked to it. */
export function IncidentDialog({ incident, begin, alert, onClose, onSaved }: Props) {
  const { t, can, tell, now, timeZone } = useConsole();
  const { busy, save, stale } = useSave();
  const was = incident ?? begin;
  const [key] = useState(() => crypto.randomUUID());
  const [typed, setTyped] = useState<Typed>({
    titleHe: incident?.title.he ?? '', titleEn: incident?.title.en ?? '', whatHe: was?.what?.he ?? '', whatEn: was?.what?.en ?? '', wordsHe: incident?.words.he.join(', ') ?? '', wordsEn: incident?.words.en.join(', ') ?? '', told: was?.told ?? false,
  });
  const [[date, time], setAt] = useState<[date: string, time: string]>(() => { const at = localInput(was?.nextUpdateAt ?? Math.ceil((now + HOUR) / HOUR) * HOUR, timeZone); return [at.slice(0, 10), at.slice(11)]; });
  const set = (part: Partial<Typed>): void => setTyped({ ...typed, ...part });
  const nextUpdateAt = fromLocalInput(`${date}T${time}`, timeZone);
  const past = nextUpdateAt !== undefined && nextUpdateAt <= now;
  const mayTell = can('PUT /incidents/:id');
  const wanted = wantsOf(typed, nextUpdateAt ?? null);
  const unfinished = (typed.told && (!wanted?.what || nextUpdateAt === undefined)) || (typed.whatHe.trim() === '') !== (typed.whatEn.trim() === '');
  const words = useDeferredValue(JSON.stringify({ he: phrasesOf(typed.wordsHe), en: phrasesOf(typed.wordsEn) }));
  const given = JSON.parse(words) as GivenIncident['words'];
  const found = useQuery({ queryKey: ['POST /incidents/look', words], queryFn: async ({ signal }) => call('POST /incidents/look', { body: { words: given }, signal }), enabled: given.he.length + given.en.length > 0, staleTime: 10_000, retry: false });
  const line = (name: keyof Omit<Typed, 'told'>, label: string, language: 'he' | 'en', longest: number, placeholder?: string) => (
    <label className="field"><span>{label}</span><input dir={language === 'he' ? 'rtl' : 'ltr'} lang={language} value={typed[name]} maxLength={longest} placeholder={placeholder} onChange={(event) => set({ [name]: event.target.value })} /></label>
  );
  const submit = async (): Promise<void> => {
    if (!wanted || unfinished || (typed.told && past)) return;
    const done = await save(async () => {
      const { linked, incident: { id } } = incident ? await call('PUT /incidents/:id', { path: { id: incident.id }, body: { incident: wanted, version: incident.version } })
        : await call('POST /incidents', { body: { incident: wanted, key, ...(alert ? { alert } : {}) } });
      await onSaved(id);
      tell(linked > 0 ? t('incident.linked', { n: linked }) : t('case.saved'));
    });
    if (done) onClose();
  };
  return (
    <Dialog title={incident ? t('incident.name', { id: incident.id }) : t('incident.open')} onClose={onClose} className="wide">
      <form className="dialog-body" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <div className="form-grid">
          {line('titleHe', t('incident.titleHe'), 'he', 200)}
          {line('titleEn', t('incident.titleEn'), 'en', 200)}
          {line('whatHe', t('fault.he'), 'he', 200, t('incident.exampleHe'))}
          {line('whatEn', t('fault.en'), 'en', 200, t('incident.exampleEn'))}
          <div className="date-and-time">
            <DateField label={t('fault.next')} value={date} onChange={(next) => setAt([next, time])} wrong={typed.told && past} />
            <div className="field"><span className="quiet">{t('date.time')}</span><TimeField label={t('date.time')} value={time} onChange={(next) => setAt([date, next])} wrong={typed.told && past} /></div>
          </div>
          {mayTell ? <label className="check"><input type="checkbox" checked={typed.told} onChange={(event) => set({ told: event.target.checked })} /> {t('incident.tell')}</label> : <p className="quiet">{t('incident.leadsTell')}</p>}
          {line('wordsHe', t('incident.wordsHe'), 'he', 2000)}
          {line('wordsEn', t('incident.wordsEn'), 'en', 2000)}
        </div>
        <p className="quiet">{t('incident.wordsHint')} {found.data ? <span className="strong" role="status">{t('incident.found', { n: found.data.count })}</span> : null}</p>
        {typed.told && past ? <p className="problem-line" role="alert">{t('fault.past')}</p> : null}
        {unfinished ? <p className="warn-line" role="status">{t('incident.unfinished')}</p> : null}
        {stale ? <p className="warn-line" role="alert">{t('problem.changedMeanwhile')}</p> : null}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button>
          <button type="submit" className="button main" disabled={busy || !wanted || unfinished || (typed.told && past)}>{t(incident ? 'act.save' : 'incident.open')}</button>
        </div>
      </form>
    </Dialog>
  );
}
