import type { InboundNote } from '../domain/inbound-note.ts';
import type { MailIdentity } from '../ports.ts';
import type { RecordDeps } from './record.ts';

/** Under the id of an item that nobody has seen yet: it was taken back. */
const REMOVED = 'removed';
/** The longest that a platform brings an item again: LinkedIn keeps its notifications so long. */
const KEPT_MS = 60 * 86_400_000;

export const isRemoval = (held: MailIdentity | undefined): boolean => held?.fingerprint === REMOVED;

/** Remembers that an unknown item was removed, so that it is empty if it ever comes. False when it is on its way into the table. */
export async function bury({ store, now }: RecordDeps, { id, thread }: InboundNote): Promise<boolean> {
  return isRemoval(await store.claimIdentity({ key: id, fingerprint: REMOVED, thread: thread ?? '', case: '', own: false, until: now() + KEPT_MS }));
}
