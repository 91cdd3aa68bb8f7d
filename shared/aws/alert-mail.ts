import { createHash } from 'node:crypto';
import { isBeyondAscii, wireAddress } from '../domain/addresses.ts';
import type { ComposedMail } from '../domain/outgoing.ts';
import { Refused } from '../errors.ts';
import type { Notification } from '../ports/counting.ts';

const LINE = /.{1,76}/g;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const folded = (text: string): string => (base64(text).match(LINE) ?? []).join('\r\n');
// An encoded word has 75 characters at most: https://datatracker.ietf.org/doc/html/rfc2047#section-2
const words = (text: string): string => (text.match(/[\s\S]{1,20}/gu) ?? []).map((part) => `=?UTF-8?B?${base64(part)}?=`).join('\r\n ');

function safe(address: string, reason: string): string {
  const wire = wireAddress(address);
  if (wire === undefined || isBeyondAscii(wire)) throw new Refused(reason, 'no single address that the mail service takes');
  return wire;
}

/** An alert as a mail to one of the team: text and page, nothing fetched from anywhere. */
export function alertMail({ from, to, notification }: { from: string; to: string; notification: Notification }): ComposedMail {
  const [sender, recipient] = [safe(from, 'invalidSender'), safe(to, 'invalidRecipient')];
  const { subject, text, html, language } = notification;
  const boundary = `moked-${createHash('sha256').update(html).digest('hex').slice(0, 24)}`;
  const part = (type: string, content: string): string[] => [`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '', folded(content), ''];
  const raw = [
    `From: Moked <${sender}>`, `To: ${recipient}`, `Subject: ${words(subject)}`, `Content-Language: ${language}`, 'Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All', 'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`, '', ...part('text/plain', text), ...part('text/html', html), `--${boundary}--`, '',
  ].join('\r\n');
  return { from: sender, to: recipient, raw: Buffer.from(raw) };
}
