import { isSafeRecipient } from '../../domain/addresses.ts';
import type { Sender, SuppressReason } from '../../domain/message.ts';
import type { Mailbox } from './addresses.ts';
import { answeredByWords, awayByWords, bulkByWords } from './automatic-answers.ts';
import { clip } from './clean-text.ts';
import { withoutComments } from './header-words.ts';
import { bounceByWords, feedbackByWords } from './machine-phrases.ts';
import words from './machine-words.json' with { type: 'json' };
import { headerValues, type HeaderLine } from './scan.ts';

/** The mail service's own verdicts, from its notification; headers of a mail never count as one. */
export interface Verdicts { spam: string; virus: string; dmarc: string; dmarcPolicy: string | null }

export interface Evidence {
  headers: HeaderLine[];
  /** The mailboxes of all From lines. */
  from: Mailbox[];
  /** Of those the one that can be answered. */
  writer: Mailbox | undefined;
  /** Display name of the From line, also where it has no address. */
  fromText: string;
  envelopeFrom: string;
  subject: string;
  /** The visible words, without quoted history. */
  replyText: string;
  text: string;
  contentType: { value: string; parameters: Map<string, string> };
  /** What is enclosed: reports, messages. */
  enclosed: { type: string; text: string }[];
  careAddresses: string[];
  verdicts: Verdicts;
}

type Finding = [SuppressReason, string];

const anchored = (patterns: string[]): RegExp => new RegExp(`^(?:${patterns.join('|')})$`, 'iu');
const NO_REPLY = anchored(words.noReplyLocal);
const NO_REPLY_NAME = new RegExp(`(?:^|[\\s([|–-])(?:${words.noReplyNames.join('|')})(?:$|[\\s)\\]|–-])`, 'iu');
const DAEMON = anchored(words.daemonLocal);
const DAEMON_NAME = new RegExp(`^["'\\s]*(?:${words.daemonNames.join('|')})`, 'iu');
const LIST_ENVELOPE = /^(?:owner-.+|.+-(?:bounces?|return-.+|request|owner|errors|admin-bounces)|(?:sentto|listbounce|errors)-.+|.+\+bnc\w+)@/i;
const PERSON_RELAYED = /^(?:srs\d|bounces?\+srs|prvs=|msprvs\d?=|btv\d==)/i;

/** Programs that people write in, and that no mail system or service answers with. */
const PERSONS_PROGRAM = /\b(?:eudora|thunderbird|seamonkey|iphone mail|ipad mail|apple mail|outlook express|windows (?:live )?mail|mutt|kmail|evolution|claws mail|sylpheed|the bat!|pine|mulberry|emclient|em client|mailmate|postbox|k-9|fairemail)\b/i;

const NULL_SENDER = 'null envelope sender';
const FROM_SYSTEM = 'sent by a mail system';

function local(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf('@')) || undefined).toLowerCase();
}

function byVerdict({ verdicts }: Evidence): Finding | null {
  if (verdicts.virus === 'FAIL') return ['virus', 'virus verdict FAIL'];
  if (verdicts.spam === 'FAIL') return ['spam', 'spam verdict FAIL'];
  return null;
}

function isDaemon(evidence: Evidence): boolean {
  const [from] = evidence.from;
  if (DAEMON.test(local(evidence.envelopeFrom))) return true;
  return from ? DAEMON.test(local(from.address)) || (DAEMON_NAME.test(from.name ?? '') && (evidence.envelopeFrom === '' || /^(?:postmaster|mailer|administrator|system|no-?reply)/i.test(from.address)))
    : /mailer[-_ ]?daemon|mail delivery (?:sub)?system|\bpostmaster\b/i.test(evidence.fromText);
}

// A calendar's own answer; who adds words of their own to it is a person who writes.
function isCalendarAnswer({ contentType, enclosed, replyText }: Evidence): boolean {
  if (contentType.value === 'text/calendar') return /^(?:reply|counter)$/i.test(contentType.parameters.get('method') ?? '');
  return replyText.trim() === '' && enclosed.some(({ type, text }) => type === 'text/calendar' && /^METHOD:(?:REPLY|COUNTER)\s*$/im.test(text));
}

function byStructure(evidence: Evidence): Finding | null {
  const { contentType, enclosed } = evidence;
  const report = contentType.parameters.get('report-type')?.toLowerCase() ?? '';
  const types = enclosed.map(({ type }) => type);
  if (report === 'feedback-report' || types.includes('message/feedback-report') || enclosed.some(({ text }) => /^feedback-type:/im.test(text))) return ['feedbackReport', 'enclosed feedback report'];
  if (headerValues(evidence.headers, 'feedback-type').length > 0) return ['feedbackReport', 'Feedback-Type'];
  if (report === 'disposition-notification' || types.includes('message/disposition-notification')) return ['autoSubmitted', 'disposition notification'];
  if (isCalendarAnswer(evidence)) return ['autoSubmitted', 'answer to an invitation'];
  if (contentType.value === 'multipart/report') return ['bounce', `multipart/report ${report}`.trim()];
  if (types.includes('message/delivery-status')) return ['bounce', 'enclosed delivery status'];
  if (headerValues(evidence.headers, 'x-failed-recipients').length > 0) return ['bounce', 'X-Failed-Recipients'];
  return null;
}

// RFC 3834: anything but `no`, parameters aside.
function byHeaders(evidence: Evidence): Finding | null {
  const values = (name: string): string[] => headerValues(evidence.headers, name);
  for (const value of values('auto-submitted')) {
    const kind = withoutComments(value).split(';')[0]!.trim().toLowerCase();
    if (kind && kind !== 'no') return ['autoSubmitted', `Auto-Submitted: ${kind}`];
  }
  const suppress = values('x-auto-response-suppress').join(',');
  if (/\b(?:all|autoreply)\b/i.test(suppress)) return ['autoSubmitted', `X-Auto-Response-Suppress: ${suppress}`];
  const automatic = words.automaticHeaders.find((name) => values(name).some((value) => !/^(?:no|false|0)?$/i.test(value)));
  if (automatic) return ['autoSubmitted', automatic];
  const precedence = values('precedence').join(',').toLowerCase();
  if (/auto[-_]?reply/.test(precedence)) return ['autoSubmitted', `Precedence: ${precedence}`];
  if (/\b(?:bulk|list|junk)\b/.test(precedence)) return ['bulkOrList', `Precedence: ${precedence}`];
  const list = evidence.headers.find(({ name }) => name.startsWith('list-') || words.listHeaders.includes(name))?.name;
  if (list) return ['bulkOrList', list];
  // Mail programs that send through a newsletter service carry its Feedback-ID: who answers a mail is a person all the same.
  const answers = values('in-reply-to').concat(values('references')).some((value) => value.includes('@'));
  if (values('feedback-id').length > 0 && !answers) return ['bulkOrList', 'Feedback-ID'];
  if (values('x-loop').length > 0) return ['autoSubmitted', 'X-Loop'];
  return null;
}

// RFC 5321 4.4: Return-Path is written at the end of a journey. One that names a sender says that the mail had arrived before,
// and that whoever fetched it and sent it on dropped the name: known of mailbox collectors, of a person's mail only.
function wasDeliveredBefore({ headers }: Evidence): boolean {
  const named = headerValues(headers, 'return-path').some((path) => /[^\s<>]/.test(withoutComments(path)) && !DAEMON.test(local(path.replace(/[<>\s]/g, '').toLowerCase())));
  const program = [...headerValues(headers, 'user-agent'), ...headerValues(headers, 'x-mailer')].some((value) => PERSONS_PROGRAM.test(value));
  return named && program && headerValues(headers, 'received').length > 1;
}

function byEnvelope(evidence: Evidence): Finding | null {
  // An envelope sender that only takes bounces says little: contact forms and mailing services send for people that way.
  const envelope = evidence.envelopeFrom.toLowerCase();
  if (envelope === '' && !wasDeliveredBefore(evidence)) return ['bounce', NULL_SENDER];
  if (isDaemon(evidence)) return ['bounce', FROM_SYSTEM];
  if (PERSON_RELAYED.test(envelope)) return null;
  if (LIST_ENVELOPE.test(envelope)) return ['bulkOrList', 'envelope sender of a list'];
  return null;
}

function byFrom(evidence: Evidence): Finding | null {
  const addresses = new Set(evidence.from.map(({ address }) => address));
  for (const address of addresses) {
    const name = local(address);
    if (NO_REPLY.test(name.replace(/\+.*$/, '')) || /(?:^|[-_.+])(?:no|donot|do-not)[-_.]?reply(?:$|[-_.+\d])/.test(name)) return ['noReplySender', 'From takes no replies'];
    if (NO_REPLY_NAME.test(evidence.from[0]?.name ?? '')) return ['noReplySender', 'From says that it takes no replies'];
    if (/^owner-|-(?:request|bounces?|owner)$/.test(name)) return ['bulkOrList', 'From is a list\'s own address'];
    const at = address.lastIndexOf('@');
    const plain = address.slice(0, at).replace(/\+.*$/, '') + address.slice(at);
    if (evidence.careAddresses.includes(plain)) return ['ownAddress', 'From is one of our addresses'];
  }
  return null;
}

function byMissingFrom({ from, writer }: Evidence): Finding | null {
  // Letters beyond ASCII before the @ are lawful (RFC 6531), and the mail service takes none of them.
  if (writer) return isSafeRecipient(writer.address) ? null : ['noAddress', 'the mail service hands nothing over to this address'];
  return ['noAddress', from.length === 0 ? 'no usable From address' : `${from.length} From addresses`];
}

function byPolicy({ verdicts }: Evidence): Finding | null {
  const refuses = /^(?:quarantine|reject)$/i.test(verdicts.dmarcPolicy ?? '');
  return verdicts.dmarc === 'FAIL' && refuses ? ['forged', `DMARC FAIL, policy ${verdicts.dmarcPolicy}`] : null;
}

/**
 * Who wrote a mail: a person (`machine` null), or why it must not be answered by a machine. Every kind of evidence is
 * looked at; the reason is the first one's, except that an absence notice and a failed delivery are named as such.
 */
export function whoWrote(evidence: Evidence): Sender {
  const findings = [byVerdict(evidence), byStructure(evidence), byHeaders(evidence), byEnvelope(evidence), byFrom(evidence), feedbackByWords(evidence), bounceByWords(evidence, isDaemon(evidence)), awayByWords(evidence), answeredByWords(evidence), bulkByWords(evidence), byMissingFrom(evidence), byPolicy(evidence)].filter((finding) => finding !== null);
  // A failed delivery that also says it is automatic, or in bulk, is a failed delivery: what it is about is told from it.
  const failed = findings.find(([reason, why]) => reason === 'bounce' && why !== NULL_SENDER && why !== FROM_SYSTEM);
  const first = failed && ['autoSubmitted', 'bulkOrList', 'noReplySender'].includes(findings[0]![0]) ? failed : findings[0];
  if (!first) return { machine: null, evidence: [] };
  const named = findings.find(([reason]) => reason === 'outOfOffice' || reason === 'feedbackReport');
  const machine = named && (first[0] === 'autoSubmitted' || first[1] === NULL_SENDER) ? named[0] : first[0];
  const automatic = findings.find(([reason]) => reason === 'autoSubmitted');
  // A null sender alone does not make a failed delivery.
  const settled = machine === 'bounce' && first[1] === NULL_SENDER && !findings.some(([reason, why]) => reason === 'bounce' && why !== first[1]) ? automatic?.[0] ?? 'autoSubmitted' : machine;
  return { machine: settled, evidence: findings.map(([reason, why]) => clip(`${reason}: ${why}`.toWellFormed().replace(/[\p{Cc}]/gu, ' '), 200)).slice(0, 20) };
}
