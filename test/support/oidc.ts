import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Issuer {
  issuer: string;
  /** A good token, but for what is given otherwise. */
  token: (claims?: JWTPayload & { roles?: unknown }, options?: { expires?: string; issuer?: string; audience?: string; kid?: string; algorithm?: 'ES256' | 'RS256' | 'PS256'; foreignKey?: boolean }) => Promise<string>;
  stop: () => Promise<void>;
}

/** A real OpenID Connect issuer on loopback: discovery and keys, tokens signed with ES256. */
export async function startIssuer(): Promise<Issuer> {
  const own = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/.well-known/openid-configuration' ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: [jwk] }));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    token: async (claims = {}, options = {}) => {
      const algorithm = options.algorithm ?? 'ES256';
      const key = options.foreignKey || algorithm !== 'ES256' ? (await generateKeyPair(algorithm)).privateKey : own.privateKey;
      return new SignJWT({ roles: ['agent'], sub: 'dana', name: 'דנה', ...claims }).setProtectedHeader({ alg: algorithm, kid: options.kid ?? 'one' })
        .setIssuer(options.issuer ?? issuer).setAudience(options.audience ?? 'moked-console').setIssuedAt().setExpirationTime(options.expires ?? '5m').sign(key);
    },
    stop: async () => { await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }); },
  };
}
