import type { Notice } from '../domain/health.ts';

/** What platforms told us by themselves, until somebody has seen to it. */
export interface Notices {
  open(channel: string): Promise<Notice[]>;
  /** Undefined when nobody told us that. */
  find(id: string): Promise<Notice | undefined>;
  /** Kept once; answers with what is kept under this id. */
  keep(notice: Notice): Promise<Notice>;
  /** Somebody has seen to it: what it says about a person goes with that. False when there is none. */
  settle(id: string, at: number): Promise<boolean>;
}
