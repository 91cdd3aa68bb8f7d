import { createHash } from 'node:crypto';
import { isShownOn } from './case-merge.ts';
import type { Case, Head } from './case.ts';

type ReadHead = { thread: string; head: Head | undefined };
interface Said { id: string; thread: string; case: string | null; of?: string; direction: 'in' | 'out'; agent: string | null; storedAt: number; revised?: { at: number } }
/** `whole`: the numbers of the case and of all that is merged into it; without it the case alone. */
interface On { item: Pick<Case, 'number' | 'threads'>; whole?: ReadonlySet<string> }

/** What stands on a case and was not written here: by its customer, or for us in the platform's own tool. The latest last. */
export function saidFromOutside<M extends Said>({ item, whole = new Set([item.number]) }: On, messages: M[]): M[] {
  return messages.filter((message) => (message.direction === 'in' || message.agent === null) && isShownOn(item, message, whole)).sort((a, b) => a.storedAt - b.storedAt);
}

/**
 * Stands for all of that in a version: other words, or other words of the same message, are another. The heads are in it
 * because a head is written before its message: who reads between the two has not seen it.
 */
export function heardOf(on: On, threads: (ReadHead & { messages: Said[] })[]): string {
  const said = saidFromOutside(on, threads.flatMap(({ messages }) => messages)).map(({ id, revised }) => `${id} ${revised?.at ?? ''}`).sort();
  return digest([said, headsOf(on.item, threads)]);
}

const IN_LIST = 'list-';

/** The same, as far as a list has it, which reads no threads: by their heads alone. */
export const heardInList = (item: Case, heads: ReadHead[]): string => `${IN_LIST}${digest(headsOf(item, heads))}`;

/** Does this come from a list? */
export const isFromList = (heard: string): boolean => heard.startsWith(IN_LIST);

const headsOf = (item: Pick<Case, 'number'>, heads: ReadHead[]): string[] => heads.flatMap(({ thread, head }) => (head?.case === item.number ? [`${thread} ${head.lastInAt}`] : [])).sort();
const digest = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('base64url').slice(0, 12);

