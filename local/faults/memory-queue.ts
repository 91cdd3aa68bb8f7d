import type { Queue } from '../../shared/ports.ts';
import type { seeded } from './seeded.ts';

/** One receipt of an entry; `attempt` counts from 1. */
export interface Receipt { id: number; body: string; attempt: number }

/** A queue in memory: at least once, in no order. Received, an entry hides itself; it is gone once it is removed. */
export class MemoryQueue implements Queue<unknown> {
  readonly name: string;
  readonly entries = new Map<number, { body: string; visibleAt: number; receives: number }>();
  /** For so long an entry hides itself once it was received. */
  visibilityMs = 360_000;
  readonly #now: () => number;
  #last = 0;

  constructor(name: string, now: () => number) {
    this.name = name;
    this.#now = now;
  }

  async send(entries: unknown[], { delaySeconds = 0 }: { delaySeconds?: number } = {}): Promise<void> {
    for (const entry of entries) this.put(JSON.stringify(entry), this.#now() + delaySeconds * 1000);
  }

  put(body: string, visibleAt: number): void {
    this.entries.set(++this.#last, { body, visibleAt, receives: 0 });
  }

  /** When the next entry can be received; undefined: none is there. */
  next(): number | undefined {
    return this.entries.size === 0 ? undefined : Math.min(...[...this.entries.values()].map(({ visibleAt }) => visibleAt));
  }

  /** Up to so many of the visible ones, whichever; a share of them stays visible, so that it is delivered twice. */
  receive(most: number, dice: ReturnType<typeof seeded>, twice: number): Receipt[] {
    const now = this.#now();
    const visible = [...this.entries].filter(([, { visibleAt }]) => visibleAt <= now).map(([id]) => id);
    const receipts: Receipt[] = [];
    while (receipts.length < most && visible.length > 0) {
      const [id] = visible.splice(dice.below(visible.length), 1);
      const entry = this.entries.get(id!)!;
      entry.receives++;
      if (twice === 0 || !dice.chance(twice)) entry.visibleAt = now + this.visibilityMs;
      receipts.push({ id: id!, body: entry.body, attempt: entry.receives });
    }
    return receipts;
  }

  async remove(ids: number[]): Promise<void> {
    for (const id of ids) this.entries.delete(id);
  }

  async hide(id: number, seconds: number): Promise<void> {
    const entry = this.entries.get(id);
    if (entry) entry.visibleAt = this.#now() + seconds * 1000;
  }
}
