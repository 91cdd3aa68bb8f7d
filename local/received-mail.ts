import { randomBytes } from 'node:crypto';
import { addressesOf, headerValue, joinMail, splitMail, valueOf, type RawHeader } from './mail-headers.ts';

export interface Envelope { from: string; to: string[]; helo: string }
export interface Verdicts { spam: string; virus: string; spf: string; dkim: string; dmarc: string; dmarcPolicy?: string }
export interface ReceiptAction { topicArn: string; bucketName: string; objectKeyPrefix: string; objectKey: string }

/** What the sender's own words about verdicts travel in here; taken out before the product sees the mail. */
const VERDICT_HEADERS = new Set(['x-ses-spam-verdict', 'x-ses-virus-verdict', 'authentication-results']);
const HEADER_BYTES = 10 * 1024;

const RESULTS: Record<string, string> = { pass: 'PASS', fail: 'FAIL', softfail: 'GRAY', neutral: 'GRAY', none: 'GRAY', policy: 'FAIL', temperror: 'PROCESSING_FAILED', permerror: 'PROCESSING_FAILED' };

/** PASS, unless headers that only the local mail server believes say otherwise. */
export function verdictsOf(headers: RawHeader[]): Verdicts {
  const results = headers.filter(({ name }) => name.toLowerCase() === 'authentication-results').map(valueOf);
  const status = (value: string | undefined): string => (value && /^[A-Za-z_]{1,32}$/.test(value) ? value.toUpperCase() : 'PASS');
  const method = (name: string): string => {
    for (const result of results) {
      const said = new RegExp(`(?:^|[;\\s])${name}\\s*=\\s*([a-z]+)`, 'i').exec(result)?.[1];
      if (said) return RESULTS[said.toLowerCase()] ?? 'GRAY';
    }
    return 'PASS';
  };
  const dmarc = method('dmarc');
  const policy = results.map((result) => /(?:\bpolicy\.dmarc|[\s(;]p)\s*=\s*(reject|quarantine|none)\b/i.exec(result)?.[1]).find(Boolean);
  return {
    spam: status(headerValue(headers, 'x-ses-spam-verdict')),
    virus: status(headerValue(headers, 'x-ses-virus-verdict')),
    spf: method('spf'),
    dkim: method('dkim'),
    dmarc,
    ...(dmarc === 'FAIL' && policy ? { dmarcPolicy: policy.toLowerCase() } : {}),
  };
}

/** An id of SES's shape for received mail: forty small letters and digits. */
export const receivedId = (): string => [...randomBytes(40)].map((byte) => (byte % 36).toString(36)).join('');

/** The bytes that SES would put into the bucket: its own two headers before, the verdict headers out, all else as it came. */
export function storedMail(raw: Buffer, envelope: Envelope, id: string, region: string, at: Date): { bytes: Buffer; headers: RawHeader[]; verdicts: Verdicts } {
  const { headers, body } = splitMail(raw);
  const own = [
    { name: 'Return-Path', raw: `Return-Path: <${Buffer.from(envelope.from).toString('latin1')}>\r\n` },
    {
      name: 'Received',
      raw: `Received: from ${envelope.helo.replace(/[^\w.:[\]-]/g, '') || 'localhost'} (localhost [127.0.0.1])\r\n by inbound-smtp.${region}.amazonaws.com with SMTP id ${id}\r\n for ${Buffer.from(envelope.to[0] ?? '').toString('latin1')};\r\n ${at.toUTCString().replace('GMT', '+0000 (UTC)')}\r\n`,
    },
  ];
  const kept = [...own, ...headers.filter(({ name }) => !VERDICT_HEADERS.has(name.toLowerCase()))];
  return { bytes: joinMail(kept, body), headers: kept, verdicts: verdictsOf(headers) };
}

/**
 * SES's notification of a received mail, as it arrives through SNS.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export function receiptNotification(mail: { id: string; at: Date; envelope: Envelope; headers: RawHeader[]; verdicts: Verdicts; recipients: string[]; action: ReceiptAction }): unknown {
  const listed: { name: string; value: string }[] = [];
  let bytes = 0;
  let headersTruncated = false;
  for (const header of mail.headers) {
    const entry = { name: header.name, value: valueOf(header) };
    bytes += Buffer.byteLength(entry.name) + Buffer.byteLength(entry.value);
    if (bytes > HEADER_BYTES) {
      headersTruncated = true;
      break;
    }
    listed.push(entry);
  }
  // The summary is subject to the same limit as the headers it is taken from.
  const within = mail.headers.slice(0, listed.length);
  const common = (name: string): string | undefined => headerValue(within, name);
  const { spam, virus, spf, dkim, dmarc, dmarcPolicy } = mail.verdicts;
  return {
    notificationType: 'Received',
    mail: {
      timestamp: mail.at.toISOString(),
      source: mail.envelope.from,
      messageId: mail.id,
      destination: mail.envelope.to,
      headersTruncated,
      headers: listed,
      commonHeaders: {
        returnPath: mail.envelope.from,
        from: addressesOf(common('from')),
        date: common('date'),
        to: addressesOf(common('to')),
        cc: addressesOf(common('cc')),
        messageId: common('message-id'),
        subject: common('subject'),
      },
    },
    receipt: {
      timestamp: mail.at.toISOString(),
      processingTimeMillis: Math.max(1, Date.now() - mail.at.getTime()),
      recipients: mail.recipients,
      spamVerdict: { status: spam },
      virusVerdict: { status: virus },
      spfVerdict: { status: spf },
      dkimVerdict: { status: dkim },
      dmarcVerdict: { status: dmarc },
      ...(dmarcPolicy ? { dmarcPolicy } : {}),
      action: { type: 'S3', ...mail.action },
    },
  };
}
