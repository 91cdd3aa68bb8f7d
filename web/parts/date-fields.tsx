import { useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useConsole } from '../console-context.tsx';
import { dateOf, datePasted, dateStepped, partsOf, timeLeft, timeStepped, timeTyped, wholeYear } from '../date-typed.ts';
import type { DateParts } from '../date-typed.ts';

const PARTS = ['day', 'month', 'year'] as const;
const SEPARATORS = { he: '.', en: '/' };

/** What is typed, as long as it means what stands there: what changes from elsewhere is shown as it is. */
function useTyped<T>(value: string, read: (value: string) => T): [T, (typed: T, means: string) => void] {
  const [kept, setKept] = useState({ means: value, typed: read(value) });
  return [kept.means === value ? kept.typed : read(value), (typed, means) => setKept({ means, typed })];
}

/**
 * A date: day, month, year, in this order in both languages; a field of the browser's own takes the order of the browser's language.
 * `value` is `2026-11-22`; empty while it is no date.
 */
export function DateField({ label, value, onChange, wrong = false }: { label: string; value: string; onChange: (date: string) => void; /** It is a date, and cannot stay. */ wrong?: boolean }) {
  const { t, language } = useConsole();
  const [parts, keep] = useTyped(value, partsOf);
  const box = useRef<HTMLSpanElement>(null);
  const set = (next: DateParts): void => {
    const date = dateOf(next);
    keep(next, date);
    if (date !== value) onChange(date);
  };
  const write = (part: keyof DateParts, text: string): void => {
    const digits = text.replace(/\D/g, '');
    set({ ...parts, [part]: digits });
    // A full field leads to the next one.
    if (digits.length === 2 && part !== 'year') box.current?.querySelector<HTMLInputElement>(`[data-part=${part === 'day' ? 'month' : 'year'}]`)?.focus();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = datePasted(event.clipboardData.getData('text/plain'));
    if (!pasted) return;
    event.preventDefault();
    set(pasted);
  };
  const step = (part: keyof DateParts) => (event: KeyboardEvent): void => {
    if ((event.code !== 'ArrowUp' && event.code !== 'ArrowDown') || value === '') return;
    event.preventDefault();
    set(partsOf(dateStepped(value, part, event.code === 'ArrowUp' ? 1 : -1)));
  };
  const bad = wrong || (value === '' && PARTS.every((part) => parts[part] !== ''));
  const weekday = value === '' ? '' : new Intl.DateTimeFormat(language === 'he' ? 'he-IL' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(value));
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="quiet">{label}</span>
      <span className="typed-date">
        <span dir="ltr" ref={box}>{PARTS.map((part, index) => (
          <span key={part}>{index > 0 ? <span aria-hidden="true">{SEPARATORS[language]}</span> : null}<input data-part={part} inputMode="numeric" autoComplete="off" maxLength={part === 'year' ? 4 : 2} aria-label={`${label}: ${t(`date.${part}`)}`} aria-invalid={bad} value={parts[part]}
            onChange={(event) => write(part, event.target.value)} onFocus={(event) => event.target.select()} onKeyDown={step(part)} onPaste={onPaste} onBlur={() => { if (part === 'year' && wholeYear(parts.year) !== parts.year) set({ ...parts, year: wholeYear(parts.year) }); }} /></span>
        ))}</span>
        <span className="quiet">{weekday}</span>
      </span>
    </div>
  );
}

/** A time of the day on a clock of 24 hours. `value` is `08:30`; empty while it is no time. */
export function TimeField({ label, value, onChange, endOfDay = false, wrong = false }: { label: string; value: string; onChange: (time: string) => void; /** `24:00` is one too. */ endOfDay?: boolean; wrong?: boolean }) {
  const [text, keep] = useTyped(value, (time) => time);
  const set = (next: string, time: string): void => {
    keep(next, time);
    if (time !== value) onChange(time);
  };
  return (
    <input className="typed-time" dir="ltr" inputMode="numeric" autoComplete="off" maxLength={5} placeholder="00:00" aria-label={label} aria-invalid={wrong || (text !== '' && value === '')} value={text}
      onChange={(event) => set(event.target.value, timeTyped(event.target.value, endOfDay))} onFocus={(event) => event.target.select()}
      onBlur={() => { const time = timeLeft(text, endOfDay); if (time !== '') set(time, time); }}
      onKeyDown={(event) => {
        if ((event.code !== 'ArrowUp' && event.code !== 'ArrowDown') || value === '') return;
        event.preventDefault();
        const time = timeStepped(value, event.code === 'ArrowUp' ? 1 : -1);
        set(time, time);
      }} />
  );
}
