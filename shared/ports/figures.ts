import type { CaseFacts } from '../domain/case-facts.ts';

/** What figures of periods are made of: the facts of each case, by the months that have anything to say of it. All of it can be computed again. */
export interface FactStore {
  /** Of all cases that these months know, each once, as it was last kept. */
  inMonths(months: string[]): Promise<CaseFacts[]>;
  /** Of one case, by when it was opened. */
  kept(number: string, openedAt: number): Promise<CaseFacts | undefined>;
  /** `readAt`: when what they follow from was read; what followed from something later stays. `before`: as they were kept; months that know nothing of it any more forget it. */
  keep(facts: CaseFacts, readAt: number, before?: CaseFacts): Promise<void>;
  /** Up to when all that `tell` heard of has been looked at; null: nothing has. */
  through(): Promise<number | null>;
  settle(through: number): Promise<void>;
  /** Cases that `tell` heard of from then until then, in that order; null: nobody knows any more. */
  touched(from: number, to: number): Promise<{ at: number; cases: string[] }[] | null>;
}
