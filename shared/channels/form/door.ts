import * as z from 'zod';
import { addressKey, isBeyondAscii, wireAddress } from '../../domain/addresses.ts';
import { keyedId } from '../../domain/ids.ts';
import { languageOf } from '../../domain/language.ts';
import { REFERENCE } from '../../domain/reference.ts';
import { Language } from '../../domain/message.ts';
import type { Attachment, InboundMessage, Reserved } from '../../domain/message.ts';
import type { Reservation } from '../../domain/reservation.ts';
import { clip, oneLine } from '../../domain/subject.ts';
import { facts } from './facts.ts';
import type { FormSettings } from './facts.ts';

/** A page gives each submission its own id, so that pressing twice, or again after a broken line, stays one message. */
export const SubmissionId = z.string().regex(/^[\w-]{22,64}$/);

const Typed = z.string().max(200_000).default('');
const NamedFileShape = z.object({
  /** Where it stood in the list that the uploads were asked for with. */
  place: z.number().int().min(0).max(99),
  name: z.string().max(1000),
  type: z.string().max(200).default(''),
});
export type NamedFile = z.infer<typeof NamedFileShape>;
export const FileNames = z.array(NamedFileShape).max(100).default([]);
const Posted = z.object({
  submission: SubmissionId, lang: Language.catch('en').default('en'), name: Typed, email: Typed, subject: Typed, text: Typed,
  // Nobody sees this field; only what fills in every field fills it in.
  website: Typed, ref: Typed, files: FileNames,
});

/** What a visitor has sent, tidied. */
export interface Submission {
  submission: string;
  language: Language;
  name: string | null;
  email: string;
  subject: string;
  text: string;
  files: NamedFile[];
  /** A machine filled in what no person sees. */
  robot: boolean;
  /** The reference that led here. */
  reference?: string;
}

/** What is wrong with a submission: the key of the words for it, and what these need. */
export interface Complaint { key: 'badRequest' | 'emailMissing' | 'emailInvalid' | 'textMissing' | 'textTooLong' | 'tooManyFiles' | 'fileTooLarge' | 'fileMissing'; values: Record<string, string> }

const complaint = (key: Complaint['key'], values: Record<string, string> = {}): Complaint => ({ key, values });

// Line ends as everywhere; controls mean nothing in what a person typed.
export const tidy = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '').trim();

/** The fields of a body, whether the page's script sent it (JSON) or the browser by itself (a form). Undefined when it is neither. */
export function fieldsOf(body: Buffer, contentType: string): Record<string, unknown> | undefined {
  const text = body.toString('utf8');
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Record<string, unknown> : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is wrong with the list of files that came along. */
export function filesProblem(files: NamedFile[], settings: FormSettings): Complaint | undefined {
  if (files.length > settings.files) return complaint('tooManyFiles', { max: String(settings.files) });
  const places = new Set(files.map(({ place }) => place));
  return places.size < files.length || files.some(({ place }) => place >= settings.files) ? complaint('badRequest', { fields: 'files' }) : undefined;
}

/** What the fields say, or what is wrong with them. `ownAddresses`: to these no confirmation can go. */
export function readSubmission(fields: Record<string, unknown>, settings: FormSettings, ownAddresses: readonly string[]): { submission: Submission } | { complaint: Complaint } {
  const posted = Posted.safeParse(fields);
  if (!posted.success) return { complaint: complaint('badRequest', { fields: [...new Set(posted.error.issues.map(({ path }) => path.join('.')))].join(', ') }) };
  const { submission, lang: language, files, website, ref } = posted.data;
  const email = posted.data.email.trim();
  const text = tidy(posted.data.text);
  if (email === '') return { complaint: complaint('emailMissing') };
  const domain = email.slice(email.lastIndexOf('@') + 1);
  // A browser's own field takes no letters beyond ASCII before the @ either.
  if (wireAddress(email) === undefined || isBeyondAscii(email) || !domain.includes('.') || ownAddresses.includes(addressKey(email).replace(/\+[^@]*@/, '@'))) return { complaint: complaint('emailInvalid') };
  if (text === '') return { complaint: complaint('textMissing') };
  if ([...text].length > settings.textCharacters) return { complaint: complaint('textTooLong', { max: String(settings.textCharacters) }) };
  const problem = filesProblem(files, settings);
  if (problem) return { complaint: problem };
  return {
    submission: {
      submission, language, email: addressKey(email), text, files, robot: website.trim() !== '', ...(REFERENCE.test(ref) ? { reference: ref } : {}),
      name: clip(oneLine(posted.data.name), 100) || null, subject: clip(oneLine(posted.data.subject), 200),
    },
  };
}

const UploadRequest = z.object({ submission: SubmissionId, files: z.array(z.object({ name: z.string().max(1000), size: z.number().int().min(0) })).min(1).max(100) });

/** Which files a visitor is about to send, or what is wrong with them. */
export function readUploads(fields: Record<string, unknown>, settings: FormSettings): { submission: string; count: number } | { complaint: Complaint } {
  const asked = UploadRequest.safeParse(fields);
  if (!asked.success) return { complaint: complaint('badRequest', { fields: [...new Set(asked.error.issues.map(({ path }) => path.join('.')))].join(', ') }) };
  const { submission, files } = asked.data;
  if (files.length > settings.files) return { complaint: complaint('tooManyFiles', { max: String(settings.files) }) };
  const tooLarge = files.find(({ size }) => size > settings.fileBytes);
  if (tooLarge) return { complaint: complaint('fileTooLarge', { file: clip(oneLine(tooLarge.name), 100), max: String(Math.floor(settings.fileBytes / (1024 * 1024))) }) };
  return { submission, count: files.length };
}

/** The thread that a submission and everything sent under its id belong to. */
export function reservationKey(idKey: string, { submission, robot }: Pick<Submission, 'submission' | 'robot'>): string {
  return keyedId(idKey, facts.name, 'submission', submission, robot ? 'robot' : '');
}

/** A submission in the form that every step knows. The same words under the same id are the same message; other words join its case. */
export function toInbound(given: Submission, attachments: Attachment[], reserved: Reservation, { inbox, idKey, receivedAt, mayMail, led }: { inbox: string; idKey: string; receivedAt: number; mayMail: boolean; led?: Pick<Reserved, 'joins' | 'relatedTo'> }): InboundMessage {
  const key = reservationKey(idKey, given);
  const { email, name, subject, text, files, robot } = given;
  const id = keyedId(idKey, facts.name, key, JSON.stringify([email, name, subject, text, files]));
  return {
    schema: 1, id, channel: facts.name, inbox, deliveryId: key, visibility: 'private',
    // What waits to be released is looked for in a thread of its own.
    ...(robot ? {} : { conversation: key }),
    at: receivedAt, receivedAt, author: { id: email, name }, subject, text, textKey: null, replyText: text, htmlKey: null,
    language: languageOf(`${subject}\n${text}`, given.language), attachments, raw: { key: '', size: Buffer.byteLength(text) },
    sender: robot ? { machine: 'spam', evidence: ['filled in a field that nobody sees'] } : { machine: null, evidence: [] },
    repairs: [], mail: null,
    reserved: { caseNumber: reserved.caseNumber, dueAt: reserved.dueAt, hold: mayMail ? null : 'capUnauthenticated', ...led },
  };
}
