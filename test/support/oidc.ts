import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';
import { KeyObject, createHash, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Issuer {
  issuer: string;
  /** A good token, but for what is given otherwise. */
  token: (claims?: JWTPayload & { roles?: unknown }, options?: { expires?: string; issuer?: string; audience?: string; kid?: string; algorithm?: 'ES256' | 'RS256' | 'PS256'; foreignKey?: boolean }) => Promise<string>;
  /** A code for whoever was sent to sign in with this challenge. */
  codeFor: (challenge: string, redirect: string, claims?: JWTPayload & { roles?: unknown }) => string;
  /** A token of the issuer's own key with any header and claims, well-formed or not. */
  signed: (header: Record<string, unknown>, claims: unknown) => Promise<string>;
  stop: () => Promise<void>;
}

/** A real OpenID Connect issuer on loopback: discovery and keys, tokens signed with ES256. */
export async function startIssuer(): Promise<Issuer> {
  const own = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const codes = new Map<string, { challenge: string; redirect: string; claims: JWTPayload & { roles?: unknown } }>();
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/token') void exchange(request, response);
    else response.end(JSON.stringify(request.url === '/.well-known/openid-configuration' ? { issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` } : { keys: [jwk] }));
  });
  // https://datatracker.ietf.org/doc/html/rfc7636#section-4.6
  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const asked = new URLSearchParams(text);
    const code = codes.get(asked.get('code') ?? '');
    codes.delete(asked.get('code') ?? '');
    const challenge = createHash('sha256').update(asked.get('code_verifier') ?? '').digest('base64url');
    if (!code || code.challenge !== challenge || code.redirect !== asked.get('redirect_uri') || asked.get('client_id') !== 'console') {
      response.statusCode = 400;
      response.end(JSON.stringify({ error: 'invalid_grant' }));
      return;
    }
    response.end(JSON.stringify({ access_token: 'for nothing', token_type: 'Bearer', id_token: await tokenOf(code.claims) }));
  }
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const issuer: string = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokenOf: Issuer['token'] = async (claims = {}, options = {}) => {
    const algorithm = options.algorithm ?? 'ES256';
    const key = options.foreignKey || algorithm !== 'ES256' ? (await generateKeyPair(algorithm)).privateKey : own.privateKey;
    return new SignJWT({ roles: ['agent'], sub: 'dana', name: 'דנה', ...claims }).setProtectedHeader({ alg: algorithm, kid: options.kid ?? 'one' })
      .setIssuer(options.issuer ?? issuer).setAudience(options.audience ?? 'moked-console').setIssuedAt().setExpirationTime(options.expires ?? '5m').sign(key);
  };
  let count = 0;
  return {
    issuer,
    token: tokenOf,
    codeFor: (challenge, redirect, claims = {}) => {
      const code = `code-${++count}`;
      codes.set(code, { challenge, redirect, claims });
      return code;
    },
    signed: async (header, claims) => {
      const part = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
      const text = `${part(header)}.${part(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), { key: KeyObject.from(own.privateKey), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
    stop: async () => { await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }); },
  };
}
