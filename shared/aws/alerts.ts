import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { Log } from '../log.ts';
import type { Alerts } from '../ports.ts';
import { mailClient } from './clients.ts';

const LINE = /.{1,76}/g;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
// An encoded word has 75 characters at most: https://datatracker.ietf.org/doc/html/rfc2047#section-2
const words = (text: string): string => (text.match(/[\s\S]{1,20}/gu) ?? []).map((part) => `=?UTF-8?B?${base64(part)}?=`).join('\r\n ');

/** Alerts as plain mail to one address of the team; without an address they are logged only. */
export function mailAlerts({ from, to, log }: { from: string; to: string; log: Log }): Alerts {
  return {
    async raise({ key, channel, subject, text }) {
      log('warn', 'alert.raised', { channel, key });
      if (to === '') return;
      const raw = [
        `From: Moked <${from}>`, `To: ${to}`, `Subject: ${words(subject)}`, 'Auto-Submitted: auto-generated', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '',
        ...(base64(text).match(LINE) ?? []), '',
      ].join('\r\n');
      await mailClient().send(new SendRawEmailCommand({ Source: from, Destinations: [to], RawMessage: { Data: Buffer.from(raw) } }));
    },
  };
}
