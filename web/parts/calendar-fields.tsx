import { isOverNight, wrongBlock } from '../../shared/domain/opening-blocks.ts';
import type { OpeningBlock } from '../../shared/domain/opening-blocks.ts';
import type { BusinessCalendar } from '../../shared/domain/settings.ts';
import { useConsole } from '../console-context.tsx';
import { DateField, TimeField } from './date-fields.tsx';
import { Icon } from './icon.tsx';

type Blocks = BusinessCalendar['weekdays']['0'];
const DAYS = ['0', '1', '2', '3', '4', '5', '6'] as const;
const ZONES = Intl.supportedValuesOf('timeZone');
/** A Sunday. */
const SUNDAY = Date.UTC(2026, 0, 4, 12);

const overNight = (block: OpeningBlock): boolean => block.every((time) => time !== '') && wrongBlock(block) === undefined && isOverNight(block);

function BlockFields({ blocks, label, onChange }: { blocks: Blocks; label: string; onChange: (blocks: Blocks) => void }) {
  const { t } = useConsole();
  const change = (at: number, place: 0 | 1, value: string): void => onChange(blocks.map((block, index) => (index === at ? (place === 0 ? [value, block[1]] : [block[0], value]) : block)));
  return (
    <div className="blocks">
      {blocks.length === 0 ? <span className="quiet">{t('settings.closed')}</span> : null}
      {blocks.map(([from, to], index) => (
        <span className="block" key={index}>
          <TimeField label={t('settings.from', { day: label })} value={from} onChange={(time) => change(index, 0, time)} />
          <span aria-hidden="true">–</span>
          <TimeField label={overNight([from, to]) ? `${t('settings.to', { day: label })} (${t('settings.nextDay')})` : t('settings.to', { day: label })} value={to} endOfDay onChange={(time) => change(index, 1, time)} wrong={from !== '' && to !== '' && wrongBlock([from, to]) !== undefined} />
          {overNight([from, to]) ? <span className="quiet" aria-hidden="true">{t('settings.nextDay')}</span> : null}
          <button type="button" className="quiet-button" aria-label={t('settings.dropBlock', { day: label })} onClick={() => onChange(blocks.filter((_, at) => at !== index))}><Icon name="close" size={13} /></button>
        </span>
      ))}
      <button type="button" className="link-button" onClick={() => onChange([...blocks, [blocks.at(-1)?.[1] ?? '08:30', '17:00']])}>{t('settings.addBlock')}</button>
    </div>
  );
}

/** When the team works: weekdays with their hours, and the days that have their own. */
export function CalendarFields({ calendar, onChange }: { calendar: BusinessCalendar; onChange: (calendar: BusinessCalendar) => void }) {
  const { t, language } = useConsole();
  const dayName = new Intl.DateTimeFormat(language === 'he' ? 'he-IL' : 'en-GB', { weekday: 'long', timeZone: 'UTC' });
  const { specialDays } = calendar;
  const setDay = (at: number, part: Partial<(typeof specialDays)[number]>): void => onChange({ ...calendar, specialDays: specialDays.map((day, index) => (index === at ? { ...day, ...part } : day)) });
  return (
    <section className="card" aria-labelledby="s-calendar">
      <h2 id="s-calendar">{t('settings.calendar')}</h2>
      <label className="field zone"><span>{t('settings.timeZone')}</span><select dir="ltr" value={calendar.timeZone} onChange={(event) => onChange({ ...calendar, timeZone: event.target.value })}>{(ZONES.includes(calendar.timeZone) ? ZONES : [calendar.timeZone, ...ZONES]).map((zone) => <option key={zone}>{zone}</option>)}</select></label>
      <table className="week"><tbody>
        {DAYS.map((day) => {
          const name = dayName.format(SUNDAY + Number(day) * 86_400_000);
          return <tr key={day}><th scope="row">{name}</th><td><BlockFields label={name} blocks={calendar.weekdays[day]} onChange={(blocks) => onChange({ ...calendar, weekdays: { ...calendar.weekdays, [day]: blocks } })} /></td></tr>;
        })}
      </tbody></table>
      <p className="quiet">{t('settings.nightWhat')}</p>
      <h3>{t('settings.specialDays')}</h3>
      <p className="quiet">{t('settings.specialWhat')}</p>
      <ul className="special">
        {specialDays.map((day, index) => (
          <li key={index}>
            <DateField label={t('settings.date')} value={day.date} onChange={(date) => setDay(index, { date })} />
            <label className="field"><span className="quiet">{t('settings.reasonHe')}</span><input dir="rtl" lang="he" placeholder="בשל חג הפסח" value={day.reason?.he ?? ''} onChange={(event) => setDay(index, { reason: event.target.value || day.reason?.en ? { he: event.target.value, en: day.reason?.en ?? '' } : null })} /></label>
            <label className="field"><span className="quiet">{t('settings.reasonEn')}</span><input dir="ltr" lang="en" placeholder="for Passover" value={day.reason?.en ?? ''} onChange={(event) => setDay(index, { reason: event.target.value || day.reason?.he ? { en: event.target.value, he: day.reason?.he ?? '' } : null })} /></label>
            <BlockFields label={day.date} blocks={day.blocks} onChange={(blocks) => setDay(index, { blocks })} />
            <button type="button" className="quiet-button" aria-label={t('act.remove')} onClick={() => onChange({ ...calendar, specialDays: specialDays.filter((_, at) => at !== index) })}><Icon name="close" size={15} /></button>
          </li>
        ))}
      </ul>
      <button type="button" className="button small" onClick={() => onChange({ ...calendar, specialDays: [...specialDays, { date: '', blocks: [], reason: null }] })}>{t('settings.addDay')}</button>
    </section>
  );
}
