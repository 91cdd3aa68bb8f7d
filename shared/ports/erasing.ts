import type { Case, Head } from '../domain/case.ts';
import type { Erasure, ErasureCount } from '../domain/erasure.ts';
import type { PendingLookUp, StoredMessage } from '../ports.ts';

/** One thing of the table that may hold what a person wrote, or who they are. */
export type Stored =
  | { kind: 'message'; message: StoredMessage }
  | { kind: 'case'; item: Case }
  | { kind: 'head'; thread: string; head: Head }
  | { kind: 'lookUp'; pending: PendingLookUp }
  /** The original of one delivery of a mail. `message`: what it became. */
  | { kind: 'delivery'; key: string; message: string }
  /** Of colleagues; `objects`: the files beside it. */
  | { kind: 'note'; caseNumber: string; name: string; objects: string[] }
  /** Who they are over all channels, what they are found by, and what was linked by hand. */
  | { kind: 'identity'; place: IdentityPlace; channel: string; externalId: string };

export interface IdentityPlace { pk: string; sk: string }

/** All that is stored, as erasing sees it. Each change is made over what is there at that moment. */
export interface Erasing {
  all(): AsyncIterable<Stored>;
  /** What lies beside the message for some hours goes at once. False when there is none. */
  changeMessage(thread: string, id: string, change: (stored: StoredMessage) => StoredMessage): Promise<boolean>;
  changeCase(number: string, change: (item: Case) => Case): Promise<boolean>;
  /** Null: leave it. */
  changeHead(thread: string, change: (head: Head) => Head | null): Promise<boolean>;
  dropIdentity(place: IdentityPlace): Promise<void>;
  emptyNote(caseNumber: string, name: string): Promise<void>;
  dropLookUp(channel: string, id: string): Promise<void>;
  /** Entered once; answers with the line as it then stands: who is erased again is erased up to the later time. */
  enter(line: Pick<Erasure, 'person' | 'channel' | 'at'>): Promise<Erasure>;
  noteDone(person: string, count: ErasureCount): Promise<void>;
  ledger(): Promise<Erasure[]>;
}

/** The bucket as erasing needs it, and the copy of the ledger there, which a table that was set back to an earlier hour does not have. */
export interface ErasableObjects {
  /** All versions. False when there is nothing under this key. */
  remove(key: string): Promise<boolean>;
  /** Keys that begin so. */
  below(prefix: string): Promise<string[]>;
  keepLine(line: Erasure): Promise<void>;
  lines(): Promise<Erasure[]>;
}
