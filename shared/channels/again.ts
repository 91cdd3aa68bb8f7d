import type { Arrival } from './arrival.ts';

/** One item as it is kept, and what only its delivery told, as that is stored. */
export interface Original {
  raw: unknown;
  inbox: string;
  at: number;
  receivedAt: number;
  nativeId: string;
  visibility: 'private' | 'public';
  post: string | null;
  parent: string | null;
  author: { id: string; name: string | null };
  /** Found by keyword, a share or a tag only. */
  monitoringOnly: boolean;
  /** Another app owned the conversation. */
  ownedElsewhere: boolean;
}

/** Reads a kept item with today's code, whichever door had brought it. Throws Unreadable, or answers with nothing, when it is of no shape we know. */
export type Again<S> = (original: Original, settings: S) => Arrival[];
