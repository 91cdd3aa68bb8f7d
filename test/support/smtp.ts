import { sendRawMail, type SmtpAnswer } from '../../local/smtp-client.ts';

export type { SmtpAnswer };

/** Sends bytes as a mail and answers with the server's last reply; text is sent as UTF-8, its lines ended by CRLF. */
export function smtpSend(address: string, raw: Buffer | string, envelope: { from: string; to: string | string[] }): Promise<SmtpAnswer> {
  return sendRawMail(address, typeof raw === 'string' ? Buffer.from(raw.replace(/\r?\n/g, '\r\n')) : raw, envelope);
}
