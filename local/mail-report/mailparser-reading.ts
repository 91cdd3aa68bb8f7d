import { simpleParser } from 'mailparser';
import type { Reading } from './compare.ts';

const NOTHING: Reading = { from: '', subject: '', text: '', replyText: '', attachments: [] };

/** What mailparser alone makes of a mail; nothing where it refuses it. */
export async function readByMailparser(raw: Buffer): Promise<Reading> {
  try {
    const read = await simpleParser(raw);
    const text = read.text ?? '';
    return { from: read.from?.value[0]?.address ?? '', subject: read.subject ?? '', text, replyText: text, attachments: read.attachments.map(({ filename }) => filename ?? null) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return NOTHING;
  }
}
