import type { CaseFilter, CasesQuery, QueueName, SavedView } from '../shared/api-shapes/desk.ts';

export const QUEUE_NAMES: QueueName[] = ['open', 'mine', 'unassigned', 'tagged', 'soon', 'breached', 'waiting', 'snoozed', 'resolved', 'spam'];
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
const SORTS = ['due', 'waiting', 'newest'] as const;
const NARROWING = ['channel', 'topic', 'assignee', 'team', 'priority', 'incident'] as const;

const among = <T extends string>(all: readonly T[], given: string | null): T | undefined => all.find((one) => one === given);

/** A filter as one step of an address; `view`: the saved view that it began as. */
export function specOf(filter: CaseFilter, view?: string): string {
  const spec = new URLSearchParams({ queue: filter.queue });
  for (const name of NARROWING) if (filter[name]) spec.set(name, filter[name]);
  for (const tag of filter.tags ?? []) spec.append('tag', tag);
  if (filter.sort) spec.set('sort', filter.sort);
  if (view) spec.set('view', view);
  return encodeURIComponent(spec.toString());
}

/** What such a step says; what it does not know is left out. */
export function filterOf(step: string): { filter: CaseFilter; view: string | undefined } {
  let said: URLSearchParams;
  try {
    said = new URLSearchParams(decodeURIComponent(step));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    said = new URLSearchParams();
  }
  const priority = among(PRIORITIES, said.get('priority'));
  const sort = among(SORTS, said.get('sort'));
  const tags = said.getAll('tag').filter((tag) => tag !== '').slice(0, 20);
  const filter: CaseFilter = {
    queue: among(QUEUE_NAMES, said.get('queue')) ?? 'open', ...Object.fromEntries((['channel', 'topic', 'assignee', 'team', 'incident'] as const).flatMap((name) => { const value = said.get(name); return value ? [[name, value]] : []; })),
    ...(tags.length > 0 ? { tags } : {}), ...(priority ? { priority } : {}), ...(sort ? { sort } : {}),
  };
  return { filter, view: said.get('view') ?? undefined };
}

/** As the API is asked for it. */
export function queryOf(filter: CaseFilter): Omit<CasesQuery, 'after' | 'limit'> {
  const { queue, tags = [], sort } = filter;
  return { queue, ...Object.fromEntries(NARROWING.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []))), ...(tags.length > 0 ? { tags: tags.map(encodeURIComponent).join(',') } : {}), ...(sort ? { sort } : {}) };
}

/** How many things narrow it down, besides its queue. */
export const narrowness = (filter: CaseFilter): number => NARROWING.filter((name) => filter[name]).length + (filter.tags?.length ?? 0);

export const sameFilter = (one: CaseFilter, other: CaseFilter): boolean => specOf({ ...one, sort: one.sort ?? 'due' }) === specOf({ ...other, sort: other.sort ?? 'due' });

/** A change of the saved views, made over whatever stands there by then. */
export type ViewChange = (views: SavedView[]) => SavedView[];
