import type { AlertRecord, StepKind } from '../domain/alert.ts';
import type { Language } from '../domain/message.ts';
import { clip, oneLine } from '../domain/subject.ts';
import { slackAlert, teamsAlert, topicFacts } from './alert-chat.ts';
import { alertHtml } from './alert-html.ts';
import { alertLines, ALERT_TEXTS, channelName, type AlertContext, type AlertLines } from './alert-lines.ts';

export type { AlertContext } from './alert-lines.ts';

/** One step of an alert in all the forms in which targets take it. */
export interface RenderedAlert { language: Language; subject: string; text: string; html: string; slack: object; teams: object; facts: Record<string, string> }

function plainAlert(lines: AlertLines, { posts, settings }: AlertContext): string {
  const texts = ALERT_TEXTS[settings.alertLanguage];
  return [
    [lines.subject, lines.first].filter((line) => line !== null).join('\n'),
    [lines.where, lines.who, ...lines.details].filter((line) => line !== null).join('\n'),
    ...(posts.length > 0 ? [[texts.posts, ...posts.flatMap(({ text, channel, link }) => [`${channelName(channel, settings.alertLanguage)}: ${clip(oneLine(text), 220)}`, ...(link ? [link] : [])])].join('\n')] : []),
    lines.actions.map(({ name, link }) => `${name}:\n${link}`).join('\n'),
  ].filter((part) => part !== '').join('\n\n');
}

/** Pure: the same record and context give the same words. */
export function renderAlert(record: AlertRecord, kind: StepKind, given: AlertContext): RenderedAlert {
  const rise = record.kind === 'spike' || record.kind === 'campaign';
  const context = rise && kind !== 'over' ? given : { ...given, posts: [] };
  const lines = alertLines(record, kind, context);
  return {
    language: context.settings.alertLanguage, subject: clip(oneLine(lines.subject), 200), text: `${plainAlert(lines, context)}\n`,
    html: alertHtml(record, kind, lines, context), slack: slackAlert(lines, context), teams: teamsAlert(lines, context), facts: topicFacts(record, kind),
  };
}
