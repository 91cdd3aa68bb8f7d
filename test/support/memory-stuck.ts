import { STUCK_QUEUES } from '../../shared/ports/stuck.ts';
import type { Stuck, StuckEntry, StuckQueue } from '../../shared/ports/stuck.ts';

/** What was given up, in memory (test/adapters/stuck.contract.ts). `back`: what went back to its queue. */
export class MemoryStuck implements Stuck {
  entries: StuckEntry[] = [];
  back: { queue: string; body: string }[] = [];
  #inHand = new Set<string>();

  async counts(): Promise<Record<StuckQueue, number>> {
    return Object.fromEntries(STUCK_QUEUES.map((queue) => [queue, this.entries.filter((one) => one.queue === queue).length])) as Record<StuckQueue, number>;
  }

  async list(atMost: number): Promise<StuckEntry[]> {
    return structuredClone(this.entries.toSorted((a, b) => a.since - b.since).slice(0, atMost));
  }

  async take(queue: StuckQueue, id: string, work: (entry: StuckEntry) => Promise<void>): Promise<boolean> {
    const entry = this.entries.find((one) => one.queue === queue && one.id === id);
    if (!entry || this.#inHand.has(id)) return false;
    this.#inHand.add(id);
    try {
      await work(structuredClone(entry));
    } finally {
      this.#inHand.delete(id);
    }
    this.entries = this.entries.filter((one) => one !== entry);
    return true;
  }

  async putBack(queue: 'mail' | 'inbound' | 'outbox', body: string): Promise<void> {
    this.back.push({ queue, body });
  }
}
