import type { ReplyBody } from '../shared/api-shapes/desk.ts';
import type { Keeping } from './drafts.ts';

export const UNDO_MS = 5_000;

/** An answer between the press and the server's word. It stays here, and on this machine, until it is sent or taken back. */
export interface PendingSend {
  number: string;
  body: ReplyBody;
  at: number;
  state: 'waiting' | 'sending' | 'failed' | 'sent';
  /** Of a sent one: the entry that it became. */
  id?: string;
  /** Why it failed: a key, its values, and over which version it may be pressed again. */
  problem: { key: string; values: Record<string, string>; version: string | undefined } | null;
}

interface Deps {
  send: (number: string, body: ReplyBody, leaving: boolean) => Promise<{ id: string }>;
  /** Reads anew what the answer has changed; it is shown from there afterwards. */
  settle: () => Promise<unknown>;
  /** Reads a failure. */
  problemOf: (error: unknown) => NonNullable<PendingSend['problem']>;
  keeping: Keeping;
  now: () => number;
  /** Calls back after so many milliseconds; answers with how to stop that. */
  later: (work: () => void, ms: number) => () => void;
}

const PLACE = 'sends';

/** Answers that leave after five seconds unless somebody takes them back. A second press of the same one sends nothing twice: its key stays. */
export class Outbox {
  #sends: PendingSend[] = [];
  readonly #deps: Deps;
  readonly #timers = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();
  readonly #busy = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
    // What was under way when the page was left may have arrived: it is sent again under its own key.
    const kept = JSON.parse(deps.keeping.getItem(PLACE) ?? '[]') as PendingSend[];
    this.#sends = kept.filter(({ state }) => state !== 'sent');
    for (const { body, state } of this.#sends) if (state !== 'failed') this.#start(body.key, 0);
  }

  all = (): readonly PendingSend[] => this.#sends;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(next: PendingSend[]): void {
    this.#sends = next;
    if (next.length === 0) this.#deps.keeping.removeItem(PLACE);
    else this.#deps.keeping.setItem(PLACE, JSON.stringify(next));
    for (const listener of this.#listeners) listener();
  }

  #start(key: string, ms: number): void {
    this.#timers.set(key, this.#deps.later(() => { void this.#go(key, false); }, ms));
  }

  add(number: string, body: ReplyBody): void {
    this.#change([...this.#sends, { number, body, at: this.#deps.now(), state: 'waiting', problem: null }]);
    this.#start(body.key, UNDO_MS);
  }

  /** Takes it back: what it said, or undefined when it is too late. */
  undo(key: string): PendingSend | undefined {
    const found = this.#sends.find(({ body, state }) => body.key === key && (state === 'waiting' || state === 'failed'));
    if (!found) return undefined;
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    this.#change(this.#sends.filter(({ body }) => body.key !== key));
    return found;
  }

  /** Once more, over the version that the refusal told. */
  async retry(key: string): Promise<void> {
    this.#change(this.#sends.map((one) => (one.body.key === key && one.problem?.version ? { ...one, body: { ...one.body, version: one.problem.version } } : one)));
    await this.#go(key, false);
  }

  /** Everything that failed for this reason, now that it is gone. */
  retryAll(reason: string): void {
    for (const { body, state, problem } of this.#sends) if (state === 'failed' && problem?.key === reason) void this.#go(body.key, false);
  }

  /** The page is being left: what waits goes now. */
  flush(): void {
    for (const { body, state } of this.#sends) if (state === 'waiting') void this.#go(body.key, true);
  }

  async #go(key: string, leaving: boolean): Promise<void> {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    const one = this.#sends.find(({ body }) => body.key === key);
    if (!one || this.#busy.has(key)) return;
    this.#busy.add(key);
    this.#change(this.#sends.map((each) => (each.body.key === key ? { ...each, state: 'sending', problem: null } : each)));
    try {
      const { id } = await this.#deps.send(one.number, one.body, leaving);
      this.#change(this.#sends.map((each) => (each.body.key === key ? { ...each, state: 'sent', id } : each)));
      await this.#deps.settle();
      this.#change(this.#sends.filter(({ body }) => body.key !== key));
    } catch (error) {
      const problem = this.#deps.problemOf(error);
      this.#change(this.#sends.map((each) => (each.body.key === key ? { ...each, state: 'failed', problem } : each)));
      // Whoever may send it all the same sees first what they had not seen.
      if (problem.version) await this.#deps.settle();
    } finally {
      this.#busy.delete(key);
    }
  }
}
