import { afterAll } from '@jest/globals';
import type { ApiDeps } from '../../functions/api-routes.ts';
import { apiWorld } from './api-world.ts';
import { startIssuer } from './oidc.ts';
import type { Issuer } from './oidc.ts';

export type ApiWorld = ReturnType<typeof apiWorld>;
type Colleague = 'dana' | 'tal' | 'noa' | 'gil';

/** An issuer for one file of tests with the tokens of two agents, a lead (noa) and an administrator (gil). `begin` makes the API anew, with nothing in it. */
export async function signedIn(): Promise<Record<Colleague, string> & { issuer: Issuer; begin: (more?: Partial<ApiDeps>) => ApiWorld }> {
  const issuer = await startIssuer();
  afterAll(async () => issuer.stop());
  const [dana, tal, noa, gil] = await Promise.all([
    issuer.token({ sub: 'dana', name: 'דנה', roles: ['agent'] }), issuer.token({ sub: 'tal', name: 'טל', roles: ['agent'] }),
    issuer.token({ sub: 'noa', name: 'נועה', roles: ['lead'] }), issuer.token({ sub: 'gil', name: 'גיל', roles: ['admin'] }),
  ]);
  return { dana, tal, noa, gil, issuer, begin: (more) => apiWorld(issuer, more) };
}
