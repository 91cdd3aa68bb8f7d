import type { Availability } from '../domain/availability.ts';

/** What the team keeps for itself beside its cases. */

/** Named documents, each written over the version it was read at. */
export type DocumentName = 'settings' | 'labels' | 'canned' | 'team' | 'views' | `views.${string}`;
export interface Documents {
  read(name: DocumentName): Promise<{ value: unknown; version: string }>;
  /** Answers with the new version. Throws Conflict when somebody was faster. */
  write(name: DocumentName, value: unknown, version: string): Promise<string>;
}

/** A colleague as the others see them. */
export interface Colleague {
  id: string;
  name: string;
  /** When their console last asked for news. */
  seenAt: number;
  /** The case they look at, and since when they say so. */
  number: string | null;
  state: 'viewing' | 'typing';
  viewedAt: number;
  /** What they said of themselves, and when that ends by itself; null: it does not. */
  availability: Availability;
  availableAgainAt: number | null;
  /** Their last sign of life before the latest longer pause, and the first one after it; null: none is known. */
  leftAt: number | null;
  backAt: number | null;
  /** When they were last given a case. */
  gotAt: number | null;
}

/** Whoever was not seen for so long had left. */
export const LEFT_AFTER_MS = 30 * 60_000;

/** What the product gave somebody lately, the latest last. `v` is raised by each: the next is given over the version that was read. */
export interface Given { v: number; cases: { number: string; at: number }[] }
/** For so long it is known; what was given before is on the board by then. */
export const GIVEN_KEPT_MS = 3 * 60_000;

export interface Presence {
  all(): Promise<Colleague[]>;
  /** Kept to half a minute. */
  seen(who: { id: string; name: string; at: number }): Promise<void>;
  /** `number` null: no case any more. */
  looks(who: { id: string; name: string; number: string | null; state: 'viewing' | 'typing'; at: number }): Promise<void>;
  /** Whether they take cases, as they say themselves. */
  sets(who: { id: string; name: string; availability: Availability; availableAgainAt: number | null; at: number }): Promise<void>;
  /** They were given a case: it is no sign of life of theirs. */
  gets(id: string, at: number): Promise<void>;
  given(): Promise<Map<string, Given>>;
  /** Writes what somebody was given, by `givenNext` or `givenBack`, over the list before. False: since that was read they were given another. */
  give(id: string, next: Given): Promise<boolean>;
}

/** What has changed, as `tell` heard it from the table's stream. */
export interface FeedEntry { id: string; at: number; cases: string[] }
export interface Feed {
  /** Entries from then on, in order; null: nobody knows any more what happened since. */
  since(at: number): Promise<FeedEntry[] | null>;
  add(entry: FeedEntry): Promise<void>;
}

/** The list without a case that somebody else got. */
export const givenBack = ({ v, cases }: Given, number: string): Given => ({ v: v + 1, cases: cases.filter((one) => one.number !== number) });

/** The list with one more, without what is on the board by now. */
export const givenNext = ({ v, cases }: Given, one: Given['cases'][number]): Given => ({ v: v + 1, cases: [...cases.filter(({ number, at }) => number !== one.number && at > one.at - GIVEN_KEPT_MS), one] });
