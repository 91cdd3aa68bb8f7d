import type { FileLimits } from '../domain/answer-files.ts';
import type { Case, Head } from '../domain/case.ts';
import { keyedId } from '../domain/ids.ts';
import { checkVersion, versionParts, versionOf } from '../domain/lifecycle.ts';
import type { Actor, FieldChange } from '../domain/lifecycle.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { Conflict, NotFound, Stale } from '../errors.ts';
import type { CaseEvent, CaseFile, DeskStore, HeadWrite } from '../ports/desk.ts';
import type { References } from '../ports/references.ts';
import type { AnswerFiles, Clock, Queue, ReadSettings, StoredMessage } from '../ports.ts';
import { matterOf, wholeFile } from './merged-people.ts';

export interface DeskDeps {
  store: DeskStore;
  outbox: Queue<Outgoing>;
  settings: ReadSettings;
  keys: { id: string };
  nextNumber: () => Promise<string>;
  /** Do this agent's public answers wait for somebody else's approval? Without it nobody's do. */
  waits?: (agent: string) => Promise<boolean>;
  /** Without it nobody is led to the form. */
  references?: Pick<References, 'offer'>;
  /** Where the files of answers lie, and which of them a mail takes; without it nothing is attached. */
  answerFiles?: { store: AnswerFiles; byMail: FileLimits };
  now: Clock;
}

/** Who acts: an agent's id, the name that customers read, and what they may. */
export interface Agent { id: string; name: string; actor?: Actor }

/** The product itself, where it acts by a timer. */
export const SYSTEM: Agent = { id: 'system', name: '', actor: 'system' };

const TRIES = 4;

/** Does the work again on what is there now, when somebody was faster. Work that must not is refused by its own look at the version. */
export async function untilItStands<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Conflict) || tries === TRIES) throw error;
    }
  }
}

export async function fileOf({ store }: { store: Pick<DeskStore, 'file'> }, number: string): Promise<CaseFile & { whole: ReadonlySet<string> }> {
  const file = await store.file(number);
  if (!file) throw new NotFound(`case ${number}`);
  return wholeFile({ store }, file);
}

/** The same of what has become of it: itself, or the case that it was merged into at last. */
export async function lastFileOf(deps: { store: Pick<DeskStore, 'file'> }, number: string): Promise<CaseFile & { whole: ReadonlySet<string> }> {
  const file = await fileOf(deps, number);
  const matter = file.item.mergedInto === null ? file : await matterOf(deps, file);
  if (!matter) throw new NotFound(`what case ${number} was merged into`);
  return matter === file ? file : wholeFile(deps, matter);
}

export interface ReadThread { thread: string; head: Head | undefined; messages: StoredMessage[] }

export async function threadsOf({ store }: Pick<DeskDeps, 'store'>, item: Case): Promise<ReadThread[]> {
  return Promise.all(item.threads.map(async (thread) => ({ thread, ...(await store.thread(thread)) })));
}

/** The heads that speak of this case, each changed alike, its version raised. A thread that has moved on to a newer case stays with that one. */
export function changedHeads(item: Case, threads: Pick<ReadThread, 'thread' | 'head'>[], change: (head: Head) => Partial<Head>): HeadWrite[] {
  return threads.flatMap(({ thread, head }) => (head?.case === item.number ? [{ thread, expected: head.v, head: { ...head, ...change(head), v: head.v + 1 } }] : []));
}

/** Which act of the case comes next. */
export const nextAct = (item: Case): number => (item.acts ?? 0) + 1;

/** An event's id follows from the act, so that the same act can be no two events. */
export function eventId(keys: DeskDeps['keys'], item: Case, what: string): string {
  return keyedId(keys.id, 'event', item.number, String(item.acts ?? 0), what);
}

const FIELDS_OF: Record<string, FieldChange['field'][]> = {
  assigned: ['assignee'], unassigned: ['assignee'], team: ['team'], priority: ['priority'], topic: ['topic'], tags: ['tags'], merged: ['mergedInto', 'status'], unmerged: ['mergedInto', 'status'],
};

/** What was done to a case since a version was read, by its events, the latest first. */
export function unseenEvents({ item, events }: Pick<CaseFile, 'item' | 'events'>, version: string): CaseEvent[] {
  const seen = versionParts(version).acts;
  return (item.acts ?? 0) <= seen ? [] : events.filter(({ act }) => act !== undefined && act > (Number.isInteger(seen) ? seen : 0)).toReversed();
}

/**
 * An edit holds over the version it was made on. What only messages have changed since is no reason to refuse one that
 * has nothing to do with them: `touches` says that it has. Tags are written all at once: over a colleague's, none, and only
 * tags. `heard`: what the customer has said by now, where that was read.
 */
export function requireVersion(file: CaseFile, version: string | undefined, touches: { status: boolean; tags?: boolean }, heard?: string): void {
  if (version === undefined) return;
  const check = checkVersion(file.item, version);
  const seen = versionParts(version);
  const more = heard !== undefined && seen.heard !== undefined && seen.heard !== heard;
  if (check.ok && !more) return;
  const unseen = unseenEvents(file, version);
  const moved = more || versionParts(versionOf(file.item)).heads !== seen.heads;
  const fields = unseen.length === 0 ? ['status' as const] : [...new Set(unseen.flatMap((event) => [...(FIELDS_OF[event.what] ?? []), ...(event.to === undefined ? [] : ['status' as const])]))].filter((field) => touches.tags || field !== 'tags');
  // Messages have nothing to do with labels, and a colleague's note with nothing.
  if ((unseen.length === 0 || fields.length === 0) && (!moved || !touches.status)) return;
  const wrote = (unseen.length === 0 || fields.length === 0) && (file.item.unansweredSince ?? null) !== null;
  const changed = fields.map((field) => ({ field, now: field === 'tags' ? (file.item.tags ?? []).join(', ') : file.item[field] ?? null }));
  throw new Stale(versionOf(file.item, heard ?? seen.heard), changed, wrote ? 'wroteMeanwhile' : undefined);
}
