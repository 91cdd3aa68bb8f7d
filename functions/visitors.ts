import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { facts } from '../shared/channels/form/facts.ts';
import { comeAgainIn } from './entry.ts';

/** What the doors have in common whose pages anybody may open: the form, and the customer's status page. */

export const JSON_TYPE = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

export const problem = (statusCode: number, key: string, values: Record<string, string> = {}): APIGatewayProxyStructuredResultV2 => ({ statusCode, headers: JSON_TYPE, body: JSON.stringify({ error: { key, values } }) });

/** What is said when AWS is slow or away; undefined for any other failure. */
export function tryLater(error: unknown): APIGatewayProxyStructuredResultV2 | undefined {
  const seconds = comeAgainIn(error);
  if (seconds === undefined) return undefined;
  const said = problem(503, 'tryLater', { seconds: String(seconds) });
  return { ...said, headers: { ...JSON_TYPE, 'Retry-After': String(seconds) } };
}

/** Undefined for a body that is too large, which is not even decoded. */
export function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer | undefined {
  const { inboundBytes } = facts.limits;
  if (body.length > (isBase64Encoded ? Math.ceil(inboundBytes / 3) * 4 : inboundBytes)) return undefined;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return bytes.length > inboundBytes ? undefined : bytes;
}

/** The site whose page sent this, when it is not our own; null for ours, and for what no page sent. */
export function foreignOrigin(origin: string | undefined, host: string): string | null {
  if (origin === undefined) return null;
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase() ? null : origin;
}

/** A page that runs its own script, wears its own style and asks nobody else for anything; `shownWithin`: whose pages may frame it. */
export function pageHeaders({ style, filesOrigin, shownWithin }: { style: string; filesOrigin: string; shownWithin: string[] }): Record<string, string> {
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'X-Robots-Tag': 'noindex', 'Strict-Transport-Security': 'max-age=31536000',
    // `no-referrer` would make the browser hide the page's own origin from us too.
    'Referrer-Policy': 'same-origin',
    'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'sha256-${hash}'; connect-src 'self' ${filesOrigin}; form-action 'self'; base-uri 'none'; frame-ancestors ${shownWithin.join(' ')}`,
  };
}
