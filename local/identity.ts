import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type JWK } from 'jose';

/** Somebody who works at this desk. */
export interface Person { id: string; name: string; role: 'agent' | 'lead' | 'admin'; email?: string }

/** The local login: a real OIDC issuer, so that the product needs no branch for it. */
export interface Identity {
  /** The sign-in that the engine hands out when it is ready. */
  token: string;
  tokenFor(person: Person): Promise<string>;
  configuration: unknown;
  keys: { keys: JWK[] };
  /** The roles in a bearer token; undefined when this issuer did not sign it or it no longer holds. */
  rolesOf(token: string): Promise<unknown[] | undefined>;
}

export const AUDIENCE = 'moked-console';
const DAYS = 30;
const KEY_ID = 'local';

interface KeptKey { privateKey: Awaited<ReturnType<typeof importJWK>>; publicPart: JWK }

async function keptKey(file: string): Promise<KeptKey | undefined> {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  try {
    const { kty, crv, x, y, d } = JSON.parse(text) as Record<string, string>;
    if (kty !== 'EC' || crv !== 'P-256' || !x || !y || !d) return undefined;
    return { privateKey: await importJWK({ kty, crv, x, y, d }, 'ES256'), publicPart: { kty, crv, x, y } };
  } catch {
    // Cut off or written over: it only signs the local login, and a new one signs it as well.
    return undefined;
  }
}

async function newKey(file: string): Promise<KeptKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { d, ...publicPart } = await exportJWK(privateKey);
  writeFileSync(`${file}.new`, JSON.stringify({ ...publicPart, d }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return { privateKey, publicPart };
}

/** The issuer of a data directory; its key stays the same from start to start, unless its file no longer holds one. */
export async function openIdentity(directory: string, issuer: string): Promise<Identity> {
  const file = join(directory, 'login-key.json');
  const { privateKey, publicPart } = (await keptKey(file)) ?? (await newKey(file));
  const publicKey = await importJWK(publicPart, 'ES256');
  const tokenFor = async ({ id, name, role, email = `${id}@company.example` }: Person): Promise<string> => new SignJWT({ name, email, roles: [role] })
    .setProtectedHeader({ alg: 'ES256', kid: KEY_ID })
    .setSubject(id).setIssuer(issuer).setAudience(AUDIENCE).setIssuedAt().setExpirationTime(`${DAYS}d`)
    .sign(privateKey);
  return {
    token: await tokenFor({ id: 'local-agent', name: 'דנה', role: 'admin', email: 'dana@company.example' }),
    tokenFor,
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
