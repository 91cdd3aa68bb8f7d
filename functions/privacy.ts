import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { connection } from '../shared/aws/connections.ts';
import { notices } from '../shared/aws/notices.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { facts as facebook } from '../shared/channels/facebook/facts.ts';
import { languageAskedFor } from '../shared/channels/form/visitor.ts';
import { facts as instagram } from '../shared/channels/instagram/facts.ts';
import { deletionAnswer } from '../shared/channels/meta/signed-request.ts';
import { PrivacyEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { Untrusted } from '../shared/errors.ts';
import { privacyCallbacks } from '../shared/steps/privacy.ts';
import type { PrivacyDeps, Signing } from '../shared/steps/privacy.ts';
import { coldStart, logOf, now } from './entry.ts';

type Answer = APIGatewayProxyStructuredResultV2;

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
const pageHeaders = (style: string): Record<string, string> => ({
  ...HEADERS, 'Content-Type': 'text/html; charset=utf-8', 'X-Robots-Tag': 'noindex', 'Referrer-Policy': 'no-referrer', 'Strict-Transport-Security': 'max-age=31536000',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
});

/** What platforms tell about people's wishes, and the page where these people see how it stands. Nothing is echoed to whom nobody vouches for. */
export function create(deps: PrivacyDeps) {
  const step = privacyCallbacks(deps);

  async function told({ rawPath, body = '', isBase64Encoded, requestContext, headers }: APIGatewayProxyEventV2): Promise<Answer> {
    const [, channel = '', act] = /^\/privacy\/([a-z]+)\/(deletion|deauthorise)$/.exec(rawPath) ?? [];
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    if (act !== 'deletion') {
      await step.deauthorise(channel, bytes);
      return { statusCode: 200, headers: HEADERS, body: '' };
    }
    const code = await step.deletion(channel, bytes);
    // The engine on a laptop speaks http.
    const base = `${/^(127\.|localhost)/.test(requestContext.domainName) ? 'http' : 'https'}://${headers['host'] ?? requestContext.domainName}`;
    const answer = deletionAnswer(`${base}/privacy/deletions/${code}`, code);
    return { statusCode: answer.status, headers: { ...HEADERS, 'Content-Type': answer.type }, body: answer.body };
  }

  async function show({ rawPath, headers, queryStringParameters }: APIGatewayProxyEventV2): Promise<Answer> {
    const language = languageAskedFor(queryStringParameters?.['lang'], headers['accept-language']);
    const { found, html, style } = await step.page(rawPath.slice(rawPath.lastIndexOf('/') + 1), language);
    return { statusCode: found ? 200 : 404, headers: { ...pageHeaders(style), 'Content-Language': language, Vary: 'Accept-Language' }, body: html };
  }

  return middy<APIGatewayProxyEventV2, Answer>()
    .onError(({ error }) => { deps.log('error', 'privacy.failed', { error }); })
    .handler(async (event: APIGatewayProxyEventV2): Promise<Answer> => {
      if (event.requestContext.http.method !== 'POST') return show(event);
      try {
        return await told(event);
      } catch (error) {
        if (!(error instanceof Untrusted)) throw error;
        deps.log('warn', 'knock.untrusted', { reason: 'privacy' });
        return { statusCode: 401, headers: HEADERS, body: '' };
      }
    });
}

async function awsDeps(): Promise<PrivacyDeps> {
  const { MOKED_PARAMETERS: prefix, MOKED_TABLE } = readEnvironment(PrivacyEnvironment);
  const log = logOf('privacy');
  const connected = [facebook, instagram].map((facts) => [facts.name, connection<Signing>({ prefix, channel: facts.name, settings: facts.settings, now, log })] as const);
  return { notices: notices(MOKED_TABLE), connections: new Map(connected), settings: settings(MOKED_TABLE, now, log), idKey: deriveKey(await secrets(prefix).key(), 'id'), now, log };
}

export const handler = coldStart(async () => create(await awsDeps()));
