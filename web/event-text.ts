import type { CaseView } from '../shared/api-shapes.ts';
import type { Topic } from '../shared/api-shapes/desk.ts';
import type { Language } from '../shared/domain/message.ts';
import { hasText, say } from './text.ts';
import type { Values } from './text.ts';

type Event = CaseView['events'][number];

/** One line of a case's history in words: what was done, to whom, and by which rule where no person did it. */
export function eventText(language: Language, { what, values = {} }: Event, topics: readonly Topic[] = []): string {
  const word = (key: string, given: Values = {}): string | undefined => (hasText(key) ? say(language, key, given) : undefined);
  const rule = values['because'] ? word(`rule.${values['because']}`, { n: Number(values['among'] ?? 0) }) : undefined;
  const withRule = (text: string): string => (rule ? `${text} (${rule})` : text);
  if (what === 'assigned' && values['assigneeName']) return withRule(values['fromName'] ? say(language, 'event.passedOn', { agent: values['assigneeName'], from: values['fromName'] }) : say(language, 'event.assignedTo', { agent: values['assigneeName'] }));
  if (what === 'team') return values['team'] ? withRule(say(language, 'event.teamTo', { team: values['teamName'] ?? values['team'] })) : say(language, 'event.teamNone');
  if (what === 'priority' && values['priority']) return say(language, 'event.priorityTo', { priority: word(`priority.${values['priority']}`) ?? values['priority'] });
  if (what === 'topic' && values['topic']) return say(language, 'event.topicTo', { topic: topics.find(({ id }) => id === values['topic'])?.[language] ?? values['topic'] });
  if ((what === 'tags' || what === 'tagged') && values['tags']) return say(language, 'event.tagsTo', { tags: values['tags'] });
  if (what === 'incidentLinked' && values['words']) return say(language, 'event.incidentLinkedBy', { incident: values['incident'] ?? '', words: values['words'] });
  return word(`event.${what}`, values) ?? what;
}
