import { factOf, sheetsOf } from '../domain/ledger.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, StoredMessage } from '../ports.ts';

const DAY = 86_400_000;
/** Older books are not kept either. */
const KEPT_DAYS = 35;

/**
 * Enters every message again: stored, filtered, released. What came twice, was only noted or was refused lies nowhere else,
 * and stays as it is. Done twice, it changes nothing more. Answers with how many were entered.
 */
export async function rebuildBooks({ ledger, now }: { ledger: Pick<Ledger, 'add' | 'bind'>; now: Clock }, messages: StoredMessage[]): Promise<number> {
  const from = now() - KEPT_DAYS * DAY;
  const facts = messages.flatMap((message) => (message.receivedAt < from ? [] : factOf(message) ?? []));
  await ledger.add(sheetsOf(facts));
  for (let at = from; at <= now() + DAY; at += DAY) await ledger.bind(at);
  return facts.length;
}
