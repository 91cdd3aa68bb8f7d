import { showCaseNumber } from '../domain/case-number.ts';
import type { AcknowledgementPlan, Sendable } from '../domain/outgoing.ts';
import { formatWhen } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import { Refused } from '../errors.ts';
import { companyName, renderPrivate, TEXTS, tidied } from './render.ts';

/** What goes out through a platform, as its reader sees it. */
export function renderForPlatform(outgoing: Sendable, settings: Settings): string {
  return outgoing.kind === 'reply' ? tidied(outgoing.plan.text) : acknowledgementOf(outgoing.channel, outgoing.plan, settings);
}

/** The acknowledgement in private, or the public sentence that asks to go on in private: never the number together with a name in public. */
function acknowledgementOf(channel: string, plan: AcknowledgementPlan, settings: Settings): string {
  const { language, route } = plan;
  if (route?.kind === 'publicReply') return filled(TEXTS[language].publicContinuePrivately.replace('{howTo}', TEXTS[language].writeInPrivate));
  const values = {
    company: companyName(settings, language), number: showCaseNumber(plan.caseNumber), privacyLink: settings.privacyLink,
    when: formatWhen(plan.dueAt, language, settings.calendar.timeZone),
  };
  const text = filled(renderPrivate(route?.kind === 'privateReply' ? 'privateReplyToComment' : 'privateMessage', language, values));
  // X asks for a way to stop and for the privacy policy in automatic messages: https://docs.x.com/developer-guidelines
  const foot = channel === 'x' ? [renderPrivate('stopAutomaticMessages', language, values), renderPrivate('privacyInPrivate', language, values)].filter((line) => line !== null) : [];
  return foot.length === 0 ? text : `${text}\n\n${foot.join(' ')}`;
}

function filled(text: string | null): string {
  if (text === null || text === '') throw new Refused('emptyText', 'a text of the settings is empty');
  return text;
}
