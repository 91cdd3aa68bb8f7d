import type { CaseStatus } from '../domain/case.ts';

/** A link to the form that continues a case. */
export interface Reference { caseNumber: string; thread: string; until: number }

/** Whom a reference leads where. `first`: this is the submission that may use it; everybody later is on a case of their own. */
export interface Led { caseNumber: string; thread: string; first: boolean; status: CaseStatus }

/** The links by which people were led to the form. */
export interface References {
  /** Kept once, before the link is shown to anybody. */
  offer(key: string, reference: Reference): Promise<void>;
  /** The first to use it may use it again. Undefined when there is none, or it has ended. */
  use(key: string, by: string, now: number): Promise<Led | undefined>;
}
