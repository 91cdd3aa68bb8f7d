import middy from '@middy/core';
import { desk } from '../shared/aws/desk.ts';
import { queue } from '../shared/aws/queues.ts';
import { searchIndex } from '../shared/aws/search.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { RemindEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { remind } from '../shared/steps/remind.ts';
import type { RemindDeps } from '../shared/steps/remind.ts';
import { coldStart, logOf, now } from './entry.ts';

/** Every minute: what has slept long enough, and what was promised for now. */
export function create(deps: RemindDeps) {
  const step = remind(deps);
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'remind.failed', { error }); })
    .handler(async () => { await step(); });
}

export const handler = coldStart(async () => {
  const environment = readEnvironment(RemindEnvironment);
  const table = environment.MOKED_TABLE;
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return create({
    store: desk(table), outbox: queue(environment.MOKED_OUTBOX_QUEUE), settings: settings(table, now), keys: { id: deriveKey(key, 'id') },
    // It opens no cases.
    nextNumber: async () => { throw new Error('no case is opened by the clock'); },
    search: searchIndex({ table, bucket: environment.MOKED_BUCKET, now }), now, log: logOf('remind'),
  });
});
