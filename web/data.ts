import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CaseList } from '../shared/api-shapes.ts';
import type { CasesQuery, Changes } from '../shared/api-shapes/desk.ts';
import { ApiFailure, call, callIfNew } from './api.ts';
import type { Asked, Route } from './api.ts';
import { useConsole } from './console-context.tsx';

const PAGE = '50';
const EVERY_MS = 4_000;
/** Without the route for changes the lists themselves are asked for again. */
const WITHOUT_CHANGES_MS = 8_000;

/** A failure that another try may mend by itself. */
export const mayPass = (failures: number, error: unknown): boolean => failures < 2 && error instanceof ApiFailure && (error.status === 0 || error.status >= 500);

/** One route that is read; kept under the route's name and what is asked. */
export function useRead<R extends Route>(route: R, asked: Omit<Asked<R>, 'signal' | 'body'> = {}, options: { on?: boolean; everyMs?: number } = {}) {
  const { can } = useConsole();
  const open = can(route) && (options.on ?? true);
  return useQuery({ queryKey: [route, asked], queryFn: async ({ signal }) => call(route, { ...asked, signal }), enabled: open, ...(options.everyMs ? { refetchInterval: options.everyMs } : {}) });
}

export function useCases(query: Omit<CasesQuery, 'after' | 'limit'>) {
  const { can, setTimeZone } = useConsole();
  const found = useInfiniteQuery({
    queryKey: ['GET /cases', query],
    queryFn: async ({ pageParam, signal }) => call('GET /cases', { query: { ...query, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '', getNextPageParam: (last) => last.next ?? undefined,
    ...(can('GET /changes') ? {} : { refetchInterval: WITHOUT_CHANGES_MS }),
  });
  const zone = found.data?.pages[0]?.timeZone;
  useEffect(() => { if (zone) setTimeZone(zone); }, [zone, setTimeZone]);
  return found;
}

export function useCase(number: string) {
  const { can } = useConsole();
  return useQuery({ queryKey: ['GET /cases/:number', number], queryFn: async ({ signal }) => call('GET /cases/:number', { path: { number }, signal }), ...(can('GET /changes') ? {} : { refetchInterval: WITHOUT_CHANGES_MS }) });
}

/** So many pages of a list are read again whole; of a longer one the first, where what is pressing stands. */
const WHOLE_PAGES = 4;
const isLong = (data: unknown): boolean => ((data as InfiniteData<CaseList> | undefined)?.pages?.length ?? 0) > WHOLE_PAGES;

/** The first page of each long list that is looked at, read again; the cases on it stand on no other. */
async function refreshLongLists(client: QueryClient): Promise<void> {
  for (const query of client.getQueryCache().findAll({ queryKey: ['GET /cases'], type: 'active' })) {
    if (!isLong(query.state.data)) continue;
    const [, asked] = query.queryKey as [string, CasesQuery];
    const first = await call('GET /cases', { query: { ...asked, limit: PAGE } });
    const there = new Set(first.cases.map(({ number }) => number));
    client.setQueryData<InfiniteData<CaseList>>(query.queryKey, (data) => data && { ...data, pages: [{ ...first, next: data.pages[0]?.next ?? null }, ...data.pages.slice(1).map((page) => ({ ...page, cases: page.cases.filter(({ number }) => !there.has(number)) }))] });
  }
}

/** Reads again whatever an act on these cases may have changed. */
export function useRefresh(): (numbers?: string[]) => Promise<void> {
  const client = useQueryClient();
  return async (numbers) => {
    await client.invalidateQueries({ predicate: ({ queryKey: [route, about] }) => route !== 'GET /cases/:number' || numbers === undefined || numbers.includes(about as string) });
  };
}

/** Asks every few seconds what is new, while somebody looks; reads again only what has changed. */
export function useChanges(): Changes | undefined {
  const { can } = useConsole();
  const client = useQueryClient();
  const [latest, setLatest] = useState<Changes>();
  const on = can('GET /changes');
  useEffect(() => {
    if (!on) return undefined;
    let since: string | undefined;
    let busy = false;
    const stop = new AbortController();
    const look = async (): Promise<void> => {
      if (busy || document.visibilityState !== 'visible') return;
      busy = true;
      try {
        const news = await callIfNew('GET /changes', { query: since ? { since } : {}, signal: stop.signal });
        if (news) {
          const first = since === undefined;
          since = news.since;
          setLatest(news);
          if (news.queues) client.setQueryData(['GET /queues', {}], news.queues);
          if (!first && news.cases.length > 0) {
            await client.invalidateQueries({ predicate: ({ queryKey: [route, about], state }) => (route === 'GET /cases/:number' ? news.cases.includes(about as string) : (route === 'GET /cases' && !isLong(state.data)) || (route === 'GET /queues' && !news.queues)) });
            await refreshLongLists(client);
          }
        }
      } catch (error) {
        // The next look comes by itself; what is on screen says by its own reading when the connection is gone.
        if (!(error instanceof ApiFailure) && !stop.signal.aborted) throw error;
      } finally {
        busy = false;
      }
    };
    void look();
    const timer = setInterval(() => { void look(); }, EVERY_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [on, client]);
  return latest;
}
