import type { Placement } from '../domain/placement.ts';
import type { CaseStore, StoredMessage } from '../ports.ts';

/**
 * The order that loses nothing: head, case, and the message last, since the message is the commit record. Whoever dies
 * in between is delivered again, finds itself in the head, and writes what is missing. `changed`: the head is another one
 * by now, read again and decide again; `duplicate`: a twin of this delivery wrote the message first.
 *
 * Where a thread leaves its case for a new one, all three are written together: a twin may have put the same message into
 * the case before, just before an agent resolved it, and whoever died then would leave the thread in a case that nobody writes.
 */
export async function commit(store: CaseStore, thread: string, placement: Placement, message: StoredMessage): Promise<'stored' | 'duplicate' | 'changed'> {
  const { head, expected, put } = placement;
  if (placement.leaves && head && expected !== null && put) return (await store.openAnew({ thread, head, expected, item: put, message })) ? 'stored' : 'changed';
  if (placement.head && (await store.writeHead(thread, placement.head, placement.expected))) return 'changed';
  if (placement.put) await store.putCase(placement.put);
  if (placement.move) await store.moveCase(placement.caseNumber, placement.move);
  return (await store.putMessage(message)) ? 'stored' : 'duplicate';
}
