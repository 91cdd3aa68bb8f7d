import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';

/** A plain mail as bytes, UTF-8 throughout. */
export function letter(fields: { from: string; subject: string; id: string; text: string; to?: string; headers?: string[] }): string {
  return [
    `From: ${fields.from}`, `To: ${fields.to ?? 'care@company.example'}`, `Subject: ${fields.subject}`, `Message-ID: ${fields.id}`, `Date: ${new Date().toUTCString()}`,
    ...(fields.headers ?? []), 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', fields.text, '',
  ].join('\r\n');
}

/** A sent mail as its reader's program takes it apart. */
export async function read(raw: string): Promise<ParsedMail> {
  return simpleParser(Buffer.from(raw, 'base64'));
}
