import type { SuppressReason } from '../../domain/message.ts';
import { isReply } from './machine-phrases.ts';
import words from './machine-words.json' with { type: 'json' };
import { isForwardSubject, wordsAboveForward } from './reply-text.ts';
import type { Evidence } from './who-wrote.ts';

type Finding = [SuppressReason, string];

const union = (patterns: string[]): RegExp => new RegExp(patterns.join('|'), 'iu');
const AWAY_SUBJECT = `(?:${words.awaySubjects.join('|')})`;
const AWAY_SUBJECT_ALONE = new RegExp(`^[\\s[(*]*${AWAY_SUBJECT}[\\s\\])*.!]*(?:$|[:：]|(?:re|aw|fw)\\s*:)|[([]\\s*${AWAY_SUBJECT}\\s*[)\\]]\\s*$`, 'iu');
const AWAY_SUBJECT_BEGINS = new RegExp(`^(?:re\\s*:\\s*)?[\\s[(*]*${AWAY_SUBJECT}(?![\\p{L}\\p{N}])|[-–—|:]\\s*${AWAY_SUBJECT}\\s*[.!)\\]]*$`, 'iu');
const ABSENT = union(words.absent);
const INSTEAD = union(words.instead);
const AUTOMATIC = union(words.automatic);
const RECEIVED = union(words.received);
const THANKS = union(words.thanks);
const PROMISE = union(words.promise);
const TICKET_NUMBER = union(words.ticketNumber);
const REPLY_TIMES = union(words.replyTimes);
const REQUESTS = union(words.requests);
const BACK = union(words.back);
const UNATTENDED = union(words.unattended);
const THANKS_FOR_MAIL = union(words.thanksForMail);
const LEFT = union(words.left);
const CLOSED = union(words.closed);
const LATER = union(words.later);
/** A day, or until when. */
const UNTIL = new RegExp(`\\d|(?<!\\p{L})(?:${words.until.join('|')})(?!\\p{L})`, 'iu');
/** Who was away is back. */
const PAST = new RegExp(`(?<!\\p{L})(?:${words.past.join('|')})(?!\\p{L})`, 'iu');
/** Said by a sentence of its own; people put it into one about it. */
const SAYS_SO = new RegExp(`(?:^|[.!:,。]\\s?)(?:${words.automatic.join('|')})`, 'iu');
const CHALLENGE = words.challenge.map((pattern) => new RegExp(pattern, 'iu'));
const RECEIPT_SUBJECT = new RegExp(`^(?:return receipt$|(?:${words.receiptSubjects.join('|')})\\s*[:：-])`, 'iu');
const RECEIPT_BODY = union(words.receiptBodies);
const NEWSLETTER = words.newsletter.map((pattern) => new RegExp(pattern, 'iu'));
/** What somebody tells that a mail said: the rest of the sentence, in Japanese what stands before. */
const REPORTED = new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.reported.join('|')})(?![\\p{L}\\p{M}])[^.!?。؟]{0,300}|(?:${words.reportedAnywhere.join('|')})[^.!?。？]{0,300}|[^.!?。؟]{0,200}(?:${words.reportedBefore.join('|')})`, 'giu');
/** How the acknowledgement of a house like ours begins: a person's mail may quote it, it does not begin so. */
const ACKNOWLEDGEMENT = new RegExp(`^\\W{0,10}(?:${words.ourAcknowledgement.join('|')})`, 'iu');
/** What somebody else said, in quotation marks. */
const CITED = /(?<![\p{L}\p{N}])["“„”«][^"“”«»\n]{8,400}["“”»](?![\p{L}\p{N}])/gu;
const QUESTION = /[?؟？]/;

/** Much longer than any robot's own words: what follows is what it quotes. */
const READ_LIMIT = 6_000;

// Somebody's own words: not what they pass on, nor what they cite.
function ownWords({ replyText, subject }: Evidence): string {
  const read = replyText.slice(0, READ_LIMIT);
  const above = wordsAboveForward(read);
  return (above || (isForwardSubject(subject) ? '' : read)).replace(CITED, ' … ').replace(/[’‘ʼ]/g, '\'').replace(/\s+/g, ' ').trim();
}

/**
 * An absence notice or another automatic answer by its words: a subject that is nothing else, or several kinds of
 * statement that a person writing to a company does not make together.
 */
export function awayByWords(evidence: Evidence): Finding | null {
  const subject = evidence.subject.trim();
  const own = ownWords(evidence);
  const begin = own.slice(0, 1_500);
  if (ACKNOWLEDGEMENT.test(begin)) return ['autoSubmitted', 'text of an acknowledgement like ours'];
  const absent = ABSENT.test(begin);
  const instead = INSTEAD.test(begin);
  // Robots say it first or last.
  const said = `${begin} … ${own.slice(1_500).slice(-800)}`.replace(REPORTED, ' … ');
  const automatic = AUTOMATIC.test(said);
  const away = (reason: string): Finding => [absent || !automatic ? 'outOfOffice' : 'autoSubmitted', reason];
  if (AWAY_SUBJECT_ALONE.test(subject) && !(isReply(evidence) && !absent && !automatic && /^\s*(?:re|aw)\s*:/i.test(subject))) {
    // The bare words as a subject may be a person's complaint about a machine's answer: with a question, other words decide.
    if (absent || instead || automatic || !QUESTION.test(begin)) return away('subject of an automatic answer');
  }
  if (AWAY_SUBJECT_BEGINS.test(subject) && (absent || automatic)) return away('subject and text of an automatic answer');
  // Who asks for something, in a mail that answers none, is away and writes all the same.
  if (absent && (automatic || (instead && (isReply(evidence) || !REQUESTS.test(begin))))) return away('absent, and whom to ask instead');
  // An answer that says when somebody is back, and is away or tells whom to ask instead, or has nothing but thanks besides.
  const asks = QUESTION.test(begin) || REQUESTS.test(begin);
  if (isReply(evidence) && !asks && begin.length < 900 && BACK.test(begin) && (absent || instead || THANKS.test(begin.slice(0, 200)))) return away('says when somebody is back');
  const brief = !asks && begin.length < 900 && !PAST.test(begin);
  const thanks = THANKS.test(begin.slice(0, 200)) || THANKS_FOR_MAIL.test(begin.slice(0, 200));
  if (brief && (absent || CLOSED.test(begin)) && (thanks || LATER.test(begin))) return away('absent, and answers later');
  if (brief && CLOSED.test(begin) && UNTIL.test(begin) && begin.length < 400) return away('closed until some day');
  if (brief && LEFT.test(begin) && (instead || /\S@\S/.test(begin))) return away('left, and whom to ask instead');
  if (automatic && (RECEIVED.test(begin.slice(0, 700)) || THANKS.test(begin.slice(0, 700)))) return ['autoSubmitted', 'text of an automatic confirmation'];
  if (automatic && (!isReply(evidence) || (!asks && begin.length < 600 && SAYS_SO.test(begin)))) return ['autoSubmitted', 'says that it is automatic'];
  return UNATTENDED.test(said) && !asks ? ['autoSubmitted', 'says that nobody reads there'] : null;
}

/** Ticket systems, challenges to prove oneself, notes that a mail was read: answers of machines that do not say so. */
export function answeredByWords(evidence: Evidence): Finding | null {
  const begin = ownWords(evidence).slice(0, 1_500);
  const both = `${evidence.subject}\n${begin}`;
  if (RECEIPT_SUBJECT.test(evidence.subject.trim()) && RECEIPT_BODY.test(begin) && begin.length < 800 && !QUESTION.test(begin)) return ['autoSubmitted', 'a mail was read'];
  if (CHALLENGE.filter((pattern) => pattern.test(begin)).length > 1 && /https?:|reply to this|\bform\b/i.test(begin)) return ['autoSubmitted', 'asks for a proof of being a person'];
  if (QUESTION.test(begin)) return null;
  const promise = PROMISE.test(begin);
  const numbered = TICKET_NUMBER.test(both);
  if (RECEIVED.test(begin) && (promise || numbered)) return ['autoSubmitted', 'text of a ticket system'];
  const thanks = THANKS.test(begin.slice(0, 300));
  if (thanks && promise && numbered) return ['autoSubmitted', 'text of a ticket system'];
  return thanks && promise && begin.length < 500 && REPLY_TIMES.test(begin) ? ['autoSubmitted', 'says how soon somebody answers'] : null;
}

/** A newsletter by what it must say about itself: two of its usual lines, in a mail that answers nothing. */
export function bulkByWords(evidence: Evidence): Finding | null {
  if (isReply(evidence)) return null;
  const text = evidence.text.slice(0, 200_000);
  return NEWSLETTER.filter((pattern) => pattern.test(text)).length > 1 ? ['bulkOrList', 'text of a newsletter'] : null;
}
