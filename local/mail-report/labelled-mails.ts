import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What is known of one mail of a labelled folder: who wrote it, and where somebody looked, what it says. */
export const Label = z.object({
  id: z.string().regex(/^[\w.=+-]{1,200}$/),
  corpus: z.string(),
  class: z.enum(['human', 'bounce', 'autoreply', 'feedback', 'list', 'noreply', 'unlabelled']),
  envelopeFrom: z.string().nullish(),
  expected: z.object({
    from: z.string().nullish(),
    subject: z.string().nullish(),
    text: z.string().nullish(),
    /** `html`: the mail has no plain text, so that words are compared and not how they are laid out. */
    textKind: z.string().nullish(),
    attachments: z.array(z.string().nullable()).nullish(),
    reply: z.string().nullish(),
    replyAlso: z.array(z.string()).nullish(),
    stripRe: z.boolean().nullish(),
  }).nullish(),
});
export type Label = z.infer<typeof Label>;

export interface LabelledMail { label: Label; raw: Buffer }

/** The folder is not one that can be measured; the message says what is missing and where. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable';
}

function readLabel(line: string, number: number, file: string): Label {
  try {
    const read = Label.safeParse(JSON.parse(line));
    if (read.success) return read.data;
    throw new FolderUnusable(`${file}, line ${number}: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FolderUnusable(`${file}, line ${number} is not JSON`, { cause: error });
  }
}

// As the SMTP door hands mails on: lines end in CRLF, and none is empty before the first header.
function asTransported(raw: Buffer): Buffer {
  return Buffer.from(raw.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n').replace(/^(?:\r\n)+/, ''), 'latin1');
}

/** The mails of a folder with `labels.jsonl` and `mails/<id>.eml`, as a mail server hands them on. Throws FolderUnusable. */
export function readLabelledMails(directory: string): LabelledMail[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) throw new FolderUnusable(`there is no folder ${directory}`);
  const file = join(directory, 'labels.jsonl');
  if (!existsSync(file)) throw new FolderUnusable(`${directory} holds no labels.jsonl`);
  const lines = readFileSync(file, 'utf8').split('\n').map((line, at) => ({ line, number: at + 1 })).filter(({ line }) => line.trim());
  if (lines.length === 0) throw new FolderUnusable(`${file} labels no mail`);
  return lines.map(({ line, number }) => {
    const label = readLabel(line, number, file);
    const path = join(directory, 'mails', `${label.id}.eml`);
    if (!existsSync(path)) throw new FolderUnusable(`${file}, line ${number}: ${path} is missing`);
    return { label, raw: asTransported(readFileSync(path)) };
  });
}
