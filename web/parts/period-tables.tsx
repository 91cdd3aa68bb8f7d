import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { FiguresPeriod } from '../../shared/api-shapes/period.ts';
import { useConsole } from '../console-context.tsx';
import { number, percent } from '../format.ts';
import { dayShown } from '../period.ts';
import type { Hours } from '../period.ts';
import type { Key } from '../text.ts';
import type { ShowBehind } from './period-cards.tsx';

/** How long first answers took, as bars that say their number. */
export function Steps({ figures, hours, show }: { figures: FiguresPeriod; hours: Hours; show: ShowBehind }) {
  const { t, language } = useConsole();
  const counts = figures.steps[hours];
  const all = counts.reduce((sum, one) => sum + one, 0);
  return (
    <table className="bars">
      <caption className="unseen">{t('period.steps')}</caption>
      <thead className="unseen"><tr><th scope="col">{t('period.stepHead')}</th><th scope="col">{t('figure.value')}</th><th scope="col">{t('period.share')}</th></tr></thead>
      <tbody>{counts.map((count, place) => {
        const label = t(`period.step.s${place}` as Key);
        return (
          <tr key={place}>
            <th scope="row">{label}</th>
            <td>{count > 0 ? <button type="button" className="link-button" aria-label={t('period.show', { figure: label, value: number(language, count) })} onClick={() => show(`step.${hours}@${place}`, `${t('period.figure.firstResponse')}: ${label}`)}>{number(language, count)}</button> : <span className="quiet">0</span>}</td>
            <td><meter aria-hidden="true" min={0} max={Math.max(1, all)} value={count} /> <span className="quiet">{percent(language, all === 0 ? 0 : count / all)}</span></td>
          </tr>
        );
      })}</tbody>
    </table>
  );
}

/** What the charts show, in numbers that can be pressed. */
export function DayTable({ figures, show }: { figures: FiguresPeriod; show: ShowBehind }) {
  const { t, language } = useConsole();
  const cell = (name: 'new' | 'resolved' | 'open', day: string, count: number | null, label: string) => <td>{count ? <button type="button" className="link-button" aria-label={t('period.show', { figure: `${label}, ${dayShown(language, day)}`, value: number(language, count) })} onClick={() => show(`${name}@${day}`, `${label}, ${dayShown(language, day)}`)}>{number(language, count)}</button> : <span className="quiet">{count === null ? '–' : 0}</span>}</td>;
  return (
    <details className="day-table">
      <summary>{t('period.byDay')}</summary>
      <div className="scroll-x" role="region" aria-label={t('period.byDay')} tabIndex={0}><table>
        <thead><tr><th scope="col">{t('period.day')}</th><th scope="col">{t('period.figure.new')}</th><th scope="col">{t('period.figure.resolved')}</th><th scope="col">{t('period.open')}</th></tr></thead>
        <tbody>{figures.days.map(({ day, new: fresh, resolved, open }) => <tr key={day}><th scope="row">{dayShown(language, day)}</th>{cell('new', day, fresh, t('period.figure.new'))}{cell('resolved', day, resolved, t('period.figure.resolved'))}{cell('open', day, open, t('period.open'))}</tr>)}</tbody>
      </table></div>
    </details>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
/** Of five shades: none for nothing. */
const shade = (count: number, most: number): number => (count === 0 ? 0 : Math.min(4, Math.ceil((count / most) * 4)));

/** Messages by weekday and hour: a table whose shades only repeat its numbers. One stop for the keyboard; arrows lead on, by where things are on screen. */
export function BusyHours({ hours, show }: { hours: number[][]; show: ShowBehind }) {
  const { t, language } = useConsole();
  const most = Math.max(1, ...hours.flat());
  const busiest = hours.flatMap((row, weekday) => row.map((count, hour) => ({ count, weekday, hour }))).reduce((best, one) => (one.count > best.count ? one : best));
  const [at, setAt] = useState<{ weekday: number; hour: number }>();
  const here = at ?? busiest;
  const table = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent): void => {
    const onward = language === 'he' ? -1 : 1;
    const [down, on] = ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowRight: [0, onward], ArrowLeft: [0, -onward] } as Record<string, [number, number]>)[event.code] ?? [0, 0];
    if (down === 0 && on === 0) return;
    event.preventDefault();
    const next = { weekday: Math.min(6, Math.max(0, here.weekday + down)), hour: Math.min(23, Math.max(0, here.hour + on)) };
    setAt(next);
    table.current?.querySelector<HTMLButtonElement>(`[data-at="${next.weekday}.${next.hour}"]`)?.focus();
  };
  return (
    <div className="scroll-x"><table className="heat" ref={table} onKeyDown={move}>
      <caption className="unseen">{t('period.busy')}</caption>
      <thead><tr><td />{HOURS.map((hour) => <th scope="col" key={hour}><bdi>{hour}</bdi></th>)}</tr></thead>
      <tbody>{hours.map((row, weekday) => {
        const day = t(`period.weekday.d${weekday}` as Key);
        return (
          <tr key={weekday}><th scope="row">{day}</th>{row.map((count, hour) => {
            const label = t('period.hour', { day, hour: clock(hour), n: number(language, count) });
            return <td key={hour}><button type="button" className={`heat-${shade(count, most)}`} data-at={`${weekday}.${hour}`} tabIndex={here.weekday === weekday && here.hour === hour ? 0 : -1} aria-label={label} aria-disabled={count === 0} onFocus={() => setAt({ weekday, hour })} onClick={() => { if (count > 0) show(`hour@${weekday}.${hour}`, `${t('period.busy')}: ${day}, ${clock(hour)}`); }}>{count === 0 ? '' : number(language, count)}</button></td>;
          })}</tr>
        );
      })}</tbody>
    </table></div>
  );
}
