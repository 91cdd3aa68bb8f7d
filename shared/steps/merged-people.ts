import type { Case } from '../domain/case.ts';
import { isSamePerson } from '../domain/status-view.ts';
import type { CaseFile, DeskStore } from '../ports/desk.ts';

/** One of the cases that a matter was merged from, with the threads that are its own. */
export interface Part { item: Case; threads: string[] }

type Store = { store: Pick<DeskStore, 'file'> };

/** A case and all that was merged into it, each with its own threads: a merge joins words for the team, and makes of two people no one. */
export async function mergedParts(deps: Store, { item, events }: Pick<CaseFile, 'item' | 'events'>, seen = new Set<string>()): Promise<Part[]> {
  seen.add(item.number);
  const merges = events.flatMap(({ merge }) => (merge?.kind === 'merged' && merge.into === item.number ? [merge] : []));
  const brought = new Set(merges.flatMap(({ heads }) => heads.map(({ thread }) => thread)));
  const parts: Part[] = [{ item, threads: item.threads.filter((thread) => !brought.has(thread)) }];
  for (const { from } of merges) {
    const file = seen.has(from) ? undefined : await deps.store.file(from);
    // A merge that was undone has left its words behind, not its case.
    if (file?.item.mergedInto === item.number) parts.push(...await mergedParts(deps, file, seen));
  }
  return parts;
}

/** Those threads whose customer is the one of this case. */
export const threadsOfPerson = (parts: Part[], person: Case): string[] => parts.filter(({ item }) => item.number === person.number || isSamePerson(item, person)).flatMap(({ threads }) => threads);

/** Cases are merged into merged ones, but never round in a circle. */
const MERGES_FOLLOWED = 10;

/** What has become of a case at last: itself, or the one that it was merged into. */
export async function matterOf(deps: Store, file: CaseFile): Promise<CaseFile | undefined> {
  let matter: CaseFile | undefined = file;
  for (let hops = 0; matter && matter.item.mergedInto !== null; hops++) matter = hops < MERGES_FOLLOWED ? await deps.store.file(matter.item.mergedInto) : undefined;
  return matter;
}
