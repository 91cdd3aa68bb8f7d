import middy from '@middy/core';
import { objectRemover } from '../shared/aws/erasable-objects.ts';
import { sweepExpired } from '../shared/aws/sweeping.ts';
import { SweepEnvironment, readEnvironment } from '../shared/config.ts';
import type { Log } from '../shared/log.ts';
import { coldStart, logOf, now } from './entry.ts';

/** Every hour: what a platform lets us keep for hours only goes, whatever the table's own expiry has left; and what people who were erased had in the bucket. */
export function create(deps: { sweep: (at: number) => Promise<number>; now: () => number; log: Log }) {
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'sweep.failed', { error }); })
    .handler(async () => deps.log('info', 'sweep.done', { count: await deps.sweep(deps.now()) }));
}

export const handler = coldStart(async () => {
  const { MOKED_TABLE, MOKED_BUCKET } = readEnvironment(SweepEnvironment);
  return create({ sweep: async (at) => sweepExpired(MOKED_TABLE, at, objectRemover(MOKED_BUCKET)), now, log: logOf('sweep') });
});
