import middy from '@middy/core';
import { channelState } from '../shared/aws/channel-state.ts';
import { connection } from '../shared/aws/connections.ts';
import { ledger } from '../shared/aws/ledger.ts';
import { notices } from '../shared/aws/notices.ts';
import { platformHttp } from '../shared/channels/http.ts';
import { PLATFORMS } from '../shared/channels/index.ts';
import { HealthEnvironment, readEnvironment } from '../shared/config.ts';
import { settings } from '../shared/aws/settings.ts';
import { checkBooks } from '../shared/steps/check-books.ts';
import type { CheckBooksDeps } from '../shared/steps/check-books.ts';
import { health } from '../shared/steps/health.ts';
import type { HealthDeps } from '../shared/steps/health.ts';
import { connectionAlerts } from '../shared/steps/raise-connection.ts';
import { coldStart, logOf, now } from './entry.ts';
import { watching } from './watching.ts';

export function create(deps: HealthDeps & CheckBooksDeps) {
  const check = health(deps);
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'health.failed', { error }); })
    .handler(async () => {
      const [checks, books] = await Promise.allSettled([check(), checkBooks(deps)]);
      if (checks.status === 'rejected') throw checks.reason;
      if (books.status === 'rejected') throw books.reason;
      for (const { channel, connected, findings } of checks.value) if (connected) deps.log('info', 'connection.checked', { channel, count: findings.length });
    });
}

async function awsDeps(): Promise<HealthDeps & CheckBooksDeps> {
  const environment = readEnvironment(HealthEnvironment);
  const log = logOf('health');
  return {
    now, log,
    platforms: PLATFORMS.map(({ facts, api }) => ({ facts, api, connection: connection<unknown>({ prefix: environment.MOKED_PARAMETERS, channel: facts.name, settings: facts.settings, now, log }) })),
    state: channelState(environment.MOKED_TABLE), ledger: ledger(environment.MOKED_TABLE), settings: settings(environment.MOKED_TABLE, now, log),
    notices: notices(environment.MOKED_TABLE),
    alerts: connectionAlerts(watching('health', environment)),
    http: platformHttp(),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
