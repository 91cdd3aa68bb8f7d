import type { StatusLinks } from '../../shared/ports/status.ts';
import type { MemoryCases } from '../../local/faults/memory-cases.ts';

/** New links in memory, under the same contract as the table's (test/adapters/status-links.test.ts). */
export class MemoryStatusLinks implements StatusLinks {
  readonly table: MemoryCases;
  readonly handed = new Set<string>();
  constructor(table: MemoryCases) {
    this.table = table;
  }

  async find(caseNumber: string): ReturnType<StatusLinks['find']> {
    const item = this.table.cases.get(caseNumber);
    if (!item) return undefined;
    return structuredClone({ item, heads: item.threads.flatMap((thread) => { const head = this.table.heads.get(thread); return head ? [{ thread, head }] : []; }) });
  }

  async claim(caseNumber: string, request: string): Promise<boolean> {
    const key = `${caseNumber}/${request}`;
    if (this.handed.has(key)) return false;
    this.handed.add(key);
    return true;
  }

  async giveBack(caseNumber: string, request: string): Promise<void> {
    this.handed.delete(`${caseNumber}/${request}`);
  }
}
