import { Fragment, useEffect, useState } from 'react';
import type { SettingsView } from '../../shared/api-shapes/desk.ts';
import type { Settings } from '../../shared/domain/settings.ts';
import { missingForStatusPage } from '../../shared/domain/status-statements.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { CalendarFields } from '../parts/calendar-fields.tsx';
import { DutyFields } from '../parts/duty-fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { ListFields } from '../parts/list-fields.tsx';
import { NumberFields } from '../parts/number-fields.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { Problem, Skeleton } from '../parts/states.tsx';
import { calendarProblem, dutyIncomplete, numbersProblem, withoutEmptyMasks } from '../settings-check.ts';
import { localInput } from '../local-input.ts';
import { useSave } from '../use-save.ts';

type Draft = Omit<SettingsView, 'version'>;

/** What the company promises, when it works, and what its customers are told. */
export default function SettingsPage() {
  const { t, can, now } = useConsole();
  const found = useRead('GET /settings');
  const [draft, setDraft] = useState<Draft>();
  const { busy, save, stale, forget } = useSave();
  const mayWrite = can('PUT /settings');
  useEffect(() => {
    const data = found.data;
    if (data) setDraft((before) => before ?? { settings: data.settings, topics: data.topics, tags: data.tags });
  }, [found.data]);
  if (found.error) return <div className="page"><Problem error={found.error} again={() => { void found.refetch(); }} /></div>;
  if (!found.data || !draft) return <div className="page"><Skeleton rows={6} /></div>;
  const { version, ...stored } = found.data;
  const changed = JSON.stringify({ settings: stored.settings, topics: stored.topics, tags: stored.tags }) !== JSON.stringify(draft);
  const { settings } = draft;
  const set = (part: Partial<Settings>): void => setDraft({ ...draft, settings: { ...settings, ...part } });
  const badHours = calendarProblem(settings.calendar);
  const badNumbers = numbersProblem(settings);
  const wrong = badHours ? t(`settings.${badHours}`) : badNumbers ? t(`numbers.${badNumbers.key}`, 'mask' in badNumbers ? { mask: badNumbers.mask } : {}) : dutyIncomplete(settings) ? t('duty.incomplete') : undefined;
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.settings')}</h1>{mayWrite ? null : <p className="quiet">{t('settings.readOnly')}</p>}</header>
      {found.data.notInForce ? <p className="warn-line" role="status"><Icon name="alert" size={14} /><span>{t('settings.notInForce', { n: found.data.notInForce.length })} {found.data.notInForce.map((place, index) => <Fragment key={place}>{index > 0 ? ', ' : ''}<bdi dir="ltr"><code>{place}</code></bdi></Fragment>)} {mayWrite && !changed ? <button type="button" className="link-button" disabled={busy} onClick={() => { void save(async () => call('PUT /settings', { body: { settings: stored.settings, topics: stored.topics, tags: stored.tags, version } }), t('case.saved')); }}>{t('settings.saveInForce')}</button> : null}</span></p> : null}
      {can('GET /incidents') ? <p className="quiet">{t('incident.where')} <a href="#/incidents">{t('page.incidents')}</a></p> : null}
      <fieldset disabled={!mayWrite} className="settings">
        <section className="card" aria-labelledby="s-company">
          <h2 id="s-company">{t('settings.company')}</h2>
          <div className="form-grid">
            <label className="field"><span>{t('settings.nameHe')}</span><input dir="rtl" lang="he" value={settings.company.he} maxLength={200} onChange={(event) => set({ company: { ...settings.company, he: event.target.value } })} /></label>
            <label className="field"><span>{t('settings.nameEn')}</span><input dir="ltr" lang="en" value={settings.company.en} maxLength={200} onChange={(event) => set({ company: { ...settings.company, en: event.target.value } })} /></label>
            <label className="field"><span>{t('settings.urgentPhone')}</span><input dir="ltr" type="tel" value={settings.urgentPhone ?? ''} onChange={(event) => set({ urgentPhone: event.target.value || null })} /></label>
            {(['privacyLink', 'accessLink', 'statusLink'] as const).map((name) => <label className="field" key={name}><span>{t(`settings.${name}`)}</span><input dir="ltr" type="url" placeholder="https://" value={settings[name] ?? ''} onChange={(event) => set({ [name]: event.target.value || null })} /></label>)}
            <label className="field"><span>{t('settings.statusLinkDays')}</span><input type="number" min={1} max={3650} value={settings.statusLinkDays} onChange={(event) => set({ statusLinkDays: Number(event.target.value) })} /></label>
          </div>
          <p className="quiet">{t('settings.statusLinkWhat')}</p>
          {missingForStatusPage(settings, 'customers').length > 0 ? <p className="warn-line">{t('settings.statusClosed')}</p> : null}
        </section>
        <section className="card" aria-labelledby="s-promise">
          <h2 id="s-promise">{t('settings.promise')}</h2>
          <p className="quiet">{t('settings.promiseWhat')}</p>
          <div className="form-grid four">
            {(['urgent', 'high', 'normal', 'low'] as const).map((priority) => <label className="field" key={priority}><span>{t(`priority.${priority}`)}</span><span className="with-unit"><input type="number" min={0.25} max={1666} step={0.25} value={settings.promiseMinutes[priority] / 60} onChange={(event) => set({ promiseMinutes: { ...settings.promiseMinutes, [priority]: Math.max(1, Math.round(Number(event.target.value) * 60)) } })} />{t('settings.hours')}</span></label>)}
            <label className="field"><span>{t('settings.reopenDays')}</span><input type="number" min={0} max={3650} value={settings.reopenDays} onChange={(event) => set({ reopenDays: Number(event.target.value) })} /></label>
          </div>
        </section>
        <CalendarFields calendar={settings.calendar} onChange={(calendar) => set({ calendar })} />
        <DutyFields assignment={settings.assignment} onCall={settings.onCall} today={localInput(now, settings.calendar.timeZone).slice(0, 10)} onChange={set} />
        <NumberFields numberPatterns={settings.numberPatterns} phoneTarget={settings.phoneTarget} onChange={set} />
        <section className="card" aria-labelledby="s-caps">
          <h2 id="s-caps">{t('settings.caps')}</h2>
          <p className="quiet">{t('settings.capsWhat')}</p>
          <div className="form-grid four">
            {(['capPerHour', 'capPerDay', 'unauthenticatedPerDomainHour', 'unauthenticatedPerHour', 'formPerHour', 'formMailsPerHour'] as const).map((name) => <label className="field" key={name}><span>{t(`settings.${name}`)}</span><input type="number" min={0} value={settings[name]} onChange={(event) => set({ [name]: Math.max(0, Math.round(Number(event.target.value))) })} /></label>)}
          </div>
        </section>
        <ListFields topics={draft.topics} tags={draft.tags} onChange={(lists) => setDraft({ ...draft, ...lists })} />
      </fieldset>
      {changed && mayWrite ? <SaveBar busy={busy} stale={stale} problem={wrong} onDrop={() => { setDraft({ settings: stored.settings, topics: stored.topics, tags: stored.tags }); forget(); }} onSave={() => { void save(async () => call('PUT /settings', { body: { ...draft, settings: withoutEmptyMasks(settings), version } }), t('case.saved')); }} /> : null}
    </div>
  );
}
