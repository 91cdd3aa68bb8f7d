import type { SuppressReason } from '../../domain/message.ts';
import words from './machine-words.json' with { type: 'json' };
import { isForwardSubject, wordsAboveForward } from './reply-text.ts';
import { headerValues } from './scan.ts';
import type { Evidence } from './who-wrote.ts';

type Finding = [SuppressReason, string];

const BOUNCE_SUBJECT = new RegExp(`^(?:${words.bounceSubjects.join('|')})`, 'iu');
const BOUNCE_BODY = words.bounceBodies.map((pattern) => new RegExp(pattern, 'iu'));
/** An answer of a mail system, with its enhanced code (RFC 3463). */
const STATUS_CODE = /(?<!\d)[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}(?!\d)/;
const FEEDBACK_SUBJECT = new RegExp(`^(?:${words.feedbackSubjects.join('|')})$`, 'iu');

/** Much longer than any robot's own words: what follows is what it quotes. */
const READ_LIMIT = 6_000;

/** An answer, or a mail passed on: by its subject or by what it says it answers. */
export function isReply({ headers, subject }: Evidence): boolean {
  return /^\s*(?:re|aw|sv|fw|fwd|wg|תגובה|השב|הועבר)\s*(?:\[\d+\])?\s*:/iu.test(subject) || headerValues(headers, 'in-reply-to').length > 0;
}

// Mail systems that tell of a failure quote the failed mail with its headers.
function quotesHeaders(text: string): boolean {
  const labels = ['received: ', 'message-id: ', 'return-path: ', 'mime-version: ', 'x-mailer: ', 'date: ', 'subject: ', 'from: ', 'to: '];
  const lower = `\n${text.slice(0, 60_000).toLowerCase()}`;
  return labels.filter((label) => lower.includes(`\n${label}`) || lower.includes(`\n> ${label}`)).length >= 4;
}

// People pass on the failed deliveries that they got, and say above what they want; a word or two is nothing to answer.
function isPassedOn(subject: string, text: string): boolean {
  const above = wordsAboveForward(text);
  return isForwardSubject(subject) && above.length < text.trim().length && (/[?؟？]/.test(above) || above.replace(/[^\p{L}]/gu, '').length > 25);
}

function embedsOurs({ enclosed, text, careAddresses }: Evidence): boolean {
  const all = `${text.slice(0, 60_000)}\n${enclosed.map((part) => part.text).join('\n')}`.toLowerCase();
  return careAddresses.some((address) => new RegExp(`^>?[ \\t]*(?:from|return-path):[^\\n]{0,200}${address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm').test(all));
}

/**
 * A failed delivery by its words. One sign is not enough, since people write about failed deliveries too: a failure's
 * subject needs a mail system as sender, or its codes in the text; without that subject it needs several of both.
 */
export function bounceByWords(evidence: Evidence, fromDaemon: boolean): Finding | null {
  const postmaster = /^postmaster@/i.test(evidence.from[0]?.address ?? '') || /^postmaster@/i.test(evidence.envelopeFrom);
  const text = evidence.text.slice(0, READ_LIMIT);
  if (!fromDaemon && !postmaster && isPassedOn(evidence.subject, text)) return null;
  const subject = BOUNCE_SUBJECT.test(evidence.subject.trim());
  const copy = evidence.enclosed.some(({ type }) => type === 'message/rfc822' || type.startsWith('text/rfc822')) || quotesHeaders(evidence.text) || embedsOurs(evidence);
  if (!subject && !copy && !fromDaemon && !postmaster) return null;
  const signs = BOUNCE_BODY.filter((pattern) => pattern.test(text)).length;
  if (subject && signs > 0 && STATUS_CODE.test(text) && !isReply(evidence) && !/[?؟？]/.test(text.slice(0, 300))) return ['bounce', 'subject of a failed delivery, and a mail system\'s code'];
  if (subject && (fromDaemon || postmaster || signs > 1 || (signs > 0 && copy))) return ['bounce', 'subject and text of a failed delivery'];
  if ((fromDaemon || postmaster) && (signs > 0 || copy)) return ['bounce', 'a mail system tells of a failure'];
  if (signs > 2 && copy) return ['bounce', 'text of a failed delivery with the failed mail'];
  return signs > 1 && copy && !isReply(evidence) ? ['bounce', 'text of a failed delivery with the failed mail'] : null;
}

export function feedbackByWords(evidence: Evidence): Finding | null {
  if (!FEEDBACK_SUBJECT.test(evidence.subject.trim())) return null;
  const enclosed = evidence.enclosed.some(({ type }) => type.startsWith('message/') || type.startsWith('text/rfc822')) || quotesHeaders(evidence.text);
  return enclosed ? ['feedbackReport', 'subject of a feedback report with the mail it is about'] : null;
}
