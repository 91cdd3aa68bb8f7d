import { monthsOf } from '../../shared/domain/case-facts.ts';
import type { CaseFacts } from '../../shared/domain/case-facts.ts';
import type { FactStore } from '../../shared/ports/figures.ts';
import type { MemoryTelling } from './memory-telling.ts';

/** Facts in memory (test/adapters/facts.contract.ts). */
export class MemoryFacts implements FactStore {
  readonly rows = new Map<string, { facts: CaseFacts; readAt: number }>();
  at: number | null = null;
  readonly telling: Pick<MemoryTelling, 'batches' | 'now'>;
  constructor(telling: Pick<MemoryTelling, 'batches' | 'now'>) {
    this.telling = telling;
  }

  async inMonths(months: string[]): Promise<CaseFacts[]> {
    return structuredClone([...this.rows.values()].map(({ facts }) => facts).filter((facts) => monthsOf(facts).some((month) => months.includes(month))));
  }

  async kept(number: string): Promise<CaseFacts | undefined> {
    return structuredClone(this.rows.get(number)?.facts);
  }

  async keep(facts: CaseFacts, readAt: number): Promise<void> {
    if ((this.rows.get(facts.number)?.readAt ?? 0) <= readAt) this.rows.set(facts.number, structuredClone({ facts, readAt }));
  }

  async through(): Promise<number | null> {
    return this.at;
  }

  async settle(through: number): Promise<void> {
    this.at = through;
  }

  async touched(from: number, to: number): ReturnType<FactStore['touched']> {
    if (this.telling.now() - from > 72 * 3_600_000) return null;
    return this.telling.batches.filter(({ at, cases }) => at >= from && at <= to && cases.length > 0).map(({ at, cases }) => ({ at, cases })).toSorted((a, b) => a.at - b.at);
  }
}
