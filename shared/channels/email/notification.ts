import * as z from 'zod';
import { Unreadable } from '../../errors.ts';
import type { Verdicts } from './who-wrote.ts';

const Verdict = z.object({ status: z.string() }).optional();

// https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html (November 2026)
const Received = z.object({
  notificationType: z.literal('Received'),
  // Only of our own, for a mail that is read again after its entry was lost.
  replayed: z.literal(true).optional(),
  mail: z.object({ timestamp: z.iso.datetime({ offset: true }), messageId: z.string().regex(/^[\w.=-]{1,200}$/), source: z.string().nullish(), destination: z.array(z.string()).default([]) }),
  receipt: z.object({
    recipients: z.array(z.string()).default([]),
    spamVerdict: Verdict, virusVerdict: Verdict, dmarcVerdict: Verdict,
    dmarcPolicy: z.string().optional(),
    action: z.object({ type: z.string(), objectKey: z.string().optional(), objectKeyPrefix: z.string().optional() }).optional(),
  }),
});

/** One mail that lies in the bucket, with what the mail service knows of it. */
export interface Delivery {
  deliveryId: string;
  objectKey: string;
  receivedAt: number;
  /** Empty for the null sender. */
  envelopeFrom: string;
  recipients: string[];
  verdicts: Verdicts;
  /** It is read again after its entry was lost. */
  replayed?: true;
}

/** The same for a mail that lies in the bucket while the mail service told nobody: what it found out is not known, so nobody vouches for the sender. */
export function foundNotification({ id, key, storedAt }: { id: string; key: string; storedAt: number }): object {
  return { notificationType: 'Received', mail: { timestamp: new Date(storedAt).toISOString(), messageId: id }, receipt: { action: { type: 'S3', objectKey: key } } };
}

const SETUP = /^Successfully validated SNS topic|AMAZON_SES_SETUP_NOTIFICATION|AmazonSnsSubscriptionSucceeded/i;

function bareAddress(address: string): string {
  return address.trim().replace(/^<(.*)>$/s, '$1').trim().toLowerCase();
}

/**
 * A notification of the mail service; null for those it sends when it is set up. Throws Unreadable for what is neither:
 * the queue takes only the mail service's word, so that is a change of its format, to be seen by a person.
 */
export function readNotification(body: string): Delivery | null {
  if (SETUP.test(body.slice(0, 200))) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw new Unreadable('notification is not JSON', { cause });
  }
  // Queue subscriptions without raw delivery wrap the notification once more.
  if (typeof parsed === 'object' && parsed !== null && 'Message' in parsed && typeof parsed.Message === 'string') return readNotification(parsed.Message);
  if (typeof parsed === 'object' && parsed !== null && 'notificationType' in parsed && SETUP.test(String(parsed.notificationType))) return null;
  const read = Received.safeParse(parsed);
  if (!read.success) throw new Unreadable(`notification: ${read.error.issues.map((issue) => issue.path.join('.')).join(', ')}`, { cause: read.error });
  const { mail, receipt, replayed } = read.data;
  if (mail.messageId === 'AMAZON_SES_SETUP_NOTIFICATION') return null;
  const recipients = receipt.recipients.length > 0 ? receipt.recipients : mail.destination;
  return {
    deliveryId: mail.messageId,
    objectKey: receipt.action?.objectKey ?? `${receipt.action?.objectKeyPrefix ?? 'raw/'}${mail.messageId}`,
    receivedAt: Date.parse(mail.timestamp),
    envelopeFrom: bareAddress(mail.source ?? ''),
    recipients: [...new Set(recipients.map(bareAddress))],
    ...(replayed ? { replayed } : {}),
    verdicts: {
      spam: receipt.spamVerdict?.status ?? 'DISABLED', virus: receipt.virusVerdict?.status ?? 'DISABLED',
      dmarc: receipt.dmarcVerdict?.status ?? 'DISABLED', dmarcPolicy: receipt.dmarcPolicy ?? null,
    },
  };
}
