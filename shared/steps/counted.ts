import type { InboundCount } from '../domain/inbound-note.ts';
import { countingName, noteReceipt, receiptOf, sheetsOf } from '../domain/ledger.ts';
import type { Ending, Fact } from '../domain/ledger.ts';
import type { InboundMessage } from '../domain/message.ts';
import type { Log } from '../log.ts';
import type { Clock, Queue } from '../ports.ts';
import type { InboundEntry } from './sheaves.ts';

/** What one delivery, or one fetched page, brought: what goes on the queue, and what is only counted. */
export interface Brought { channel: string; receivedAt: number; entries: InboundEntry[]; noted: Map<string, number> }

/**
 * What a door says of a delivery, beside what it puts on the queue. A message or note alone says it itself when it has
 * ended; of several, each is named before, so that one that never ends is missed.
 */
export function countOf({ channel, receivedAt, entries, noted }: Brought): InboundCount | undefined {
  if (noted.size === 0 && entries.length < 2) return undefined;
  const receipts = entries.flatMap((entry) => ('note' in entry ? noteReceipt(entry) : receiptOf(entry)) ?? []);
  const facts: Fact[] = receipts.map((receipt) => ({ source: channel, at: receivedAt, receipt, is: 'received' }));
  if (noted.size > 0) facts.push({ source: channel, at: receivedAt, counted: countingName(channel, receivedAt, JSON.stringify([...noted]), ...receipts), counts: Object.fromEntries(noted) });
  return { schema: 1, sheets: sheetsOf(facts) };
}

/** That one message has ended otherwise than in the table. */
export function endOf(message: InboundMessage, is: Ending): InboundCount {
  const receipt = receiptOf(message);
  return { schema: 1, sheets: receipt === undefined ? [] : sheetsOf([{ source: message.channel, at: message.receivedAt, receipt, is }]) };
}

const MINUTE = 60_000;

/**
 * Counts what a door refuses: the first at once, then once a minute at most, so that whoever knocks a thousand times costs
 * one write. What was counted when a copy ends is not told: the figure is at least so many.
 */
export function refusals({ channel, counts, now, log }: { channel: string; counts: Queue<InboundCount>; now: Clock; log: Log }): () => Promise<void> {
  let [waiting, toldAt] = [0, 0];
  return async () => {
    waiting++;
    const at = now();
    if (at - toldAt < MINUTE) return;
    const rejected = waiting;
    [waiting, toldAt] = [0, at];
    try {
      await counts.send([{ schema: 1, sheets: sheetsOf([{ source: channel, at, counted: countingName(channel, 'rejected', at), counts: { rejected } }]) }]);
    } catch (error) {
      // Whoever is refused hears so all the same.
      waiting += rejected;
      log('warn', 'refusals.uncounted', { channel, count: rejected, error });
    }
  };
}
