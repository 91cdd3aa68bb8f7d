import { randomUUID } from 'node:crypto';
import { addressesOf, headerValue, splitMail, valueOf } from './mail-headers.ts';
import type { SentMail } from './sent-mail.ts';

export interface SendingEvent {
  eventType: 'Send' | 'Delivery' | 'Bounce' | 'Complaint';
  [detail: string]: unknown;
}

// https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
const SIMULATOR = /^(bounce|complaint|ooto|success|suppressionlist)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

/**
 * What SES would report about a mail: Send, then how each recipient fared. Everybody takes what we send, except the
 * addresses of SES's mailbox simulator that do not.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function eventsOf(sent: SentMail): SendingEvent[] {
  const { headers } = splitMail(sent.raw);
  const mail = {
    timestamp: sent.at,
    source: sent.from,
    sendingAccountId: '000000000000',
    messageId: sent.id,
    destination: sent.to,
    headersTruncated: false,
    headers: headers.map((header) => ({ name: header.name, value: valueOf(header) })),
    commonHeaders: { from: addressesOf(headerValue(headers, 'from')), to: addressesOf(headerValue(headers, 'to')), messageId: sent.id, subject: headerValue(headers, 'subject') },
    tags: {
      ...(sent.configurationSet === null ? {} : { 'ses:configuration-set': [sent.configurationSet] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [sent.from.split('@').at(-1)?.replace('>', '') ?? ''],
      ...Object.fromEntries(Object.entries(sent.tags).map(([name, value]) => [name, [value]])),
    },
  };
  const kind = (address: string): string => SIMULATOR.exec(address)?.[1]?.toLowerCase() ?? 'success';
  const bounced = sent.to.filter((address) => ['bounce', 'suppressionlist'].includes(kind(address)));
  const delivered = sent.to.filter((address) => !bounced.includes(address));
  const complained = sent.to.filter((address) => kind(address) === 'complaint');
  const events: SendingEvent[] = [{ eventType: 'Send', mail, send: {} }];
  if (bounced.length > 0) {
    events.push({
      eventType: 'Bounce',
      mail,
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: bounced.some((address) => kind(address) === 'suppressionlist') ? 'Suppressed' : 'General',
        bouncedRecipients: bounced.map((emailAddress) => ({ emailAddress, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' })),
        timestamp: sent.at,
        feedbackId: randomUUID(),
        reportingMTA: 'dsn; a.smtp-out.amazonses.com',
      },
    });
  }
  if (delivered.length > 0) {
    events.push({
      eventType: 'Delivery',
      mail,
      delivery: { timestamp: sent.at, processingTimeMillis: 1, recipients: delivered, smtpResponse: '250 2.0.0 OK', reportingMTA: 'a.smtp-out.amazonses.com' },
    });
  }
  if (complained.length > 0) {
    events.push({
      eventType: 'Complaint',
      mail,
      complaint: { complainedRecipients: complained.map((emailAddress) => ({ emailAddress })), timestamp: sent.at, feedbackId: randomUUID(), complaintFeedbackType: 'abuse' },
    });
  }
  return events;
}
