import type { Case } from '../domain/case.ts';
import { ownerOf } from '../domain/case-merge.ts';
import { isSamePerson } from '../domain/status-view.ts';
import type { CaseFile, DeskStore } from '../ports/desk.ts';

/** One of the cases that a matter was merged from, with the threads that are its own. */
export interface Part { item: Case; threads: string[] }

type Store = { store: Pick<DeskStore, 'file'> };

/** A case and all that was merged into it, each with its own threads, notes and answers that wait. */
async function mergedFiles<F extends Pick<CaseFile, 'item' | 'events'>>(deps: Store, file: F, seen = new Set<string>()): Promise<{ file: F | CaseFile; threads: string[] }[]> {
  const { item, events } = file;
  seen.add(item.number);
  const into = events.flatMap(({ merge }) => (merge?.kind === 'merged' && merge.into === item.number ? [merge] : []));
  const read = await Promise.all(Array.from(new Set(into.map(({ from }) => from)), async (from) => (seen.has(from) ? undefined : deps.store.file(from))));
  // A merge that was undone is none any more.
  const now = new Map(read.flatMap((one) => (one?.item.mergedInto === item.number ? [[one.item.number, one] as const] : [])));
  const brought = new Set(into.flatMap(({ from, heads }) => (now.has(from) ? heads.map(({ thread }) => thread) : [])));
  const files: { file: F | CaseFile; threads: string[] }[] = [{ file, threads: item.threads.filter((thread) => !brought.has(thread)) }];
  for (const one of now.values()) files.push(...await mergedFiles<CaseFile>(deps, one, seen));
  return files;
}

/** A case and all that was merged into it, each with its own threads: a merge joins words for the team, and makes of two people no one. */
export async function mergedParts(deps: Store, file: Pick<CaseFile, 'item' | 'events'>): Promise<Part[]> {
  return (await mergedFiles(deps, file)).map(({ file: { item }, threads }) => ({ item, threads }));
}

/** A case with what colleagues have said of all that is merged into it, and with the answers that wait there. `whole`: the numbers of all these; what belongs to one of them is shown on it. */
export async function wholeFile(deps: Store, file: CaseFile): Promise<CaseFile & { whole: ReadonlySet<string> }> {
  const files = (await mergedFiles(deps, file)).map((one) => one.file);
  const from = ({ number }: Case): { of?: string } => (number === file.item.number ? {} : { of: number });
  return {
    ...file, whole: new Set(files.map(({ item }) => item.number)), waiting: files.flatMap(({ waiting }) => waiting),
    notes: files.flatMap(({ item, notes }) => notes.map((note) => ({ ...note, ...from(item) }))).sort((a, b) => a.at - b.at),
  };
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

/** The case that a stored message stands on now; null: on none. */
export async function caseShowing(store: Pick<DeskStore, 'cases'>, stored: { case: string | null; of?: string }): Promise<string | null> {
  const owner = ownerOf(stored);
  return owner === null ? null : (await lastOf(store, [owner])).get(owner)?.number ?? owner;
}

/** What has become of many, by their numbers. What is not there is left out. */
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
