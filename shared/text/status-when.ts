import type { Language } from '../domain/message.ts';
import { formatWhen } from '../domain/promise.ts';
import { dayAt } from '../domain/zone.ts';
import { fill } from './fill.ts';
import { STATUS_TEXTS } from './status.ts';

const LOCALES: Record<Language, string> = { he: 'he-IL', en: 'en-GB' };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, timeZone: string, kind: 'time' | 'day'): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${kind}`;
  let made = formatters.get(key);
  const shape = kind === 'time' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const : { day: 'numeric', month: 'long', year: 'numeric' } as const;
  if (!made) formatters.set(key, made = new Intl.DateTimeFormat(LOCALES[language], { ...shape, timeZone }));
  return made;
}

const timeOf = (at: number, language: Language, timeZone: string): string => formatter(language, timeZone, 'time').format(at);

/** `today by 14:00`, `tomorrow by 10:00`, as it is while the page is looked at; null for any other day. */
export function soon(at: number, now: number, language: Language, timeZone: string): string | null {
  const days = dayAt(timeZone, at) - dayAt(timeZone, now);
  if (days !== 0 && days !== 1) return null;
  const texts = STATUS_TEXTS[language];
  // Whoever reads from abroad is told whose clock it is, in the words of every other time.
  const zone = /\([^)]*\)$/.exec(formatWhen(at, language, timeZone))?.[0];
  return `${fill(days === 0 ? texts.today : texts.tomorrow, { time: timeOf(at, language, timeZone) })!}${zone ? ` ${zone}` : ''}`;
}

/** When something was written: `22 November 2026, 09:15`. */
export function writtenAt(at: number, language: Language, timeZone: string): string {
  return `${formatter(language, timeZone, 'day').format(at)}, ${timeOf(at, language, timeZone)}`;
}

/** The day alone. */
export const dayOf = (at: number, language: Language, timeZone: string): string => formatter(language, timeZone, 'day').format(at);
