import { caseNumbersIn } from '../../domain/case-number.ts';
import { mailId } from '../../domain/ids.ts';
import { languageOf } from '../../domain/language.ts';
import { TEXT_LIMIT, type Attachment, type InboundMessage } from '../../domain/message.ts';
import { readMailboxes, type Mailbox } from './addresses.ts';
import { facts } from './facts.ts';
import { decodeHeader, oneLine } from './header-words.ts';
import { readParameters } from './header-parameters.ts';
import { readMessageId, readMessageIds } from './message-ids.ts';
import type { Delivery } from './notification.ts';
import type { ReadBody } from './read-body.ts';
import { fingerprint, headerValues, type Scan } from './scan.ts';
import { whoWrote } from './who-wrote.ts';

/** A part that is to be put into the bucket before the message goes on. */
export interface Part { key: string; bytes: Uint8Array; type: string }
export interface ReadMail { message: InboundMessage; parts: Part[] }

const OLDEST = 30 * 24 * 3600 * 1000;
/** What a message may weigh on the queue besides its texts; attachments' names share it. */
const SMALL_PARTS_BYTES = 60_000;

/** A clip that never cuts a character in two. */
function clip(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const cut = text.slice(0, characters);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

// Characters and octets: Hebrew and emoji weigh more on the queue than they count.
function clipForQueue(text: string): string {
  let clipped = clip(text, TEXT_LIMIT);
  while (Buffer.byteLength(JSON.stringify(clipped)) > SMALL_PARTS_BYTES) clipped = clip(clipped, Math.floor(clipped.length * 0.8));
  return clipped;
}

// The customer's own clock, within what can be true: not after arrival, and not a forgotten clock of years ago.
function writtenAt(header: string | undefined, receivedAt: number): number {
  const at = Date.parse((header ?? '').replace(/\([^)]*\)/g, '').trim());
  return Number.isFinite(at) && at <= receivedAt && at >= receivedAt - OLDEST ? at : receivedAt;
}

function careAddress(recipients: string[], careAddresses: string[]): string {
  const plain = recipients.map((address) => {
    const at = address.lastIndexOf('@');
    return (address.slice(0, at).replace(/\+.*$/, '') + address.slice(at)).toLowerCase();
  });
  return plain.find((address) => careAddresses.includes(address)) ?? plain[0] ?? careAddresses[0] ?? '';
}

function placeParts(delivery: Delivery, body: ReadBody): { parts: Part[]; attachments: Attachment[]; htmlKey: string | null; textKey: string | null; inlineText: string } {
  const at = `parts/${delivery.deliveryId}`;
  const parts: Part[] = [];
  let namesLeft = SMALL_PARTS_BYTES / 2;
  const attachments = body.attachments.slice(0, facts.limits.attachments).map((attachment, index) => {
    const key = `${at}/${index}`;
    parts.push({ key, bytes: attachment.bytes, type: attachment.type });
    const name = attachment.name && namesLeft > 0 ? attachment.name : null;
    const contentId = attachment.contentId && namesLeft > 0 ? attachment.contentId.slice(0, 200) : null;
    namesLeft -= Buffer.byteLength(name ?? '') + (contentId ?? '').length;
    return { name, type: attachment.type, size: attachment.bytes.length, key, contentId, inline: attachment.inline };
  });
  const inlineText = clipForQueue(body.text);
  const textKey = inlineText === body.text ? null : `${at}/text`;
  if (textKey) parts.push({ key: textKey, bytes: Buffer.from(body.text), type: 'text/plain; charset=utf-8' });
  const htmlKey = body.html ? `${at}/html` : null;
  if (htmlKey && body.html) parts.push({ key: htmlKey, bytes: Buffer.from(body.html), type: 'text/html; charset=utf-8' });
  return { parts, attachments, htmlKey, textKey, inlineText };
}

function readFrom(values: string[], hint: string | null, repairs: Set<string>): { from: Mailbox[]; fromText: string } {
  const found = new Map<string, Mailbox>();
  for (const value of values.slice(0, 20)) for (const mailbox of readMailboxes(value, hint, repairs)) if (!found.has(mailbox.address)) found.set(mailbox.address, mailbox);
  return { from: [...found.values()], fromText: oneLine(decodeHeader((values[0] ?? '').slice(0, 1000), hint, repairs)) };
}

/** Joins what the scanner, the parser and the mail service know of one mail into the form that every channel brings. Pure. */
export function readMail(known: { delivery: Delivery; raw: Buffer; scanned: Scan; body: ReadBody; idKey: string; careAddresses: string[] }): ReadMail {
  const { delivery, raw, scanned, body, idKey, careAddresses } = known;
  const repairs = new Set<string>(body.repairs);
  if (scanned.cut) repairs.add('headers:cut');
  const values = (name: string): string[] => headerValues(scanned.headers, name);
  const subject = clip(oneLine(decodeHeader((values('subject')[0] ?? '').slice(0, 8_000), body.charset, repairs)), 1_000);
  const { from, fromText } = readFrom(values('from'), body.charset, repairs);
  const author = from.length === 1 ? from[0]! : { address: '', name: fromText || null };
  const { parts, attachments, htmlKey, textKey, inlineText } = placeParts(delivery, body);
  const replyText = clip(clipForQueue(body.replyText), inlineText.length || TEXT_LIMIT);
  const print = fingerprint(raw, scanned);
  const messageId = readMessageId(values('message-id'));
  const sender = whoWrote({
    headers: scanned.headers, from, fromText, envelopeFrom: delivery.envelopeFrom, subject, replyText, text: body.text,
    contentType: readParameters(values('content-type')[0] ?? '', null, new Set()), enclosed: body.enclosed, careAddresses, verdicts: delivery.verdicts,
  });
  const message: InboundMessage = {
    schema: 1,
    id: mailId(idKey, { messageId, fingerprint: print, deliveryId: delivery.deliveryId }),
    channel: facts.name,
    inbox: careAddress(delivery.recipients, careAddresses),
    deliveryId: delivery.deliveryId,
    visibility: 'private',
    at: writtenAt(values('date')[0], delivery.receivedAt),
    receivedAt: delivery.receivedAt,
    author: { id: author.address, name: author.name === null ? null : clip(author.name, 200) },
    subject,
    text: inlineText,
    textKey,
    replyText,
    htmlKey,
    language: languageOf(`${subject}\n${replyText}`),
    attachments,
    raw: { key: delivery.objectKey, size: raw.length },
    sender,
    repairs: [...repairs].map((repair) => repair.slice(0, 200)).slice(0, 50),
    mail: {
      messageId,
      fingerprint: print,
      inReplyTo: readMessageIds(values('in-reply-to'), 8),
      references: readMessageIds(values('references'), 20),
      recipients: delivery.recipients.slice(0, 50),
      envelopeFrom: delivery.envelopeFrom,
      authenticated: from.length === 1 && delivery.verdicts.dmarc === 'PASS',
      caseNumbers: caseNumbersIn(`${subject}\n${replyText}\n${body.text}`).slice(0, 8),
    },
  };
  return { message, parts };
}
