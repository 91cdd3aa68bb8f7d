import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { TryLater, Untrusted } from '../shared/errors.ts';
import { SYSTEM } from '../shared/steps/desk.ts';

/**
 * Which issuer's tokens open the console, and the client by which one signs in there (authorization code with PKCE; a
 * secret only where the issuer insists). Stored as one JSON parameter; without it nobody signs in.
 */
export const OidcSettings = z.object({
  issuer: z.url(), audience: z.string().min(1), rolesClaim: z.string().default('roles'),
  clientId: z.string().min(1).optional(), clientSecret: z.string().min(1).optional(), scope: z.string().min(1).default('openid profile'),
});
export type OidcSettings = z.infer<typeof OidcSettings>;
type Trusted = Pick<OidcSettings, 'issuer' | 'audience' | 'rolesClaim'>;

export type Role = 'agent' | 'lead' | 'admin';
export interface SignedIn { id: string; name: string; roles: Role[] }

const ROLES: readonly string[] = ['agent', 'lead', 'admin'] satisfies Role[];
const PATIENCE_MS = 5_000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url(), authorization_endpoint: z.url().optional(), token_endpoint: z.url().optional() });
type Discovery = z.infer<typeof Discovery>;

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
async function discover(issuer: string): Promise<Discovery> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`the issuer answered ${answer.status} to discovery`);
  const found = Discovery.parse(await answer.json());
  if (found.issuer !== issuer) throw new Error('the issuer of the discovery document is another one');
  return found;
}

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return async () => (kept ??= read().catch((error: unknown) => {
    kept = undefined;
    throw error;
  }));
}

/** Checks bearer tokens: asymmetric signature of the issuer's own keys, issuer, audience, time, and at least one role of ours. */
export function signIn(settings: Trusted): (authorization: string | undefined) => Promise<SignedIn> {
  const keys = remembered<JWTVerifyGetKey>(async () => createRemoteJWKSet(new URL((await discover(settings.issuer)).jwks_uri)));
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Untrusted('no bearer token');
    const getKey = await keys();
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer: settings.issuer, audience: settings.audience, algorithms: ['RS256', 'ES256'], requiredClaims: ['exp', 'sub'], clockTolerance: 30,
      });
      const claimed = payload[settings.rolesClaim];
      const roles = (Array.isArray(claimed) ? claimed : [claimed]).filter((role): role is Role => typeof role === 'string' && ROLES.includes(role));
      if (roles.length === 0 || !payload.sub) throw new Untrusted('a token without a role');
      // The product itself acts under that name.
      if (payload.sub === SYSTEM.id) throw new Untrusted('nobody is the system');
      // Cognito's access tokens carry groups too, but no audience; what calls itself anything else than an id token is none.
      if (payload['token_use'] !== undefined && payload['token_use'] !== 'id') throw new Untrusted('not an id token');
      return { id: payload.sub, name: nameIn(payload) ?? payload.sub, roles };
    } catch (error) {
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) throw new Untrusted('a token that does not hold', { cause: error });
      throw error;
    }
  };
}

function nameIn(payload: Record<string, unknown>): string | undefined {
  const named = ['name', 'given_name', 'preferred_username'].map((claim) => payload[claim]).find((value): value is string => typeof value === 'string' && value.trim() !== '');
  return named?.trim().slice(0, 80);
}

export interface SignInDoor {
  /** Undefined while no client is configured. */
  facts: () => Promise<{ authorize: string; clientId: string; scope: string } | undefined>;
  /** The issuer's token for its code. Throws Untrusted when it gives none. */
  exchange: (given: { code: string; verifier: string; redirect: string }) => Promise<string>;
}

/** https://openid.net/specs/openid-connect-core-1_0.html#TokenRequest with https://datatracker.ietf.org/doc/html/rfc7636#section-4.5 */
export function signInDoor(settings: OidcSettings): SignInDoor {
  const found = remembered(async () => discover(settings.issuer));
  return {
    async facts() {
      if (settings.clientId === undefined) return undefined;
      const { authorization_endpoint: authorize } = await found();
      return authorize === undefined ? undefined : { authorize, clientId: settings.clientId, scope: settings.scope };
    },
    async exchange({ code, verifier, redirect }) {
      const { token_endpoint: endpoint } = await found();
      if (settings.clientId === undefined || endpoint === undefined) throw new Untrusted('nobody signs in here by a code');
      const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: settings.clientId, code_verifier: verifier });
      const secret: Record<string, string> = settings.clientSecret === undefined ? {} : { authorization: `Basic ${Buffer.from(`${encodeURIComponent(settings.clientId)}:${encodeURIComponent(settings.clientSecret)}`).toString('base64')}` };
      const answer = await fetch(endpoint, { method: 'POST', redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS), headers: { 'content-type': 'application/x-www-form-urlencoded', ...secret }, body });
      if (answer.status >= 500) throw new TryLater(5, `the issuer answered ${answer.status}`);
      const read = z.object({ id_token: z.string().min(1) }).safeParse(answer.ok ? await answer.json() : undefined);
      if (!read.success) throw new Untrusted('the issuer gave no token');
      return read.data.id_token;
    },
  };
}
