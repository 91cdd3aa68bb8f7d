import { useState } from 'react';
import type { Settings } from '../../shared/domain/settings.ts';
import { useConsole } from '../console-context.tsx';
import { NumberRulesContext } from './chip.tsx';
import { Icon } from './icon.tsx';
import { Paragraphs } from './said.tsx';

type Rules = Pick<Settings, 'numberPatterns' | 'phoneTarget'>;
const CALL = 'tel:{number}';
const EXAMPLE = 'ORD-2026-55431 · 050-5550123';
const newId = (): string => `n${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** Which numbers of a message can be copied and looked up, and where; a sentence to try it on stands below. */
export function NumberFields({ numberPatterns, phoneTarget, onChange }: Rules & { onChange: (rules: Partial<Rules>) => void }) {
  const { t, language } = useConsole();
  const [tried, setTried] = useState(EXAMPLE);
  const change = (id: string, part: Partial<Rules['numberPatterns'][number]>): void => onChange({ numberPatterns: numberPatterns.map((one) => (one.id === id ? { ...one, ...part } : one)) });
  return (
    <section className="card" aria-labelledby="s-numbers">
      <h2 id="s-numbers">{t('numbers.title')}</h2>
      <p className="quiet">{t('numbers.what')}</p>
      {numberPatterns.map((one, index) => (
        <fieldset className="pattern" key={one.id} aria-label={t('numbers.pattern', { n: index + 1 })}>
          <div className="form-grid">
            <label className="field"><span>{t('numbers.nameHe')}</span><input dir="rtl" lang="he" value={one.name.he} maxLength={60} onChange={(event) => change(one.id, { name: { ...one.name, he: event.target.value } })} /></label>
            <label className="field"><span>{t('numbers.nameEn')}</span><input dir="ltr" lang="en" value={one.name.en} maxLength={60} onChange={(event) => change(one.id, { name: { ...one.name, en: event.target.value } })} /></label>
            <label className="field"><span>{t('numbers.masks')}</span><textarea dir="ltr" rows={2} spellCheck={false} value={one.masks.join('\n')} aria-describedby="numbers-masks" onChange={(event) => change(one.id, { masks: event.target.value.split('\n').slice(0, 10) })} /></label>
            <label className="field"><span>{t('numbers.target')}</span><input dir="ltr" type="url" placeholder="https://crm.example/?q={number}" value={one.target ?? ''} onChange={(event) => change(one.id, { target: event.target.value || null })} /></label>
          </div>
          <button type="button" className="quiet-button" aria-label={t('act.remove')} title={t('act.remove')} onClick={() => onChange({ numberPatterns: numberPatterns.filter(({ id }) => id !== one.id) })}><Icon name="close" size={15} /></button>
        </fieldset>
      ))}
      <p className="quiet" id="numbers-masks">{t('numbers.masksWhat')}</p>
      {numberPatterns.length < 30 ? <button type="button" className="button small fit" onClick={() => onChange({ numberPatterns: [...numberPatterns, { id: newId(), name: { he: '', en: '' }, masks: [''], target: null }] })}>{t('numbers.add')}</button> : null}
      <div className="form-grid">
        <label className="field"><span>{t('numbers.phones')}</span>
          <select value={phoneTarget === null ? 'none' : phoneTarget === CALL ? 'call' : 'address'} onChange={({ target: { value } }) => onChange({ phoneTarget: value === 'none' ? null : value === 'call' ? CALL : 'https://' })}>
            <option value="none">{t('numbers.phoneNone')}</option><option value="call">{t('numbers.phoneCall')}</option><option value="address">{t('numbers.phoneAddress')}</option>
          </select>
        </label>
        {phoneTarget !== null && phoneTarget !== CALL ? <label className="field"><span>{t('numbers.phoneAddress')}</span><input dir="ltr" type="url" placeholder="https://crm.example/?phone={number}" value={phoneTarget} onChange={(event) => onChange({ phoneTarget: event.target.value })} /></label> : null}
      </div>
      <label className="field"><span>{t('numbers.tryIt')}</span><input dir="auto" value={tried} maxLength={300} onChange={(event) => setTried(event.target.value)} /></label>
      <NumberRulesContext value={{ numberPatterns, phoneTarget }}><div className="tried" aria-live="polite"><Paragraphs text={tried} language={language} /></div></NumberRulesContext>
    </section>
  );
}
