import middy from '@middy/core';
import { channelState } from '../shared/aws/channel-state.ts';
import { connection } from '../shared/aws/connections.ts';
import { notices } from '../shared/aws/notices.ts';
import { platformHttp } from '../shared/channels/http.ts';
import { PLATFORMS } from '../shared/channels/index.ts';
import { HealthEnvironment, readEnvironment } from '../shared/config.ts';
import { health } from '../shared/steps/health.ts';
import type { HealthDeps } from '../shared/steps/health.ts';
import { connectionAlerts } from '../shared/steps/raise-connection.ts';
import { coldStart, logOf, now } from './entry.ts';
import { watching } from './watching.ts';

export function create(deps: HealthDeps) {
  const check = health(deps);
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'health.failed', { error }); })
    .handler(async () => {
      const checks = await check();
      for (const { channel, connected, findings } of checks) if (connected) deps.log('info', 'connection.checked', { channel, count: findings.length });
    });
}

async function awsDeps(): Promise<HealthDeps> {
  const environment = readEnvironment(HealthEnvironment);
  const log = logOf('health');
  return {
    now, log,
    platforms: PLATFORMS.map(({ facts, api }) => ({ facts, api, connection: connection<unknown>({ prefix: environment.MOKED_PARAMETERS, channel: facts.name, settings: facts.settings, now, log }) })),
    state: channelState(environment.MOKED_TABLE),
    notices: notices(environment.MOKED_TABLE),
    alerts: connectionAlerts(watching('health', environment)),
    http: platformHttp(),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
