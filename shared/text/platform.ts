import { showCaseNumber } from '../domain/case-number.ts';
import type { Language } from '../domain/message.ts';
import type { AcknowledgementPlan, Sendable } from '../domain/outgoing.ts';
import { formatWhen } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import { fill } from './fill.ts';
import { companyName, renderPrivate, TEXTS, tidied } from './render.ts';

/** What goes out through a platform, as its reader sees it. Null when a word of the settings that it needs is empty. */
export function renderForPlatform(outgoing: Sendable, settings: Settings): string | null {
  return outgoing.kind === 'reply' ? tidied(outgoing.plan.text) : acknowledgementOf(outgoing.channel, outgoing.plan, settings);
}

/** An agent's public words with the form's address: where they left a place for it, else in the sentence that asks to go on in private. */
export function leadingToForm(text: string, language: Language, link: string): string {
  const words = tidied(text);
  if (words.includes('{howTo}')) return words.replaceAll('{howTo}', () => link);
  return [words, fill(TEXTS[language].publicContinuePrivately, { howTo: link })!].filter(Boolean).join('\n\n');
}

/** The acknowledgement in private, or the public sentence that asks to go on in private: never the number together with a name in public. */
function acknowledgementOf(channel: string, plan: AcknowledgementPlan, settings: Settings): string | null {
  const { language, route } = plan;
  if (route?.kind === 'publicReply') return fill(TEXTS[language].publicContinuePrivately, { howTo: TEXTS[language].writeInPrivate });
  const values = {
    company: companyName(settings, language), number: showCaseNumber(plan.caseNumber), privacyLink: settings.privacyLink,
    when: formatWhen(plan.dueAt, language, settings.calendar.timeZone),
  };
  const text = renderPrivate(route?.kind === 'privateReply' ? 'privateReplyToComment' : 'privateMessage', language, values);
  // X asks for a way to stop and for the privacy policy in automatic messages: https://docs.x.com/developer-guidelines
  const foot = channel === 'x' ? [renderPrivate('stopAutomaticMessages', language, values), renderPrivate('privacyInPrivate', language, values)].filter((line) => line !== null) : [];
  return text === null || foot.length === 0 ? text : `${text}\n\n${foot.join(' ')}`;
}
