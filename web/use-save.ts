import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure } from './api.ts';
import { useConsole } from './console-context.tsx';
import { useProblemText } from './parts/states.tsx';

/** Runs one act at a time: says what became of it, and reads everything anew. `stale`: somebody else was faster. */
export function useSave(): { busy: boolean; save: (act: () => Promise<unknown>, done?: string) => Promise<boolean>; stale: boolean; forget: () => void } {
  const { tell } = useConsole();
  const [busy, setBusy] = useState(false);
  const [stale, setStale] = useState(false);
  const client = useQueryClient();
  const problem = useProblemText();
  const save = async (act: () => Promise<unknown>, done?: string): Promise<boolean> => {
    setBusy(true);
    try {
      await act();
      setStale(false);
      if (done) tell(done);
      return true;
    } catch (error) {
      setStale(error instanceof ApiFailure && error.status === 409);
      tell(problem(error));
      return false;
    } finally {
      await client.invalidateQueries();
      setBusy(false);
    }
  };
  return { busy, save, stale, forget: () => setStale(false) };
}
