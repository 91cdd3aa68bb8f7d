import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isCaseNumber } from './case-number.ts';

/** A key for one purpose from the deployment's key: ids, numbers, address tokens never share one. */
export function deriveKey(deploymentKey: string, purpose: 'id' | 'number' | 'address' | 'status'): string {
  return createHmac('sha256', deploymentKey).update(`moked.${purpose}`).digest('base64');
}

/** 22 characters that stand for these parts and tell nothing about them without the key. */
export function keyedId(key: string, ...parts: string[]): string {
  return createHmac('sha256', key).update(parts.join('\0')).digest().subarray(0, 16).toString('base64url').slice(0, 22);
}

// SES writes its own Message-ID, `<id@region.amazonses.com>` or `<id@email.amazonses.com>`: only the part before @ is what it told us.
function comparable(messageId: string): string {
  const bare = messageId.replace(/^<|>$/g, '').trim();
  return /@([\w-]+\.)?amazonses\.com$/i.test(bare) ? `${bare.slice(0, bare.lastIndexOf('@'))}@amazonses.com` : bare;
}

/** The id by which a mail of ours is known, from its Message-ID: SES's own, or the whole where a relay took the mail. */
export function providerIdOf(messageId: string): string {
  return comparable(messageId).replace(/@amazonses\.com$/, '');
}

/** The Message-ID that a mail of ours went out with. */
export function ownMessageId(providerId: string): string {
  return providerId.includes('@') ? `<${providerId}>` : `<${providerId}@amazonses.com>`;
}

/** The id of what a platform calls `nativeId`: of a message, and the key under which its thread, or our own hand-over, is kept. */
export function nativeKey(idKey: string, channel: string, inbox: string, nativeId: string): string {
  return keyedId(idKey, channel, inbox, nativeId);
}

/** The thread of a private conversation, or of one author under one public post. */
export function platformThread(idKey: string, channel: string, inbox: string, ...names: string[]): string {
  return keyedId(idKey, 'thread', channel, inbox, ...names);
}

/** Under which a person's wishes are kept. */
export function personKey(idKey: string, channel: string, externalId: string): string {
  return keyedId(idKey, 'person', channel, externalId);
}

/** What stands for a connection's settings, with their secrets: other settings are another connection. Undefined when there are none. */
export function connectionId(settings: unknown): string | undefined {
  return settings === undefined ? undefined : createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 22);
}

/** A mail's id: the same for every delivery of the same bytes. Without a Message-ID the delivery stands in for it. */
export function mailId(idKey: string, mail: { messageId: string | null; fingerprint: string; deliveryId: string }): string {
  return mail.messageId
    ? keyedId(idKey, 'email', comparable(mail.messageId), mail.fingerprint)
    : keyedId(idKey, 'email', 'delivery', mail.deliveryId);
}

/** The key under which a Message-ID's threading decision is kept; with a fingerprint for other content under a used id. */
export function mailIdentityKey(idKey: string, messageId: string, fingerprint?: string): string {
  return fingerprint === undefined ? keyedId(idKey, 'message-id', comparable(messageId)) : keyedId(idKey, 'message-id', comparable(messageId), fingerprint);
}

// Lower case only: mail systems fold the local part.
function addressMac(addressKey: string, caseNumber: string): string {
  return createHmac('sha256', addressKey).update(caseNumber).digest('hex').slice(0, 16);
}

/** `care@x` -> `care+c.482109379<mac>@x`: an address that chooses the case of whoever is already on it. */
export function tokenAddress(addressKey: string, careAddress: string, caseNumber: string): string {
  const at = careAddress.lastIndexOf('@');
  return `${careAddress.slice(0, at)}+c.${caseNumber}${addressMac(addressKey, caseNumber)}${careAddress.slice(at)}`;
}

/** The case that one of these envelope recipients names with a token of ours; undefined when none does. */
export function caseOfTokenAddress(addressKey: string, recipients: string[]): string | undefined {
  for (const recipient of recipients) {
    const [, number, mac] = /\+c\.(\d{9})([0-9a-f]{16})@/i.exec(recipient) ?? [];
    if (!number || !mac || !isCaseNumber(number)) continue;
    if (timingSafeEqual(Buffer.from(mac.toLowerCase()), Buffer.from(addressMac(addressKey, number)))) return number;
  }
  return undefined;
}
