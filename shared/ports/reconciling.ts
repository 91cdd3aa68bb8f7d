import type { Listed, Walk } from '../domain/reconcile.ts';

/** The bucket of originals, as far as it is compared with what became of them. */
export interface OriginalsList {
  /** Mails in the order of their keys, those behind `after`. */
  list(after: string | null): Promise<{ originals: Listed[]; more: boolean }>;
}

/** What the table knows of deliveries. */
export interface Deliveries {
  walk(): Promise<Walk | undefined>;
  keepWalk(walk: Walk): Promise<void>;
  /** Those of these ids that nothing is known of. */
  unknown(ids: string[]): Promise<string[]>;
  /** Written down as found, until `record` writes what became of each. */
  noteFound(found: { id: string; key: string }[], at: number): Promise<void>;
}
