import { mailId } from '../../domain/ids.ts';
import type { InboundMessage } from '../../domain/message.ts';
import { isUsableAddress } from './addresses.ts';
import { facts } from './facts.ts';
import { readMessageId } from './message-ids.ts';
import type { Delivery } from './notification.ts';
import { fingerprint, headerValues, type Scan } from './scan.ts';

function plain(value: string, characters: number): string {
  const bytes = Buffer.from(value.slice(0, characters), 'latin1');
  return bytes.toString('utf8').replace(/[\p{Cc}\uFFFD]+/gu, ' ').trim();
}

/**
 * A mail that our own code could not even read minimally: its headers' bare words and the original in the bucket. Nobody
 * could judge who wrote it, so it waits for a person instead of being answered.
 */
export function minimalMail(known: { delivery: Delivery; raw: Buffer; scanned: Scan; idKey: string; careAddresses: string[] }): InboundMessage {
  const { delivery, raw, scanned, idKey, careAddresses } = known;
  const first = (name: string): string => headerValues(scanned.headers, name)[0] ?? '';
  const address = /[^\s<>"',;:()]{1,64}@[^\s<>"',;:()@]{1,190}/.exec(first('from').slice(0, 2_000))?.[0]?.toLowerCase() ?? '';
  const print = fingerprint(raw, scanned);
  const messageId = readMessageId(headerValues(scanned.headers, 'message-id'));
  return {
    schema: 1,
    id: mailId(idKey, { messageId, fingerprint: print, deliveryId: delivery.deliveryId }),
    channel: facts.name,
    inbox: careAddresses.find((care) => delivery.recipients.includes(care)) ?? careAddresses[0] ?? '',
    deliveryId: delivery.deliveryId,
    visibility: 'private',
    at: delivery.receivedAt,
    receivedAt: delivery.receivedAt,
    author: { id: isUsableAddress(address) ? address : '', name: null },
    subject: plain(first('subject'), 500),
    text: '', textKey: null, replyText: '', htmlKey: null,
    language: 'he',
    attachments: [],
    raw: { key: delivery.objectKey, size: raw.length },
    sender: { machine: 'autoSubmitted', evidence: ['this mail could not be read, so nobody knows who wrote it'] },
    repairs: ['minimal:unread'],
    mail: {
      messageId, fingerprint: print, inReplyTo: [], references: [], recipients: delivery.recipients.slice(0, 50),
      envelopeFrom: delivery.envelopeFrom, authenticated: false, caseNumbers: [],
    },
    ...(delivery.replayed ? { replayed: true } : {}),
  };
}
