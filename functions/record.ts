import { caseNumbers, cases } from '../shared/aws/cases.ts';
import { ledger } from '../shared/aws/ledger.ts';
import { hide, queue } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { RecordEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { record } from '../shared/steps/record.ts';
import type { RecordDeps } from '../shared/steps/record.ts';
import { coldStart, forQueue, logOf, now } from './entry.ts';

export function create(deps: RecordDeps & { hide: (receipt: string, seconds: number) => Promise<void> }) {
  return forQueue('record', record(deps), deps.hide);
}

async function awsDeps(): Promise<Parameters<typeof create>[0]> {
  const environment = readEnvironment(RecordEnvironment);
  const store = cases(environment.MOKED_TABLE);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return {
    store, now, log: logOf('record'), ledger: ledger(environment.MOKED_TABLE),
    outbox: queue(environment.MOKED_OUTBOX_QUEUE),
    settings: settings(environment.MOKED_TABLE, now, logOf('record')),
    keys: { id: deriveKey(key, 'id'), address: deriveKey(key, 'address') },
    hide: (receipt, seconds) => hide(environment.MOKED_INBOUND_QUEUE, receipt, seconds),
    nextNumber: caseNumbers(store, deriveKey(key, 'number')),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
