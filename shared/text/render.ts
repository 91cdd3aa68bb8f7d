import { showCaseNumber } from '../domain/case-number.ts';
import { directedParagraphs, directionOfLanguage, isolateLeadingCode, withoutBidiControls } from '../domain/direction.ts';
import type { Language } from '../domain/message.ts';
import type { AcknowledgementPlan, ReplyPlan } from '../domain/outgoing.ts';
import { isMoment } from '../domain/moment.ts';
import { formatWhen } from '../domain/promise.ts';
import { DEFAULT_SETTINGS, type Settings } from '../domain/settings.ts';
import { bareSubject, clip, oneLine } from '../domain/subject.ts';
import { en } from './en.ts';
import { fill, type Values } from './fill.ts';
import { he, type CustomerTexts } from './he.ts';
import { fillHtml, page, paragraph, personsLine } from './html.ts';

export const TEXTS: Record<Language, CustomerTexts> = { he, en };

export interface RenderedReply {
  fromName: string;
  subject: string;
  text: string;
  html: string;
}
export interface RenderedAcknowledgement extends RenderedReply {
  preheader: string;
}

const LONGEST_SUBJECT = 120;

/** A name fit for a greeting: letters, spaces, hyphen and apostrophe, up to 40 characters; null for anything else. */
export function greetableName(name: string | null): string | null {
  const bare = name === null ? '' : oneLine(name);
  return /^\p{L}[\p{L}\p{M} '’׳־-]*$/u.test(bare) && [...bare].length <= 40 ? bare : null;
}

function filled(template: string, values: Values): string {
  const text = fill(template, values);
  if (text === null) throw new Error('text: a line that must stand has an empty value');
  return text;
}

// Three lines stand for a choice; the others are their own text.
function chosenLine(line: string, texts: CustomerTexts, values: Values): string | null {
  if (line === '{greeting}') return values['name'] ? texts.greetingByName : texts.greeting;
  if (line === '{away}') {
    if (!values['opens']) return null;
    return values['reason'] ? texts.awayBecause : texts.away;
  }
  if (line === '{incident}') return values['what'] ? texts.incident : null;
  return line;
}

/** The lines that stand, paragraph by paragraph; a paragraph without lines goes too. */
function standing(paragraphs: string[][], texts: CustomerTexts, values: Values): string[][] {
  return paragraphs
    .map((lines) => lines.map((line) => chosenLine(line, texts, values)).filter((line) => line !== null && fill(line, values) !== null) as string[])
    .filter((lines) => lines.length > 0);
}

const asText = (paragraphs: string[][], values: Values): string =>
  paragraphs.map((lines) => lines.map((line) => filled(line, values)).join('\n')).join('\n\n');

function asHtml(paragraphs: string[][], values: Values, language: Language, kind: 'text' | 'quiet' = 'text'): string[] {
  const direction = directionOfLanguage(language);
  return paragraphs.map((lines) => paragraph(lines.map((line) => ({ html: fillHtml(line, values)!, direction })), direction, kind));
}

function subjectLine(original: string | null, fixed: string, texts: CustomerTexts, values: Values): string {
  const subject = original === null ? '' : clip(bareSubject(original), LONGEST_SUBJECT);
  return filled(subject === '' ? fixed : texts.answeringSubject, { ...values, subject });
}

// A name that an administrator left empty must not stop an answer.
export function companyName({ company }: Settings, language: Language): string {
  return [company[language], company.he, company.en].map(oneLine).find((name) => name !== '') ?? DEFAULT_SETTINGS.company[language];
}

function acknowledgementValues(plan: AcknowledgementPlan, settings: Settings, link: string | null): Values {
  const { language } = plan;
  const when = (at: number): string => formatWhen(at, language, settings.calendar.timeZone);
  return {
    company: companyName(settings, language),
    number: showCaseNumber(plan.caseNumber),
    name: plan.authenticated ? greetableName(plan.name) : null,
    when: when(plan.dueAt),
    opens: plan.opensAt === null ? null : when(plan.opensAt),
    reason: plan.awayReason === null ? null : clip(oneLine(plan.awayReason), 120),
    what: settings.incident && oneLine(settings.incident.what[language]),
    nextUpdate: settings.incident && isMoment(settings.incident.nextUpdateAt) ? when(settings.incident.nextUpdateAt) : null,
    link,
    urgentPhone: settings.urgentPhone,
    privacyLink: settings.privacyLink,
    accessLink: settings.accessLink,
  };
}

/** The acknowledgement in words. Of a sender that nobody vouched for it repeats nothing. `link`: to this case's status page; null: there is none. */
export function renderAcknowledgement(plan: AcknowledgementPlan, settings: Settings, link: string | null = settings.statusLink): RenderedAcknowledgement {
  const texts = TEXTS[plan.language];
  const values = acknowledgementValues(plan, settings, link);
  const body = standing(texts.acknowledgement, texts, values);
  const foot = standing([texts.acknowledgementFoot], texts, values);
  const subject = subjectLine(plan.authenticated ? plan.subject : null, texts.acknowledgementSubject, texts, values);
  const preheader = filled(texts.preheader, values);
  return {
    fromName: filled(texts.fromName, values),
    subject,
    preheader,
    text: `${asText([...body, ...foot], values)}\n`,
    html: page({
      language: plan.language, title: subject, preheader,
      paragraphs: [...asHtml(body, values, plan.language), ...asHtml(foot, values, plan.language, 'quiet')],
    }),
  };
}

// What an agent typed or pasted: line ends and tabs stay, other controls do not.
export const tidied = (text: string, keepChosen = false): string => withoutBidiControls(text, keepChosen).replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '').trim();

/** An agent's answer: their words, each line in its own direction, then who they are and the case number. */
export function renderReply(plan: ReplyPlan, settings: Settings): RenderedReply {
  const { language } = plan;
  const texts = TEXTS[language];
  const values: Values = { company: companyName(settings, language), number: showCaseNumber(plan.caseNumber), agent: clip(oneLine(plan.agent), 80) };
  const words = directedParagraphs(tidied(plan.text, true), directionOfLanguage(language), true);
  const close = standing([texts.replySignature, texts.replyFoot], texts, values);
  const subject = subjectLine(plan.subject, texts.replySubject, texts, values);
  const wordsText = words.map((lines) => lines.map(isolateLeadingCode).join('\n'));
  const wordsHtml = words.map((lines) => paragraph(lines.map((line) => personsLine(line)), lines[0]!.direction));
  return {
    fromName: filled(texts.fromName, values),
    subject,
    text: `${[...wordsText, asText(close, values)].join('\n\n')}\n`,
    html: page({ language, title: subject, preheader: null, paragraphs: [...wordsHtml, ...asHtml(close.slice(0, -1), values, language), ...asHtml(close.slice(-1), values, language, 'quiet')] }),
  };
}

/** The mail with a new link to a case's status page, for whoever asked for one on that page. */
export function renderStatusLink({ language, caseNumber }: Pick<AcknowledgementPlan, 'language' | 'caseNumber'>, settings: Settings, link: string): RenderedReply {
  const texts = TEXTS[language];
  const { privacyLink, accessLink } = settings;
  const values: Values = { company: companyName(settings, language), number: showCaseNumber(caseNumber), link, privacyLink, accessLink };
  const body = standing(texts.statusLink, texts, values);
  const foot = standing([texts.statusLinkFoot], texts, values);
  const subject = filled(texts.statusLinkSubject, values);
  return {
    fromName: filled(texts.fromName, values), subject,
    text: `${asText([...body, ...foot], values)}\n`,
    html: page({ language, title: subject, preheader: null, paragraphs: [...asHtml(body, values, language), ...asHtml(foot, values, language, 'quiet')] }),
  };
}

/** A text for a private channel (message, reply to a comment), filled in. */
export function renderPrivate(kind: 'privateMessage' | 'privateReplyToComment' | 'stopAutomaticMessages' | 'privacyInPrivate' | 'promiseMissed', language: Language, values: Values): string | null {
  return fill(TEXTS[language][kind], values);
}

/** What a customer hears once when the promised time was missed. */
export function promiseMissedText(language: Language, dueAt: number, settings: Settings): string {
  return filled(TEXTS[language].promiseMissed, { when: formatWhen(dueAt, language, settings.calendar.timeZone) });
}
