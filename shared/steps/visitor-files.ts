import type { Complaint, NamedFile } from '../channels/form/door.ts';
import type { FormSettings } from '../channels/form/facts.ts';
import type { Attachment } from '../domain/message.ts';
import type { FormFiles, UploadTicket } from '../ports.ts';

/** Files come before what names them, by themselves: they are moved to where nobody can change them any more. */
export async function keepFiles(kept: FormFiles, { submission, files }: { submission: string; files: NamedFile[] }, limits: FormSettings): Promise<{ attachments: Attachment[] } | { trouble: Complaint }> {
  const attachments: Attachment[] = [];
  for (const { place, name, type } of files) {
    const shown = name.trim() === '' ? String(place + 1) : name.trim();
    const found = await kept.keep(submission, place);
    if (!found) return { trouble: { key: 'fileMissing', values: { file: shown.slice(0, 100) } } };
    if (found.size > limits.fileBytes) return { trouble: { key: 'fileTooLarge', values: { file: shown.slice(0, 100), max: String(Math.floor(limits.fileBytes / (1024 * 1024))) } } };
    attachments.push({ name: shown.slice(0, 255), type: type || 'application/octet-stream', size: found.size, key: found.key, contentId: null, inline: false });
  }
  return { attachments };
}

/** Leave to send so many files, each into a place of its own, held to its size by the bucket. */
export async function ticketsFor(files: FormFiles, { submission, count }: { submission: string; count: number }, limits: FormSettings, now: number): Promise<UploadTicket[]> {
  return Promise.all(Array.from({ length: count }, async (_, place) => files.ticket(submission, place, limits.fileBytes, now)));
}
