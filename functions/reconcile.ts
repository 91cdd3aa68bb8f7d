import middy from '@middy/core';
import { ledger } from '../shared/aws/ledger.ts';
import { queue } from '../shared/aws/queues.ts';
import { deliveries, originalsList } from '../shared/aws/reconciling.ts';
import { ReconcileEnvironment, readEnvironment } from '../shared/config.ts';
import { reconcile } from '../shared/steps/reconcile.ts';
import type { ReconcileDeps } from '../shared/steps/reconcile.ts';
import { coldStart, logOf, now } from './entry.ts';

/** Kept of the invocation's time for the page that is under way when the rest is over. */
const LAST_PAGE_MS = 20_000;

/** Every hour: mails that lie in the bucket while nobody told of them. */
export function create(deps: ReconcileDeps) {
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'reconcile.failed', { error }); })
    .handler(async (_event: unknown, context) => { await reconcile(deps)(deps.now() + context.getRemainingTimeInMillis() - LAST_PAGE_MS); });
}

export const handler = coldStart(async () => {
  const { MOKED_TABLE, MOKED_BUCKET, MOKED_MAIL_QUEUE } = readEnvironment(ReconcileEnvironment);
  return create({ originals: originalsList(MOKED_BUCKET), deliveries: deliveries(MOKED_TABLE), mail: queue(MOKED_MAIL_QUEUE), ledger: ledger(MOKED_TABLE), now, log: logOf('reconcile') });
});
