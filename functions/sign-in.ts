import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { Untrusted } from '../shared/errors.ts';

/** Which issuer's tokens open the console. Stored as one JSON parameter; without it nobody signs in. */
export const OidcSettings = z.object({ issuer: z.url(), audience: z.string().min(1), rolesClaim: z.string().default('roles') });
export type OidcSettings = z.infer<typeof OidcSettings>;

export type Role = 'agent' | 'lead' | 'admin';
export interface SignedIn { id: string; name: string; roles: Role[] }

const ROLES: readonly string[] = ['agent', 'lead', 'admin'] satisfies Role[];

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
async function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`the issuer answered ${answer.status} to discovery`);
  const found = z.object({ issuer: z.string(), jwks_uri: z.url() }).parse(await answer.json());
  if (found.issuer !== issuer) throw new Error('the issuer of the discovery document is another one');
  return createRemoteJWKSet(new URL(found.jwks_uri));
}

/** Checks bearer tokens: asymmetric signature of the issuer's own keys, issuer, audience, time, and at least one role of ours. */
export function signIn(settings: OidcSettings): (authorization: string | undefined) => Promise<SignedIn> {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Untrusted('no bearer token');
    keys ??= keysOf(settings.issuer);
    let getKey: JWTVerifyGetKey;
    try {
      getKey = await keys;
    } catch (error) {
      keys = undefined;
      throw error;
    }
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer: settings.issuer, audience: settings.audience, algorithms: ['RS256', 'ES256'], requiredClaims: ['exp', 'sub'], clockTolerance: 30,
      });
      const claimed = payload[settings.rolesClaim];
      const roles = (Array.isArray(claimed) ? claimed : [claimed]).filter((role): role is Role => typeof role === 'string' && ROLES.includes(role));
      if (roles.length === 0 || !payload.sub) throw new Untrusted('a token without a role');
      return { id: payload.sub, name: typeof payload['name'] === 'string' ? payload['name'] : payload.sub, roles };
    } catch (error) {
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) throw new Untrusted('a token that does not hold', { cause: error });
      throw error;
    }
  };
}
