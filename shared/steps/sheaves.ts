import type { InboundCount, InboundNote } from '../domain/inbound-note.ts';
import type { InboundMessage } from '../domain/message.ts';

/** What a door has for the queue `inbound`. */
export type InboundEntry = InboundMessage | InboundNote;
/** What lies there: one entry, or some messages that came in one delivery; and what is counted of it. */
export type Sheaf = InboundEntry | InboundMessage[] | InboundCount;

/** So many take one call, each by itself; only beyond them is anything bound together. */
const ONE_CALL = 10;
const TOGETHER = 10;
/** Characters of text and original: far below what a queue takes, also when each becomes an escape of six. */
const CHARACTERS = 30_000;

// What may have to come again after a while comes alone: notes overtake what they are about, and what we wrote may be an echo.
const comesOnce = (entry: InboundEntry): entry is InboundMessage => !('note' in entry) && !entry.platform?.ours;

/**
 * A thousand updates in one delivery would be a hundred calls to the queue, and its platform gives up after seconds. They
 * come again together when one of them fails: the others are known by then.
 */
export function sheavesOf(entries: InboundEntry[]): Exclude<Sheaf, InboundCount>[] {
  if (entries.length <= ONE_CALL) return entries;
  const made: InboundMessage[][] = [];
  let characters = Infinity;
  for (const message of entries.filter(comesOnce)) {
    const size = message.text.length + (message.platform?.raw.length ?? 0);
    if (characters + size > CHARACTERS || made.at(-1)!.length === TOGETHER) {
      made.push([]);
      characters = 0;
    }
    made.at(-1)!.push(message);
    characters += size;
  }
  return [...made.map((sheaf) => (sheaf.length === 1 ? sheaf[0]! : sheaf)), ...entries.filter((entry) => !comesOnce(entry))];
}
