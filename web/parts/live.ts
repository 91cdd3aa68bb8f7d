import { createContext, useContext } from 'react';
import type { Queues, Viewer } from '../../shared/api-shapes/desk.ts';

/** What changes by itself: counts, who looks at which case, how many alerts are open. */
export interface Live { queues: Queues | undefined; viewers: Record<string, Viewer[]>; alerts: number }
export const LiveContext = createContext<Live>({ queues: undefined, viewers: {}, alerts: 0 });
export const useLive = (): Live => useContext(LiveContext);
