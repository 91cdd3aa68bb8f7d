import type { Uploads, UploadsBody } from '../api-shapes/desk.ts';
import { platformOf } from '../channels/index.ts';
import { fileName, filesProblem, fileType } from '../domain/answer-files.ts';
import type { FileLimits, FilesProblem } from '../domain/answer-files.ts';
import { plannedSending } from '../domain/acknowledgement.ts';
import { keyedId } from '../domain/ids.ts';
import type { Attachment } from '../domain/message.ts';
import { replyEntry } from '../domain/outgoing.ts';
import type { Outgoing, ReplyPlan } from '../domain/outgoing.ts';
import { Invalid, NotFound } from '../errors.ts';
import type { AnswerFiles, StoredMessage } from '../ports.ts';
import { messagesOf } from './case-view.ts';
import { fileOf } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { waysOf } from './ways.ts';

/** A file of an answer, by the key that its upload was given. */
export interface GivenFile { key: string; name: string; type?: string | undefined }

/** Whose upload it is, and for which case: under the same key anybody else, and any other case, finds nothing. */
interface Place { number: string; agent: Pick<Agent, 'id'>; key: string }

const PLACE = 0;

// Below the case's own number.
const folderOf = ({ keys }: Pick<DeskDeps, 'keys'>, { number, agent, key }: Place): string => `${number}/${keyedId(keys.id, 'upload', number, agent.id, key)}`;

const refused = ({ key, values }: FilesProblem): Invalid => new Invalid(['files'], key, { key, values });

function requireFiles(files: readonly { name: string; size: number }[], limits: FileLimits | undefined): void {
  const problem = filesProblem(files, limits);
  if (problem) throw refused(problem);
}

function storeOf({ answerFiles }: Pick<DeskDeps, 'answerFiles'>): AnswerFiles {
  if (!answerFiles) throw refused({ key: 'filesNotHere', values: {} });
  return answerFiles.store;
}

/** Leave to upload what is about to be attached. Too much, or what the way does not take, is refused before anything is uploaded. Throws NotFound, Invalid. */
export async function uploadsFor(deps: DeskDeps & { newKey: () => string }, { number, agent, via, files }: UploadsBody & { number: string; agent: Agent }): Promise<Uploads> {
  const store = storeOf(deps);
  const file = await fileOf(deps, number);
  const way = via === 'note' ? undefined : waysOf(await messagesOf(deps, file), file.item, deps.now(), deps.answerFiles?.byMail).find((one) => one.via === via);
  // What colleagues show each other goes nowhere: it may be what a mail may carry.
  const limits = via === 'note' ? deps.answerFiles?.byMail : way?.files && (platformOf(way.channel)?.facts.limits.files ?? deps.answerFiles?.byMail);
  requireFiles(files, limits);
  const wanted = files.filter(({ key }) => key === undefined).map(() => deps.newKey());
  return { uploads: await Promise.all(wanted.map(async (key) => ({ key, ...await store.ticket(folderOf(deps, { number, agent, key }), PLACE, limits!.bytes, deps.now()) }))) };
}

/** How large the file is that has arrived under this key. Throws NotFound. */
export async function uploaded(deps: DeskDeps, place: Place): Promise<{ size: number }> {
  const size = await storeOf(deps).size(folderOf(deps, place), PLACE);
  if (size === undefined) throw new NotFound('no such upload');
  return { size };
}

/**
 * The files of an answer, each where no ticket reaches it any more. All are looked at before any is moved, so that what is
 * refused leaves nothing behind. Throws Invalid.
 */
export async function attached(deps: DeskDeps, { number, agent, files }: { number: string; agent: Agent; files: readonly GivenFile[] }, limits: FileLimits | undefined): Promise<Attachment[]> {
  if (files.length === 0) return [];
  const store = storeOf(deps);
  const named = files.map(({ key, name, type }) => ({ folder: folderOf(deps, { number, agent, key }), name: fileName(name), type: fileType(type ?? '') }));
  requireFiles(named.map(({ name }) => ({ name, size: 0 })), limits);
  const missing = (name: string): Invalid => refused({ key: 'fileMissing', values: { file: name } });
  const sizes = await Promise.all(named.map(async ({ folder, name }) => {
    const size = await store.size(folder, PLACE);
    if (size === undefined) throw missing(name);
    return { name, size };
  }));
  requireFiles(sizes, limits);
  return Promise.all(named.map(async ({ folder, name, type }, place) => {
    const kept = await store.keep(folder, PLACE);
    // Changed between the two looks: it is no longer what was measured.
    if (!kept || kept.size !== sizes[place]!.size) throw missing(name);
    return { name, type, size: kept.size, key: kept.key, contentId: null, inline: false };
  }));
}

const furtherId = ({ keys }: Pick<DeskDeps, 'keys'>, answer: string, place: number): string => keyedId(keys.id, 'reply-file', answer, String(place));

/** Where each file is a message of its own: these, after the answer's words, each with an outbox entry and a state of its own. */
export function furtherMessages(deps: Pick<DeskDeps, 'keys'>, answer: StoredMessage, files: readonly Attachment[]): (StoredMessage & { plan: Outgoing })[] {
  const { plan: said } = answer;
  if (said?.kind !== 'reply') throw new Error('only an answer has further messages');
  return files.map((file, place) => {
    const id = furtherId(deps, answer.id, place);
    const at = answer.at + place + 1;
    const plan = replyEntry(deps.keys.id, { channel: said.channel, thread: said.thread, messageId: id, plannedAt: at, plan: { ...said.plan, text: '', files: plannedFiles([file]) } });
    return { ...answer, id, at, receivedAt: at, storedAt: at, sending: plannedSending(plan.id, at, plan.words), plan, message: { ...answer.message, id, deliveryId: plan.id, at, receivedAt: at, text: '', replyText: '', attachments: [file] } };
  });
}

/** As they go on the outbox. */
export const plannedFiles = (files: readonly Attachment[]): NonNullable<ReplyPlan['files']> => files.map(({ key, name, type, size }) => ({ key: key!, name: name!, type, size }));

/** Those of an answer that was stored before. */
export function furtherOf(deps: Pick<DeskDeps, 'keys'>, answer: StoredMessage, messages: readonly StoredMessage[]): StoredMessage[] {
  const found: StoredMessage[] = [];
  for (let next = answer as StoredMessage | undefined; next;) {
    next = messages.find(({ id }) => id === furtherId(deps, answer.id, found.length));
    if (next) found.push(next);
  }
  return found;
}

/** One key is one answer: with other files it would be another. What was erased meanwhile is not compared. Throws Invalid. */
export function requireSameFiles(stored: readonly Pick<StoredMessage, 'message'>[], files: readonly GivenFile[] = []): void {
  if (stored[0]?.message.text === '' || JSON.stringify(stored.flatMap(({ message }) => message.attachments.map(({ name }) => name))) === JSON.stringify(files.map(({ name }) => fileName(name)))) return;
  throw new Invalid(['key'], 'the key has been used for other files', { key: 'keyUsed' });
}
