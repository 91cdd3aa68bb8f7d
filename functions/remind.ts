import middy from '@middy/core';
import { factStore } from '../shared/aws/case-facts.ts';
import { contacts } from '../shared/aws/contacts.ts';
import { desk } from '../shared/aws/desk.ts';
import { documents } from '../shared/aws/documents.ts';
import { presence } from '../shared/aws/presence.ts';
import { queue } from '../shared/aws/queues.ts';
import { searchIndex } from '../shared/aws/search.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { RemindEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { assigningWaiting } from '../shared/steps/assign.ts';
import { settlingFacts } from '../shared/steps/case-facts.ts';
import { remind } from '../shared/steps/remind.ts';
import type { RemindDeps } from '../shared/steps/remind.ts';
import { coldStart, logOf, now } from './entry.ts';

/** Every minute: what has slept long enough, what was promised for now, and what waits for somebody. */
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
  const id = deriveKey(key, 'id');
  const shared = { store: desk(table), settings: settings(table, now, logOf('remind')), keys: { id }, now, log: logOf('remind') };
  return create({
    ...shared, outbox: queue(environment.MOKED_OUTBOX_QUEUE),
    assignWaiting: assigningWaiting({ ...shared, contacts: contacts(table, id), documents: documents(table), presence: presence(table) }),
    settleFacts: settlingFacts({ ...shared, facts: factStore(table, now) }),
    // It opens no cases.
    nextNumber: async () => { throw new Error('no case is opened by the clock'); },
    search: searchIndex({ table, bucket: environment.MOKED_BUCKET, now }),
  });
});
