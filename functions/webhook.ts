import { door } from '#door';
import { facts } from '#facts';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { connection } from '../shared/aws/connections.ts';
import { queue } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import type { DoorAnswer, Knock } from '../shared/channels/channel.ts';
import { WebhookEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import type { Connection } from '../shared/ports.ts';
import { accept } from '../shared/steps/accept.ts';
import { refusals } from '../shared/steps/counted.ts';
import type { AcceptDeps } from '../shared/steps/accept.ts';
import { coldStart, logOf, now } from './entry.ts';

// Built once for each platform: `#door` and `#facts` are that platform's own (infra/social-doors.ts).

export type WebhookDeps<S> = Omit<AcceptDeps<S>, 'settings'> & { connection: Connection<S> };

const UNTRUSTED: DoorAnswer = { status: 401, type: 'text/plain', body: '' };

export function create<S>({ connection, ...deps }: WebhookDeps<S>) {
  const refused = refusals({ channel: deps.facts.name, counts: deps.inbound, now: deps.now, log: deps.log });
  const answer = async (knock: Knock): Promise<DoorAnswer> => {
    const settings = await connection.settings();
    const first = settings === undefined ? UNTRUSTED : await accept({ ...deps, settings })(knock);
    if (first.status !== 401) return first;
    // A secret that was changed, or a channel connected, a moment ago: no deployment, no five minutes of refused deliveries.
    const renewed = await connection.renewed();
    if (renewed !== undefined) return accept({ ...deps, settings: renewed })(knock);
    if (settings === undefined) deps.log('warn', 'knock.notConnected', { channel: deps.facts.name });
    return first;
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError(({ error }) => { deps.log('error', 'webhook.failed', { channel: deps.facts.name, error }); })
    .handler(async (event: APIGatewayProxyEventV2) => {
      const { status, type, body } = await answer(knockOf(event));
      if (status === 401 || status === 413) await refused();
      return { statusCode: status, headers: { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }, body };
    });
}

/** The request as it came; the gateway has lower-cased the names of its headers. */
function knockOf({ requestContext, headers, queryStringParameters, body = '', isBase64Encoded }: APIGatewayProxyEventV2): Knock {
  return { method: requestContext.http.method, headers, query: queryStringParameters ?? {}, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}

async function awsDeps(): Promise<Parameters<typeof create>[0]> {
  const environment = readEnvironment(WebhookEnvironment);
  const log = logOf(`webhook-${facts.name}`);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  return {
    facts, door, now, log,
    inbound: queue(environment.MOKED_INBOUND_QUEUE),
    idKey: deriveKey(key, 'id'),
    connection: connection({ prefix: environment.MOKED_PARAMETERS, channel: facts.name, settings: facts.settings, now, log }),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
