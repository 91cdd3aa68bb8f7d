import * as z from 'zod';
import { Language } from './message.ts';
import { Moment } from './moment.ts';
import { NumberPattern, NumberTarget } from './number-patterns.ts';

const Minutes = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/);
const Block = z.tuple([Minutes, Minutes]);
const Line = z.string().trim().min(1).max(200).refine((text) => !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text), 'must be one line without control characters');
/** One line in each language. */
export const Words = z.object({ he: Line, en: Line });
export type Words = z.infer<typeof Words>;
const Link = z.url({ protocol: /^https$/ });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const isDate = (text: string): boolean => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/).refine(isDate, 'is no day of the calendar');

/** A day with its own hours: a holiday (no blocks), an eve that closes early, a single closing. `date` is YYYY-MM-DD. */
const SpecialDay = z.object({ date: Day, blocks: z.array(Block), reason: Words.nullable() });

/** When the team works. Weekdays 0 (Sunday) to 6 (Saturday), several blocks a day. */
export const BusinessCalendar = z.object({
  timeZone: z.string().refine(isTimeZone, 'is no time zone, such as Asia/Jerusalem'),
  weekdays: z.record(z.enum(['0', '1', '2', '3', '4', '5', '6']), z.array(Block)),
  specialDays: z.array(SpecialDay),
});
export type BusinessCalendar = z.infer<typeof BusinessCalendar>;

/** Short and lasting: it is part of the keys under which is counted. */
const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,19}$/, 'must be up to 20 lower-case letters, digits and hyphens');
export const Phrases = z.array(Line.max(60)).max(200);

const Brand = z.object({
  id: Id, name: Words,
  /** Connected accounts and care addresses whose mentions are this brand's. */
  inboxes: z.array(Line.max(254)).max(100),
});
export type Brand = z.infer<typeof Brand>;

const WatchedTopic = z.object({
  id: Id, name: Words,
  /** A star at a word's end stands for any ending; Hebrew words are found behind ו, ה, ב, ל, מ, ש and כ too. */
  words: z.object({ he: Phrases, en: Phrases }),
  /** Hashtags, without the sign. */
  tags: Phrases,
});
export type WatchedTopic = z.infer<typeof WatchedTopic>;

// Smaller ones than the table can keep mean nothing.
const Minute = z.number().min(0.001).max(100_000);
const Target = z.object({ firstResponse: Minute.nullable(), nextResponse: Minute.nullable(), resolution: Minute.nullable() });

/** What an administrator sets for the whole company. */
export const Settings = z.object({
  company: Words,
  calendar: BusinessCalendar,
  /** Business minutes until the promised answer, by priority. */
  promiseMinutes: z.object({ low: Minute, normal: Minute, high: Minute, urgent: Minute }),
  /** Days after resolution in which a further message re-opens the case. */
  reopenDays: z.number().min(0).max(3650).refine((days) => days === 0 || days >= 0.001),
  urgentPhone: Line.nullable(),
  privacyLink: Link.nullable(),
  accessLink: Link.nullable(),
  /** Where customers find their status page on the company's own domain; null: at the deployment's own address. */
  statusLink: Link.nullable(),
  /** Days after the latest message in which a link to it opens. */
  statusLinkDays: z.number().int().min(1).max(3650),
  /** Base address of our own web form, or null while nobody is to be led there. */
  formLink: Link.nullable(),
  /** A known fault that acknowledgements and status pages mention; one that was written down here before there were incidents goes on until it is switched off. */
  incident: z.object({ what: Words, nextUpdateAt: Moment }).nullable(),
  /** Automatic acknowledgements per contact. */
  capPerHour: z.number().int().min(0),
  capPerDay: z.number().int().min(0),
  /** Further caps for senders that nobody vouched for. */
  unauthenticatedPerDomainHour: z.number().int().min(0),
  unauthenticatedPerHour: z.number().int().min(0),
  /** Submissions of the web form from one client address, and how many of them are confirmed by mail. */
  formPerHour: z.number().int().min(0),
  formMailsPerHour: z.number().int().min(0),
  /** Mentions of each brand are counted by themselves; an account that none of them names belongs to the first. */
  brands: z.array(Brand).min(1).max(20),
  /** What is counted by itself besides. */
  watchedTopics: z.array(WatchedTopic).max(50),
  /** Who hears of spikes, silences and broken connections by mail, in which language, and how early. */
  alertEmails: z.array(z.email()).max(20),
  alertLanguage: Language,
  alertSensitivity: z.enum(['low', 'normal', 'high']),
  /** Whom customers leave us for: `moving to …` is told apart by these names. */
  competitors: z.array(Line).max(100),
  /** Whose messages go first: addresses, `@domains`, ids on a platform. */
  vips: z.array(Line).max(1000),
  /** Our own forms and shops, addresses or `@domains`: their mails are those of whoever their Reply-To names. */
  formSenders: z.array(Line).max(100),
  /** What we aim at, in business minutes by priority; null: each answer is due in the time that customers are promised. */
  targets: z.object({ low: Target, normal: Target, high: Target, urgent: Target }).nullable(),
  /** Whether new and re-opened cases are given to agents by rule, and a returning customer to who answered them last; and whether who answers a case that nobody has, has it. */
  assignment: z.object({ automatic: z.boolean(), sameAgent: z.boolean(), byAnswering: z.boolean().default(true) }),
  /** Numbers that agents look up elsewhere, shown as chips. */
  numberPatterns: z.array(NumberPattern).max(30),
  /** Telephone numbers lead there: `tel:{number}`, or an address with `{number}` in it. */
  phoneTarget: NumberTarget.nullable(),
  /** Who is to be called while nobody works; days of the company's calendar, both included. */
  onCall: z.array(z.object({ from: Day, to: Day, who: Line, phone: Line.nullable() })).max(400),
});
export type Settings = z.infer<typeof Settings>;

const OFFICE_HOURS: [string, string][] = [['08:30', '17:00']];

/** The Israeli week, Sunday to Thursday; a newcomer's deployment promises by it until the settings say otherwise. */
export const DEFAULT_SETTINGS: Settings = {
  company: { he: 'החברה', en: 'The Company' },
  calendar: {
    timeZone: 'Asia/Jerusalem',
    weekdays: { 0: OFFICE_HOURS, 1: OFFICE_HOURS, 2: OFFICE_HOURS, 3: OFFICE_HOURS, 4: OFFICE_HOURS, 5: [['08:30', '12:30']], 6: [] },
    specialDays: [],
  },
  promiseMinutes: { low: 1020, normal: 510, high: 240, urgent: 60 },
  reopenDays: 7,
  urgentPhone: null,
  privacyLink: null,
  accessLink: null,
  statusLink: null,
  statusLinkDays: 90,
  formLink: null,
  incident: null,
  capPerHour: 3,
  capPerDay: 10,
  unauthenticatedPerDomainHour: 30,
  unauthenticatedPerHour: 300,
  formPerHour: 30,
  formMailsPerHour: 10,
  brands: [{ id: 'main', name: { he: 'המותג', en: 'The brand' }, inboxes: [] }],
  watchedTopics: [],
  alertEmails: [],
  alertLanguage: 'he',
  alertSensitivity: 'normal',
  competitors: [],
  vips: [],
  formSenders: [],
  targets: null,
  assignment: { automatic: false, sameAgent: true, byAnswering: true },
  numberPatterns: [{ id: 'order', name: { he: 'הזמנה', en: 'Order' }, masks: ['ORD-####-#####'], target: null }],
  phoneTarget: 'tel:{number}',
  onCall: [],
};

/**
 * The settings that are stored, with what nobody has set as delivered; an item that does not fit is taken for one that
 * nobody has set, and stops nothing. `notInForce`: where such items are, as `calendar.weekdays.0`.
 */
export function readStoredSettings(value: unknown): { settings: Settings; notInForce: string[] } {
  const stored = typeof value === 'object' && value !== null ? value : {};
  const read = Settings.safeParse({ ...DEFAULT_SETTINGS, ...stored });
  if (read.success) return { settings: read.data, notInForce: [] };
  const misfits = new Set(read.error.issues.map(({ path }) => path[0]));
  const settings = Settings.parse({ ...DEFAULT_SETTINGS, ...Object.fromEntries(Object.entries(stored).filter(([name]) => !misfits.has(name))) });
  return { settings, notInForce: [...new Set(read.error.issues.map(({ path }) => path.join('.')))].sort() };
}

export const storedSettings = (value: unknown): Settings => readStoredSettings(value).settings;
