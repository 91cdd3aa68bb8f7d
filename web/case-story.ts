import type { CaseView } from '../shared/api-shapes.ts';
import type { Topic } from '../shared/api-shapes/desk.ts';
import { directedParagraphs, directionOfLanguage, isolate } from '../shared/domain/direction.ts';
import type { Language } from '../shared/domain/message.ts';
import { eventText } from './event-text.ts';
import { exactTime } from './format.ts';
import { hasText, say } from './text.ts';
import type { Key } from './text.ts';

/** One thing that was said or done, as paper shows it. */
export interface Told { key: string; kind: 'entry' | 'note' | 'event' | 'acknowledgement'; at: number; who: string; what: string; text: string; language: Language; ours: boolean; files: string[] }
export interface Story { number: string; title: string; facts: [name: string, value: string][]; told: Told[] }
interface Reader { language: Language; timeZone: string; topics: readonly Topic[]; /** With what never leaves the team: notes and history. */ team: boolean }

const word = (language: Language, place: string, key: string): string => { const whole = `${place}.${key}`; return hasText(whole) ? say(language, whole) : key; };

/** A case from its first message to its last, for paper or a file: exact times, nothing to press, internal words only when asked for. */
export function storyOf(view: CaseView, entries: CaseView['entries'], { language, timeZone, topics, team }: Reader): Story {
  const item = view.case;
  const t = (key: Key): string => say(language, key);
  const time = (at: number): string => exactTime(language, timeZone, at);
  const base = { text: '', files: [], language, ours: true };
  const told: Told[] = [
    ...entries.map((entry): Told => ({
      key: `m${entry.id}`, kind: 'entry', at: entry.at, who: entry.author.name ?? (entry.author.id || t('case.unknownSender')), ours: entry.direction === 'out', language: entry.language, text: entry.text || entry.replyText,
      what: [t(entry.direction === 'out' ? 'entry.fromUs' : 'entry.fromCustomer'), ...(entry.visibility === 'public' ? [t('entry.public')] : []), ...(entry.revised ? [t(`entry.${entry.revised}`)] : []), ...(entry.sending ? [word(language, 'state', entry.sending.state)] : [])].join(' · '),
      files: entry.attachments.filter(({ inline }) => !inline).map(({ name, type }) => name ?? type),
    })),
    ...view.sent.filter(({ kind }) => kind === 'acknowledgement').map((sent): Told => ({ ...base, key: `a${sent.id}`, kind: 'acknowledgement', at: sent.at, who: '', what: `${t('case.acknowledgement')} · ${word(language, 'state', sent.state)}`, text: '' })),
    ...(team ? (view.notes ?? []).map((note): Told => ({ ...base, key: `n${note.id}`, kind: 'note', at: note.at, who: note.by.name, what: t('entry.note'), text: note.text, language: item.language, files: (note.files ?? []).map(({ name }) => name) })) : []),
    ...(team ? view.events.filter(({ what }) => what !== 'replied' && what !== 'noted').map((event, index): Told => ({ ...base, key: `e${index}`, kind: 'event', at: event.at, who: event.by === 'system' ? t('case.system') : (event.byName ?? event.by), what: event.until ? `${eventText(language, event, topics)} ${say(language, 'event.untilWhen', { when: time(event.until) })}` : eventText(language, event, topics) })) : []),
  ];
  return {
    number: item.number, title: item.subject || (item.customer.name ?? item.number),
    facts: [
      [t('print.number'), item.number], [t('case.customer'), [item.customer.name, item.customer.id].filter(Boolean).join(', ') || t('case.unknownSender')], [t('figure.channel'), word(language, 'channel', item.channel)], [t('print.status'), word(language, 'status', item.status)],
      [t('case.opened'), time(item.openedAt)], [t('case.promise'), time(item.promise.dueAt)], ...(item.answeredAt ? [[t(item.answeredAt <= item.promise.dueAt ? 'case.answeredInTime' : 'case.answeredLate'), time(item.answeredAt)] as [string, string]] : []),
      ...(item.topic ? [[t('case.topic'), topics.find(({ id }) => id === item.topic)?.[language] ?? item.topic] as [string, string]] : []),
    ],
    told: told.sort((a, b) => a.at - b.at),
  };
}

/** The same as plain text, for a file: names and numbers keep their own direction. */
export function textOfStory({ title, facts, told }: Story, language: Language, timeZone: string): string {
  const lines = told.map(({ at, who, what, text, language: own, ours, files }) => [
    `${exactTime(language, timeZone, at)} · ${[who ? isolate(who) : '', what].filter(Boolean).join(' · ')}`,
    ...directedParagraphs(text, directionOfLanguage(own), ours).map((paragraph) => paragraph.map((line) => line.text).join('\n')),
    ...files.map((file) => `[${isolate(file)}]`),
  ].join('\n'));
  return `\ufeff${[[isolate(title), ...facts.map(([name, value]) => `${name}: ${isolate(value)}`)].join('\n'), ...lines].join('\n\n')}\n`;
}
