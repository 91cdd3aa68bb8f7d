import type { Case, Head } from '../domain/case.ts';

/** What mailing a new link needs of a case. */
export interface StatusLinks {
  /** The case with the heads of its threads; undefined when there is none. */
  find(caseNumber: string): Promise<{ item: Case; heads: { thread: string; head: Head }[] } | undefined>;
  /** True for the first who asks: a link is handed over at most once for one request. */
  claim(caseNumber: string, request: string, now: number): Promise<boolean>;
  /** Nothing has left: whoever comes again may. */
  giveBack(caseNumber: string, request: string): Promise<void>;
}
