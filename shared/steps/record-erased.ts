import { erasedMessage, objectsOf } from '../domain/erasure.ts';
import type { StoredMessage } from '../ports.ts';
import { outcome } from './delivery-outcome.ts';
import type { Job, Known } from './look-around.ts';
import type { Outcome, RecordDeps } from './record.ts';

/** It came before its writer was erased, and lay in a queue meanwhile. What they wrote later is theirs to write. */
export function isOfErased({ writer, message }: Job, { erased }: Known): boolean {
  return writer !== undefined && message.receivedAt <= (erased.get(writer) ?? -1);
}

/** Its key stays, like that of everything erased, and nothing else: no case, no answer. What it left in the bucket goes too. */
export async function recordErased({ store, now, log }: RecordDeps, job: Job, thread: string, known: Known): Promise<Outcome> {
  const { message } = job;
  const at = now();
  // Before the commit record: whoever dies in between comes here again. Another delivery of it has brought an original of its own.
  const objects = objectsOf(message);
  if (objects.length > 0) await store.leaveObjects(message.id, objects, at);
  const place = `${thread}/${message.id}`;
  if (known.messages.has(place)) return { delivery: outcome(job, 'duplicate', at), plan: null, ended: 'duplicate' };
  const stored: StoredMessage = erasedMessage({
    thread, id: message.id, direction: 'in', at: message.at, receivedAt: message.receivedAt, storedAt: at, agent: null, sending: null, message, quarantined: null, relatedTo: null, case: null, threadedBy: null,
    suppressedBecause: 'notACase', plan: null,
  }, at);
  const fresh = await store.putMessage(stored);
  known.messages.set(place, stored);
  log('info', 'message.ofErased', { messageId: message.id, channel: message.channel });
  // Of a mail's delivery nothing is left in the table by which it could be counted.
  return { delivery: outcome(job, fresh ? 'stored' : 'duplicate', at), plan: null, ended: fresh ? 'stored' : 'duplicate' };
}
