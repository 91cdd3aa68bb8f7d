import { objects } from '../shared/aws/objects.ts';
import { hide, queue } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { parserInWorker } from '../shared/channels/email/parse-in-worker.ts';
import { MailEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { acceptMail } from '../shared/steps/accept-mail.ts';
import type { AcceptMailDeps } from '../shared/steps/accept-mail.ts';
import { coldStart, forQueue, logOf, now } from './entry.ts';

/** Soon again at first, since the third attempt goes on with what the raw bytes say; then ever later, up to the queue's own time. */
const secondsUntil = (attempt: number): number => Math.min(360, 2 ** attempt);

export function create(deps: AcceptMailDeps & { hide: (receipt: string, seconds: number) => Promise<void> }) {
  return forQueue('mail', async (received) => {
    const { failed, givenBack } = await acceptMail(deps, received);
    return { failed: [], hideSeconds: new Map([...givenBack.map((place) => [place, 1] as const), ...failed.map((place) => [place, secondsUntil(received[place]!.attempt)] as const)]) };
  }, deps.hide);
}

async function awsDeps(): Promise<Parameters<typeof create>[0]> {
  const environment = readEnvironment(MailEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return {
    objects: objects(environment.MOKED_BUCKET),
    inbound: queue(environment.MOKED_INBOUND_QUEUE),
    idKey: deriveKey(key, 'id'),
    parse: parserInWorker().read,
    careAddresses: environment.MOKED_CARE_ADDRESSES.split(',').map((address) => address.trim().toLowerCase()).filter(Boolean),
    now,
    hide: (receipt, seconds) => hide(environment.MOKED_MAIL_QUEUE, receipt, seconds),
    log: logOf('mail'),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
