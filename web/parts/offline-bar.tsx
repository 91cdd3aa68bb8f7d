import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { connection } from '../connection.ts';
import { useConsole } from '../console-context.tsx';
import { Icon } from './icon.tsx';

/** Says that the server cannot be reached, for as long as that is so; then everything is read anew, and what waited is sent. */
export function OfflineBar() {
  const { t, outbox, batches, tell } = useConsole();
  const client = useQueryClient();
  const up = useSyncExternalStore(connection.subscribe, connection.isUp);
  const was = useRef(up);
  useEffect(() => {
    if (up && !was.current) {
      tell(t('offline.back'));
      void client.invalidateQueries();
      outbox.retryAll('offline');
      batches.retryAll('offline');
    }
    was.current = up;
  }, [up, client, outbox, batches, t, tell]);
  useEffect(() => {
    // The browser notices sooner than the next look.
    const look = (): void => { void client.invalidateQueries(); };
    const lost = (): void => connection.tell(false);
    addEventListener('online', look);
    addEventListener('offline', lost);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', lost);
    };
  }, [client]);
  return <div role="status" className="offline-place">{up ? null : <p className="offline"><Icon name="alert" size={16} /> {t('offline.what')}</p>}</div>;
}
