import type { Sheet } from '../domain/ledger.ts';

/** The books as they are kept: parts of sheets, in any order and any number. */
export interface Ledger {
  /** Adds these to what is there. The same ones again change nothing. */
  add(sheets: Sheet[]): Promise<void>;
  /** All parts of the days (as UTC counts them) from one time to another. */
  read(from: number, to: number): Promise<Sheet[]>;
  /** Joins the parts of one day into few, so that they are read at once; what they say stays. Answers with how many parts are gone. */
  bind(at: number): Promise<number>;
}
