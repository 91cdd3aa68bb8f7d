import { addBusinessMinutes, opensNext } from './calendar.ts';
import type { Priority } from './case.ts';
import type { Language } from './message.ts';
import type { Settings } from './settings.ts';

const QUARTER = 15 * 60_000;
/** How far apart promises made while closed may fall, in business minutes; less where the priority itself is shorter. */
const LONGEST_SPREAD = 240;

export interface AnswerPromise {
  /** Answered by then; a full quarter of an hour. */
  dueAt: number;
  /** When the team is back; null in opening hours. */
  opensAt: number | null;
  /** The special day's own words for being away. */
  awayReason: { he: string; en: string } | null;
}

/**
 * What a customer who writes at `at` is told. While the team is away, `spread` (0 to 1, fixed for a message) moves the
 * promise on by as much as the priority's own time again: a weekend's messages would all fall on one quarter otherwise.
 */
export function promiseFor({ settings, at, priority, spread = 0 }: { settings: Settings; at: number; priority: Priority; spread?: number }): AnswerPromise {
  const { calendar } = settings;
  const minutes = settings.promiseMinutes[priority];
  const opening = opensNext(calendar, at);
  const away = opening !== null && opening.at > at;
  const further = away ? Math.min(Math.max(spread, 0), 1) * Math.min(minutes, LONGEST_SPREAD) : 0;
  const due = addBusinessMinutes(calendar, at, minutes + further);
  return {
    dueAt: Math.ceil(due / QUARTER) * QUARTER,
    opensAt: away ? opening.at : null,
    awayReason: away ? opening.reason : null,
  };
}

const LOCALES = { he: 'he-IL', en: 'en-GB' } as const;
const ISRAEL = new Set(['Asia/Jerusalem', 'Asia/Tel_Aviv', 'Israel']);

// Making a formatter costs more than rendering a whole mail; what it gives depends on nothing but its three words.
const formatters = new Map<string, Intl.DateTimeFormat>();
const SHAPES = {
  date: { weekday: 'long', day: 'numeric', month: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  zone: { timeZoneName: 'longGeneric' },
} as const;

function formatter(shape: keyof typeof SHAPES, language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${shape} ${language} ${timeZone}`;
  let made = formatters.get(key);
  if (!made) formatters.set(key, made = new Intl.DateTimeFormat(LOCALES[language], { ...SHAPES[shape], timeZone }));
  return made;
}

// ICU puts direction marks round some names of zones: a mail's text carries none.
function zoneName(at: number, language: Language, timeZone: string): string {
  if (timeZone === 'UTC' || timeZone === 'Etc/UTC') return 'UTC';
  const parts = formatter('zone', language, timeZone).formatToParts(at);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone).replace(/[\u200e\u200f]/g, '');
}

/**
 * Weekday, date and time in the company's zone, never `today`: a mail is read tomorrow. `יום ראשון, 22 בנובמבר, בשעה
 * 14:00` · `Sunday 22 November, 14:00 (Israel time)`. Hebrew names the zone only where it is not Israel's.
 */
export function formatWhen(at: number, language: Language, timeZone: string): string {
  const date = formatter('date', language, timeZone).format(at);
  const time = formatter('time', language, timeZone).format(at);
  const israel = ISRAEL.has(timeZone);
  if (language === 'he') return `${date}, בשעה ${time}${israel ? '' : ` (${zoneName(at, language, timeZone)})`}`;
  return `${date}, ${time} (${israel ? 'Israel time' : zoneName(at, language, timeZone)})`;
}

type Forms = { one: string; two: string; other: string };
type Counted = 'minute' | 'hour' | 'day' | 'times' | 'mention' | 'case';

const FORMS: Record<Language, Record<Counted, Forms>> = {
  he: {
    minute: { one: 'דקה', two: 'שתי דקות', other: '{n} דקות' },
    hour: { one: 'שעה', two: 'שעתיים', other: '{n} שעות' },
    day: { one: 'יום', two: 'יומיים', other: '{n} ימים' },
    times: { one: 'פי {n}', two: 'פי שניים', other: 'פי {n}' },
    mention: { one: 'אזכור אחד', two: 'שני אזכורים', other: '{n} אזכורים' },
    case: { one: 'פנייה אחת', two: 'שתי פניות', other: '{n} פניות' },
  },
  en: {
    minute: { one: '{n} minute', two: '{n} minutes', other: '{n} minutes' },
    hour: { one: '{n} hour', two: '{n} hours', other: '{n} hours' },
    day: { one: '{n} day', two: '{n} days', other: '{n} days' },
    times: { one: '{n}x', two: '{n}x', other: '{n}x' },
    mention: { one: '{n} mention', two: '{n} mentions', other: '{n} mentions' },
    case: { one: '{n} case', two: '{n} cases', other: '{n} cases' },
  },
};

/** A number with its word: `שעתיים`, `3 שעות`, `2 hours`. Hebrew has a form of its own for two. */
export function formatLength(count: number, counted: Counted, language: Language): string {
  // Of fractions Intl says `one` for some of Hebrew's (0.5): `חצי שעה` is no `שעה`.
  const category = Number.isInteger(count) ? new Intl.PluralRules(language).select(count) : 'other';
  const forms = FORMS[language][counted];
  const form = category === 'one' || category === 'two' ? forms[category] : forms.other;
  return form.replace('{n}', new Intl.NumberFormat(LOCALES[language]).format(count));
}
