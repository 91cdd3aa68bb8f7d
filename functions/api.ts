import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { caseNumbers, cases } from '../shared/aws/cases.ts';
import { desk } from '../shared/aws/desk.ts';
import { queue } from '../shared/aws/queues.ts';
import { parameter, secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { ApiEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { apiRoutes } from './api-routes.ts';
import type { ApiDeps } from './api-routes.ts';
import { consoleFiles } from './console-files.ts';
import { coldStart, logOf, now } from './entry.ts';
import { OidcSettings, signIn } from './sign-in.ts';

export function create(deps: ApiDeps) {
  const app = handle(apiRoutes(deps));
  return middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>()
    .onError(({ error }) => deps.log('error', 'api.failed', { error }))
    .handler(async (event: APIGatewayProxyEventV2) => (await app(event as unknown as LambdaEvent)) as APIGatewayProxyResultV2);
}

// The settings are read with the first request that signs in, so that the page itself is there without them.
function signInBy(read: () => Promise<string>): ApiDeps['signIn'] {
  let ready: Promise<ReturnType<typeof signIn>> | undefined;
  return async (authorization) => {
    ready ??= read().then((value) => signIn(OidcSettings.parse(JSON.parse(value))), (error: unknown) => {
      ready = undefined;
      throw error;
    });
    return (await ready)(authorization);
  };
}

async function awsDeps(): Promise<ApiDeps> {
  const environment = readEnvironment(ApiEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return {
    store: desk(environment.MOKED_TABLE),
    outbox: queue(environment.MOKED_OUTBOX_QUEUE),
    settings: settings(environment.MOKED_TABLE, now),
    keys: { id: deriveKey(key, 'id') },
    nextNumber: caseNumbers(cases(environment.MOKED_TABLE), deriveKey(key, 'number')),
    signIn: signInBy(parameter(`${environment.MOKED_PARAMETERS}/oidc`)),
    // Built and laid beside the handler by infra/console.ts.
    files: consoleFiles(join(import.meta.dirname, 'console')),
    newKey: randomUUID, now, log: logOf('api'),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
