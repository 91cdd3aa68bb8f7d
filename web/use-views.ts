import { useQueryClient } from '@tanstack/react-query';
import type { CaseFilter, SavedView } from '../shared/api-shapes/desk.ts';
import type { ViewChange } from './case-filter.ts';
import { ApiFailure, call } from './api.ts';
import { useConsole } from './console-context.tsx';
import { useRead } from './data.ts';
import { useProblemText } from './parts/states.tsx';

const READ = ['GET /views', {}] as const;
const LONG_MS = 60_000;

/** The views that one sees. */
export function useViews(): SavedView[] | undefined {
  return useRead('GET /views', {}, { everyMs: LONG_MS }).data?.views;
}

/** Changes the saved views over whatever stands there by then: whoever was faster loses nothing. True when it stands. */
export function useChangeViews(): (change: ViewChange, done: string) => Promise<boolean> {
  const { tell } = useConsole();
  const client = useQueryClient();
  const problem = useProblemText();
  const write = async (change: ViewChange): Promise<void> => {
    const { views, version } = await call('GET /views');
    client.setQueryData(READ, await call('PUT /views', { body: { views: change(views), version } }));
  };
  return async (change, done) => {
    try {
      // Both are small; who is overtaken between the two reads once more.
      await write(change).catch(async (error: unknown) => {
        if (!(error instanceof ApiFailure) || error.status !== 409) throw error;
        await write(change);
      });
      tell(done);
      await client.invalidateQueries({ queryKey: ['GET /queues'] });
      return true;
    } catch (error) {
      tell(problem(error));
      return false;
    }
  };
}

export const newView = (name: string, filter: CaseFilter, shared: boolean): SavedView => ({ id: crypto.randomUUID().replaceAll('-', '').slice(0, 20), name, filter, shared });
