import { isUsualUnknown, risingOn, type AlertRecord, type StepKind } from '../domain/alert.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { Language } from '../domain/message.ts';
import { formatLength } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import { wallTimeAt } from '../domain/zone.ts';
import { en } from './alert-en.ts';
import { he, type AlertTexts } from './alert-he.ts';
import { fill } from './fill.ts';

export const ALERT_TEXTS: Record<Language, AlertTexts> = { he, en };
const LOCALES = { he: 'he-IL', en: 'en-GB' } as const;
const MINUTE = 60_000;
const DAY = 86_400_000;
const HOURS_FROM = 90;
const CASES = 3;

export interface Post { channel: string; author: string | null; text: string; link: string | null; at: number; language: Language }
export interface AlertContext { settings: Settings; console: string; posts: Post[]; now: number }

/** One line each; null: nothing to say. */
export interface AlertLines {
  subject: string;
  first: string | null;
  where: string | null;
  who: string | null;
  details: string[];
  actions: { name: string; link: string }[];
}

export const say = (template: string, values: Record<string, string> = {}): string => fill(template, values) ?? '';
const number = (value: number, language: Language): string => new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 0 }).format(value);

/** `14:05`; of another day with its weekday. */
export function clockTime(at: number, now: number, language: Language, timeZone: string): string {
  const sameDay = Math.floor(wallTimeAt(timeZone, at) / DAY) === Math.floor(wallTimeAt(timeZone, now) / DAY);
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(sameDay ? {} : { weekday: 'long' }) }).format(at);
}

export function channelName(channel: string, language: Language): string {
  const texts: Record<string, string> = ALERT_TEXTS[language];
  return texts[channel] ?? channel;
}

/** How often the usual: whole from three on. */
export function timesIn(times: number, language: Language): string {
  return formatLength(times >= 3 ? Math.round(times) : Math.round(times * 10) / 10, 'times', language);
}

function messagesIn(count: number, language: Language): string {
  const texts = ALERT_TEXTS[language];
  const category = new Intl.PluralRules(language).select(count);
  return say(category === 'one' ? texts.messageOne : category === 'two' ? texts.messageTwo : texts.messageOther, { n: number(count, language) });
}

const countIn = (count: number, direct: boolean, language: Language): string => (direct ? messagesIn(count, language) : formatLength(count, 'mention', language));

export function durationIn(milliseconds: number, language: Language): string {
  const minutes = Math.max(1, Math.round(milliseconds / MINUTE));
  return minutes < HOURS_FROM ? formatLength(minutes, 'minute', language) : formatLength(Math.round(minutes / 60), 'hour', language);
}

/** `פייסבוק 20, X 8`: the most first. */
function channelsIn(record: AlertRecord, language: Language): string {
  const { facts } = record;
  const rising = risingOn(record);
  const counted = (facts?.bars ?? []).map(({ channel, counts }) => ({ channel, count: counts.reduce((sum, one) => sum + one, 0) })).filter(({ channel, count }) => count > 0 && rising.includes(channel));
  return counted.map(({ channel, count }) => `${channelName(channel, language)} ${number(count, language)}`).join(', ');
}

interface Said { values: Record<string, string>; texts: AlertTexts; language: Language; unknown: boolean }

function sayings(record: AlertRecord, { settings, now }: AlertContext): Said {
  const language = settings.alertLanguage;
  const texts = ALERT_TEXTS[language];
  const { facts, direct, since, silence } = record;
  const timeZone = settings.calendar.timeZone;
  const count = countIn(facts?.count ?? 0, direct, language);
  const joined = risingOn(record);
  return {
    texts, language,
    unknown: facts !== null && isUsualUnknown(facts),
    values: {
      times: timesIn(facts?.times ?? 1, language), time: clockTime(since, now, language, timeZone),
      count: facts?.atLeast ? say(texts.atLeast, { count }) : count,
      window: !facts || facts.minutes >= 60 ? texts.lastHour : say(texts.lastMinutes, { minutes: number(facts.minutes, language) }),
      weekday: new Intl.DateTimeFormat(LOCALES[language], { weekday: 'long', timeZone }).format(facts?.at ?? now),
      low: number(facts?.low ?? 0, language), high: number(facts?.high ?? 0, language),
      percent: String(Math.round(100 * (facts?.negative ?? 0))), peak: countIn(record.peak, direct, language),
      duration: durationIn((record.endedAt ?? now) - since, language),
      channels: [...new Set(joined)].map((channel) => channelName(channel, language)).join(', '),
      channel: channelName(silence?.channel ?? joined[0] ?? '', language), usual: number(silence?.usualPerHour ?? 0, language),
    },
  };
}

function subjectOf(record: AlertRecord, kind: StepKind, { texts, unknown }: Said): string {
  if (record.kind === 'silence') return kind === 'over' ? texts.silenceOver : texts.silence;
  if (kind === 'over') return texts.over;
  if (kind === 'joins') return texts.joins;
  if (kind === 'turns') return texts.turns;
  if (kind === 'grows') return unknown ? texts.growsLearning : texts.grows;
  if (record.kind === 'campaign') return unknown ? texts.campaignLearning : texts.campaign;
  if (record.direct) return unknown ? texts.spikeLearningDirect : texts.spikeDirect;
  return unknown ? texts.spikeLearning : texts.spike;
}

// Whose it is, where there are several; what it is about, where it is one topic.
function nameOf({ brand, topic }: AlertRecord, { settings }: AlertContext): string {
  const language = settings.alertLanguage;
  const names = [settings.brands.length > 1 ? settings.brands.find(({ id }) => id === brand)?.name[language] : undefined, settings.watchedTopics.find(({ id }) => id === topic)?.name[language]];
  return names.filter((name) => name !== undefined).join(', ');
}

function detailsOf(record: AlertRecord, { settings }: AlertContext, { texts, language, values, unknown }: Said): string[] {
  const { facts } = record;
  if (!facts) return [];
  const topics = record.alsoTopics.flatMap((id) => settings.watchedTopics.find((topic) => topic.id === id)?.name[language] ?? []);
  return [
    ...(facts.learning && !unknown ? [texts.learning] : []),
    ...(facts.words.length > 0 ? [say(texts.words, { words: facts.words.join(', ') })] : []),
    ...(facts.negative === null ? [] : [say(texts.mood, values)]),
    ...(facts.reach === null ? [] : [say(texts.reach, { reach: number(facts.reach, language) })]),
    ...(topics.length > 0 ? [say(texts.topics, { topics: topics.join(', ') })] : []),
    ...(facts.cases.length > 0 ? [say(texts.cases, { cases: facts.cases.slice(0, CASES).map(showCaseNumber).join(', ') })] : []),
    say(texts.severity, { severity: String(facts.severity) }),
  ];
}

/** What one step of an alert says, line by line: mail, Slack and Teams show the same. */
export function alertLines(record: AlertRecord, kind: StepKind, context: AlertContext): AlertLines {
  const said = sayings(record, context);
  const { texts, values, unknown } = said;
  const ended = kind === 'over';
  const rise = record.kind === 'spike' || record.kind === 'campaign';
  const name = nameOf(record, context);
  const subject = record.connection?.subject ?? say(subjectOf(record, kind, said), values);
  const address = `${context.console}/#/alerts/${record.id}`;
  const acts = ended || !rise ? ['open' as const] : ['open', 'acknowledge', 'mute', 'notASpike'] as const;
  const first = record.connection ? record.connection.text : record.kind === 'silence' ? (ended ? null : say(texts.silenceFirst, values)) : ended ? say(texts.overFirst, values) : say(unknown ? texts.firstLearning : texts.first, values);
  return {
    subject: name === '' ? subject : say(texts.named, { name, subject }),
    first,
    where: rise && !ended ? say(texts.where, { channels: channelsIn(record, said.language) }) : null,
    who: !rise || ended || !record.facts ? null : record.kind === 'campaign' ? texts.fewAuthors : record.facts.authors > 1 ? say(texts.authors, { authors: number(record.facts.authors, said.language) }) : null,
    details: ended || !rise ? [] : detailsOf(record, context, said),
    actions: context.console === '' ? [] : acts.map((act) => ({ name: texts[act], link: act === 'open' ? address : `${address}/${act}` })),
  };
}
