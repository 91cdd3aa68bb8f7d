import type { SuppressReason } from '../../domain/message.ts';
import words from './machine-words.json' with { type: 'json' };
import { headerValues } from './scan.ts';
import type { Evidence } from './who-wrote.ts';

type Finding = [SuppressReason, string];

const union = (patterns: string[]): RegExp => new RegExp(patterns.join('|'), 'iu');
const BOUNCE_SUBJECT = new RegExp(`^(?:${words.bounceSubjects.join('|')})`, 'iu');
const BOUNCE_BODY = words.bounceBodies.map((pattern) => new RegExp(pattern, 'iu'));
const FEEDBACK_SUBJECT = new RegExp(`^(?:${words.feedbackSubjects.join('|')})$`, 'iu');
const AWAY_SUBJECT = `(?:${words.awaySubjects.join('|')})`;
const AWAY_SUBJECT_ALONE = new RegExp(`^[\\s[(*]*${AWAY_SUBJECT}[\\s\\])*.!]*(?:$|[:：]|(?:re|aw|fw)\\s*:)|[([]\\s*${AWAY_SUBJECT}\\s*[)\\]]\\s*$`, 'iu');
const AWAY_SUBJECT_BEGINS = new RegExp(`^(?:re\\s*:\\s*)?[\\s[(*]*${AWAY_SUBJECT}(?![\\p{L}\\p{N}])|[-–—|:]\\s*${AWAY_SUBJECT}\\s*[.!)\\]]*$`, 'iu');
const ABSENT = union(words.absent);
const INSTEAD = union(words.instead);
const AUTOMATIC = union(words.automatic);
const RECEIVED = union(words.received);
const SOON = union(words.soon);
/** How the acknowledgement of a house like ours begins: a person's mail may quote it, it does not begin so. */
const ACKNOWLEDGEMENT = new RegExp(`^\\W{0,10}(?:${words.ourAcknowledgement.join('|')})`, 'iu');

/** Much longer than any robot's own words: what follows is what it quotes. */
const READ_LIMIT = 6_000;

function isReply({ headers, subject }: Evidence): boolean {
  return /^\s*(?:re|aw|sv|fw|fwd|wg|תגובה|השב|הועבר)\s*(?:\[\d+\])?\s*:/iu.test(subject) || headerValues(headers, 'in-reply-to').length > 0;
}

// Mail systems that tell of a failure quote the failed mail with its headers.
function quotesHeaders(text: string): boolean {
  const labels = ['received: ', 'message-id: ', 'return-path: ', 'mime-version: ', 'x-mailer: ', 'date: ', 'subject: ', 'from: ', 'to: '];
  const lower = `\n${text.slice(0, 60_000).toLowerCase()}`;
  return labels.filter((label) => lower.includes(`\n${label}`) || lower.includes(`\n> ${label}`)).length >= 4;
}

function embedsOurs({ enclosed, text, careAddresses }: Evidence): boolean {
  const all = `${text.slice(0, 60_000)}\n${enclosed.map((part) => part.text).join('\n')}`.toLowerCase();
  return careAddresses.some((address) => new RegExp(`^>?\\s*(?:from|return-path):[^\\n]{0,200}${address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm').test(all));
}

/**
 * A failed delivery by its words. One sign is not enough, since people write about failed deliveries too: a failure's
 * subject needs a mail system as sender, or its codes in the text; without that subject it needs several of both.
 */
export function bounceByWords(evidence: Evidence, fromDaemon: boolean): Finding | null {
  const text = evidence.text.slice(0, READ_LIMIT);
  const signs = BOUNCE_BODY.filter((pattern) => pattern.test(text)).length;
  const subject = BOUNCE_SUBJECT.test(evidence.subject.trim());
  const postmaster = /^postmaster@/i.test(evidence.from[0]?.address ?? '') || /^postmaster@/i.test(evidence.envelopeFrom);
  const copy = evidence.enclosed.some(({ type }) => type === 'message/rfc822' || type.startsWith('text/rfc822')) || quotesHeaders(evidence.text) || embedsOurs(evidence);
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

/**
 * An absence notice or another automatic answer by its words: a subject that is nothing else, or several kinds of
 * statement that a person writing to a company does not make together.
 */
export function awayByWords(evidence: Evidence): Finding | null {
  const subject = evidence.subject.trim();
  const text = evidence.replyText.slice(0, READ_LIMIT).replace(/\s+/g, ' ');
  const begin = text.slice(0, 1_500);
  if (ACKNOWLEDGEMENT.test(begin)) return ['autoSubmitted', 'text of an acknowledgement like ours'];
  const absent = ABSENT.test(begin);
  const instead = INSTEAD.test(begin);
  const automatic = AUTOMATIC.test(begin);
  const away = (reason: string): Finding => [absent || !automatic ? 'outOfOffice' : 'autoSubmitted', reason];
  if (AWAY_SUBJECT_ALONE.test(subject) && !(isReply(evidence) && !absent && !automatic && /^\s*(?:re|aw)\s*:/i.test(subject))) {
    // The bare words as a subject may be a person's complaint about a machine's answer: with a question, other words decide.
    if (absent || instead || automatic || !/[?؟？]/.test(begin)) return away('subject of an automatic answer');
  }
  if (AWAY_SUBJECT_BEGINS.test(subject) && (absent || automatic)) return away('subject and text of an automatic answer');
  if (absent && (instead || automatic)) return away('absent, and whom to ask instead');
  const received = RECEIVED.test(text.slice(0, 700));
  if (automatic && received) return ['autoSubmitted', 'text of an automatic confirmation'];
  if (automatic && !isReply(evidence)) return ['autoSubmitted', 'says that it is automatic'];
  return received && SOON.test(begin) && /\b(?:ticket|case|request|reference|פנייה)\b[^\n]{0,20}\d{3,}/iu.test(begin) && !/[?؟？]/.test(begin) ? ['autoSubmitted', 'text of a ticket system'] : null;
}
