import { joinSheets } from '../../shared/domain/ledger.ts';
import type { Sheet } from '../../shared/domain/ledger.ts';
import type { Ledger } from '../../shared/ports/ledger.ts';

const DAY = 86_400_000;
const dayOf = (at: number): number => Math.floor(at / DAY);

/** The books in memory (test/adapters/ledger.contract.ts). */
export class MemoryLedger implements Ledger {
  parts: Sheet[] = [];

  async add(sheets: Sheet[]): Promise<void> {
    this.parts.push(...structuredClone(sheets));
  }

  async read(from: number, to: number): Promise<Sheet[]> {
    return structuredClone(this.parts.filter(({ hour }) => dayOf(hour) >= dayOf(from) && dayOf(hour) <= dayOf(to)));
  }

  async bind(at: number): Promise<number> {
    const [own, others] = [this.parts.filter(({ hour }) => dayOf(hour) === dayOf(at)), this.parts.filter(({ hour }) => dayOf(hour) !== dayOf(at))];
    const bound = joinSheets(own);
    this.parts = [...others, ...bound];
    return own.length - bound.length;
  }
}
