import type { Erasure } from '../../shared/domain/erasure.ts';
import type { ErasableObjects, Erasing, Stored } from '../../shared/ports/erasing.ts';
import type { MemoryCases } from './memory-cases.ts';

/** The same table as erasing sees it. `turn` is awaited before each page of the whole. */
export function memoryErasing(table: MemoryCases, ledger: Map<string, Erasure>, turn: (page: string) => Promise<void>): Erasing {
  async function* all(): AsyncIterable<Stored> {
    await turn('messages');
    for (const message of structuredClone([...table.messages.values()])) yield { kind: 'message', message };
    await turn('cases');
    for (const item of structuredClone([...table.cases.values()])) yield { kind: 'case', item };
    await turn('heads');
    for (const [thread, head] of structuredClone([...table.heads])) yield { kind: 'head', thread, head };
    await turn('deliveries');
    for (const { key, message } of table.deliveries.values()) if (message) yield { kind: 'delivery', key, message };
  }
  return {
    all,
    async changeMessage(thread, id, change) {
      const there = table.messages.get(`${thread}/${id}`);
      if (there) table.messages.set(`${thread}/${id}`, change(there));
      return there !== undefined;
    },
    async changeCase(number, change) {
      const there = table.cases.get(number);
      if (there) table.cases.set(number, { ...change(there), acts: (there.acts ?? 0) + 1 });
      return there !== undefined;
    },
    async changeHead(thread, change) {
      const there = table.heads.get(thread);
      const head = there && change(there);
      if (head) table.heads.set(thread, head);
      return Boolean(head);
    },
    dropIdentity: async () => undefined,
    emptyNote: async () => undefined,
    dropLookUp: async (_, id) => void table.lookUps.delete(id),
    async enter({ person, channel, at }) {
      const there = ledger.get(person);
      const line = there && there.at >= at ? there : { person, channel, at, done: there?.done ?? [] };
      ledger.set(person, line);
      table.erased.set(person, line.at);
      return structuredClone(line);
    },
    async noteDone(person, count) {
      ledger.get(person)?.done.push(count);
    },
    ledger: async () => structuredClone([...ledger.values()]),
  };
}

/** The bucket, as erasing needs it. */
export function memoryErasable(bucket: Map<string, unknown>): ErasableObjects & { kept: Erasure[] } {
  const kept: Erasure[] = [];
  return {
    kept,
    remove: async (key) => bucket.delete(key),
    below: async (prefix) => [...bucket.keys()].filter((key) => key.startsWith(prefix)),
    keepLine: async (line) => void kept.push(line),
    lines: async () => structuredClone(kept),
  };
}
