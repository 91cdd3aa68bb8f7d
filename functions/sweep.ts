import middy from '@middy/core';
import { sweepExpired } from '../shared/aws/sweeping.ts';
import { SweepEnvironment, readEnvironment } from '../shared/config.ts';
import type { Log } from '../shared/log.ts';
import { coldStart, logOf, now } from './entry.ts';

/** Every hour: what a platform lets us keep for hours only goes, whatever the table's own expiry has left. */
export function create(deps: { sweep: (at: number) => Promise<number>; now: () => number; log: Log }) {
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'sweep.failed', { error }); })
    .handler(async () => deps.log('info', 'sweep.done', { count: await deps.sweep(deps.now()) }));
}

export const handler = coldStart(async () => {
  const { MOKED_TABLE } = readEnvironment(SweepEnvironment);
  return create({ sweep: async (at) => sweepExpired(MOKED_TABLE, at), now, log: logOf('sweep') });
});
