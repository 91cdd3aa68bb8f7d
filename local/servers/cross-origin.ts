import type { IncomingHttpHeaders } from 'node:http';

/** A rule of a bucket's CorsConfiguration: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html */
export interface CrossOriginRule { AllowedOrigins: string[]; AllowedMethods: string[] }

/** What a browser is told of a request from another origin's page; undefined where no rule lets it. */
export function letsAcross(rules: readonly CrossOriginRule[], headers: IncomingHttpHeaders, method: string): Record<string, string> | undefined {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const rule = rules.find(({ AllowedOrigins, AllowedMethods }) => AllowedMethods.includes(method) && (AllowedOrigins.includes('*') || AllowedOrigins.includes(origin)));
  // Of headers of its own none is asked for: a form needs none.
  if (!rule || headers['access-control-request-headers'] !== undefined) return undefined;
  return { 'access-control-allow-origin': rule.AllowedOrigins.includes('*') ? '*' : origin, 'access-control-allow-methods': rule.AllowedMethods.join(', '), vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method' };
}

/** The method that a browser asks leave for before it sends; undefined: it asks for none. */
export const askedBefore = ({ method, headers }: { method: string; headers: IncomingHttpHeaders }): string | undefined => (method === 'OPTIONS' ? headers['access-control-request-method'] : undefined);
