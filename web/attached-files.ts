import type { AnswerFile, Uploads, UploadsBody } from '../shared/api-shapes/desk.ts';
import type { Keeping } from './drafts.ts';

type Ticket = Uploads['uploads'][number];
type Bytes = Blob & { name: string };
export interface FileTrouble { key: string; values: Record<string, string> }

/** A file beside the answer that is being written. It is uploaded as soon as it is chosen. */
export interface Attached {
  id: string;
  name: string;
  size: number;
  type: string;
  state: 'uploading' | 'there' | 'failed';
  /** Of a hundred parts, how many are sent; null while nobody knows. */
  percent: number | null;
  /** By which the API knows it, once it has arrived. */
  key: string | null;
  problem: FileTrouble | null;
  /** Whether its bytes are still at hand, to be sent once more. */
  again: boolean;
}

interface Deps {
  ask: (number: string, body: UploadsBody) => Promise<Uploads>;
  /** Puts the bytes where the ticket leads. Whether they have arrived, nobody says there. */
  put: (ticket: Ticket, bytes: Bytes, signal: AbortSignal, sent: (share: number) => void) => Promise<void>;
  /** How large what has arrived is; null: nothing has. */
  sizeOf: (number: string, key: string) => Promise<number | null>;
  problemOf: (error: unknown) => FileTrouble;
  newId: () => string;
  keeping: Keeping;
}

const NONE: readonly Attached[] = [];
const PREFIX = 'files:';
const NOT_ARRIVED: FileTrouble = { key: 'uploadFailed', values: {} };

/** The files of every answer that is being written, by case. What has arrived is kept on this machine as the words are. */
export class AttachedFiles {
  readonly #deps: Deps;
  readonly #lists = new Map<string, readonly Attached[]>();
  readonly #bytes = new Map<string, { bytes: Bytes; stop: AbortController }>();
  readonly #asking = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<() => void>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  all(number: string): readonly Attached[] {
    const there = this.#lists.get(number);
    if (there) return there;
    const kept = JSON.parse(this.#deps.keeping.getItem(PREFIX + number) ?? '[]') as AnswerFile[];
    this.#lists.set(number, NONE);
    if (kept.length > 0) this.#lists.set(number, this.#checked(number, kept));
    return this.#lists.get(number)!;
  }

  // The bucket forgets after a day what no answer has named.
  #checked(number: string, files: readonly AnswerFile[]): Attached[] {
    const list = files.map(({ key, name, type = '', size = 0 }): Attached => ({ id: this.#deps.newId(), key, name, type, size, state: 'there', percent: null, problem: null, again: false }));
    for (const { id, key, size } of list) void this.#arrived(number, id, key!, size);
    return list;
  }

  #change(number: string, next: readonly Attached[]): void {
    this.#lists.set(number, next.length === 0 ? NONE : next);
    const kept = next.flatMap(({ key, name, type, size, state }): AnswerFile[] => (state === 'there' && key !== null ? [{ key, name, type, size }] : []));
    if (kept.length === 0) this.#deps.keeping.removeItem(PREFIX + number);
    else this.#deps.keeping.setItem(PREFIX + number, JSON.stringify(kept));
    for (const listener of this.#listeners) listener();
  }

  #set(number: string, id: string, change: Partial<Attached>): void {
    if (this.all(number).some((one) => one.id === id)) this.#change(number, this.all(number).map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  /** Uploads these, each beside those before it: what is too much is refused before anything of it is sent. */
  add(number: string, via: UploadsBody['via'], files: readonly Bytes[]): void {
    const added = files.map((bytes): Attached => {
      const id = this.#deps.newId();
      this.#bytes.set(id, { bytes, stop: new AbortController() });
      return { id, name: bytes.name, size: bytes.size, type: bytes.type, state: 'uploading', percent: null, key: null, problem: null, again: true };
    });
    this.#change(number, [...this.all(number), ...added]);
    for (const { id } of added) this.#begin(number, via, id);
  }

  retry(number: string, via: UploadsBody['via'], id: string): void {
    this.#set(number, id, { state: 'uploading', percent: null, key: null, problem: null });
    this.#begin(number, via, id);
  }

  // One is asked for after the other, so that each is weighed with those before it.
  #begin(number: string, via: UploadsBody['via'], id: string): void {
    const turn = (this.#asking.get(number) ?? Promise.resolve()).then(async () => this.#ask(number, via, id));
    this.#asking.set(number, turn);
    void turn.then(async (ticket) => (ticket ? this.#put(number, id, ticket) : undefined));
  }

  async #ask(number: string, via: UploadsBody['via'], id: string): Promise<Ticket | undefined> {
    const own = this.all(number).find((one) => one.id === id);
    if (!own) return undefined;
    const before = this.all(number).filter((one) => one.id !== id && one.key !== null && one.state !== 'failed');
    try {
      const { uploads: [ticket] } = await this.#deps.ask(number, { via, files: [...before.map(({ name, size, key }) => ({ name, size, key: key! })), { name: own.name, size: own.size }] });
      this.#set(number, id, { key: ticket!.key });
      return ticket;
    } catch (error) {
      this.#set(number, id, { state: 'failed', problem: this.#deps.problemOf(error) });
      return undefined;
    }
  }

  async #put(number: string, id: string, ticket: Ticket): Promise<void> {
    const own = this.#bytes.get(id);
    if (!own) return;
    try {
      await this.#deps.put(ticket, own.bytes, own.stop.signal, (share) => this.#sent(number, id, share));
    } catch {
      // Taken out by hand, it is in no list any more; else the line broke.
      this.#set(number, id, { state: 'failed', problem: NOT_ARRIVED });
      return;
    }
    await this.#arrived(number, id, ticket.key, own.bytes.size);
  }

  // Drawn once for each percent, not for each packet; and what is all sent has still to be found there.
  #sent(number: string, id: string, share: number): void {
    const percent = Math.min(99, Math.max(0, Math.floor(share * 100)));
    const own = this.all(number).find((one) => one.id === id);
    if (own?.state === 'uploading' && own.percent !== percent) this.#set(number, id, { percent });
  }

  async #arrived(number: string, id: string, key: string, size: number): Promise<void> {
    try {
      const there = await this.#deps.sizeOf(number, key);
      this.#set(number, id, there === size ? { state: 'there' } : { state: 'failed', problem: NOT_ARRIVED });
    } catch (error) {
      this.#set(number, id, { state: 'failed', problem: this.#deps.problemOf(error) });
    }
  }

  remove(number: string, id: string): void {
    this.#bytes.get(id)?.stop.abort();
    this.#bytes.delete(id);
    this.#change(number, this.all(number).filter((one) => one.id !== id));
  }

  /** What goes with the answer that is sent now; the next one begins without files. */
  take(number: string): AnswerFile[] {
    const taken = this.all(number).flatMap(({ id, key, name, type, size, state }) => (state === 'there' && key !== null ? [{ id, file: { key, name, type, size } }] : []));
    for (const { id } of taken) this.#bytes.delete(id);
    this.#change(number, this.all(number).filter(({ id }) => !taken.some((one) => one.id === id)));
    return taken.map(({ file }) => file);
  }

  /** An answer was taken back: its files stand beside it again. */
  putBack(number: string, files: readonly AnswerFile[] = []): void {
    if (files.length > 0) this.#change(number, [...this.all(number), ...this.#checked(number, files)]);
  }
}
