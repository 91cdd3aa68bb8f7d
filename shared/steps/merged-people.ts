import type { Case } from '../domain/case.ts';
import { isSamePerson } from '../domain/status-view.ts';
import type { CaseFile, DeskStore } from '../ports/desk.ts';

/** One of the cases that a matter was merged from, with the threads that are its own. */
export interface Part { item: Case; threads: string[] }

type Store = { store: Pick<DeskStore, 'file'> };

/** A case and all that was merged into it, each with its own threads: a merge joins words for the team, and makes of two people no one. */
export async function mergedParts(deps: Store, { item, events }: Pick<CaseFile, 'item' | 'events'>, seen = new Set<string>()): Promise<Part[]> {
  seen.add(item.number);
  const into = events.flatMap(({ merge }) => (merge?.kind === 'merged' && merge.into === item.number ? [merge] : []));
  const read = await Promise.all(Array.from(new Set(into.map(({ from }) => from)), async (from) => (seen.has(from) ? undefined : deps.store.file(from))));
  // A merge that was undone is none any more.
  const now = new Map(read.flatMap((file) => (file?.item.mergedInto === item.number ? [[file.item.number, file] as const] : [])));
  const brought = new Set(into.flatMap(({ from, heads }) => (now.has(from) ? heads.map(({ thread }) => thread) : [])));
  const parts: Part[] = [{ item, threads: item.threads.filter((thread) => !brought.has(thread)) }];
  for (const file of now.values()) parts.push(...await mergedParts(deps, file, seen));
  return parts;
}

/** The numbers of a case and of all that is merged into it: what belongs to one of them is shown on it. */
export const wholeOf = async (deps: Store, file: Pick<CaseFile, 'item' | 'events'>): Promise<ReadonlySet<string>> => new Set((await mergedParts(deps, file)).map(({ item }) => item.number));

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

/** The same for many: by their numbers, what has become of each. What is not there is left out. */
export async function lastOf(store: Pick<DeskStore, 'cases'>, numbers: string[]): Promise<Map<string, Case>> {
  const read = new Map<string, Case>();
  let wanted = numbers;
  for (let hops = 0; wanted.length > 0 && hops <= MERGES_FOLLOWED; hops++) {
    for (const item of await store.cases(wanted)) read.set(item.number, item);
    wanted = [...new Set([...read.values()].flatMap(({ mergedInto }) => (mergedInto === null || read.has(mergedInto) ? [] : [mergedInto])))];
  }
  const end = (number: string, hops = 0): Case | undefined => { const item = read.get(number); return item && item.mergedInto !== null && hops < MERGES_FOLLOWED ? end(item.mergedInto, hops + 1) : item; };
  return new Map(numbers.flatMap((number) => { const item = end(number); return item ? [[number, item] as const] : []; }));
}
