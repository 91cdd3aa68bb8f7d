import type { Listed, Walk } from '../../shared/domain/reconcile.ts';
import type { Deliveries, OriginalsList } from '../../shared/ports/reconciling.ts';
import type { MemoryCases } from './memory-cases.ts';

const PAGE = 3;

/** The bucket's originals in the order of their keys, a few a page. */
export function memoryOriginals(bucket: ReadonlyMap<string, { storedAt: number }>): OriginalsList {
  return {
    async list(after) {
      const all: Listed[] = [...bucket].flatMap(([key, { storedAt }]) => (key.startsWith('raw/') && key > (after ?? '') ? [{ key, storedAt }] : [])).sort((a, b) => (a.key < b.key ? -1 : 1));
      return { originals: all.slice(0, PAGE), more: all.length > PAGE };
    },
  };
}

/** What is known of deliveries, where `record` notes them. */
export function memoryDeliveries(table: MemoryCases): Deliveries {
  let kept: Walk | undefined;
  return {
    walk: async () => structuredClone(kept),
    keepWalk: async (walk) => void (kept = structuredClone(walk)),
    unknown: async (ids) => ids.filter((id) => !table.deliveries.has(id)),
    async noteFound(found, at) {
      for (const { id, key } of found) if (!table.deliveries.has(id)) table.deliveries.set(id, { deliveryId: id, outcome: 'found', key, at });
    },
  };
}
