import { objects } from '../shared/aws/objects.ts';
import { queue } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { parserInWorker } from '../shared/channels/email/parse-in-worker.ts';
import { MailEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { acceptMail } from '../shared/steps/accept-mail.ts';
import type { AcceptMailDeps } from '../shared/steps/accept-mail.ts';
import { coldStart, forQueue, logOf, now } from './entry.ts';

export function create(deps: AcceptMailDeps) {
  return forQueue('mail', (received) => acceptMail(deps, received));
}

async function awsDeps(): Promise<AcceptMailDeps> {
  const environment = readEnvironment(MailEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return {
    objects: objects(environment.MOKED_BUCKET),
    inbound: queue(environment.MOKED_INBOUND_QUEUE),
    idKey: deriveKey(key, 'id'),
    parse: parserInWorker().read,
    careAddresses: environment.MOKED_CARE_ADDRESSES.split(',').map((address) => address.trim().toLowerCase()).filter(Boolean),
    now,
    log: logOf('mail'),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
