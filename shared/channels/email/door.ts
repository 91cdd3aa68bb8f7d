import { caseNumbersIn } from '../../domain/case-number.ts';
import { mailId } from '../../domain/ids.ts';
import { languageOf } from '../../domain/language.ts';
import { TEXT_LIMIT, type Attachment, type InboundMessage, type MailFacts } from '../../domain/message.ts';
import { readMailboxes, type Mailbox } from './addresses.ts';
import { clip } from './clean-text.ts';
import { readComplaint, readDeliveryReport } from './delivery-report.ts';
import { facts } from './facts.ts';
import { decodeHeader, oneLine, withoutComments } from './header-words.ts';
import { readParameters } from './header-parameters.ts';
import { readMessageId, readMessageIds } from './message-ids.ts';
import type { Delivery } from './notification.ts';
import { attachmentBytes } from './parse.ts';
import type { ReadBody } from './read-body.ts';
import { fingerprint, headerValues, type Scan } from './scan.ts';
import { whoWrote, type Evidence } from './who-wrote.ts';

/** A part that is to be put into the bucket before the message goes on; decoded only then. */
export interface Part { key: string; type: string; bytes: () => Uint8Array }
export interface ReadMail { message: InboundMessage; parts: Part[] }

const FROM_LINES_READ = 20;
const OLDEST = 30 * 24 * 3600 * 1000;
/** What a message may weigh on the queue, in octets of JSON, and how much of it the list of attachments may take. */
const MESSAGE_BYTES = 195_000;
const ATTACHMENTS_BYTES = 150_000;

function weigh(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

// Octets, not characters: Hebrew and emoji weigh more on the queue than they count.
function clipToWeight(text: string, octets: number): string {
  let clipped = clip(text, TEXT_LIMIT);
  while (clipped && weigh(clipped) > octets) clipped = clip(clipped, Math.floor(clipped.length * 0.8));
  return clipped;
}

// The customer's own clock, within what can be true: not after arrival, and not a forgotten clock of years ago.
function writtenAt(header: string | undefined, receivedAt: number): number {
  const at = Date.parse(withoutComments(header ?? '').trim());
  return Number.isFinite(at) && at <= receivedAt && at >= receivedAt - OLDEST ? at : receivedAt;
}

function careAddress(recipients: string[], careAddresses: string[]): string {
  const plain = recipients.map((address) => {
    const at = address.lastIndexOf('@');
    return (address.slice(0, at).replace(/\+.*$/, '') + address.slice(at)).toLowerCase();
  });
  return plain.find((address) => careAddresses.includes(address)) ?? plain[0] ?? careAddresses[0] ?? '';
}

function placeAttachments(at: string, raw: Buffer, body: ReadBody, repairs: Set<string>): { attachments: Attachment[]; parts: Part[] } {
  const attachments: Attachment[] = [];
  const parts: Part[] = [];
  const files = body.attachments.slice(0, facts.limits.attachments);
  if (files.length < body.attachments.length) repairs.add('attachments:cut');
  let left = ATTACHMENTS_BYTES;
  for (const [index, file] of files.entries()) {
    const { name, type, contentId, inline, size } = file;
    const key = `${at}/${index}`;
    const bare: Attachment = { name: null, type: 'application/octet-stream', size, key, contentId: null, inline };
    const whole: Attachment = { ...bare, name, type, contentId: contentId === null ? null : clip(contentId, 200) };
    // Room is kept for all that follow: among hundreds of files with long names the last ones are listed without.
    const spare = left - (files.length - index) * (weigh(bare) + 2);
    const listed = weigh(whole) - weigh(bare) < spare ? whole : bare;
    if (listed !== whole) repairs.add('attachments:names-left-out');
    left -= weigh(listed) + 1;
    attachments.push(listed);
    parts.push({ key, type, bytes: () => attachmentBytes(raw, file) });
  }
  return { attachments, parts };
}

function readFrom(values: string[], hint: string | null, repairs: Set<string>): { from: Mailbox[]; fromText: string } {
  const found = new Map<string, Mailbox>();
  for (const value of values.slice(0, FROM_LINES_READ)) for (const mailbox of readMailboxes(value, hint, repairs)) if (!found.has(mailbox.address)) found.set(mailbox.address, mailbox);
  return { from: [...found.values()], fromText: oneLine(decodeHeader((values[0] ?? '').slice(0, 1000), hint, repairs)) };
}

// RFC 5322 3.6.2: of several authors one sends. Who also stands in the envelope, or in Sender, can be answered; two From lines are a trick.
function writerOf(from: Mailbox[], lines: number, senders: string[]): Mailbox | undefined {
  if (from.length === 1 && lines <= FROM_LINES_READ) return from[0];
  if (lines > 1) return undefined;
  return senders.map((sender) => from.find(({ address }) => address === sender.toLowerCase())).find((found) => found !== undefined);
}

function replyToOf(values: string[], others: string[], hint: string | null): MailFacts['replyTo'] {
  const [only, ...more] = values.length === 1 ? readMailboxes(values[0]!.slice(0, 2_000), hint, new Set()) : [];
  if (!only || more.length > 0 || others.includes(only.address)) return undefined;
  return { address: only.address, name: only.name === null ? null : clip(only.name.toWellFormed(), 200) };
}

// Some programs quote us in the HTML alone.
function wordsOfHtml(html: string | null): string {
  return clip(html ?? '', 8 * TEXT_LIMIT).replace(/<[^<>]*>/g, ' ');
}

// The texts take what room is left; what does not fit lies in the bucket whole.
function placeTexts(message: InboundMessage, parts: Part[], body: ReadBody, at: string): ReadMail {
  const room = Math.max(2_000, Math.floor((MESSAGE_BYTES - weigh(message)) / 2));
  const text = clipToWeight(body.text, room);
  const textKey = text === body.text ? null : `${at}/text`;
  const all = [...parts];
  if (textKey) all.push({ key: textKey, bytes: () => Buffer.from(body.text), type: 'text/plain; charset=utf-8' });
  const { html } = body;
  if (message.htmlKey && html) all.push({ key: message.htmlKey, bytes: () => Buffer.from(html), type: 'text/html; charset=utf-8' });
  return { message: { ...message, text, textKey, replyText: clipToWeight(body.replyText, room) }, parts: all };
}

/** Joins what the scanner, the parser and the mail service know of one mail into the form that every channel brings. Pure. */
export function readMail(known: { delivery: Delivery; raw: Buffer; scanned: Scan; body: ReadBody; idKey: string; careAddresses: string[] }): ReadMail {
  const { delivery, raw, scanned, body, idKey, careAddresses } = known;
  const repairs = new Set<string>(body.repairs);
  if (scanned.cut) repairs.add('headers:cut');
  if (scanned.unparted) repairs.add('headers:no-blank-line');
  const values = (name: string): string[] => headerValues(scanned.headers, name);
  const subject = clip(oneLine(decodeHeader((values('subject')[0] ?? '').slice(0, 8_000), body.charset, repairs)), 1_000);
  const { from, fromText } = readFrom(values('from'), body.charset, repairs);
  const writer = writerOf(from, values('from').length, [delivery.envelopeFrom, ...values('sender').slice(0, 1).flatMap((value) => readMailboxes(value, body.charset, new Set()).map(({ address }) => address))]);
  const author = writer ?? { address: '', name: fromText || null };
  const at = `parts/${delivery.deliveryId}`;
  const { parts, attachments } = placeAttachments(at, raw, body, repairs);
  const htmlKey = body.html ? `${at}/html` : null;
  const print = fingerprint(raw, scanned);
  const messageId = readMessageId(values('message-id'));
  const evidence: Evidence = {
    headers: scanned.headers, from, writer, fromText, envelopeFrom: delivery.envelopeFrom, subject, replyText: body.replyText, text: body.text,
    contentType: readParameters(values('content-type')[0] ?? '', null, new Set()), enclosed: body.enclosed, careAddresses, verdicts: delivery.verdicts,
  };
  const replyTo = replyToOf(values('reply-to'), [author.address, ...careAddresses], body.charset);
  const sender = whoWrote(evidence);
  const report = sender.machine === 'bounce' ? readDeliveryReport(evidence) : sender.machine === 'feedbackReport' ? readComplaint(evidence) : undefined;
  const message: InboundMessage = {
    schema: 1,
    id: mailId(idKey, { messageId, fingerprint: print, deliveryId: delivery.deliveryId }),
    channel: facts.name,
    inbox: careAddress(delivery.recipients, careAddresses),
    deliveryId: delivery.deliveryId,
    visibility: 'private',
    at: writtenAt(values('date')[0], delivery.receivedAt),
    receivedAt: delivery.receivedAt,
    author: { id: author.address, name: author.name === null ? null : clip(author.name.toWellFormed(), 200) },
    subject,
    text: '',
    textKey: null,
    replyText: '',
    htmlKey,
    language: languageOf(clip(`${subject}\n${body.replyText}`, TEXT_LIMIT)),
    attachments,
    raw: { key: delivery.objectKey, size: raw.length },
    sender,
    repairs: [...repairs].map((repair) => clip(repair.toWellFormed(), 200)).slice(0, 50),
    mail: {
      messageId,
      fingerprint: print,
      inReplyTo: readMessageIds(values('in-reply-to'), 8),
      references: readMessageIds(values('references'), 20),
      recipients: delivery.recipients.slice(0, 50),
      envelopeFrom: delivery.envelopeFrom,
      authenticated: from.length === 1 && writer !== undefined && delivery.verdicts.dmarc === 'PASS',
      caseNumbers: caseNumbersIn(`${subject}\n${clip(body.replyText, TEXT_LIMIT)}\n${clip(body.text, 4 * TEXT_LIMIT)}\n${wordsOfHtml(body.html)}`).slice(0, 8),
      ...(replyTo ? { replyTo } : {}),
      ...(report ? { report } : {}),
    },
    ...(delivery.replayed ? { replayed: true } : {}),
  };
  return placeTexts(message, parts, body, at);
}
