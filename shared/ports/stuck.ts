/** Whose work it was that was given up; the two that read the table's stream put aside what they could not do. */
export const STUCK_QUEUES = ['mail', 'inbound', 'outbox', 'tally', 'tell'] as const;
export type StuckQueue = (typeof STUCK_QUEUES)[number];

/** `since`: when it was put on its queue first. `tries`: about so often it was handed out, looking at it included. */
export interface StuckEntry { queue: StuckQueue; id: string; body: string; since: number; tries: number }

/** What lies in the queues of what was given up. */
export interface Stuck {
  /** About how many lie in each. */
  counts(): Promise<Record<StuckQueue, number>>;
  /** The longest waiting first. What somebody else is looking at in this moment is left out. */
  list(atMost: number): Promise<StuckEntry[]>;
  /**
   * Takes one away, once `work` has done what is to be done with it; while it is at work nobody else gets it. False when
   * it is not there (any more). Where `work` throws, it stays.
   */
  take(queue: StuckQueue, id: string, work: (entry: StuckEntry) => Promise<void>): Promise<boolean>;
  /** Puts this on a queue of the journey, as it was. */
  putBack(queue: 'mail' | 'inbound' | 'outbox', body: string): Promise<void>;
}
