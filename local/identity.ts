import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type JWK } from 'jose';

/** The local login: a real OIDC issuer with one agent, so that the product needs no branch for it. */
export interface Identity {
  token: string;
  configuration: unknown;
  keys: { keys: JWK[] };
  /** The roles in a bearer token; undefined when this issuer did not sign it or it no longer holds. */
  rolesOf(token: string): Promise<unknown[] | undefined>;
}

export const AUDIENCE = 'moked-console';
const DAYS = 30;
const KEY_ID = 'local';

/** The issuer of a data directory; its key stays the same from start to start. */
export async function openIdentity(directory: string, issuer: string): Promise<Identity> {
  const file = join(directory, 'login-key.json');
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  const { d, ...publicPart } = JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const privateKey = await importJWK({ ...publicPart, ...(d === undefined ? {} : { d }) }, 'ES256');
  const publicKey = await importJWK(publicPart, 'ES256');
  const token = await new SignJWT({ name: 'דנה', email: 'dana@company.example', roles: ['admin'] })
    .setProtectedHeader({ alg: 'ES256', kid: KEY_ID })
    .setSubject('local-agent').setIssuer(issuer).setAudience(AUDIENCE).setIssuedAt().setExpirationTime(`${DAYS}d`)
    .sign(privateKey);
  return {
    token,
    configuration: {
      issuer,
      jwks_uri: `${issuer}/jwks.json`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    },
    keys: { keys: [{ ...publicPart, kid: KEY_ID, alg: 'ES256', use: 'sig' }] },
    rolesOf: (given) => jwtVerify(given, publicKey, { issuer, audience: AUDIENCE, algorithms: ['ES256'] }).then(
      ({ payload: { roles } }) => (Array.isArray(roles) ? roles as unknown[] : []),
      // Whatever is wrong with a token, it lets nobody in.
      () => undefined,
    ),
  };
}
