import type { Outcome } from '../shared/api-shapes/desk.ts';
import type { BroadcastTexts } from '../shared/api-shapes/incidents.ts';
import type { Keeping } from './drafts.ts';
import type { PendingSend } from './sending.ts';
import { inSlices, joinedOutcomes } from './slices.ts';

export const BATCH_UNDO_MS = 30_000;
const SAID_MS = 8_000;
const PLACE = 'answers';

/** One text to many cases, between the press and the server's word; it stays on this machine until it is sent or given up. */
export interface Batch {
  key: string;
  numbers: string[];
  text: string;
  /** Of news of an incident: which one, and the words in each language, in place of the text. */
  incident?: string;
  texts?: BroadcastTexts;
  /** What was seen of each case before the press. */
  versions?: Record<string, string>;
  /** How many it reaches, as was said before the press. */
  count: number;
  /** When it leaves. */
  until: number;
  /** `held`: the page was left before it went, and a person decides. `taken`: taken back, and open for writing again. */
  state: 'waiting' | 'held' | 'taken' | 'sending' | 'failed' | 'sent';
  outcome?: Outcome;
  /** Cases that were opened from the outcome: what held their answer was looked at. */
  looked?: string[];
  /** While it is under way: how many were taken care of. */
  gone?: number;
  problem?: NonNullable<PendingSend['problem']>;
}

export interface BatchBody { numbers: string[]; text: string; key: string; versions?: Record<string, string>; incident?: string; texts?: BroadcastTexts }

interface Deps {
  send: (body: BatchBody) => Promise<Outcome>;
  settle: () => Promise<unknown>;
  problemOf: (error: unknown) => NonNullable<PendingSend['problem']>;
  keeping: Keeping;
  now: () => number;
  later: (work: () => void, ms: number) => () => void;
}

const only = (versions: Record<string, string>, numbers: string[]): Record<string, string> => Object.fromEntries(numbers.flatMap((number) => (versions[number] === undefined ? [] : [[number, versions[number]]])));

/** Answers to many, wherever in the console one goes meanwhile. A second try of the same press sends nothing twice: its key stays. */
export class Batches {
  #batches: readonly Batch[];
  readonly #deps: Deps;
  readonly #anyway = new Set<string>();
  readonly #timers = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();

  constructor(deps: Deps) {
    this.#deps = deps;
    const kept = JSON.parse(deps.keeping.getItem(PLACE) ?? '[]') as Batch[];
    // Half a minute to undo cannot be counted while nobody looks: what had not left asks first. What was under way may have arrived, and goes again under its key.
    this.#batches = kept.filter(({ state }) => state !== 'sent').map((one) => (one.state === 'waiting' ? { ...one, state: 'held' } : one));
    for (const { key, state } of this.#batches) if (state === 'sending') this.#start(key, 0);
  }

  all = (): readonly Batch[] => this.#batches;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Is there something that the end of the page would keep from leaving? */
  isPending = (): boolean => this.#batches.some(({ state }) => state === 'waiting' || state === 'sending');

  #change(next: readonly Batch[]): void {
    this.#batches = next;
    if (next.length === 0) this.#deps.keeping.removeItem(PLACE);
    else this.#deps.keeping.setItem(PLACE, JSON.stringify(next));
    for (const listener of this.#listeners) listener();
  }

  #set(key: string, more: Partial<Batch>): void {
    this.#change(this.#batches.map((one) => (one.key === key ? { ...one, ...more } : one)));
  }

  #start(key: string, ms: number): void {
    this.#timers.set(key, this.#deps.later(() => { void this.send(key); }, ms));
  }

  add(batch: Pick<Batch, 'key' | 'numbers' | 'text' | 'count' | 'versions' | 'incident' | 'texts'>): void {
    this.#change([...this.#batches.filter(({ key }) => key !== batch.key), { ...batch, until: this.#deps.now() + BATCH_UNDO_MS, state: 'waiting' }]);
    this.#start(batch.key, BATCH_UNDO_MS);
  }

  /** Back to writing, unless it is under way already. */
  undo(key: string): void {
    const found = this.#batches.find((one) => one.key === key);
    if (!found || found.state === 'sending' || found.state === 'sent') return;
    this.#stop(key);
    this.#set(key, { state: 'taken' });
  }

  /** It is done with. */
  drop(key: string): void {
    this.#stop(key);
    this.#change(this.#batches.filter((one) => one.key !== key));
  }

  #stop(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }

  retryAll(reason: string): void {
    for (const { key, state, problem } of this.#batches) if (state === 'failed' && problem?.key === reason) void this.send(key);
  }

  /** Now: when its time is up, or when somebody presses again. */
  async send(key: string): Promise<void> {
    this.#stop(key);
    const one = this.#batches.find((each) => each.key === key);
    if (!one || one.state === 'taken' || one.state === 'sent') return;
    this.#set(key, { state: 'sending', gone: 0 });
    try {
      // Each slice under the same key: a second try of all of them sends nothing twice.
      this.#said(key, joinedOutcomes(await inSlices(one.numbers, async (numbers) => {
        const outcome = await this.#deps.send({ ...this.#wording(one), numbers, key, ...(one.versions ? { versions: only(one.versions, numbers) } : {}) });
        this.#set(key, { gone: (this.#batches.find((each) => each.key === key)?.gone ?? 0) + numbers.length });
        return outcome;
      })));
    } catch (error) {
      this.#set(key, { state: 'failed', problem: this.#deps.problemOf(error) });
      return;
    }
    await this.#deps.settle();
  }

  #wording({ text, incident, texts }: Batch): Pick<BatchBody, 'text' | 'incident' | 'texts'> {
    return incident === undefined ? { text } : { text, incident, ...(texts ? { texts } : {}) };
  }

  #said(key: string, outcome: Outcome): void {
    this.#set(key, { state: 'sent', outcome });
    if (outcome.refused.length === 0) this.#timers.set(key, this.#deps.later(() => this.drop(key), SAID_MS));
  }

  /** One case of the outcome was opened. */
  look(key: string, number: string): void {
    const one = this.#batches.find((each) => each.key === key);
    if (one) this.#set(key, { looked: [...new Set([...one.looked ?? [], number])] });
  }

  /** To one that was held, over what its refusal named. What has changed once more is held again. */
  async sendAnyway(key: string, number: string): Promise<void> {
    const one = this.#batches.find((each) => each.key === key);
    const version = one?.outcome?.refused.find((each) => each.number === number)?.version;
    const place = `${key} ${number}`;
    if (!one || version === undefined || this.#anyway.has(place)) return;
    this.#anyway.add(place);
    let now: Outcome;
    try {
      now = await this.#deps.send({ ...this.#wording(one), numbers: [number], key, versions: { [number]: version } });
    } catch (error) {
      const { key: why, values } = this.#deps.problemOf(error);
      now = { done: [], refused: [{ number, key: why, values, version }] };
    } finally {
      this.#anyway.delete(place);
    }
    const there = this.#batches.find((each) => each.key === key);
    if (!there?.outcome) return;
    this.#set(key, { looked: (there.looked ?? []).filter((each) => each !== number || now.refused.every((refused) => refused.version === version)) });
    this.#said(key, { done: [...there.outcome.done, ...now.done], refused: there.outcome.refused.flatMap((each) => (each.number === number ? now.refused : [each])) });
    await this.#deps.settle();
  }
}
