import * as z from 'zod';
import { keyedId } from '../../domain/ids.ts';
import { languageOf } from '../../domain/language.ts';
import type { Attachment, InboundMessage, Language } from '../../domain/message.ts';
import { FileNames, SubmissionId, filesProblem, tidy } from './door.ts';
import type { Complaint, NamedFile } from './door.ts';
import { facts } from './facts.ts';
import type { FormSettings } from './facts.ts';

const Posted = z.object({ submission: SubmissionId, text: z.string().max(200_000).default(''), files: FileNames });

/** What somebody adds to their case on its status page, tidied. */
export interface Details { submission: string; text: string; files: NamedFile[] }

/** What the fields say, or what is wrong with them. `mayBeEmpty`: pressing the button says enough. */
export function readDetails(fields: Record<string, unknown>, settings: FormSettings, mayBeEmpty = false): { details: Details } | { complaint: Complaint } {
  const posted = Posted.safeParse(fields);
  if (!posted.success) return { complaint: { key: 'badRequest', values: { fields: [...new Set(posted.error.issues.map(({ path }) => path.join('.')))].join(', ') } } };
  const { submission, files } = posted.data;
  const text = tidy(posted.data.text);
  if (text === '' && !mayBeEmpty) return { complaint: { key: 'textMissing', values: {} } };
  if ([...text].length > settings.textCharacters) return { complaint: { key: 'textTooLong', values: { max: String(settings.textCharacters) } } };
  const problem = filesProblem(files, settings);
  return problem ? { complaint: problem } : { details: { submission, text, files } };
}

/** Of whom, on which thread of which case, and by which channel its customer is answered there. */
export interface OnCase { caseNumber: string; channel: string; thread: string; subject: string; language: Language; author: { id: string; name: string | null } }

/** The id of what is added: pressed twice it is one message, with other words another. */
export function detailsId(idKey: string, caseNumber: string, { submission, text, files }: Details): string {
  return keyedId(idKey, facts.name, 'details', caseNumber, submission, JSON.stringify([text, files]));
}

/** Added details in the form that every step knows: on the case's own thread, and marked by the door that they came through. */
export function detailsToInbound(details: Details, attachments: Attachment[], on: OnCase, { inbox, idKey, receivedAt }: { inbox: string; idKey: string; receivedAt: number }): InboundMessage {
  const { text } = details;
  return {
    schema: 1, id: detailsId(idKey, on.caseNumber, details), channel: on.channel, inbox, deliveryId: keyedId(idKey, facts.name, 'details', details.submission), visibility: 'private', conversation: on.thread,
    at: receivedAt, receivedAt, author: on.author, subject: on.subject, text, textKey: null, replyText: text, htmlKey: null, language: languageOf(text, on.language), attachments,
    raw: { key: '', size: Buffer.byteLength(text) }, sender: { machine: null, evidence: [] }, repairs: [], mail: null, by: 'statusPage',
  };
}
