import type * as z from 'zod';
import { connection } from '../shared/aws/connections.ts';
import { downloads } from '../shared/aws/downloads.ts';
import { mailOut } from '../shared/aws/mail.ts';
import { moderations } from '../shared/aws/moderations.ts';
import { objects } from '../shared/aws/objects.ts';
import { hide } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { sendings } from '../shared/aws/sendings.ts';
import { settings } from '../shared/aws/settings.ts';
import { statusLinks } from '../shared/aws/status-links.ts';
import { platformHttp } from '../shared/channels/http.ts';
import { PLATFORMS } from '../shared/channels/index.ts';
import { composeAcknowledgement, composeReply, composeStatusLink } from '../shared/channels/email/compose.ts';
import { RELAY, RelaySettings } from '../shared/channels/email/facts.ts';
import { mailByAddress, relayOut } from '../shared/channels/email/relay.ts';
import { CallerEnvironment, SendEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey, keyedId } from '../shared/domain/ids.ts';
import type { Settings } from '../shared/domain/settings.ts';
import { linkToStatus } from '../shared/domain/status-link.ts';
import type { LinkMaker } from '../shared/domain/status-link.ts';
import { mailLink } from '../shared/steps/mail-link.ts';
import { mailOutlet, platformModerator, platformOutlet, withBytes } from '../shared/steps/outlets.ts';
import type { MailOut } from '../shared/ports.ts';
import { send } from '../shared/steps/send.ts';
import type { SendDeps, SendOutcome } from '../shared/steps/send.ts';
import { coldStart, forQueue, logOf, now } from './entry.ts';
import type { BatchOutcome, Received } from './entry.ts';

// In JSON, so that no text can look like it.
const CARRIES_FILES = /[^\\]"files":\[/;

export function create(deps: SendDeps & { mailLink: ReturnType<typeof mailLink>; hide: (receipt: string, seconds: number) => Promise<void> }) {
  const step = send(deps);
  return forQueue('send', async (received: Received[]): Promise<BatchOutcome> => {
    const failed: number[] = [];
    const hideSeconds = new Map<number, number>();
    const handle = async ({ body }: Received): Promise<SendOutcome> => (await deps.mailLink(body)) ?? step(body);
    // Mails of megabytes go one after the other: ten at once would not fit into the memory of a copy.
    let heavy: Promise<unknown> = Promise.resolve();
    const results = await Promise.allSettled(received.map(async (one) => {
      if (!CARRIES_FILES.test(one.body)) return handle(one);
      const turn = heavy.then(async () => handle(one));
      heavy = Promise.allSettled([turn]);
      return turn;
    }));
    results.forEach((result, place) => {
      if (result.status === 'fulfilled') {
        if (!result.value.done) hideSeconds.set(place, result.value.hideSeconds);
        return;
      }
      deps.log('error', 'outbox.failed', { error: result.reason });
      failed.push(place);
    });
    // One bad entry is its own trouble; when all fail, it is ours, and the poller has to back off.
    if (failed.length === received.length && received.length > 0) throw new Error('no entry of the batch could be handled', { cause: (results[0] as PromiseRejectedResult).reason });
    return { failed, hideSeconds };
  }, deps.hide);
}

/** Spaces hand-overs evenly: this copy's share of what the account may send in a second. */
function pace(perSecond: number): () => Promise<void> {
  let free = 0;
  return async () => {
    const at = Math.max(now(), free);
    free = at + 1000 / perSecond;
    const wait = at - now();
    if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
  };
}

/** Who a route leads to a platform goes through its API, connected by what is stored under its name; everybody else gets a mail. */
function outlets({ AWS_REGION, AWS_ENDPOINT_URL_S3 }: z.infer<typeof CallerEnvironment>, { MOKED_BUCKET, MOKED_CONFIGURATION_SET, MOKED_PARAMETERS }: z.infer<typeof SendEnvironment>, maker: LinkMaker, relay: MailOut): Pick<SendDeps, 'outlet' | 'moderator'> {
  // A case is new when it is acknowledged: nobody has taken its links back yet, or they are to stay so.
  const linkTo = (caseNumber: string, company: Settings): string | null => linkToStatus(maker, { caseNumber, generation: 0, issuedAt: now() }, company);
  const bucket = objects(MOKED_BUCKET);
  const byMail = mailOutlet(async (outgoing, company, replyTo) => (outgoing.kind === 'acknowledgement'
    ? composeAcknowledgement(outgoing.plan, company, { replyTo, link: linkTo(outgoing.plan.caseNumber, company) }) : composeReply(outgoing.plan, company, { replyTo, files: await withBytes(outgoing.plan.files, bucket) })), mailByAddress(mailOut(MOKED_CONFIGURATION_SET), relay));
  const http = platformHttp();
  const fileLink = downloads({ bucket: MOKED_BUCKET, region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_S3, now });
  const platforms = new Map(PLATFORMS.map(({ facts, api }) => {
    const connected = connection({ prefix: MOKED_PARAMETERS, channel: facts.name, settings: facts.settings, now, log: logOf('send') });
    const connectedNow = async () => {
      const held = await connected.settings();
      return held === undefined ? undefined : { api: await api(), settings: held };
    };
    return [facts.name, { outlet: platformOutlet(connectedNow, http, now, fileLink), moderator: platformModerator(facts.name, connectedNow, http, now) }] as const;
  }));
  const platform = (channel: string) => {
    const found = platforms.get(channel);
    if (!found) throw new Error(`no platform is called ${channel}`);
    return found;
  };
  return { outlet: (outgoing) => (outgoing.plan.route ? platform(outgoing.channel).outlet : byMail), moderator: (channel) => platform(channel).moderator };
}

/** The queue's mapping starts at most so many copies of this function (infra/pipeline.ts). */
const COPIES = 2;

async function awsDeps(): Promise<Parameters<typeof create>[0]> {
  const environment = readEnvironment(SendEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  const keys = { id: deriveKey(key, 'id'), address: deriveKey(key, 'address') };
  const table = environment.MOKED_TABLE;
  const maker: LinkMaker = { ownAddress: environment.MOKED_STATUS_ADDRESS, whom: environment.MOKED_STATUS_FOR, key: deriveKey(key, 'status') };
  const relay = relayOut(connection({ prefix: environment.MOKED_PARAMETERS, channel: RELAY, settings: RelaySettings, now, log: logOf('send') }).settings);
  const shared = {
    sendings: sendings(table, (address) => keyedId(keys.id, 'cap', address.toLowerCase())),
    settings: settings(table, now, logOf('send')), keys, now, log: logOf('send'),
    pace: pace(environment.MOKED_SENDS_PER_SECOND / COPIES),
  };
  return {
    ...shared, ...outlets(readEnvironment(CallerEnvironment), environment, maker, relay),
    moderations: moderations(table),
    mailLink: mailLink({ ...shared, links: statusLinks(table), linkTo: (claim, company) => linkToStatus(maker, claim, company), compose: composeStatusLink, mail: mailByAddress(mailOut(), relay) }),
    hide: (receipt, seconds) => hide(environment.MOKED_OUTBOX_QUEUE, receipt, seconds),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
