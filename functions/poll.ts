import { api } from '#api';
import { facts } from '#facts';
import middy from '@middy/core';
import { channelState } from '../shared/aws/channel-state.ts';
import { connection } from '../shared/aws/connections.ts';
import { counts } from '../shared/aws/counts.ts';
import { queue } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { platformHttp } from '../shared/channels/http.ts';
import { PollEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import type { Connection } from '../shared/ports.ts';
import { collect } from '../shared/steps/collect.ts';
import type { CollectDeps } from '../shared/steps/collect.ts';
import { keepVolumes } from '../shared/steps/keep-volumes.ts';
import { coldStart, logOf, now } from './entry.ts';

// Built once for each platform: `#api` and `#facts` are that platform's own (infra/social-doors.ts).

export type PollDeps<S> = Omit<CollectDeps<S>, 'settings' | 'until'> & { connection: Connection<S> };

/** Kept of the invocation's time for the page that is under way when the rest is over. */
const LAST_PAGE_MS = 20_000;

export function create<S>({ connection, ...deps }: PollDeps<S>) {
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'poll.failed', { channel: deps.facts.name, error }); })
    .handler(async (_event: unknown, context) => {
      const settings = await connection.settings();
      if (settings === undefined) return;
      await collect({ ...deps, settings, until: deps.now() + context.getRemainingTimeInMillis() - LAST_PAGE_MS })();
    });
}

async function awsDeps(): Promise<Parameters<typeof create>[0]> {
  const environment = readEnvironment(PollEnvironment);
  const log = logOf(`poll-${facts.name}`);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return {
    facts, api, now, log,
    http: platformHttp(),
    inbound: queue(environment.MOKED_INBOUND_QUEUE),
    state: channelState(environment.MOKED_TABLE),
    idKey: deriveKey(key, 'id'),
    keepCounts: keepVolumes({ counts: counts(environment.MOKED_TABLE), settings: settings(environment.MOKED_TABLE, now, log), now, channel: facts.name }),
    connection: connection({ prefix: environment.MOKED_PARAMETERS, channel: facts.name, settings: facts.settings, now, log }),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
