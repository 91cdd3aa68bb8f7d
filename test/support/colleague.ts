import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, decodeJwt, importJWK } from 'jose';
import type { Ready } from '../../local/engine.ts';

/** A login of somebody else than the engine's own agent, signed by the key of its data directory. */
export async function colleague({ token, data }: Pick<Ready, 'token' | 'data'>, who: { sub: string; name: string; roles: string[] }): Promise<string> {
  const own = decodeJwt(token);
  const key = await importJWK(JSON.parse(readFileSync(join(data, 'login-key.json'), 'utf8')) as Parameters<typeof importJWK>[0], 'ES256');
  return new SignJWT({ name: who.name, roles: who.roles }).setProtectedHeader({ alg: 'ES256', kid: 'local' }).setSubject(who.sub).setIssuer(own.iss!).setAudience(own.aud!).setIssuedAt().setExpirationTime('1d').sign(key);
}
